"""A protected person's groups are shown in no list, whichever case is the protected one."""

from __future__ import annotations

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import AddPlanStep, OpenCase, ShowCase, ShowPerson
from ctxh_desktop.commands.people import FindPeople, RegisterPerson
from ctxh_desktop.commands.people_table import ListPeopleTable, PeopleTable
from ctxh_desktop.commands.records import DeleteRecord, SaveRecord
from ctxh_desktop.commands.sync import ListOutbox
from ctxh_desktop.commands.tasks import ListTasks, ShowTask
from ctxh_desktop.domain.records.case import Case


def say_child_group(bus: Bus, person_id: str, code: str, to_on: str | None = None) -> str:
    """Say that somebody belongs, or belonged, to a group of children."""
    group = {"person_id": person_id, "target_group": "TE", "sub_group": code, "to_on": to_on}
    made: str = bus.send(SaveRecord("person_group", None, group)).result
    return made


@pytest.mark.parametrize(
    ("groups", "policies", "child_group", "marked", "is_protected"),
    [
        ("NKT", "BT6c", "", None, False),
        ("NKT", "BT6c", "", "old", True),
        ("NKT", "BT6c", "", "new", True),
        ("NKT HIV", "", "", None, True),
        ("NKT", "BT6c BT8", "", None, True),
        ("NKT", "", "T04_2", None, False),
        ("NKT", "", "T11_1", None, True),
        ("NKT", "", "T05", None, True),
    ],
)
def test_every_list_agrees(
    bus: Bus, groups: str, policies: str, child_group: str, marked: str | None, is_protected: bool
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
    if child_group:
        say_child_group(bus, made.person_id, child_group, to_on="2020")
    today = bus.desk.ambient.today()
    step = bus.send(AddPlanStep(case_id, {"task": "Thăm", "due_on": str(today)})).result

    shown = [
        *bus.send(FindPeople("gia an")).result,
        *bus.send(ListTasks(today, "today")).result.tasks,
        *bus.send(ListOutbox()).result,
        bus.send(ShowTask(step)).result.task,
    ]

    assert {one.is_protected for one in shown} == {is_protected}
    label = "" if is_protected else "Người khuyết tật"
    assert {one.group_label for one in shown} == {label}
    assert bus.send(ShowCase(case_id)).result.is_protected is is_protected
    assert bus.send(ShowPerson(made.person_id)).result.is_protected is is_protected


def test_a_group_of_children_protects_while_it_is_written_down(bus: Bus) -> None:
    made = bus.send(RegisterPerson({"full_name": "Hồ Gia An", "groups": "TE"}, {})).result
    part_id = say_child_group(bus, made.person_id, "T09")
    table = PeopleTable(("person.full_name", "person.groups"))

    assert bus.send(ShowCase(made.case_id)).result.is_protected
    (cells,) = bus.send(ListPeopleTable(table, 0, 10)).result
    assert (cells.values, cells.hidden) == (("Hồ Gia An", None), (1,))

    bus.send(DeleteRecord("person_group", part_id, "NHAPSAI"))

    (hit,) = bus.send(FindPeople("gia an")).result
    assert not hit.is_protected
