"""Groups over time."""

from __future__ import annotations

from ctxh_desktop.domain.records.person_group import PersonGroup
from ctxh_desktop.domain.values import PartialDay


def issues(group: str, **values) -> dict[str, str]:
    return PersonGroup(person_id="p", target_group=group, **values).issues()


def test_only_children_have_a_group_of_children() -> None:
    assert issues("TE", sub_group="T01") == {}
    assert issues("NCT", sub_group="T01") == {"sub_group": "sub-group-of-children"}


def test_it_ends_after_it_begins_as_far_as_both_are_known() -> None:
    same_year = {"from_on": PartialDay(2024, 11), "to_on": PartialDay(2024)}

    assert issues("NCT", **same_year) == {}
    assert issues("NCT", from_on=PartialDay(2024), to_on=PartialDay(2023, 12, 31)) == {
        "to_on": "ends-before-it-begins"
    }
