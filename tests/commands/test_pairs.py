"""Two entries side by side: what differs, what is the same, and what may be proposed."""

from __future__ import annotations

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import ShowPerson
from ctxh_desktop.commands.duplicates import KeepApart, MergePeople
from ctxh_desktop.commands.pairs import (
    DIFFERS,
    FILLED,
    JOINED,
    ONE,
    OTHER,
    SAME,
    PairField,
    PairFile,
    ShowPair,
    compared,
)
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.errors import InputError

LAN: dict[str, Plain] = {
    "full_name": "Nguyễn Thị Thuý Lan",
    "born": "1951-03-02",
    "village": "Thôn 3",
    "phone": "0912345678",
    "groups": "NCT",
    "note": "Ở một mình",
}
AGAIN: dict[str, Plain] = {
    "full_name": "Nguyen Thi Thuy Lan",
    "born": "1951",
    "village": "Thôn 3",
    "phone": "0905111222",
    "id_number": "046151001234",
    "groups": "NKT",
    "note": "Con gái út đưa đi khám",
}


def register(bus: Bus, *people: dict[str, Plain]) -> list[str]:
    return [bus.send(RegisterPerson(person, {})).result.person_id for person in people]


def shown(bus: Bus, *ids: str) -> PairFile:
    found: PairFile = bus.send(ShowPair(*ids)).result
    return found


def field(fields: tuple[PairField, ...] | list[PairField], name: str) -> PairField:
    return next(one for one in fields if name in one.names)


def test_every_field_that_says_something_has_its_state(bus: Bus) -> None:
    first, second = register(bus, LAN, AGAIN)

    file = shown(bus, second, first)

    assert (file.one.person.id, file.other.person.id) == (first, second)
    assert len(file.one.cases) == len(file.other.cases) == 1
    assert file.reasons == ("name", "birth-known", "village")
    states = {one.names[0]: one.state for one in file.fields}
    assert states == {
        "full_name": DIFFERS, "born": DIFFERS, "id_number": FILLED, "village": SAME,
        "phone": DIFFERS, "groups": JOINED, "note": JOINED,
    }  # fmt: skip
    assert field(file.fields, "id_number").side == OTHER
    assert field(file.fields, "groups").kept == {"groups": "NCT NKT"}
    assert field(file.fields, "note").kept["note"] == "Ở một mình\nCon gái út đưa đi khám"


def test_only_what_says_more_is_proposed(bus: Bus) -> None:
    file = shown(bus, *register(bus, LAN, AGAIN))

    proposed = {one.names[0]: one.proposed for one in file.differing}

    assert proposed == {"full_name": ONE, "born": ONE, "phone": ""}


@pytest.mark.parametrize(
    ("name", "first", "second", "proposed"),
    [
        ("born", "1951", "1951-03", OTHER),
        ("born", "1951", "1952", ""),
        ("born", "1951-03-02", "1951-02-03", ""),
        ("born", "1960~", "1960-05-01", ""),
        ("full_name", "Lê Thị Hoà", "Lê Thị Hoa", ""),
        ("full_name", "Le Thi Hoa", "Lê Thị Hoà", OTHER),
        ("paper_address", "Thôn 3", "Thôn 3, cạnh nhà văn hoá", OTHER),
        ("paper_address", "Thôn 3", "Thôn 31", ""),
        ("id_number", "046151001234", "046151001235", ""),
        ("sex", "NAM", "NU", ""),
        ("guardian_name", "Trần Thị Lài", "Trần Thị Lành", ""),
    ],
)
def test_what_speaks_against_each_other_is_never_proposed(
    name: str, first: str, second: str, proposed: str
) -> None:
    one, other = ({"full_name": "Lê An", name: value} for value in (first, second))

    found = field(compared(Person.type, one, other), name)

    assert (found.state, found.proposed) == (DIFFERS, proposed)


def test_a_second_name_has_its_place_unless_that_is_taken() -> None:
    one: dict[str, Plain] = {"full_name": "Lê Thị Hoà"}
    other: dict[str, Plain] = {"full_name": "Lê Thị Hoa"}
    assert field(compared(Person.type, one, other), "full_name").second_place == "alias"

    other["alias"] = "Mệ Hoà"
    assert field(compared(Person.type, one, other), "full_name").second_place == ""


def test_a_group_is_one_choice_and_the_fuller_one_is_proposed() -> None:
    one: dict[str, Plain] = {"full_name": "Lê An", "phone": "0905111222"}
    other: dict[str, Plain] = {**one, "phone_of": "CON"}

    found = field(compared(Person.type, one, other), "phone")

    assert (found.names, found.proposed) == (("phone", "phone_of"), OTHER)


def test_having_no_number_is_nothing_once_one_is_known() -> None:
    one: dict[str, Plain] = {"full_name": "Lê An", "has_no_id": True}
    other: dict[str, Plain] = {"full_name": "Lê An", "id_number": "046151001234"}

    names = {name for found in compared(Person.type, one, other) for name in found.names}

    assert "has_no_id" not in names


def test_merged_so_the_note_does_not_repeat_what_found_its_place(bus: Bus) -> None:
    first, second = register(bus, {**LAN, "has_no_id": True}, AGAIN)
    values = {"full_name": LAN["full_name"], "alias": AGAIN["full_name"]}

    bus.send(MergePeople(first, second, values))

    person = bus.send(ShowPerson(first)).result.person
    assert person["alias"] == AGAIN["full_name"]
    assert str(AGAIN["full_name"]) not in person.text("note")
    assert str(AGAIN["phone"]) in person.text("note")
    assert (person["id_number"], person["has_no_id"]) == (AGAIN["id_number"], False)


def test_a_household_is_shown_by_its_name(bus: Bus) -> None:
    household = {"head_name": "Nguyễn Hữu Lộc", "village": "Thôn 3"}
    household_id = bus.send(SaveRecord("household", None, household)).result
    file = shown(bus, *register(bus, {**LAN, "household_id": household_id}, AGAIN))

    assert file.names == {household_id: "Nguyễn Hữu Lộc"}


def test_what_was_answered_is_not_asked_again(bus: Bus) -> None:
    first, second, third = register(bus, LAN, AGAIN, LAN)
    bus.send(KeepApart(first, second))
    bus.send(MergePeople(second, third))

    for ids in ((first, second), (second, third), (first, "nobody")):
        with pytest.raises(InputError) as refused:
            bus.send(ShowPair(*ids))
        assert refused.value.code == "record-not-found"
