"""What waited in `extra` is listed and found after the upgrade, and says the same as before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import Record, RecordType, integer, name, record, text
from ctxh_desktop.storage import backfill, finding
from ctxh_desktop.storage.store import Store, open_laptop
from ctxh_desktop.sync import digest
from tests.data.laptops import KEY, SCOPE, empty, operations_of, ticking_ambient
from tests.data.province_db import ProvinceDb


@record("event", label="Event", plural="Events")
class Event(Record):
    title: str = name("Title", searched=True)


@record("event", label="Event", plural="Events")
class Newer(Event):
    place: str | None = text("Place", default=None, searched=True, listed=True)
    guests: int | None = integer("Guests", default=None, listed=True)


Reopen = Callable[[RecordType], Store]


@pytest.fixture(params=["laptop", "province"])
def reopen(
    request: pytest.FixtureRequest, province_db: ProvinceDb, tmp_path: Path
) -> Iterator[Reopen]:
    """Return how one database is opened by a version of the program that knows one type more."""
    opened: list[Store] = []
    schema, ambient = province_db.new_schema(), ticking_ambient("x")

    def open_as(kind: RecordType) -> Store:
        if request.param == "province":
            made = province_db.open(ambient, schema=schema, record_types=(*RECORD_TYPES, kind))
        else:
            while opened:
                opened.pop().close()
            types, is_new = (*RECORD_TYPES, kind), not (tmp_path / "a.db").exists()
            made = open_laptop(tmp_path / "a.db", KEY, ambient, create=is_new, record_types=types)
            opened.append(made)
        return made

    first = open_as(Newer.type)  # so that the columns are there; the old version leaves them empty
    if request.param == "province":
        empty(first)
    yield open_as
    while opened:
        opened.pop().close()


def write(store: Store, count: int, extra: dict[str, object]) -> list[str]:
    """Put rows as an older version keeps them, with what it does not know."""
    ids = [store.ambient.new_id() for _ in range(count)]
    with store.write(by="sync") as work:
        for number, row_id in enumerate(ids):
            row = work.insert("event", row_id, SCOPE, {"title": f"Ngày hội {number}"})
            work.put(replace(row, extra=extra, seq=number + 1))
        work.commit()
    return ids


def columns(store: Store) -> set[tuple[object, ...]]:
    with store.read() as reader:
        table = reader.tables.records["event"]
        statement = select(table.c.place, table.c.guests, table.c.extra)
        return {tuple(row) for row in reader.connection.execute(statement)}


def sums(store: Store) -> list[str]:
    with store.read() as reader:
        return digest.sums(reader.where("event"))


def test_what_waited_is_in_its_columns_and_found(
    reopen: Reopen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfill, "ROWS_MAX", 10)
    old = reopen(Event.type)
    ids = write(old, 25, {"place": "Nhà văn hoá", "guests": 80, "later": "x"})
    before, made = sums(old), len(operations_of(old))

    new = reopen(Newer.type)
    assert sums(new) == before
    steps = 1
    while backfill.step(new, "Hoa"):
        steps += 1

    assert columns(new) == {("Nhà văn hoá", 80, '{"later":"x"}')}
    assert sums(new) == before
    assert len(operations_of(new)) == made
    assert steps > 3
    with new.read() as reader:
        assert not backfill.is_due(reader)
        table = reader.tables.records["event"]
        found = finding.find_ids(reader.connection, Newer.type, table, "van hoa", 50)
        assert set(found) == set(ids)
        assert backfill.step(new, "Hoa") is False


def test_a_step_cut_short_is_gone_on_with(reopen: Reopen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfill, "ROWS_MAX", 10)
    monkeypatch.setattr(backfill, "SPAN", 7)
    write(reopen(Event.type), 25, {"place": "Nhà văn hoá"})
    new = reopen(Newer.type)
    for _ in range(len(RECORD_TYPES) + 2):
        assert backfill.step(new, "Hoa")
    assert columns(new) == {("Nhà văn hoá", None, None), (None, None, '{"place":"Nhà văn hoá"}')}

    backfill.run(reopen(Newer.type), "Hoa")

    assert columns(new) == {("Nhà văn hoá", None, None)}


def test_what_a_column_cannot_hold_is_kept_and_stops_nobody(reopen: Reopen) -> None:
    write(reopen(Event.type), 3, {"place": "Nhà văn hoá", "guests": "many"})

    new = reopen(Newer.type)
    backfill.run(new, "Hoa")

    assert columns(new) == {("Nhà văn hoá", None, '{"guests!":"many"}')}
    with new.write(by="Hoa") as work:
        row = work.where("event")[0]
        work.patch("event", row.id, {"guests": 5})
        work.commit()
