"""Case (hồ sơ quản lý trường hợp): the work with one person, from intake to closing.

Invariants: a case is closed exactly when it has a day and a reason of closing; it is never closed
before it was opened.

Source: TT 02/2020/TT-BLĐTBXH Đ3, Đ8; intake sheet R01 of the domain reference §13.8.
"""

from __future__ import annotations

from datetime import date

from ctxh_desktop.domain.schema import (
    Merge,
    Record,
    Secrecy,
    boolean,
    code,
    day,
    link,
    long_text,
    record,
    text,
)


@record("case", label="Case", plural="Cases", source="TT 02/2020/TT-BLĐTBXH, Đ3")
class Case(Record):
    """One case of one person."""

    person_id: str = link("Person", "person")
    number: str = text("Case number", searched=True, listed=True, entered=False)
    opened_on: date = day("Day of intake", listed=True)
    source: str | None = code("Source of information", "intake_source", default=None)
    reporter: str | None = text("Who reported it", default=None, secrecy=Secrecy.SEALED)
    request: str | None = long_text("What is asked for", default=None)
    urgency: str | None = code("Urgency", "urgency", default=None, listed=True, merge=Merge.HIGHER)
    risk: str | None = code("Risk level", "risk_level", default=None, merge=Merge.HIGHER)
    is_protected: bool = boolean("Protected case", default=False)
    status: str = code("Case status", "case_status", default="TIEPNHAN", listed=True)
    responsible: str | None = text("In charge", default=None, listed=True)
    goal: str | None = long_text("Goal of the plan", default=None)
    closed_on: date | None = day("Day of closing", default=None, group="closing")
    closure_reason: str | None = code(
        "Reason of closing", "closure_reason", default=None, group="closing"
    )

    def issues(self) -> dict[str, str]:
        """Return what is wrong, by field; see the invariants above."""
        found: dict[str, str] = {}
        if (self.closed_on is None) != (self.closure_reason is None):
            found["closed_on"] = "closing-needs-day-and-reason"
        if self.closed_on is not None and self.closed_on < self.opened_on:
            found["closed_on"] = "closed-before-opened"
        return found
