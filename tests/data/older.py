"""Older history in tests: somebody with a past that a new laptop does not get, and what it has."""

from __future__ import annotations

import msgspec

from ctxh_desktop.storage import older_history, registers
from ctxh_desktop.storage.store import Store
from tests.data.backups import ProvinceBackup
from tests.data.laptops import Fleet, Laptop


def back_up(fleet: Fleet) -> list[ProvinceBackup]:
    """Back the province up twice, which makes its history one that may stay there."""
    made = []
    for _ in range(2):
        made.append(ProvinceBackup(fleet.province))
        made[-1].mark()
    return made


def begin(fleet: Fleet, edits: int = 5) -> str:
    """Let A have somebody with a history that is in two backups; return the id."""
    a, _ = fleet.laptops
    row_id = a.add(full_name="Hồ", alias="0")
    for number in range(1, edits + 1):
        a.patch(row_id, alias=str(number))
    a.sync()
    back_up(fleet)
    return row_id


def aliases(laptop: Laptop, row_id: str) -> list[str]:
    """Return what a laptop's history says, newest first."""
    with laptop.store.read() as reader:
        found = registers.history(reader, row_id)
    return [msgspec.json.decode(line.changes)["alias"][1] for line in found]


def absent(laptop: Laptop) -> list[str]:
    """Return the people of whom a laptop knows that older lines are at the province."""
    with laptop.store.read() as reader:
        ids = [row.id for row in reader.where("person")]
        return older_history.absent(reader, ids)


def leave_older(store: Store, scope: str, *row_ids: str) -> None:
    """Let a laptop believe that older lines of some rows are at the province."""
    with store.write(by="sync") as work:
        older_history.mark(work, scope, 7)
        older_history.note(work, scope, row_ids)
        work.commit()
