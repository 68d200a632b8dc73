"""Recovery: a province that was restored from a backup gets back what its laptops still know.

    laptop                                       province
    token it once gave ───────────────────────▶  unknown: a new epoch begins
           ◀────────────────────── recover
    operations that may be lost, then unsent ──▶ judged by their ids, once
           ◀────────────────────── all rows, from the first number on (kept, not yet applied)
    values that only this laptop has ─────────▶  conflicts of kind `recovered`, absent rows added
           ◀────────────────────── the rest
    takes the province's rows as they are

Nobody has to do anything, an interrupted recovery goes on with the next sync, and several laptops
may recover in any order.  What the province's own staff wrote after the backup and no laptop had
fetched is lost.

Invariants: rows of the laptop stay as they are until all of the new history has arrived; nothing
that a laptop was told goes away without standing in a conflict or in the history.

Source: sync design §4.8, traps 14 and 24; ADR-0013.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from ctxh_desktop.domain.merge import Clash, units
from ctxh_desktop.domain.records.conflict import OPEN, RESOLVED, Conflict
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.errors import InputError, TransientError
from ctxh_desktop.storage import inbox, ledger, outbox
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync import pull
from ctxh_desktop.sync.columns import Block, pack, unpack
from ctxh_desktop.sync.conflicts import Source, conflict_row
from ctxh_desktop.sync.protocol import Request

HAVE_ROWS_MAX = 500
"""Rows handed in with one request."""

KIND = "recovered"
"""Code of a conflict with a value that the province had lost."""
_UNDER_WAY = "recovering"
"""Where a laptop keeps the epoch it is recovering into."""


def epoch_of(reader: Reader) -> str:
    """Return the epoch that this laptop is recovering into; "" when it is not."""
    return reader.local(_UNDER_WAY)


def begin(work: UnitOfWork, epoch: str) -> None:
    """Make ready to give the restored province all that it may have lost (laptop)."""
    work.set_local(_UNDER_WAY, epoch)
    outbox.give_again(work)
    inbox.start_over(work)


def known_only_here(work: UnitOfWork) -> list[dict[str, Any]]:
    """Return the rows in which this laptop was told something that the restored province lacks.

    All of the new history has been downloaded and nothing of it applied.
    """
    theirs = pull.staged(work)
    found = []
    for row in inbox.told(work):
        there = theirs.get((row.type, row.id))
        now = there.whole() if there else {}
        values = {name: value for name, value in row.whole().items() if value is not None}
        if any(now.get(name) != value for name, value in values.items()):
            found.append(_entry(row, values))
    return found


def block_of(entries: Sequence[dict[str, Any]]) -> Block | None:
    """Return what is handed in as it travels."""
    return pack("have", entries) if entries else None


def finish(work: UnitOfWork) -> int:
    """Take the province's rows as they are; return how many (laptop)."""
    taken = pull.apply(work, whole=True)
    work.set_local(_UNDER_WAY, "")
    return taken


def take(work: UnitOfWork, device: Device, block: Block) -> None:
    """Keep what only a laptop still knows, unless it is known here after all (province).

    Raises:
        InputError: "request-malformed".
    """
    try:
        rows = [_row(work, entry) for entry in unpack(block)]
    except (TransientError, KeyError, TypeError, ValueError) as error:
        raise InputError("request-malformed") from error
    if not device.is_active:
        return
    known = _Known(work, [row.id for row in rows if row])
    for row in rows:
        if row is not None:
            _take_row(work, device, row, known)


def close_settled(work: UnitOfWork) -> None:
    """Close recovered conflicts whose value has come with its operation after all (province)."""
    work.flush()
    for conflict in work.where(Conflict.type.name, kind=KIND, state=OPEN):
        row = work.get(conflict.text("record_type"), conflict.text("record_id"))
        proposed = msgspec.json.decode(conflict.text("proposed"))
        if row and all(row.whole().get(name) == value for name, value in proposed.items()):
            work.put(conflict.changed({"state": RESOLVED, "choice": "mine"}))


def is_recovering(request: Request, epoch: str) -> bool:
    """Return whether a laptop is giving back what the present *epoch* may have lost."""
    return bool(request.recover) and request.recover == epoch


class _Known:
    """Which values of some rows the province's history or conflicts hold already."""

    def __init__(self, reader: Reader, row_ids: Sequence[str]) -> None:
        self._values: set[tuple[str, str, str]] = set()
        for row_id, changes in ledger.changes_of(reader, row_ids):
            for name, pair in msgspec.json.decode(changes).items():
                self._values |= {(row_id, name, _text(value)) for value in pair}
        for conflict in ledger.conflicts_of(reader, row_ids):
            for part in ("current", "proposed"):
                for name, value in msgspec.json.decode(conflict.text(part)).items():
                    self._values.add((conflict.text("record_id"), name, _text(value)))

    def has(self, row: Row, name: str) -> bool:
        """Return whether the field's value was once current here, or stands beside it."""
        return (row.id, name, _text(row.whole().get(name))) in self._values


def _take_row(work: UnitOfWork, device: Device, row: Row, known: _Known) -> None:
    here = work.get(row.type, row.id)
    if here is None:
        if row.scope in device.scopes:
            work.put(row)
        return
    if row.type == Conflict.type.name:
        return  # a choice is given again as an operation
    now, theirs = here.whole(), row.whole()
    for unit, names in units(work.tables.types[row.type], theirs).items():
        news = [n for n in names if theirs[n] is not None and theirs[n] != now.get(n)]
        if all(known.has(row, name) for name in news):
            continue
        proposed = {name: theirs[name] for name in names}
        clash = Clash(unit, {}, {name: now.get(name) for name in names}, proposed)
        key = f"{KIND} {row.id} {unit} {_text(proposed)}"
        source = Source(key, device.label, work.ambient.instant())
        standing = ledger.author_of(work, here, names)
        made = conflict_row(work, here, clash, source, KIND, standing)
        if work.get(made.type, made.id) is None:
            work.put(made)


def _entry(row: Row, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "t": row.type,
        "id": row.id,
        "scope": row.scope,
        "by": row.created_by,
        "at": row.created_at,
        "ch": values,
    }


def _row(work: UnitOfWork, entry: dict[str, Any]) -> Row | None:
    """Return an entry as a row with the values that were handed in; None for a strange type."""
    declared = work.tables.types.get(str(entry["t"]))
    if declared is None:
        return None
    blank = Row(
        type=declared.name,
        id=str(entry["id"]),
        scope=str(entry["scope"]),
        values=dict.fromkeys(declared.by_name),
        created_at=str(entry["at"]),
        created_by=str(entry["by"]),
    )
    return blank.changed(dict(entry["ch"]))


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
