"""PlanStep (bước kế hoạch, việc cần làm): one thing somebody is to do by a day.

A promised visit is a step whose `contact_kind` says how; "Việc hôm nay" is the list of open steps.

Invariants: a step is done exactly when it has the day on which it was done.

Source: TT 02/2020/TT-BLĐTBXH Mẫu số 04 (activities), code list L10.
"""

from __future__ import annotations

from datetime import date

from ctxh_desktop.domain.schema import Record, code, day, link, long_text, record, text

DONE = "HD_XONG"
CANCELLED = "HD_HUY"
OPEN_STATUSES = ("HD_CHUA", "HD_DANG", "HD_TRE")
"""Statuses in which a step still has to be done."""


@record("plan_step", label="Plan step", plural="Plan steps", source="TT 02/2020, Mẫu số 04")
class PlanStep(Record):
    """One step of the help plan."""

    case_id: str = link("Case", "case")
    person_id: str = link("Person", "person")
    task: str = text("What to do", listed=True, searched=True)
    contact_kind: str | None = code("Kind of contact", "contact_kind", default=None)
    area: str | None = code("Area of need", "need_area", default=None)
    responsible: str | None = text("Who does it", default=None, listed=True)
    due_on: date | None = day("Due on", default=None, listed=True)
    status: str = code("State", "step_status", default="HD_CHUA", listed=True, group="done")
    done_on: date | None = day("Done on", default=None, group="done")
    from_visit_id: str | None = link(
        "Agreed at the visit", "visit", default=None, entered=False, is_looked_up=False
    )
    note: str | None = long_text("Note", default=None)

    def issues(self) -> dict[str, str]:
        """Return what is wrong, by field; see the invariants above."""
        if (self.status == DONE) != (self.done_on is not None):
            return {"done_on": "done-needs-its-day"}
        return {}
