"""Policies received over time."""

from __future__ import annotations

from datetime import date

import pytest

from ctxh_desktop.domain.records.benefit import Benefit


def issues(**values) -> dict[str, str]:
    return Benefit(person_id="p", policy="BT4", **values).issues()


def test_what_has_stopped_has_its_last_day() -> None:
    assert issues(status="S_THOI") == {"to_on": "stopped-needs-its-day"}
    assert issues(status="S_THOI", to_on=date(2026, 3, 31)) == {}
    assert issues(status="S_TAM") == {}


def test_it_ends_after_it_begins() -> None:
    days = {"from_on": date(2026, 3, 2), "to_on": date(2026, 3, 1)}

    assert issues(**days) == {"to_on": "ends-before-it-begins"}


@pytest.mark.parametrize(
    ("heads", "is_right"), [(None, True), (1, True), (50, True), (0, False), (51, False)]
)
def test_it_is_given_for_some_people(heads, is_right) -> None:
    assert (issues(heads=heads) == {}) == is_right
