"""What is due today, this week, this month."""

from __future__ import annotations

from datetime import date

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import AddPlanStep, CompleteStep, RecordVisit
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.tasks import PERIODS, ListTasks, ShowTask, spans_of

SATURDAY = date(2026, 11, 21)
DAYS = ("2026-11-13", "2026-11-20", "2026-11-21", "2026-11-22", "2026-11-30", "2026-12-01")


@pytest.fixture
def steps(bus: Bus) -> dict[str, str]:
    """Return steps by their day."""
    made = bus.send(RegisterPerson({"full_name": "Võ Mỹ", "groups": "NGHEO"}, {})).result
    add = {day: AddPlanStep(made.case_id, {"task": day, "due_on": day}) for day in DAYS}
    return {day: bus.send(command).result for day, command in add.items()}


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("overdue", DAYS[:2]),
        ("today", DAYS[2:3]),
        ("week", DAYS[:4]),
        ("month", DAYS[:5]),
    ],
)
def test_period_holds_its_days_soonest_first(
    bus: Bus, steps: dict[str, str], period: str, days: tuple[str, ...]
) -> None:
    found = bus.send(ListTasks(SATURDAY, period)).result

    assert tuple(task.due_on for task in found.tasks) == days
    assert found.counts == {"overdue": 2, "today": 1, "week": 4, "month": 5}
    assert {task.group_label for task in found.tasks} == {"Người nghèo"}


def test_finished_step_is_no_task(bus: Bus, steps: dict[str, str]) -> None:
    bus.send(CompleteStep(steps["2026-11-21"], "2026-11-21"))

    assert bus.send(ListTasks(SATURDAY, "today")).result.tasks == ()


def test_week_near_the_end_of_a_month_is_no_longer_than_the_month() -> None:
    spans = spans_of(date(2026, 11, 30))

    assert tuple(spans) == PERIODS
    assert spans["week"][1] == "2026-12-06"
    assert spans["month"][1] == "2026-12-06"


def test_preview_shows_recent_events_but_none_of_a_protected_case(bus: Bus) -> None:
    for groups, expected in (("NCT", 2), ("HIV", 0)):
        person = {"full_name": "Hồ Thị Lý", "groups": groups}
        made = bus.send(RegisterPerson(person, {"opened_on": "2026-11-01"})).result
        visit = {"visited_on": "2026-11-02", "contact_kind": "VANGIA", "note": "bí mật"}
        bus.send(RecordVisit(made.case_id, visit, next_on="2026-11-21", next_task="Thăm"))
        task = next(t for t in bus.send(ListTasks(SATURDAY, "today")).result.tasks
                    if t.case_id == made.case_id)  # fmt: skip

        assert len(bus.send(ShowTask(task.step_id)).result.recent) == expected
