"""An address names some place of today or of before."""

from __future__ import annotations

from ctxh_desktop.domain.records.person_address import PersonAddress
from ctxh_desktop.domain.values import PartialDay


def issues(**values) -> dict[str, str]:
    return PersonAddress(person_id="p", kind="NOIO", **values).issues()


def test_some_place_is_named() -> None:
    assert issues() == {"address": "address-needs-a-place"}
    assert issues(old_address="xã Phong Hiền, huyện Phong Điền") == {}
    assert issues(village="Thôn 3") == {}


def test_the_code_of_a_commune_has_five_digits() -> None:
    assert issues(commune_code="19819") == {}
    assert issues(commune_code="1981") == {"commune_code": "commune-code-wrong"}
    assert issues(commune_code="١٩٨١٩") == {"commune_code": "commune-code-wrong"}


def test_somebody_leaves_after_coming() -> None:
    come, gone = PartialDay(2020, 5), PartialDay(2019)

    assert issues(village="Thôn 3", from_on=come, to_on=gone) == {"to_on": "ends-before-it-begins"}
