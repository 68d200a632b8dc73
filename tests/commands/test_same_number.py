"""A number that somebody else has needs a reason, which is kept in the note; it never blocks."""

from __future__ import annotations

from typing import Any

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.commands.duplicates import MergePeople
from ctxh_desktop.commands.people import CountPeople, Registered, RegisterPerson
from ctxh_desktop.commands.records import DeleteRecord, ListHistory, SaveRecord, ShowRecord
from ctxh_desktop.errors import InputError

NUMBER = "046151001234"
LAN = {"full_name": "Nguyễn Thị Lan", "groups": "NCT", "id_number": NUMBER}
BAY = {"full_name": "Hồ Văn Bảy", "groups": "NKT", "id_number": "046 151 001 234"}
WHY = "Trùng số với hồ sơ của chị: xã ghi nhầm"


@pytest.fixture
def lan(bus: Bus) -> Registered:
    """Somebody who has the number, with a case."""
    made: Registered = bus.send(RegisterPerson(LAN, {})).result
    return made


def person(bus: Bus, row_id: str) -> Any:
    return bus.send(ShowRecord("person", row_id)).result


def test_intake_names_the_case_and_saves_nothing(bus: Bus, lan: Registered) -> None:
    with pytest.raises(InputError) as refused:
        bus.send(RegisterPerson(BAY, {}))

    case = bus.send(ShowCase(lan.case_id)).result.case
    assert refused.value.code == "number-taken-in-case"
    assert refused.value.facts["whose"] == case.text("number")
    assert refused.value.facts["case_id"] == lan.case_id
    assert bus.send(CountPeople()).result == 1


def test_who_has_no_case_is_named(bus: Bus) -> None:
    person_id = bus.send(SaveRecord("person", None, LAN)).result

    with pytest.raises(InputError) as refused:
        bus.send(SaveRecord("person", None, BAY))

    assert refused.value.code == "number-taken"
    facts = {"whose": LAN["full_name"], "person_id": person_id, "case_id": ""}
    assert refused.value.facts == facts


@pytest.mark.parametrize("note", [None, "Ở một mình"])
def test_the_reason_stands_in_the_note(bus: Bus, lan: Registered, note: str | None) -> None:
    command = RegisterPerson({**BAY, "note": note}, {}, number_reason=WHY)

    made = bus.send(command).result

    saved = person(bus, made.person_id)
    assert saved["id_number"] == NUMBER
    assert saved["note"] == (f"{note}\n{WHY}" if note else WHY)


def test_an_edit_keeps_number_and_reason_in_one_change(bus: Bus, lan: Registered) -> None:
    row_id = bus.send(
        SaveRecord("person", None, {**BAY, "id_number": None, "note": "Ở một mình"})
    ).result
    with pytest.raises(InputError):
        bus.send(SaveRecord("person", row_id, {"id_number": NUMBER}))

    bus.send(SaveRecord("person", row_id, {"id_number": NUMBER}, number_reason=WHY))

    newest = bus.send(ListHistory("person", row_id)).result[0]
    assert newest.changes == (
        ("id_number", None, NUMBER), ("note", "Ở một mình", f"Ở một mình\n{WHY}"),
    )  # fmt: skip


def test_who_has_the_number_for_a_reason_is_not_asked_again(bus: Bus, lan: Registered) -> None:
    made = bus.send(RegisterPerson(BAY, {}, number_reason=WHY)).result

    bus.send(SaveRecord("person", made.person_id, {"id_number": NUMBER, "village": "Thôn 2"}))

    assert person(bus, made.person_id)["village"] == "Thôn 2"
    assert person(bus, made.person_id)["note"] == WHY


def test_a_reason_that_is_not_needed_is_not_kept(bus: Bus) -> None:
    made = bus.send(RegisterPerson(LAN, {}, number_reason=WHY)).result

    assert person(bus, made.person_id)["note"] is None


def test_spaces_are_no_reason(bus: Bus, lan: Registered) -> None:
    with pytest.raises(InputError) as refused:
        bus.send(RegisterPerson(BAY, {}, number_reason=" \n"))

    assert refused.value.code == "number-taken-in-case"


@pytest.mark.parametrize("how", ["deleted", "merged"])
def test_who_is_gone_from_the_register_has_no_number(bus: Bus, lan: Registered, how: str) -> None:
    if how == "deleted":
        bus.send(DeleteRecord("person", lan.person_id, "NHAPSAI"))
        left = 1
    else:
        other = bus.send(SaveRecord("person", None, {**BAY, "id_number": None})).result
        bus.send(MergePeople(lan.person_id, other))
        bus.send(SaveRecord("person", lan.person_id, {"id_number": "046151009999"}))
        left = 2

    bus.send(RegisterPerson(BAY, {}))

    assert bus.send(CountPeople()).result == left


def test_a_note_without_room_is_said_and_nothing_is_cut(bus: Bus, lan: Registered) -> None:
    room = bus.desk.type("person").field("note").length_max

    with pytest.raises(InputError) as refused:
        bus.send(RegisterPerson({**BAY, "note": "a" * room}, {}, number_reason=WHY))

    assert set(refused.value.issues) == {"note"}
    assert bus.send(CountPeople()).result == 1
