"""A laptop is revoked, a commune is taken from it, a record moves to another commune."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.domain.records.transfer_request import MOVED
from ctxh_desktop.errors import IntegrityError
from ctxh_desktop.storage import devices, outbox
from tests.data.invariants import check_equal
from tests.data.laptops import (
    SCOPE,
    Fleet,
    Laptop,
    import_people,
    operations_of,
)
from tests.data.province_db import ProvinceDb


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    yield made
    made.close()


def test_a_revoked_laptop_hands_in_its_work_and_gets_nothing(fleet: Fleet) -> None:
    a, b = fleet.laptops
    (row_id,) = import_people(a, 1)
    fleet.settle()
    with fleet.at_province() as work:
        devices.revoke(work, "B")
    a.patch(row_id, note="chỉ máy A")
    b.patch(row_id, phone="0905000001")
    new_id = b.add(full_name="Người mới")

    with pytest.raises(IntegrityError, match="device-revoked"):
        b.sync()

    assert b.row(row_id)["note"] is None
    assert b.row(row_id)["phone"] == "0905000001"
    assert b.count(outbox.HELD) == 2
    a.sync()
    assert a.rows("conflict") == []
    assert a.row(new_id) is None
    held = [op for op in operations_of(fleet.province) if op["status"] == "held"]
    assert {op["note"] for op in held} == {"device-revoked"}


def test_a_commune_taken_from_a_laptop_is_sent_first_then_gone(
    province_db: ProvinceDb, tmp_path: Path
) -> None:
    fleet = Fleet(province_db, tmp_path, count=2, scopes=(SCOPE, "19900"))
    a, b = fleet.laptops
    stays, goes = a.add(full_name="Hồ Thị Ở"), a.add(scope="19900", full_name="Hồ Văn Đi")
    fleet.settle()
    with fleet.at_province() as work:
        book = work.tables.book("device")
        work.connection.execute(book.update().where(book.c.id == "A").values(scopes=SCOPE))
    a.patch(goes, note="viết trước khi biết")

    a.sync()
    b.sync()

    assert [row.id for row in a.rows()] == [stays]
    assert a.count(outbox.QUEUED, outbox.WAITING) == 0
    assert b.rows("conflict")[0]["proposed"] == '{"note":"viết trước khi biết"}'
    assert a.sync().received == 0


def test_a_record_that_left_is_gone_here_and_unsent_edits_arrive_there(
    province_db: ProvinceDb, tmp_path: Path
) -> None:
    fleet = Fleet(province_db, tmp_path, count=1)
    (a,) = fleet.laptops
    other = Laptop(fleet, "Z", ["19900"], 1)
    row_id = a.add(full_name="Hồ Văn Mía")
    a.sync()
    fleet.move(row_id, "19900")
    a.patch(row_id, note="chưa gửi")

    a.sync()
    other.sync()

    assert a.row(row_id) is None
    assert other.row(row_id)["note"] is None
    (row,) = other.rows("conflict")
    assert (row["kind"], row["proposed"]) == ("moved", '{"note":"chưa gửi"}')
    assert a.count(outbox.QUEUED, outbox.WAITING) == 0

    fleet.move(row_id, SCOPE)
    a.sync()
    other.sync()

    assert a.row(row_id)["full_name"] == "Hồ Văn Mía"
    assert other.row(row_id) is None


@pytest.mark.parametrize("way", [("19819", "19900"), ("19900", "19819")], ids=["up", "down"])
def test_a_laptop_of_two_communes_keeps_a_record_that_moves_between_them(
    province_db: ProvinceDb, tmp_path: Path, way: tuple[str, str]
) -> None:
    fleet = Fleet(province_db, tmp_path, scopes=way)
    a, b = fleet.laptops
    row_id = a.add(scope=way[0], full_name="Hồ Văn Mía")
    fleet.settle()
    fleet.move(row_id, way[1])
    a.patch(row_id, note="trên đường")

    fleet.settle()

    check_equal(fleet)
    for laptop in (a, b):
        assert laptop.row(row_id).scope == way[1]
        assert laptop.row(row_id)["note"] == "trên đường"
        assert laptop.count(outbox.QUEUED, outbox.WAITING) == 0


@pytest.mark.parametrize("way", [("19819", "19900"), ("19900", "19819")], ids=["up", "down"])
def test_a_laptop_of_two_communes_may_ask_for_such_a_move(
    province_db: ProvinceDb, tmp_path: Path, way: tuple[str, str]
) -> None:
    fleet = Fleet(province_db, tmp_path, scopes=way)
    fleet.found(*way)
    a, _ = fleet.laptops
    person_id = a.add(scope=way[0], full_name="Hồ Văn Mía")
    a.add(scope=way[1], full_name="Hồ Thị Ở")
    fleet.settle()
    values = {"person_id": person_id, "to_commune": way[1], "moved_on": "2026-11-20"}
    request_id = a.add("transfer_request", scope=way[0], **values)
    a.patch(person_id, alias="trên đường")

    fleet.settle()

    assert a.row(person_id).scope == way[1]  # type: ignore[union-attr]
    assert a.row(request_id, "transfer_request")["outcome"] == MOVED  # type: ignore[index]
    check_equal(fleet)
    fleet.close()
