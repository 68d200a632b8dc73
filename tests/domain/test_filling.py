"""What a list adds to somebody, and that it never takes anything away by itself."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.domain.filling import Comparison, compare
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.values import Plain

AN: dict[str, Plain] = {"full_name": "Lê Văn An", "groups": "NCT"}


def seen(register: dict[str, Plain], **listed: Any) -> Comparison:
    return compare(Person.type, {**AN, **register}, {**AN, **listed})


def test_what_is_empty_is_filled_in_and_what_is_the_same_is_nothing() -> None:
    found = seen({"born": "1950", "village": None}, born="1950", village="Thôn 3", sex=None)
    assert found == Comparison({"village": "Thôn 3"}, ())
    assert seen({"village": "Thôn  3"}, village="thôn 3") == Comparison({}, ())


def test_what_differs_stays_until_a_person_takes_the_lists() -> None:
    found = seen({"occupation": "NONG"}, occupation="BUON", education="TH")
    (difference,) = found.differences
    assert (difference.name, dict(difference.listed)) == ("occupation", {"occupation": "BUON"})
    assert found.changes() == {"education": "TH"}
    assert found.changes({"occupation"}) == {"education": "TH", "occupation": "BUON"}


def test_less_than_what_is_known_is_no_difference_and_more_is_one() -> None:
    assert seen({"born": "1950-02-09"}, born="1950") == Comparison({}, ())
    assert seen({"born": "1950"}, born="1950-02-09").changes({"born"}) == {"born": "1950-02-09"}
    assert seen({"note": "ở một mình\nneo đơn"}, note="Neo đơn") == Comparison({}, ())


def test_choices_and_lines_are_added_never_exchanged() -> None:
    assert seen({"groups": "NCT"}, groups="NKT").changes({"groups"}) == {"groups": "NCT NKT"}
    note = seen({"note": "ở một mình"}, note="Ở một mình\nNghề: thầy cúng")
    assert note.changes() == {}
    assert note.changes({"note"}) == {"note": "ở một mình\nNghề: thầy cúng"}


def test_unclassified_says_nothing_on_either_side() -> None:
    assert seen({"groups": "CHUAPL"}, groups="NCT").changes() == {"groups": "NCT"}
    assert seen({"groups": "NCT"}, groups="CHUAPL") == Comparison({}, ())


def test_fields_of_a_group_are_filled_only_where_none_differs() -> None:
    assert seen({"village": "Thôn 3"}, village="Thôn 3", address="gần chợ").changes() == {
        "address": "gần chợ"
    }
    moved = seen({"village": "Thôn 3"}, village="Thôn 5", address="gần chợ")
    assert moved.changes() == {}
    assert moved.differences[0].name == "address"
    assert moved.changes({"address"}) == {"village": "Thôn 5", "address": "gần chợ"}


def test_another_phone_is_not_said_to_be_that_of_the_last_one() -> None:
    found = seen({"phone": "0912345678", "phone_of": "CON"}, phone="0987654321")
    assert found.changes({"phone"}) == {"phone": "0987654321", "phone_of": None}
    own = seen({"phone": "0912345678", "phone_of": "CON"}, phone="0987654321", phone_of="ME")
    assert own.changes({"phone"}) == {"phone": "0987654321", "phone_of": "ME"}


def test_a_number_that_comes_is_the_end_of_having_none() -> None:
    assert seen({"has_no_id": True}, id_number="046050001234").changes() == {
        "id_number": "046050001234",
        "has_no_id": False,
    }
    assert seen({"id_number": "046050001234"}, has_no_id=True).changes() == {}


def test_nothing_is_filled_in_that_makes_the_record_wrong() -> None:
    found = seen({"insurance_from": "2026-01-01"}, insurance_to="2025-12-31", education="TH")
    assert found.changes() == {"education": "TH"}


def test_sealed_fields_are_left_alone() -> None:
    assert seen({}, illness="lao phổi") == Comparison({}, ())


VALUES = {
    "village": ("Thôn 1", "Thôn 2"), "address": ("gần chợ",), "phone": ("0912345678", "0911111111"),
    "phone_of": ("ME",), "education": ("TH", "THCS"), "groups": ("NCT", "NKT", "CHUAPL"),
    "policies": ("BHYT", "HTXH"), "note": ("a", "a\nb"), "born": ("1950", "1950-02-09", "1951~"),
    "has_no_id": (True, False), "id_number": ("046050001234",),
    "insurance_number": ("4622300001", "4622300002"), "insurance_to": ("2026-12-31",),
}  # fmt: skip
PEOPLE = st.fixed_dictionaries({}, optional={n: st.sampled_from(v) for n, v in VALUES.items()})


@given(PEOPLE, PEOPLE)
def test_filling_changes_only_what_is_empty_and_is_done_once(
    register: dict[str, Plain], listed: dict[str, Plain]
) -> None:
    before, told = {**AN, **register}, {**AN, **listed}
    changes = compare(Person.type, before, told).changes()
    for name, value in changes.items():
        assert before.get(name) in (None, "", False, "CHUAPL") or name == "has_no_id"
        assert value != before.get(name)
    assert compare(Person.type, {**before, **changes}, told).changes() == {}


@given(PEOPLE, PEOPLE)
def test_what_a_person_took_is_no_difference_any_more(
    register: dict[str, Plain], listed: dict[str, Plain]
) -> None:
    before, told = {**AN, **register}, {**AN, **listed}
    found = compare(Person.type, before, told)
    after = {**before, **found.changes({one.name for one in found.differences})}
    assert compare(Person.type, after, told).differences == ()
