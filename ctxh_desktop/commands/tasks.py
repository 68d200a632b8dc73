"""Tasks: what is to be done today, this week, this month (Việc hôm nay)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from ctxh_desktop.commands.cases import ShowCase, TimelineEntry, show_case
from ctxh_desktop.commands.desk import Desk, require
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.protection import Shown, shown, shown_of
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.storage import people, tasks

PERIODS = ("overdue", "today", "week", "month")
RECENT_MAX = 3


@dataclass(frozen=True)
class Task:
    """One open step with whom it is about."""

    step_id: str
    case_id: str
    person_id: str
    full_name: str
    task: str
    contact_kind: str | None
    group_label: str
    is_protected: bool
    due_on: str
    case_number: str


@dataclass(frozen=True)
class TaskList:
    """Tasks of one period, soonest first, and the number of tasks in each period."""

    tasks: tuple[Task, ...]
    counts: dict[str, int]


@dataclass(frozen=True)
class TaskPreview:
    """What the pane beside the list shows; a protected case shows no contents."""

    task: Task
    person: Row
    recent: tuple[TimelineEntry, ...]


@dataclass(frozen=True)
class ListTasks:
    """Read the open steps of a period; week and month hold what is overdue, too."""

    today: date
    period: str = "week"


@dataclass(frozen=True)
class ShowTask:
    """Read what is worth knowing before doing a step."""

    step_id: str


@handles(ListTasks)
def list_tasks(desk: Desk, command: ListTasks) -> TaskList:
    """Return the tasks of the period and all counts."""
    spans = spans_of(command.today)
    after, upto = spans[command.period]
    with desk.read() as reader:
        steps = tasks.due(reader, upto, after)
        persons = reader.rows("person", [step.text("person_id") for step in steps])
        cases = people.cases_of(reader, list(persons))
        child_groups = people.child_groups_of(reader, list(persons))
        found = []
        for step in steps:
            person = persons.get(step.text("person_id"))
            if person is not None:
                own = cases.get(person.id, [])
                case = next((case for case in own if case.id == step["case_id"]), None)
                allowed = shown(desk, person, own, child_groups.get(person.id, ()))
                found.append(_task(step, person, case, allowed))
        return TaskList(tuple(found), tasks.counts(reader, spans))


@handles(ShowTask)
def show_task(desk: Desk, command: ShowTask) -> TaskPreview:
    """Return the task with the person and the last events (InputError "record-not-found")."""
    with desk.read() as reader:
        step = require(reader, "plan_step", command.step_id)
        person = require(reader, "person", step.text("person_id"))
        case = require(reader, "case", step.text("case_id"))
        task = _task(step, person, case, shown_of(desk, reader, person))
    recent = () if task.is_protected else show_case(desk, ShowCase(case.id)).entries[:RECENT_MAX]
    return TaskPreview(task, person, recent)


def spans_of(today: date) -> dict[str, tuple[str, str]]:
    """Return the spans of days (after, up to) of each period; a week ends on Sunday."""
    yesterday = str(today - timedelta(days=1))
    sunday = today + timedelta(days=6 - today.weekday())
    month_end = today.replace(day=calendar.monthrange(today.year, today.month)[1])
    return {
        "overdue": ("", yesterday),
        "today": (yesterday, str(today)),
        "week": ("", str(sunday)),
        "month": ("", str(max(month_end, sunday))),
    }


def _task(step: Row, person: Row, case: Row | None, allowed: Shown) -> Task:
    return Task(
        step_id=step.id,
        case_id=step.text("case_id"),
        person_id=person.id,
        full_name=person.text("full_name"),
        task=step.text("task"),
        contact_kind=step.text("contact_kind") or None,
        group_label=allowed.group_label,
        is_protected=allowed.is_protected,
        due_on=step.text("due_on"),
        case_number=case.text("number") if case else "",
    )
