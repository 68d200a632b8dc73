"""Cases: the work with one person: open the case, write down a visit, plan and finish steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ctxh_desktop.commands.access_log import note_reading
from ctxh_desktop.commands.desk import Desk, require
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.older_history import OlderHistory, older_history_of
from ctxh_desktop.commands.protection import shown_of
from ctxh_desktop.commands.records import HistoryEntry, checked, history_of
from ctxh_desktop.domain import numbering
from ctxh_desktop.domain.records import conflict, plan_step
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.errors import InputError, TransientError
from ctxh_desktop.storage import likeness, outbox
from ctxh_desktop.storage.unit_of_work import UnitOfWork

NO_COMMUNE = "00000"
"""Stands in a case number while the laptop does not know its commune."""


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened.

    Shapes: `kind` is visit, intake, step_done or conflict; `on` a day; `at` the instant of writing
    it down; `code` the kind of contact, or the source of information of an intake.
    """

    id: str
    kind: str
    on: str
    at: str
    code: str
    by: str
    text: str
    change: str
    is_unsent: bool


@dataclass(frozen=True)
class CaseFile:
    """A case with all that its page shows; `is_protected` as in lists."""

    case: Row
    person: Row
    entries: tuple[TimelineEntry, ...]
    steps: tuple[Row, ...]
    visits: tuple[Row, ...]
    history: tuple[HistoryEntry, ...]
    conflicts: tuple[Row, ...]
    is_unsent: bool
    is_protected: bool
    older_history: OlderHistory = OlderHistory.HERE


@dataclass(frozen=True)
class PersonFile:
    """A person with all cases, newest first; `is_protected` as in lists."""

    person: Row
    cases: tuple[Row, ...]
    is_protected: bool


@dataclass(frozen=True)
class ShowCase:
    """Read a case."""

    case_id: str


@dataclass(frozen=True)
class ShowPerson:
    """Read a person with the cases."""

    person_id: str


@dataclass(frozen=True)
class OpenCase:
    """Open a case for somebody who is already in the register."""

    person_id: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class RecordVisit:
    """Write down a visit, what comes next, and which steps it finished.

    Units: `next_on` is a day in plain form; the next visit becomes a plan step due on it.
    """

    case_id: str
    values: Mapping[str, Any]
    next_on: str | None = None
    next_task: str = ""
    next_kind: str | None = None
    done_step_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class AddPlanStep:
    """Add a step to the help plan."""

    case_id: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class CompleteStep:
    """Mark a step as done on a day."""

    step_id: str
    done_on: str


@dataclass(frozen=True)
class PostponeStep:
    """Give a step a new day."""

    step_id: str
    due_on: str


@handles(ShowCase)
def show_case(desk: Desk, command: ShowCase) -> CaseFile:
    """Return the case with its timeline, newest first (InputError "record-not-found").

    That a protected case is opened is noted, as far as the disk takes it: work goes on when it is
    full.
    """
    with desk.read() as reader:
        case = require(reader, "case", command.case_id)
        person = require(reader, "person", likeness.standing(reader, case.text("person_id")))
        visits = reader.where("visit", newest_first=True, case_id=case.id)
        steps = reader.where("plan_step", case_id=case.id)
        contested = [
            row
            for row in reader.where("conflict", state=conflict.OPEN)
            if row["record_id"] in {case.id, person.id, *(r.id for r in (*visits, *steps))}
        ]
        rows = [case, person, *visits, *steps]
        unsent = set(outbox.of_rows(reader, [r.id for r in rows], (outbox.QUEUED, outbox.HELD)))
        entries = _entries(case, visits, steps, contested, unsent)
        history = [*history_of(reader, case)[:-1], *history_of(reader, person)[:-1]]
        file = CaseFile(
            case=case,
            person=person,
            entries=tuple(entries),
            steps=tuple(sorted(steps, key=lambda step: step.text("due_on") or "9999")),
            visits=tuple(visits),
            history=tuple(sorted(history, key=lambda entry: entry.at, reverse=True)),
            conflicts=tuple(contested),
            is_unsent=bool(unsent),
            is_protected=shown_of(desk, reader, person).is_protected,
            older_history=older_history_of(reader, (case.id, person.id)),
        )
    _note_opened(desk, case, file.is_protected)
    return file


@handles(ShowPerson)
def show_person(desk: Desk, command: ShowPerson) -> PersonFile:
    """Return a person with the cases (InputError "record-not-found")."""
    with desk.read() as reader:
        person = require(reader, "person", likeness.standing(reader, command.person_id))
        cases = reader.where("case", newest_first=True, person_id=person.id)
        file = PersonFile(person, tuple(cases), shown_of(desk, reader, person).is_protected)
    _note_opened(desk, person, file.is_protected)
    return file


@handles(OpenCase)
def open_case(desk: Desk, command: OpenCase) -> str:
    """Open a case and return its id (InputError "record-has-issues", "record-not-found")."""
    case_id = desk.ambient.new_id()
    with desk.write("OpenCase") as work:
        person = require(work, "person", command.person_id)
        values = new_case(desk, work, {**command.values, "person_id": person.id})
        work.insert("case", case_id, person.scope, values)
    return case_id


@handles(RecordVisit)
def record_visit(desk: Desk, command: RecordVisit) -> str:
    """Save the visit, the next step and the finished ones in one go; return the visit's id.

    Raises:
        InputError: "record-has-issues", among them "visit-before-intake" on `visited_on`.
    """
    visit_id = desk.ambient.new_id()
    with desk.write("RecordVisit") as work:
        case = require(work, "case", command.case_id)
        links = {"case_id": case.id, "person_id": case.text("person_id")}
        values = checked(desk, "visit", {**command.values, **links})
        _check_after_intake(case, values)
        work.insert("visit", visit_id, case.scope, values)
        for step_id in command.done_step_ids:
            _complete(work, step_id, str(values["visited_on"]))
        if command.next_on:
            step = {
                **links,
                "task": command.next_task,
                "contact_kind": command.next_kind,
                "due_on": command.next_on,
                "responsible": desk.user,
                "from_visit_id": visit_id,
            }
            step_id = desk.ambient.new_id()
            work.insert("plan_step", step_id, case.scope, checked(desk, "plan_step", step))
    return visit_id


@handles(AddPlanStep)
def add_plan_step(desk: Desk, command: AddPlanStep) -> str:
    """Add a step and return its id (InputError "record-has-issues", "record-not-found")."""
    step_id = desk.ambient.new_id()
    with desk.write("AddPlanStep") as work:
        case = require(work, "case", command.case_id)
        links = {"case_id": case.id, "person_id": case.text("person_id")}
        values = checked(desk, "plan_step", {**command.values, **links})
        work.insert("plan_step", step_id, case.scope, values)
    return step_id


@handles(CompleteStep)
def complete_step(desk: Desk, command: CompleteStep) -> None:
    """Mark a step as done; nothing happens when it already is."""
    with desk.write("CompleteStep") as work:
        _complete(work, command.step_id, command.done_on)


@handles(PostponeStep)
def postpone_step(desk: Desk, command: PostponeStep) -> None:
    """Give an open step a new day (InputError "record-has-issues", "record-not-found")."""
    with desk.write("PostponeStep") as work:
        step = require(work, "plan_step", command.step_id)
        values = checked(desk, "plan_step", {"due_on": command.due_on}, step)
        work.patch("plan_step", step.id, values)


def new_case(desk: Desk, work: UnitOfWork, raw: Mapping[str, Any]) -> dict[str, Plain]:
    """Return checked values of a new case, with the next number of this laptop."""
    today = desk.ambient.today()
    block, last = work.local("block"), work.local("last_number") or None
    number = numbering.next_number(desk.commune_code or NO_COMMUNE, today.year, block, last)
    filled = {"opened_on": str(today), "responsible": desk.user, **raw, "number": number}
    values = checked(desk, "case", filled)
    work.set_local("last_number", number)
    return values


def _note_opened(desk: Desk, row: Row, is_protected: bool) -> None:
    if is_protected:
        with suppress(TransientError):
            note_reading(desk, row.type, row.id, ())


def _complete(work: UnitOfWork, step_id: str, done_on: str) -> None:
    step = require(work, "plan_step", step_id)
    if step["status"] != plan_step.DONE:
        work.patch("plan_step", step.id, {"status": plan_step.DONE, "done_on": done_on})


def _check_after_intake(case: Row, values: Mapping[str, Plain]) -> None:
    visited_on, opened_on = str(values["visited_on"]), case.text("opened_on")
    if visited_on < opened_on:
        facts: dict[str, object] = {"visited_on": visited_on, "opened_on": opened_on}
        issues = {"visited_on": ("visit-before-intake", facts)}
        raise InputError("record-has-issues", issues=issues, count=1)


def _entries(
    case: Row,
    visits: Sequence[Row],
    steps: Sequence[Row],
    contested: Sequence[Row],
    unsent: set[str],
) -> list[TimelineEntry]:
    found = [
        TimelineEntry(
            v.id, "visit", v.text("visited_on"), v.created_at, v.text("contact_kind"),
            v.created_by, v.text("note"), v.text("change"), v.id in unsent,
        )
        for v in visits
    ]  # fmt: skip
    found += [
        TimelineEntry(
            s.id, "step_done", s.text("done_on"), "", s.text("contact_kind"),
            s.text("responsible"), s.text("task"), "", s.id in unsent,
        )
        for s in steps
        if s["status"] == plan_step.DONE
    ]  # fmt: skip
    found += [
        TimelineEntry(
            c.id, "conflict", c.created_at[:10], c.created_at, c.text("kind"),
            c.text("proposed_by"), c.text("field"), "", False,
        )
        for c in contested
    ]  # fmt: skip
    found.append(
        TimelineEntry(
            case.id, "intake", case.text("opened_on"), case.created_at, case.text("source"),
            case.created_by, case.text("request"), "", case.id in unsent,
        )
    )  # fmt: skip
    return sorted(found, key=lambda entry: (entry.on, entry.at), reverse=True)
