"""What people do at their desks with the real commands: merge, keep apart, undo, move somebody.

The commands are those of the program; only the store under the desk is the simulation's.
"""

from __future__ import annotations

from contextlib import suppress

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.duplicates import CompareNext, KeepApart, MergePeople
from ctxh_desktop.commands.profile import load_catalogue, load_units
from ctxh_desktop.commands.records import UndoLast
from ctxh_desktop.commands.transfers import RequestTransfer, WithdrawTransfer
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import likeness
from tests.data.laptops import Fleet, Laptop, rows_of


def send(laptop: Laptop, commune: str, command: object) -> bool:
    """Carry out a command at a laptop; return whether it could be done."""
    desk = Desk(
        laptop.file.with_suffix(""), f"user of {laptop.name}", commune, laptop.store,
        laptop.ambient, load_catalogue(), load_units(),
    )  # fmt: skip
    with suppress(InputError):
        Bus(desk).send(command)
        return True
    return False


def merge(laptop: Laptop, commune: str, ids: list[str], which: int) -> bool:
    """Say that two of the people are one; they may be merged, deleted or of two communes."""
    return len(ids) > 1 and send(laptop, commune, MergePeople(*_two(ids, which)))


def keep_apart(laptop: Laptop, commune: str, ids: list[str], which: int) -> bool:
    """Say that they are two."""
    return len(ids) > 1 and send(laptop, commune, KeepApart(*_two(ids, which)))


def undo(laptop: Laptop, commune: str) -> bool:
    """Take back what was done last."""
    return send(laptop, commune, UndoLast())


def lead_over(laptop: Laptop, commune: str) -> bool:
    """Lead what points to merged entries over, some of it, as the window does when it is idle."""
    return send(laptop, commune, CompareNext())


def ask_to_move(laptop: Laptop, commune: str, person_id: str, to: str) -> bool:
    """Say that somebody moved."""
    return send(laptop, commune, RequestTransfer(person_id, to))


def take_back(laptop: Laptop, commune: str, person_id: str) -> bool:
    """Say that it was not so, after all."""
    return send(laptop, commune, WithdrawTransfer(person_id))


def check_people(fleet: Fleet) -> None:
    """Each merged entry leads to one that stands, and records are where their person is.

    A member may have left the commune of the household; for parts see `parts.check_parts`.
    """
    rows = rows_of(fleet.province)
    with fleet.province.read() as reader:
        for (kind, row_id), row in rows.items():
            if kind == "person" and is_merged(row):
                stands = rows["person", likeness.standing(reader, row_id)]
                assert not is_merged(stands), "merges run in a circle"
                assert stands.scope == row.scope, row_id
            person = rows.get(("person", row.text("person_id")))
            # What was said about two people goes with either of them.
            is_free = kind in ("person_pair", "household_member")
            assert is_free or person is None or person.scope == row.scope, (kind, row_id)


def is_merged(row: Row) -> bool:
    """Return whether an entry was merged into another."""
    return bool(row["merged_into"]) and bool(row.deleted_at)


def _two(ids: list[str], which: int) -> tuple[str, str]:
    first = which % len(ids)
    return ids[first], ids[(first + 1 + which % (len(ids) - 1)) % len(ids)]
