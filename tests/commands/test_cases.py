"""Visits, plan steps and the timeline of a case."""

from __future__ import annotations

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import (
    AddPlanStep,
    CompleteStep,
    OpenCase,
    PostponeStep,
    RecordVisit,
    ShowCase,
    ShowPerson,
)
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.errors import InputError

PERSON = {"full_name": "Lê Văn Đức", "groups": "NKT"}
VISIT = {"visited_on": "2026-11-21", "contact_kind": "VANGIA", "change": "KHAHON", "note": "Khoẻ"}


@pytest.fixture
def case_id(bus: Bus) -> str:
    """Return an open case."""
    opened_on = "2026-11-10"
    return str(bus.send(RegisterPerson(PERSON, {"opened_on": opened_on})).result.case_id)


def test_visit_makes_the_next_step_and_finishes_others(bus: Bus, case_id: str) -> None:
    step = bus.send(AddPlanStep(case_id, {"task": "Thăm nhà", "due_on": "2026-11-20"})).result

    done = bus.send(
        RecordVisit(case_id, VISIT, next_on="2026-12-05", next_task="Thăm lại",
                    next_kind="VANGIA", done_step_ids=(step,))
    )  # fmt: skip

    assert done.changes == {"visit", "plan_step"}
    steps = {s["task"]: s for s in bus.send(ShowCase(case_id)).result.steps}
    assert (steps["Thăm nhà"]["status"], steps["Thăm nhà"]["done_on"]) == ("HD_XONG", "2026-11-21")
    assert (steps["Thăm lại"]["due_on"], steps["Thăm lại"]["status"]) == ("2026-12-05", "HD_CHUA")
    assert steps["Thăm lại"]["from_visit_id"] == done.result


def test_visit_before_the_intake_is_refused_and_nothing_saved(bus: Bus, case_id: str) -> None:
    with pytest.raises(InputError) as refused:
        bus.send(RecordVisit(case_id, {**VISIT, "visited_on": "2026-11-02"}, next_on="2026-12-01",
                             next_task="Thăm"))  # fmt: skip

    code, facts = refused.value.issues["visited_on"]
    assert code == "visit-before-intake"
    assert facts["opened_on"] == "2026-11-10"
    assert bus.send(ShowCase(case_id)).result.steps == ()


def test_timeline_is_newest_first(bus: Bus, case_id: str) -> None:
    bus.send(RecordVisit(case_id, VISIT))
    bus.send(
        RecordVisit(case_id, {**VISIT, "visited_on": "2026-11-15", "contact_kind": "DIENTHOAI"})
    )

    found = bus.send(ShowCase(case_id)).result

    assert [(e.kind, e.on) for e in found.entries] == [
        ("visit", "2026-11-21"), ("visit", "2026-11-15"), ("intake", "2026-11-10"),
    ]  # fmt: skip
    assert all(entry.is_unsent and entry.by == "Trần Thị Hoa" for entry in found.entries)


def test_step_is_completed_once_and_postponed(bus: Bus, case_id: str) -> None:
    step = bus.send(AddPlanStep(case_id, {"task": "Gọi", "due_on": "2026-11-20"})).result

    assert bus.send(PostponeStep(step, "2026-11-28")).changes == {"plan_step"}
    assert bus.send(CompleteStep(step, "2026-11-22")).changes == {"plan_step"}
    assert bus.send(CompleteStep(step, "2026-11-25")).changes == frozenset()
    found = bus.send(ShowCase(case_id)).result.steps[0]
    assert (found["due_on"], found["done_on"]) == ("2026-11-28", "2026-11-22")


def test_malformed_day_of_a_step_is_refused(bus: Bus, case_id: str) -> None:
    step = bus.send(AddPlanStep(case_id, {"task": "Gọi", "due_on": "2026-11-20"})).result

    with pytest.raises(InputError) as refused:
        bus.send(PostponeStep(step, "2026-02-31"))

    assert refused.value.issues["due_on"][0] == "value-unreadable"


def test_case_is_opened_for_somebody_already_registered(bus: Bus) -> None:
    person_id = bus.send(SaveRecord("person", None, PERSON)).result

    case_id = bus.send(OpenCase(person_id, {"source": "THON"})).result

    found = bus.send(ShowPerson(person_id)).result
    assert [case.id for case in found.cases] == [case_id]


@pytest.mark.parametrize(
    "command", [ShowCase("x"), ShowPerson("x"), OpenCase("x", {}), RecordVisit("x", VISIT),
                AddPlanStep("x", {}), CompleteStep("x", "2026-11-22"), PostponeStep("x", "x")]
)  # fmt: skip
def test_what_is_not_there_is_said(bus: Bus, command: object) -> None:
    with pytest.raises(InputError) as refused:
        bus.send(command)

    assert refused.value.code == "record-not-found"
