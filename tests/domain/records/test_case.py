"""Invariants of a case."""

from __future__ import annotations

from datetime import date

import pytest

from ctxh_desktop.domain.records.case import Case

OPENED = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("closed_on", "reason", "expected"),
    [
        (None, None, {}),
        (OPENED, "KT01", {}),
        (OPENED, None, {"closed_on": "closing-needs-day-and-reason"}),
        (None, "KT01", {"closed_on": "closing-needs-day-and-reason"}),
        (date(2026, 11, 9), "KT01", {"closed_on": "closed-before-opened"}),
    ],
)
def test_closing(closed_on: date | None, reason: str | None, expected: dict[str, str]) -> None:
    case = Case(person_id="p", number="1", opened_on=OPENED, closed_on=closed_on,
                closure_reason=reason)  # fmt: skip

    assert case.issues() == expected
