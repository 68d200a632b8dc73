"""Disasters of the simulation: the province restored, laptops put back or cloned, and what is owed.

What still exists in some store after a disaster must be there in the end: each operation at the
province, each value that a laptop was told current, in the history, or in a conflict.  What had its
only copies destroyed is not asked for: never sent and the laptop put back, or both put back.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from ctxh_desktop.storage import inbox
from tests.data.backups import LaptopCopy, ProvinceBackup
from tests.data.invariants import findable
from tests.data.laptops import Fleet, Laptop, operations_of

BACKUPS_KEPT = 2
LAPTOPS_MAX = 6

Value = tuple[str, str, str]
"""(row id, field, value in words)."""


class Disasters:
    """What happens to disks, and what must be found in spite of it."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._backups: list[ProvinceBackup] = []
        self._copies: dict[str, LaptopCopy] = {}
        self._count = 0
        self._owed: set[str] = set()
        self._told: dict[Value, set[str]] = {}
        self._has_struck = False

    def back_up(self) -> None:
        """Back the province up; the last two backups are kept."""
        backup = ProvinceBackup(self._fleet.province)
        backup.mark()
        self._backups = [*self._backups, backup][-BACKUPS_KEPT:]

    def restore_province(self, which: int) -> None:
        """Put the province back to one of its last two backups, and tell nobody."""
        if len(self._backups) < BACKUPS_KEPT:
            return
        self._owed |= self._operations()
        place = which % BACKUPS_KEPT
        self._backups[place].restore()
        self._backups = self._backups[: place + 1]
        self._owed &= self._operations()
        self._told = {}
        for laptop in self._fleet.laptops:
            for value in told_values(laptop):
                self._told.setdefault(value, set()).add(laptop.name)
        self._has_struck = True

    def copy_laptop(self, laptop: Laptop) -> None:
        """Keep a copy of a laptop's file."""
        self._count += 1
        self._copies[laptop.name] = LaptopCopy(laptop, self._count)

    def restore_laptop(self, laptop: Laptop) -> None:
        """Put a laptop's file back to the copy that was kept of it."""
        copy = self._copies.get(laptop.name)
        if copy is None or copy.laptop is not laptop:
            return
        self._owed |= self._operations()
        copy.restore()
        self._owed &= self._operations()
        for who in self._told.values():
            who.discard(laptop.name)
        self._has_struck = True

    def clone(self, laptop: Laptop) -> None:
        """Copy a laptop's disk to another machine; both go on."""
        if len(self._fleet.laptops) < LAPTOPS_MAX:
            self._count += 1
            self._fleet.laptops.append(laptop.clone(f"{laptop.name}{self._count}"))

    def check(self) -> None:
        """I13: all that is owed can be found."""
        if not self._has_struck:
            return
        there = {str(op["op_id"]) for op in operations_of(self._fleet.province)}
        assert self._owed <= there, "an operation is lost"
        found = {
            (row_id, name, repr(value))
            for (row_id, name), values in findable(self._fleet).items()
            for value in values
        }
        lost = {value for value, who in self._told.items() if who} - found
        assert lost == set(), "a value that somebody had been told is lost"

    def _operations(self) -> set[str]:
        stores = [self._fleet.province, *(laptop.store for laptop in self._fleet.laptops)]
        return {str(op["op_id"]) for store in stores for op in operations_of(store)}


def told_values(laptop: Laptop) -> Iterator[Value]:
    """Yield each value of each record as the province last told it to a laptop.

    Not what only the province says of a record: it finds that out anew.
    """
    with laptop.store.read() as reader:
        for row in inbox.told(reader):
            fields = reader.tables.types[row.type].fields
            unsaid = {"deleted_reason", *(f.name for f in fields if f.by_province)}
            if row.type != "conflict":
                for name, value in row.whole().items():
                    if value is not None and name not in unsaid:
                        yield row.id, name, repr(value)


def strike(disasters: Disasters, fleet: Fleet, rng: random.Random) -> tuple[str, Any]:
    """Return what happens to a disk, drawn from *rng*: its description and how it is done."""
    laptop, which = rng.choice(fleet.laptops), rng.randrange(2)
    kinds: list[tuple[float, str, Any]] = [
        (4, "back up", disasters.back_up),
        (1.5, f"restore province {which}", lambda: disasters.restore_province(which)),
        (2, f"copy {laptop.name}", lambda: disasters.copy_laptop(laptop)),
        (1.5, f"put {laptop.name} back", lambda: disasters.restore_laptop(laptop)),
        (0.3, f"clone {laptop.name}", lambda: disasters.clone(laptop)),
    ]
    _, words, action = rng.choices(kinds, weights=[weight for weight, *_ in kinds])[0]
    return words, action
