"""Invariants of a plan step."""

from __future__ import annotations

from datetime import date

import pytest

from ctxh_desktop.domain.records.plan_step import CANCELLED, DONE, OPEN_STATUSES, PlanStep


@pytest.mark.parametrize(
    ("status", "done_on", "is_right"),
    [(DONE, date(2026, 11, 21), True), (DONE, None, False), (CANCELLED, None, True),
     *((status, None, True) for status in OPEN_STATUSES),
     *((status, date(2026, 11, 21), False) for status in OPEN_STATUSES)],
)  # fmt: skip
def test_done_goes_with_its_day(status: str, done_on: date | None, is_right: bool) -> None:
    step = PlanStep(case_id="c", person_id="p", task="Thăm", status=status, done_on=done_on)

    assert (step.issues() == {}) is is_right
