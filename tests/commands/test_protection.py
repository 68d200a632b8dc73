"""A protected person's groups are shown in no list, whichever case is the protected one."""

from __future__ import annotations

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import AddPlanStep, OpenCase, ShowCase, ShowPerson
from ctxh_desktop.commands.people import FindPeople, RegisterPerson
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.commands.sync import ListOutbox
from ctxh_desktop.commands.tasks import ListTasks, ShowTask
from ctxh_desktop.domain.records.case import Case


@pytest.mark.parametrize(
    ("groups", "policies", "marked", "is_protected"),
    [
        ("NKT", "BT6c", None, False),
        ("NKT", "BT6c", "old", True),
        ("NKT", "BT6c", "new", True),
        ("NKT HIV", "", None, True),
        ("NKT", "BT6c BT8", None, True),
    ],
)
def test_every_list_agrees(
    bus: Bus, groups: str, policies: str, marked: str | None, is_protected: bool
) -> None:
    person = {"full_name": "Hồ Gia An", "groups": groups, "policies": policies}
    made = bus.send(RegisterPerson(person, {"is_protected": marked == "old"})).result
    ended = {
        "status": "KETTHUC",
        "closed_on": str(bus.desk.ambient.today()),
        "closure_reason": "KT01",
    }
    known = {name: value for name, value in ended.items() if name in Case.type.by_name}
    reason = next(iter(bus.desk.catalogue["closure_reason"].by_code))
    bus.send(SaveRecord("case", made.case_id, {**known, "closure_reason": reason}))
    case_id = bus.send(OpenCase(made.person_id, {"is_protected": marked == "new"})).result
    today = bus.desk.ambient.today()
    step = bus.send(AddPlanStep(case_id, {"task": "Thăm", "due_on": str(today)})).result

    shown = [
        *bus.send(FindPeople("gia an")).result,
        *bus.send(ListTasks(today, "today")).result.tasks,
        *bus.send(ListOutbox()).result,
        bus.send(ShowTask(step)).result.task,
    ]

    assert {one.is_protected for one in shown} == {is_protected}
    assert {one.group_label for one in shown} == {"" if is_protected else "Người khuyết tật"}
    assert bus.send(ShowCase(case_id)).result.is_protected is is_protected
    assert bus.send(ShowPerson(made.person_id)).result.is_protected is is_protected
