"""Every look at sealed fields is noted before it is answered: who, when, which; never a value."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctxh_desktop.commands import access_log
from ctxh_desktop.commands.access_log import AccessEntry, ListAccess, ReadSealed
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import ShowCase, ShowPerson
from ctxh_desktop.commands.pairs import ShowPair
from ctxh_desktop.commands.people import Registered, RegisterPerson
from ctxh_desktop.commands.records import ListHistory, SaveRecord
from ctxh_desktop.errors import InputError, TransientError

SECRET = "lao phổi"
LAN = {"full_name": "Nguyễn Thị Lan", "groups": "NCT", "illness": SECRET}
SEALED = ("illness", "treatment")


@pytest.fixture
def lan(bus: Bus) -> Registered:
    """Somebody with a case and a sealed field."""
    made: Registered = bus.send(RegisterPerson(LAN, {"reporter": "cô giáo"})).result
    return made


def notes(bus: Bus) -> tuple[AccessEntry, ...]:
    found: tuple[AccessEntry, ...] = bus.send(ListAccess()).result
    return found


def wait(bus: Bus, minutes: int) -> None:
    now = bus.desk.ambient.now
    bus.desk.ambient = replace(bus.desk.ambient, now=lambda: now() + timedelta(minutes=minutes))


def test_a_reading_says_who_and_which_and_no_value(bus: Bus, lan: Registered) -> None:
    row = bus.send(ReadSealed("person", lan.person_id, SEALED)).result

    assert row["illness"] == SECRET
    (entry,) = notes(bus)
    assert (entry.note.kind, entry.note.by) == ("reading", bus.desk.user)
    assert (entry.note.record_id, entry.note.fields) == (lan.person_id, SEALED)
    number = bus.send(ShowCase(lan.case_id)).result.case.text("number")
    assert (entry.person_name, entry.case_number) == (LAN["full_name"], number)
    with bus.desk.read() as reader:
        kept = reader.connection.exec_driver_sql("SELECT value FROM local").scalars().all()
    assert not any(SECRET in value for value in kept)


def test_looking_on_is_one_reading_and_coming_back_another(bus: Bus, lan: Registered) -> None:
    for minutes in (0, 5, 5, 20):
        wait(bus, minutes)
        bus.send(ReadSealed("person", lan.person_id, SEALED))
    bus.send(ReadSealed("person", lan.person_id, ("illness",)))
    bus.send(ReadSealed("person", lan.person_id, (*SEALED, "mental_state")))

    fields = [len(entry.note.fields) for entry in notes(bus)]
    assert fields == [3, 2, 2]


def test_another_person_at_the_same_laptop_is_noted(bus: Bus, lan: Registered) -> None:
    bus.send(ReadSealed("person", lan.person_id, SEALED))
    bus.desk.user = "Lê Văn Bình"
    bus.send(ReadSealed("person", lan.person_id, SEALED))

    assert [entry.note.by for entry in notes(bus)] == ["Lê Văn Bình", "Trần Thị Hoa"]


def test_what_cannot_be_noted_is_not_shown(
    bus: Bus, lan: Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise TransientError("disk-full")

    monkeypatch.setattr(access_log.access, "write", full)

    with pytest.raises(TransientError):
        bus.send(ReadSealed("person", lan.person_id, SEALED))
    bus.send(SaveRecord("case", lan.case_id, {"is_protected": True}))
    assert bus.send(ShowCase(lan.case_id)).result.is_protected  # the work itself goes on


def test_nobody_is_read_of_whom_there_is_nothing(bus: Bus) -> None:
    with pytest.raises(InputError) as refused:
        bus.send(ReadSealed("person", "nobody", SEALED))

    assert refused.value.code == "record-not-found"
    assert notes(bus) == ()


@pytest.mark.parametrize("is_protected", [False, True])
def test_opening_a_protected_case_is_noted(bus: Bus, lan: Registered, is_protected: bool) -> None:
    bus.send(SaveRecord("case", lan.case_id, {"is_protected": is_protected}))

    bus.send(ShowCase(lan.case_id))
    bus.send(ShowCase(lan.case_id))
    bus.send(ShowPerson(lan.person_id))

    kinds = [(entry.note.record_type, entry.note.fields) for entry in notes(bus)]
    assert kinds == ([("person", ()), ("case", ())] if is_protected else [])


def test_two_entries_side_by_side_are_two_readings(bus: Bus, lan: Registered) -> None:
    other = bus.send(SaveRecord("person", None, {**LAN, "treatment": "thuốc nam"})).result

    bus.send(ShowPair(lan.person_id, other))

    seen = {entry.note.record_id: entry.note.fields for entry in notes(bus)}
    assert seen == {lan.person_id: ("illness",), other: SEALED}


def test_the_history_covers_sealed_values_until_they_are_asked_for(
    bus: Bus, lan: Registered
) -> None:
    bus.send(SaveRecord("person", lan.person_id, {"illness": None, "village": "Thôn 2"}))

    newest = bus.send(ListHistory("person", lan.person_id)).result[0]
    assert set(newest.changes) == {("illness", None, None), ("village", None, "Thôn 2")}
    assert bus.send(ShowCase(lan.case_id)).result.history[0] == newest
    assert notes(bus) == ()

    told = bus.send(ListHistory("person", lan.person_id, is_sealed_asked=True)).result[0]
    assert ("illness", SECRET, None) in told.changes
    assert [entry.note.fields for entry in notes(bus)] == [("illness",)]
