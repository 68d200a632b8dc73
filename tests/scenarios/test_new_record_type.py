"""A record type declared in this test and nowhere else is stored, found, listed and synced."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import Record, codes, day, integer, record, text
from ctxh_desktop.storage import finding
from ctxh_desktop.storage.store import Store
from tests.data.invariants import check_all
from tests.data.laptops import Fleet, Laptop, operations_of
from tests.data.province_db import ProvinceDb


@record("event", label="Event", plural="Events")
class Event(Record):
    title: str = text("Title", listed=True, searched=True)
    held_on: date | None = day("Held on", default=None, listed=True)
    guests: int | None = integer("Guests", default=None, listed=True)
    groups: tuple[str, ...] = codes("Groups", "target_group", default=())


TYPES = (*RECORD_TYPES, Event.type)


def find(store: Store, typed: str) -> list[str]:
    with store.read() as reader:
        table = reader.tables.records["event"]
        return finding.find_ids(reader.connection, Event.type, table, typed, 10)


def test_one_declaration_is_all_it_takes(province_db: ProvinceDb, tmp_path: Path) -> None:
    fleet = Fleet(province_db, tmp_path, record_types=TYPES)
    a, b = fleet.laptops
    title = "Ngày hội người cao tuổi"
    event_id = a.add("event", title=title, held_on="2026-12-01", guests=80, groups="NCT")
    fleet.settle()
    a.patch(event_id, "event", guests=90, groups="NCT NKT")
    b.patch(event_id, "event", guests=100, groups="HIV NCT")
    fleet.settle()

    check_all(fleet)
    for store in (a.store, b.store, fleet.province):
        assert find(store, "ngày hội") == find(store, "cao tu") == [event_id]
    row = b.row(event_id, "event")
    assert (row["guests"], row["groups"]) == (90, "HIV NCT NKT")
    assert Event.from_plain(row.values).held_on == date(2026, 12, 1)
    assert [conflict["field"] for conflict in b.rows("conflict")] == ["guests"]
    fleet.close()


def test_it_has_a_form() -> None:
    form = pytest.importorskip("ctxh_desktop.forms.form")
    names = str(form.form_of(Event.type))

    assert all(name in names for name in Event.type.by_name)


def test_a_laptop_that_does_not_know_it_goes_on_and_gets_it_after_its_upgrade(
    province_db: ProvinceDb, tmp_path: Path
) -> None:
    fleet = Fleet(province_db, tmp_path, count=1, record_types=TYPES)
    (new,) = fleet.laptops
    fleet.record_types = RECORD_TYPES
    old = Laptop(fleet, "O", ["19819"], 1)
    event_id = new.add("event", title="Ngày hội")
    person_id = old.add(full_name="Hồ Thị Lài")
    new.sync()
    old.sync()
    new.sync()
    assert new.row(person_id) is not None

    old.reopen(TYPES)
    old.sync()

    assert old.row(event_id, "event")["title"] == "Ngày hội"
    fleet.close()
    old.store.close()


def test_a_field_that_only_one_side_knows_is_kept_and_comes_back(
    province_db: ProvinceDb, tmp_path: Path
) -> None:
    @record("event", label="Event", plural="Events")
    class Newer(Event):
        place: str | None = text("Place", default=None)

    fleet = Fleet(province_db, tmp_path, count=1, record_types=(*RECORD_TYPES, Newer.type))
    (new,) = fleet.laptops
    fleet.record_types = TYPES
    old = Laptop(fleet, "O", ["19819"], 1)
    event_id = new.add("event", title="Ngày hội", place="Nhà văn hoá")
    new.sync()
    old.sync()

    assert old.row(event_id, "event").extra == {"place": "Nhà văn hoá"}
    old.patch(event_id, "event", title="Ngày hội lớn")
    old.sync()
    new.sync()

    row = new.row(event_id, "event")
    assert (row["title"], row["place"]) == ("Ngày hội lớn", "Nhà văn hoá")
    fleet.close()
    old.store.close()


def test_a_province_that_does_not_know_it_holds_it(province_db: ProvinceDb, tmp_path: Path) -> None:
    fleet = Fleet(province_db, tmp_path, count=1)
    (laptop,) = fleet.laptops
    laptop.reopen(TYPES)
    event_id = laptop.add("event", title="Ngày hội")
    person_id = laptop.add(full_name="Hồ Thị Lài")

    laptop.sync()

    statuses = {op["row_id"]: op["note"] for op in operations_of(fleet.province)}
    assert statuses == {event_id: "record-type-unknown", person_id: ""}
    assert laptop.row(event_id, "event") is not None
    fleet.close()
