"""What looks wrong between the parts of one owner; none of it stops anybody."""

from __future__ import annotations

import pytest

from ctxh_desktop.domain.part_warnings import has_ended, warnings
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.messages import MESSAGES

DAY = "2026-11-21"
OWNER = Row("person", "p", "19819", {"born": "1951-03-02", "sex": "NU"})


def rows(kind: str, *values: dict) -> dict[str, list[Row]]:
    return {kind: [Row(kind, f"{number}", "19819", each) for number, each in enumerate(values)]}


def found(kind: str, *values: dict) -> list[tuple[str, str]]:
    made = warnings(rows(kind, *values), OWNER, DAY)
    assert all(one.type == kind and one.code in MESSAGES for one in made)
    return [(one.id, one.code) for one in made]


@pytest.mark.parametrize(
    ("end", "is_over"),
    [(None, False), (DAY, False), ("2026-11-20", True), ("2026-11", False), ("2026", False),
     ("2026-10", True), ("2025", True), ("2025~", True)],
)  # fmt: skip
def test_what_ends_today_or_this_month_has_not_surely_ended(end, is_over) -> None:
    assert has_ended(Row("person_group", "g", "19819", {"to_on": end}), DAY) == is_over


def test_a_second_head_is_doubtful() -> None:
    head, other = {"is_head": True, "to_on": None}, {"is_head": False, "to_on": None}

    assert found("household_member", other, head, head) == [("2", "several-heads")]
    assert found("household_member", head, {**head, "to_on": "2025"}) == []


def test_whoever_is_named_twice_is_doubtful() -> None:
    assert found("household_member", {"person_id": "a"}, {"person_id": "a"}) == [
        ("1", "member-twice")
    ]
    assert found("household_member", {"person_id": None}, {"person_id": None}) == []


def test_two_classes_of_a_year_are_doubtful() -> None:
    assert found("household_year", {"year": 2025}, {"year": 2026}, {"year": 2025}) == [
        ("2", "class-year-twice")
    ]


def test_a_group_comes_again_only_after_it_ended() -> None:
    ended, lasting = {"target_group": "NCT", "to_on": "2024"}, {"target_group": "NCT"}

    assert found("person_group", ended, lasting) == []
    assert found("person_group", lasting, lasting) == [("1", "group-twice")]


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        (["BT6a"], []),
        (["BT6a", "BT5c"], ["1"]),
        (["BT4", "BT6a"], []),
        (["BT4", "BT2"], ["1"]),
        (["BT4", "BT6a", "BT8"], ["2"]),
        (["BT6a", "BHYT", "CS5", "HTXH"], []),
    ],
)
def test_one_monthly_allowance_is_received(policies, expected) -> None:
    given = [{"policy": code, "status": "S_DANG"} for code in policies]

    assert [row_id for row_id, _ in found("benefit", *given)] == expected


def test_what_is_not_received_now_does_not_count() -> None:
    now, asked = {"policy": "BT6a", "status": "S_DANG"}, {"policy": "BT5c", "status": "S_DENGHI"}
    over = {"policy": "BT5c", "status": "S_DANG", "to_on": "2024-06-30"}

    assert found("benefit", now, asked, over) == []


@pytest.mark.parametrize(
    ("kind", "number", "codes"),
    [
        ("CCCD", "046151001234", []),
        ("CCCD", "046 152 001 234", ["id-year-differs"]),
        ("SDDCN", "046051001234", ["id-sex-differs"]),
        ("CMND9", "191234567", []),
        ("BHYT", "GB4 46 4622300001", []),
        ("BHYT", "4622300001", []),
        ("BHYT", "GB4", ["health-card-form"]),
        ("KHONG", None, []),
    ],
)
def test_numbers_are_compared_with_the_person(kind, number, codes) -> None:
    made = found("person_identifier", {"kind": kind, "number": number})

    assert [code for _, code in made] == codes
