"""Each rule is kept by what the program does, and each break of it is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from ctxh_desktop.storage import audit
from ctxh_desktop.storage.audit import Finding
from ctxh_desktop.storage.store import Store
from tests.data.laptops import Fleet
from tests.data.province_db import ProvinceDb


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    a, b = made.laptops
    row_id = a.add(full_name="Hồ Thị Lài")
    made.settle()
    a.patch(row_id, alias="một")
    b.patch(row_id, alias="hai", note="ghi chú")
    made.settle()
    yield made
    made.close()


def found(store: Store) -> tuple[Finding, ...]:
    with store.read() as reader:
        return audit.findings(reader)


def break_it(store: Store, *statements: str) -> None:
    with store.engine.connect().execution_options(ctxh_write=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()


def test_what_the_program_writes_is_whole(fleet: Fleet) -> None:
    assert found(fleet.province) == ()
    assert [found(laptop.store) for laptop in fleet.laptops] == [(), ()]


@pytest.mark.parametrize(
    ("statement", "rules"),
    [
        ("DELETE FROM log WHERE record_type = 'person'", {"row-without-log": 1}),
        ("DELETE FROM person", {"log-without-row": 1, "insert-without-row": 1}),
        ("UPDATE person SET scope = '2'", {"row-without-log": 1, "log-without-row": 1}),
        ("UPDATE scope SET seq = 1", {"log-beyond-counter": 2}),
        ("UPDATE history SET seq = NULL", {"history-without-number": 2}),
        ("UPDATE person SET note = 'khác'", {"history-differs-from-rows": 1}),
    ],
)
def test_a_broken_province_is_found(fleet: Fleet, statement: str, rules: dict[str, int]) -> None:
    break_it(fleet.province, statement)

    assert {finding.rule: finding.count for finding in found(fleet.province)} == rules


@pytest.mark.parametrize(
    ("statement", "rules"),
    [
        ("DELETE FROM operation WHERE no = 1", {"operations-have-gaps": 1}),
        ("INSERT INTO base_row VALUES ('person', 'nobody', 1, '{}')", {"base-without-row": 1}),
        ("UPDATE person SET note = 'khác'", {"history-differs-from-rows": 1}),
    ],
)
def test_a_broken_laptop_is_found(fleet: Fleet, statement: str, rules: dict[str, int]) -> None:
    store = fleet.laptops[0].store
    break_it(store, statement)

    assert {finding.rule: finding.count for finding in found(store)} == rules
