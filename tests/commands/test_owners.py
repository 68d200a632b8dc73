"""A part belongs where its owner is, and the owner shows what its parts say."""

from __future__ import annotations

from typing import Any

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.duplicates import MergePeople
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.records import DeleteRecord, SaveRecord, ShowRecord, UndoLast
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.errors import InputError


@pytest.fixture
def person(bus: Bus) -> str:
    return registered(bus, "Hồ Thị Lài")


def registered(bus: Bus, name: str, **values: str) -> str:
    given = {"full_name": name, "groups": "NCT", **values}
    return str(bus.send(RegisterPerson(given, {})).result.person_id)


def save(bus: Bus, record_type: str, row_id: str | None = None, /, **values: Any) -> str:
    return str(bus.send(SaveRecord(record_type, row_id, values)).result)


def shown(bus: Bus, kind: str, row_id: str) -> Row:
    row: Row = bus.send(ShowRecord(kind, row_id)).result
    return row


def refused(bus: Bus, *args: Any, **values: Any) -> str:
    with pytest.raises(InputError) as error:
        save(bus, *args, **values)
    return error.value.code


def test_a_part_is_kept_with_its_owner(bus: Bus, person: str) -> None:
    other = registered(bus, "Hồ Văn Mía")
    phone = save(bus, "person_phone", person_id=person, number="0905 123 456")

    assert shown(bus, "person_phone", phone).scope == shown(bus, "person", person).scope
    assert refused(bus, "person_phone", phone, person_id=other) == "part-keeps-its-owner"
    assert refused(bus, "person_phone", person_id="nobody", number="1") == "record-not-found"
    bus.send(DeleteRecord("person", other, "TRUNG"))
    assert refused(bus, "person_phone", person_id=other, number="1") == "record-not-found"


def test_a_part_for_a_merged_entry_goes_to_the_one_that_stays(bus: Bus, person: str) -> None:
    other = registered(bus, "Hồ Thị Lài")
    bus.send(MergePeople(person, other))

    phone = save(bus, "person_phone", person_id=other, number="0905123456")

    assert shown(bus, "person_phone", phone)["person_id"] == person


def test_whoever_and_whatever_is_named_exists(bus: Bus, person: str) -> None:
    guardian = {"person_id": person, "role": "GIAMHO"}
    address = {"person_id": person, "kind": "THUONGTRU"}

    assert refused(bus, "relation", **guardian, other_id="nobody") == "record-not-found"
    assert refused(bus, "person_address", **address, commune_code="99999") == "commune-unknown"
    assert save(bus, "person_address", **address, commune_code="19819")


def test_groups_of_the_person_follow(bus: Bus, person: str) -> None:
    def groups() -> str:
        return shown(bus, "person", person).text("groups")

    part = save(bus, "person_group", person_id=person, target_group="NKT", from_on="2020")
    assert groups() == "NCT NKT"
    save(bus, "person_group", part, to_on="2024")
    assert groups() == "NCT"
    save(bus, "person_group", part, to_on=None)
    assert groups() == "NCT NKT"
    save(bus, "person_group", part, target_group="NGHEO")
    assert groups() == "NCT NGHEO"
    bus.send(DeleteRecord("person_group", part, "NHAPSAI"))
    assert groups() == "NCT"
    bus.send(UndoLast())
    assert groups() == "NCT NGHEO"
    assert shown(bus, "person_group", part).deleted_at is None


def test_a_group_that_another_part_says_stays(bus: Bus, person: str) -> None:
    first = save(bus, "person_group", person_id=person, target_group="NKT", to_on="2030")
    save(bus, "person_group", person_id=person, target_group="NKT")

    bus.send(DeleteRecord("person_group", first, "TRUNG"))

    assert shown(bus, "person", person)["groups"] == "NCT NKT"


def test_who_was_protected_stays_so_until_a_person_decides(bus: Bus, person: str) -> None:
    part = save(bus, "person_group", person_id=person, target_group="NNBLGD")

    save(bus, "person_group", part, to_on="2020")

    assert shown(bus, "person", person)["groups"] == "NCT NNBLGD"


def test_the_last_group_is_never_taken_out(bus: Bus, person: str) -> None:
    part = save(bus, "person_group", person_id=person, target_group="NCT")

    bus.send(DeleteRecord("person_group", part, "NHAPSAI"))

    assert shown(bus, "person", person)["groups"] == "NCT"


def test_policies_of_the_person_follow(bus: Bus, person: str) -> None:
    part = save(bus, "benefit", person_id=person, policy="BT6c")
    assert shown(bus, "person", person)["policies"] == "BT6c"
    save(bus, "benefit", part, status="S_THOI", to_on="2026-10-31")
    assert shown(bus, "person", person)["policies"] is None
    save(bus, "benefit", person_id=person, policy="HTXH", status="S_DENGHI")
    assert shown(bus, "person", person)["policies"] is None


def test_a_member_is_in_the_household(bus: Bus, person: str) -> None:
    home = save(bus, "household", head_name="Lê Văn Tư")
    member = {"household_id": home, "person_id": person, "relation_to_head": "ME"}
    part = save(bus, "household_member", **member)
    found = shown(bus, "person", person)
    assert (found["household_id"], found["relation_to_head"]) == (home, "ME")
    assert shown(bus, "household", home)["head_name"] == "Lê Văn Tư"

    save(bus, "household_member", part, is_head=True, relation_to_head="CHUHO")
    assert shown(bus, "household", home)["head_name"] == "Hồ Thị Lài"
    assert shown(bus, "person", person)["relation_to_head"] == "CHUHO"

    save(bus, "household_member", part, to_on="2025")
    found = shown(bus, "person", person)
    assert (found["household_id"], found["relation_to_head"]) == (None, None)


def test_leaving_one_household_does_not_take_somebody_out_of_another(bus: Bus, person: str) -> None:
    old, new = (save(bus, "household", head_name=name) for name in ("Tư", "Năm"))
    part = save(bus, "household_member", household_id=old, person_id=person)
    save(bus, "household_member", household_id=new, person_id=person)

    save(bus, "household_member", part, to_on="2025")

    assert shown(bus, "person", person)["household_id"] == new


def test_the_newest_class_is_that_of_the_household(bus: Bus) -> None:
    home = save(bus, "household", head_name="Lê Văn Tư")

    def known() -> tuple[object, object]:
        row = shown(bus, "household", home)
        return row["class_year"], row["household_class"]

    save(bus, "household_year", household_id=home, year="2025", household_class="NGHEO")
    assert known() == (2025, "NGHEO")
    save(bus, "household_year", household_id=home, year=2024, household_class="TB")
    assert known() == (2025, "NGHEO")
    newest = save(bus, "household_year", household_id=home, year=2026, household_class="CNGHEO")
    assert known() == (2026, "CNGHEO")
    bus.send(DeleteRecord("household_year", newest, "NHAPSAI"))
    assert known() == (2025, "NGHEO")


def test_a_class_that_was_entered_for_a_later_year_stands(bus: Bus) -> None:
    home = save(bus, "household", head_name="Tư", class_year=2026, household_class="CNGHEO")

    save(bus, "household_year", household_id=home, year=2025, household_class="NGHEO")

    assert shown(bus, "household", home)["household_class"] == "CNGHEO"
