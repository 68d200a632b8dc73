"""The province is put back to a backup, and its laptop has nothing but a USB stick."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.errors import InputError
from tests.data.backups import LaptopCopy, ProvinceBackup
from tests.data.invariants import check_all, check_equal
from tests.data.laptops import Fleet
from tests.data.province_db import ProvinceDb


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    yield made
    made.close()


def test_a_restored_province_gets_all_back_by_stick_alone(fleet: Fleet) -> None:
    laptop, other = fleet.laptops
    fleet.found()
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


def test_an_answer_to_an_older_question_hides_no_restore(fleet: Fleet) -> None:
    """The token that proves the restore is kept until an answer was made in knowledge of it."""
    laptop, other = fleet.laptops
    fleet.found()
    row_id = laptop.add(full_name="Hồ Thị Lài")
    fleet.settle()
    old = laptop.give()
    backup = ProvinceBackup(fleet.province)
    laptop.patch(row_id, alias="chị Lài")
    laptop.sync()
    backup.restore()

    laptop.read_answer(fleet.answer("A", old))
    fleet.settle()

    assert other.row(row_id)["alias"] == "chị Lài"  # type: ignore[index]
    check_all(fleet)


def test_an_answer_made_in_ignorance_overwrites_nothing(fleet: Fleet) -> None:
    """A restored province answers an old question before it hears what only this laptop knows."""
    laptop, other = fleet.laptops
    fleet.found()
    row_id = laptop.add(full_name="Hồ Thị Lài", alias="cũ")
    fleet.settle()
    old = laptop.give()
    backup = ProvinceBackup(fleet.province)
    with fleet.province.write(by="an import that keeps no history") as work:
        row = work.get("person", row_id)
        assert row is not None
        work.put(row.changed({"alias": "khác"}))
        work.commit()
    laptop.sync()
    backup.restore()
    for number in range(3):
        other.patch(row_id, note=str(number))
        other.sync()

    laptop.read_answer(fleet.answer("A", old))
    assert laptop.row(row_id)["alias"] == "khác"  # type: ignore[index]
    fleet.settle()

    (asked,) = other.rows("conflict")
    assert (asked["kind"], asked["proposed"]) == ("recovered", '{"alias":"khác"}')


def test_an_answer_behind_a_gap_waits(fleet: Fleet) -> None:
    """A laptop that was put back gets an answer to what it asked when it was further."""
    laptop, other = fleet.laptops
    other.add(full_name="Hồ Thị Lài")
    fleet.settle()
    copy = LaptopCopy(laptop, 1)
    other.add(full_name="Lê Văn Tư")
    fleet.settle()
    given = laptop.give()
    other.add(full_name="Lý")
    other.sync()
    answer = fleet.answer("A", given)
    copy.restore()

    laptop.read_answer(answer)

    assert len(laptop.rows()) == 1
    laptop.sync()
    assert len(laptop.rows()) == 3
    check_all(fleet)
