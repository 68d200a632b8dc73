"""Members of a household."""

from __future__ import annotations

from ctxh_desktop.domain.records.household_member import HouseholdMember
from ctxh_desktop.domain.values import PartialDay


def issues(**values) -> dict[str, str]:
    return HouseholdMember(household_id="h", **values).issues()


def test_a_member_is_linked_or_named() -> None:
    assert issues() == {"full_name": "name-or-register-needed"}
    assert issues(person_id="q") == {}
    assert issues(full_name="Hồ Thị Lài") == {}


def test_a_member_leaves_after_coming() -> None:
    days = {"from_on": PartialDay(2026), "to_on": PartialDay(2025)}

    assert issues(person_id="q", **days) == {"to_on": "ends-before-it-begins"}
