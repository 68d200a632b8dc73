"""The province is put back to a backup, and its laptop has nothing but a USB stick."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import epochs
from tests.data.backups import ProvinceBackup
from tests.data.invariants import check_equal
from tests.data.laptops import Fleet
from tests.data.province_db import ProvinceDb


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    yield made
    made.close()


def test_a_restored_province_gets_all_back_by_stick_alone(fleet: Fleet) -> None:
    laptop, other = fleet.laptops
    with fleet.province.write(by="set-up") as work:
        epochs.begin(work)
        work.commit()
    row_id = laptop.add(full_name="Hồ Thị Lài")
    laptop.by_stick()
    laptop.by_stick()
    backup = ProvinceBackup(fleet.province)
    laptop.patch(row_id, alias="chị Lài")
    laptop.by_stick()
    with fleet.at_province() as work:
        work.patch("person", row_id, {"note": "của tỉnh"})
    told = fleet.answer("A", laptop.give())
    laptop.read_answer(told)
    backup.restore()

    for _ in range(4):
        laptop.by_stick()
    other.sync()
    check_equal(fleet)
    assert other.row(row_id)["alias"] == "chị Lài"
    assert other.row(row_id)["note"] == "của tỉnh", "from the stick of who had read it"
    with pytest.raises(InputError, match="parcel-of-another-time"):
        laptop.read_answer(told)
