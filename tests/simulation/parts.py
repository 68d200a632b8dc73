"""What people and households have several of: added, changed and removed with the real commands.

All nine kinds take their turn.  They go with whom they are of, whoever moves and whoever is merged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from ctxh_desktop.commands.records import DeleteRecord, SaveRecord
from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.storage import likeness
from tests.data.invariants import scopes_of
from tests.data.laptops import Fleet, Laptop, operations_of, rows_of
from tests.data.parts import EXAMPLES
from tests.simulation.desks import is_merged, lead_over, send

KINDS = tuple(EXAMPLES)
PERSON, HOUSEHOLD, MEMBER = "person", "household", "household_member"
_TURNS: dict[str, tuple[dict[str, Any], ...]] = {
    "person_group": ({"target_group": "NGHEO"}, {"to_on": "2024"}, {"to_on": None}),
    "benefit": ({"policy": "HTXH"}, {"status": "S_THOI", "to_on": "2026-10-31"}),
    MEMBER: ({"is_head": True}, {"to_on": "2025"}, {"to_on": None}),
    "household_year": ({"household_class": "CNGHEO"}, {"year": 2025}),
}
"""Kind → changes after which its owner shows something else."""
_OWNER = {t.name: t.owner.name for t in RECORD_TYPES if t.owner is not None}
"""Kind → the field that says whose part it is."""


def add(laptop: Laptop, commune: str, name: str, ids: Sequence[str], which: int, word: str) -> bool:
    """Add a part of some kind to somebody, or to a household in which somebody lives."""
    person_id = ids[which % len(ids)]
    values = {**EXAMPLES[name], "note": word}
    if _part_of(laptop, name) == HOUSEHOLD:
        household_id = _household(laptop, commune, which, word)
        values |= {"household_id": household_id}
        if name == MEMBER and which % 2:
            values |= {"person_id": person_id}
    else:
        values |= {"person_id": person_id}
        if name == "relation" and which % 2:
            values |= {"other_id": ids[(which + 1) % len(ids)]}
    return send(laptop, commune, SaveRecord(name, None, values))


def change(laptop: Laptop, commune: str, which: int, word: str) -> bool:
    """Write something else into a part, now and then what its owner shows."""
    found = parts_at(laptop)
    if not found:
        return False
    part = found[which % len(found)]
    turns = ({"note": word}, *_TURNS.get(part.type, ()))
    return send(laptop, commune, SaveRecord(part.type, part.id, turns[which % len(turns)]))


def remove(laptop: Laptop, commune: str, which: int) -> bool:
    """Take a part away that was written down wrongly."""
    found = parts_at(laptop)
    if not found:
        return False
    part = found[which % len(found)]
    return send(laptop, commune, DeleteRecord(part.type, part.id, "NHAPSAI"))


def parts_at(laptop: Laptop) -> list[Row]:
    """Return all parts that a laptop has and that were not taken away."""
    return [row for name in KINDS for row in laptop.rows(name)]


def check_parts(fleet: Fleet) -> None:
    """Each part is where its owner is, and never goes to a stranger.

    Whom its owner was ever merged with is none.  The other invariants hold of parts as of all.
    """
    rows, merges = rows_of(fleet.province), _Merges()
    for op in operations_of(fleet.province):
        body = msgspec.json.decode(str(op["body"]))
        if into := body["changes"].get("merged_into", (None, None))[1]:
            merges.join(str(op["row_id"]), into)
    for op in operations_of(fleet.province):
        name, row = str(op["record_type"]), rows.get((str(op["record_type"]), str(op["row_id"])))
        body = msgspec.json.decode(str(op["body"]))
        if name in _OWNER and body["kind"] == "insert" and row is not None:
            first = str(body["changes"][_OWNER[name]][1])
            assert merges.are_one(first, row.text(_OWNER[name])), (name, row.id)
    for (name, row_id), row in rows.items():
        if name in _OWNER:
            kind = PERSON if _OWNER[name] == "person_id" else HOUSEHOLD
            owner = rows.get((kind, row.text(_OWNER[name])))
            assert owner is None or owner.scope == row.scope, (name, row_id)


def check_led_over(fleet: Fleet) -> None:
    """Where windows are idle and sync, no part is left with an entry that was merged away."""
    for _ in range(3):
        had_work = [_leads_over(fleet, laptop) for laptop in fleet.laptops]
        if not any(had_work):
            break
        fleet.settle()
    rows = rows_of(fleet.province)
    for (name, row_id), row in rows.items():
        if _OWNER.get(name) == "person_id" and row.deleted_at is None:
            owner = rows.get((PERSON, row.text("person_id")))
            assert owner is None or not is_merged(owner), (name, row_id)


def _leads_over(fleet: Fleet, laptop: Laptop) -> bool:
    """Let an idle window do what is due; return whether anything was."""
    (home,) = scopes_of(fleet, laptop)
    was_due = False
    while _is_due(laptop):
        lead_over(laptop, home)
        was_due = True
    return was_due


def _part_of(laptop: Laptop, name: str) -> str:
    return laptop.store.tables.types[name].part_of


def _household(laptop: Laptop, commune: str, which: int, word: str) -> str:
    """Return some household that a laptop has; now and then, or if there is none, a new one."""
    found = laptop.rows(HOUSEHOLD)
    if not found or which % 5 == 0:
        send(laptop, commune, SaveRecord(HOUSEHOLD, None, {"head_name": word}))
        found = laptop.rows(HOUSEHOLD)
    return found[which % len(found)].id


def _is_due(laptop: Laptop) -> bool:
    with laptop.store.read() as reader:
        return likeness.is_due(reader)


class _Merges:
    """Which entries were ever said to be one person."""

    def __init__(self) -> None:
        self._other: dict[str, str] = {}

    def join(self, one: str, other: str) -> None:
        one, other = self._root(one), self._root(other)
        if one != other:
            self._other[one] = other

    def are_one(self, one: str, other: str) -> bool:
        return self._root(one) == self._root(other)

    def _root(self, row_id: str) -> str:
        while row_id in self._other:
            row_id = self._other[row_id]
        return row_id
