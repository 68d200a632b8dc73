"""Any record type as a list, and the history of a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.storage import registers
from ctxh_desktop.storage.store import open_laptop
from tests.data.laptops import KEY, Fleet, ticking_ambient
from tests.data.province_db import ProvinceDb

SAMPLES = {Kind.BOOL: True, Kind.INT: 3, Kind.MONEY: 3, Kind.DAY: "2026-11-21",
           Kind.PARTIAL_DAY: "1956~", Kind.INSTANT: "2026-11-21T01:00:00.000Z"}  # fmt: skip


@pytest.mark.parametrize("declared", RECORD_TYPES, ids=lambda t: t.name)
def test_every_type_is_listed_counted_and_searched(declared: RecordType, tmp_path: Path) -> None:
    ambient = ticking_ambient(declared.name)
    store = open_laptop(tmp_path / "ctxh.db", KEY, ambient, create=True)
    values = {f.name: SAMPLES.get(f.kind, "Thuỷ Đặng") for f in declared.fields}
    with store.write(by="Hoa") as work:
        ids = {work.insert(declared.name, ambient.new_id(), "19819", values).id for _ in range(3)}
        work.commit()

    with store.read() as reader:
        assert {row.id for row in registers.window(reader, declared.name, "", 0, 10)} == ids
        assert len(registers.window(reader, declared.name, "", 2, 10)) == 1
        assert registers.count(reader, declared.name) == 3
        expected = 3 if declared.searched else 0
        if declared.searched:
            assert registers.count(reader, declared.name, "dang") == expected
            assert len(registers.window(reader, declared.name, "thuy", 0, 10)) == expected
    store.close()


def test_history_is_newest_first(province_db: ProvinceDb, tmp_path: Path) -> None:
    fleet = Fleet(province_db, tmp_path, count=1)
    laptop = fleet.laptops[0]
    with laptop.edit() as work:
        row = work.insert("household", work.ambient.new_id(), "19819", {"head_name": "A"})
    for name in ("B", "C"):
        with laptop.edit() as work:
            work.patch("household", row.id, {"head_name": name})
    fleet.settle()

    with laptop.store.read() as reader:
        told = registers.history(reader, row.id)

    assert [entry.changes for entry in told] == [
        '{"head_name":["B","C"]}', '{"head_name":["A","B"]}',
    ]  # fmt: skip


def test_a_household_is_found_by_its_members_and_its_parts_are_listed(tmp_path: Path) -> None:
    ambient = ticking_ambient("members")
    store = open_laptop(tmp_path / "ctxh.db", KEY, ambient, create=True)
    with store.write(by="Hoa") as work:
        home, other = (
            work.insert("household", ambient.new_id(), "19819", {"head_name": name}).id
            for name in ("Lê Văn Tư", "Lê Thị Năm")
        )
        members = [
            work.insert("household_member", ambient.new_id(), "19819", values).id
            for values in (
                {"household_id": home, "full_name": "Hồ Thị Xiêng"},
                {"household_id": other, "full_name": "Hồ Văn Mía"},
            )
        ]
        work.commit()

    with store.read() as reader:
        declared = reader.tables.types["household_member"]
        assert [r.id for r in registers.window(reader, "household", "xieng", 0, 9)] == [home]
        assert registers.count(reader, "household", "xieng") == 1
        assert [row.id for row in registers.parts(reader, declared, home)] == members[:1]
    with store.write(by="Hoa") as work:
        work.delete("household", home, "TRUNG")
        work.delete("household_member", members[1], "TRUNG")
        work.commit()
    with store.read() as reader:
        assert registers.count(reader, "household", "xieng") == 0
        assert registers.parts(reader, declared, other) == []
    store.close()
