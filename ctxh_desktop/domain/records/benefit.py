"""Benefit (chính sách đang hưởng): what a person receives, by which decision, from when to when.

`amount` is what the decision says, where it was entered; what the decree would give on a day is
computed (`domain.benefits`) and never stored.  `person.policies` stays what lists read: commands
keep it in step.

Invariants: a benefit that has stopped has its last day; from is not after until; the count is that
of the people it is given for.

Units: `amount` whole đồng a month.
Source: TT 02/2020/TT-BLĐTBXH Mẫu số 01 A13; NĐ 20/2021/NĐ-CP; TT 02/2021/TT-BLĐTBXH Đ2.
"""

from __future__ import annotations

from datetime import date

from ctxh_desktop.domain.benefits import COUNT_MAX
from ctxh_desktop.domain.schema import (
    Record,
    code,
    day,
    integer,
    link,
    long_text,
    money,
    record,
    text,
)
from ctxh_desktop.domain.values import is_reversed

RECEIVED = "S_DANG"
STOPPED = "S_THOI"


@record(
    "benefit",
    label="Policy received",
    plural="Policies received over time",
    source="TT 02/2020/TT-BLĐTBXH, Mẫu số 01, A13",
    part_of="person",
)
class Benefit(Record):
    """One policy that a person receives, has received or has applied for."""

    person_id: str = link("Person", "person", entered=False)
    policy: str = code("Policy", "policy", listed=True)
    status: str = code("State", "benefit_status", default=RECEIVED, listed=True, group="state")
    from_on: date | None = day("Received from", default=None, listed=True, is_looked_up=False)
    to_on: date | None = day(
        "Received until", default=None, listed=True, group="state", is_looked_up=False
    )
    heads: int | None = integer("For how many people", default=None)
    amount: int | None = money("Amount a month by the decision", default=None, listed=True)
    decision_number: str | None = text("Number of the decision", default=None, group="decision")
    decided_on: date | None = day("Day of the decision", default=None, group="decision")
    decided_by: str | None = text("Decided by", default=None, group="decision")
    receiver: str | None = text("Who receives it instead", default=None)
    stop_reason: str | None = text("Why suspended or stopped", default=None)
    note: str | None = long_text("Note", default=None)

    def issues(self) -> dict[str, str]:
        """Return what is wrong, by field; see the invariants above."""
        found: dict[str, str] = {}
        if self.heads is not None and not 1 <= self.heads <= COUNT_MAX:
            found["heads"] = "heads-out-of-range"
        if self.status == STOPPED and self.to_on is None:
            found["to_on"] = "stopped-needs-its-day"
        if is_reversed(self.from_on, self.to_on):
            found["to_on"] = "ends-before-it-begins"
        return found
