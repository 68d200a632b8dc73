"""The laptop's process is killed at each commit of a day of edits and a sync, then started again.

A commit is killed just before or just after it; the program starts again and goes on, and in the
end nothing is lost and nothing is there twice.  `CTXH_LONG=1` also kills the second start at each
of its commits.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from ctxh_desktop.storage import engine as engines
from ctxh_desktop.storage import outbox
from ctxh_desktop.storage.store import open_laptop
from tests.data import killed_laptop
from tests.data.invariants import check_all
from tests.data.laptops import KEY, Fleet, operations_of
from tests.data.province_db import ProvinceDb

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process to kill"),
]
IS_LONG = bool(os.environ.get("CTXH_LONG"))


class Killed:
    """One laptop file, and the processes that work on it."""

    def __init__(self, db: ProvinceDb, folder: Path, name: str) -> None:
        self.db, self.file = db, folder / f"{name}.db"
        self.seeds = itertools.count()

    def start(self, number: int, when: str = "before") -> bool:
        """Start the program, killed at commit *number* (0: never); return whether it was killed."""
        return killed_laptop.start(self.file, next(self.seeds), self.db.uri, number, when)


def check_end(fleet: Fleet, killed: Killed) -> None:
    """Check the file, the fleet, and that the day's work is there once."""
    store = open_laptop(killed.file, KEY, fleet.ambient)
    engines.check_file(store.engine)
    (other,) = fleet.laptops
    other.sync()
    mine = type(other).__new__(type(other))
    mine.fleet, mine.name, mine.device, mine.store = fleet, "K", "K", store
    fleet.laptops.append(mine)
    try:
        check_all(fleet)
        assert mine.count(outbox.HELD) == 0
        assert len(operations_of(store)) == killed_laptop.STEPS + 2
        people = other.rows()
        assert len(people) == killed_laptop.STEPS - 2
        assert [row["note"] for row in people[:2]] == [f"bước {killed_laptop.STEPS - 1}"] * 2
        assert other.rows("conflict") == []
    finally:
        store.close()
        fleet.close()


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_each_commit_and_started_again(
    province_db: ProvinceDb, tmp_path: Path, when: str
) -> None:
    for number in itertools.count(1):
        folder = tmp_path / str(number)
        folder.mkdir()
        fleet = Fleet(province_db, folder, count=1)
        killed_laptop.enrol(fleet.province)
        killed = Killed(province_db, folder, "K")

        was_killed = killed.start(number, when)
        for second in itertools.count(1) if IS_LONG else ():
            if not killed.start(second, when) or second > number:
                break
        assert not killed.start(0)

        check_end(fleet, killed)
        if not was_killed:
            break
    assert number > killed_laptop.STEPS + 3


def test_one_file_killed_again_and_again_comes_through(
    province_db: ProvinceDb, tmp_path: Path
) -> None:
    fleet = Fleet(province_db, tmp_path, count=1)
    killed_laptop.enrol(fleet.province)
    killed = Killed(province_db, tmp_path, "K")

    deaths = 0
    while killed.start(2 + deaths // 2, ("before", "after")[deaths % 2]):
        deaths += 1

    assert deaths >= 4
    check_end(fleet, killed)
