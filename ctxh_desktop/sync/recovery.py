"""Recovery: a province that was restored from a backup gets back what its laptops still know.

    laptop                                       province
    token it once gave ───────────────────────▶  unknown: a new epoch begins
           ◀────────────────────── recover
    operations that may be lost, then unsent ──▶ judged by their ids, once
           ◀────────────────────── all rows, from the first number on (kept, not yet applied)
    rows and history that only it still has ───▶ absent rows added, changes judged by their ids;
                                                 what then still differs: conflicts `recovered`
           ◀────────────────────── the rest
    takes the province's rows as they are

Nobody has to do anything, an interrupted recovery goes on with the next sync, and several laptops
may recover in any order: each operation keeps its id, whoever hands it in, so it has effect once.
What the province's own staff wrote after the backup and no laptop had fetched is lost.

Invariants: rows of the laptop stay as they are until all of the new history has arrived; nothing
that a laptop was told goes away without standing in the history or in a conflict.

Source: sync design §4.8, traps 14 and 24; ADR-0013.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, TypeVar

import msgspec

from ctxh_desktop.domain.merge import Clash, Rank, units
from ctxh_desktop.domain.operation import Operation, OpKind
from ctxh_desktop.domain.records.conflict import OPEN, RESOLVED, Conflict
from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.errors import InputError, TransientError
from ctxh_desktop.storage import epochs, inbox, ledger, outbox
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.inbox import HistoryEntry
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync import pull, transfers
from ctxh_desktop.sync.columns import Block, pack, unpack
from ctxh_desktop.sync.conflicts import Source, conflict_row
from ctxh_desktop.sync.judge import Judge
from ctxh_desktop.sync.protocol import Request

V = TypeVar("V")

HAVE_ROWS_MAX = 500
"""Rows handed in with one request."""

KIND = "recovered"
"""Code of a conflict with a value that the province had lost."""
_UNDER_WAY = "recovering"
"""Where a laptop keeps the epoch it is recovering into."""
_HANDING = "handing_in"
"""Where it keeps that there is something to hand in."""


def epoch_of(reader: Reader) -> str:
    """Return the epoch that this laptop is recovering into; "" when it is not."""
    return reader.local(_UNDER_WAY)


def begin(work: UnitOfWork, epoch: str) -> bool:
    """Make ready to give a restored province all that it may have lost; return whether it is new.

    Word of a restore from which this laptop has recovered already may come late, by stick.
    """
    if epochs.number_of(epoch) <= epochs.number_of(work.local("epoch")):
        return False
    work.set_local(_UNDER_WAY, epoch)
    work.set_local(_HANDING, "")
    outbox.give_again(work)
    inbox.start_over(work)
    return True


def is_handed_in(work: UnitOfWork, head_handed: bool) -> bool:
    """Return whether the province has all that this laptop knows; else it is to be handed in.

    All of the new history has been downloaded and nothing of it applied.
    """
    if head_handed or not known_only_here(work):
        return True
    work.set_local(_HANDING, "1")
    return False


def known_only_here(reader: Reader) -> list[dict[str, Any]]:
    """Return the rows of which this laptop was told something that the restored province lacks."""
    theirs, heard = pull.staged(reader)
    logs = inbox.told_history(reader, heard)
    found = []
    for row in inbox.told(reader):
        there, log = theirs.get((row.type, row.id)), logs.get(row.id, [])
        values = _filled(row.whole())
        now = there.whole() if there else {}
        if log or any(now.get(name) != value for name, value in values.items()):
            first = None if there else _first(row, log)
            found.append(_entry(row, values, first, log))
    return found


def hand_in(reader: Reader, request: Request, start: int, rows_max: int = HAVE_ROWS_MAX) -> None:
    """Put into a request what is to be handed in, from its row *start* on."""
    if reader.local(_HANDING):
        entries = known_only_here(reader)
        part = entries[start : start + rows_max]
        request.have = pack("have", part) if part else None
        request.is_all = start + rows_max >= len(entries)


def finish(work: UnitOfWork) -> int:
    """Take the province's rows as they are; return how many (laptop)."""
    taken = pull.apply(work, whole=True)
    work.set_local(_UNDER_WAY, "")
    work.set_local(_HANDING, "")
    return taken


def take(work: UnitOfWork, device: Device, block: Block, rank: Rank) -> list[str]:
    """Take what only a laptop still knows; return the ids of its rows (province).

    Raises:
        InputError: "request-malformed".
    """
    try:
        found = [_Handed.read(work, entry) for entry in unpack(block)]
    except (TransientError, KeyError, TypeError, ValueError, msgspec.MsgspecError) as error:
        raise InputError("request-malformed") from error
    handed = [one for one in found if one is not None] if device.is_active else []
    for one in handed:
        if one.first and one.row.scope in device.scopes and not work.get(one.row.type, one.row.id):
            work.put(one.first)
    _judge(work, device, rank, [operation for one in handed for operation in one.log])
    work.flush()
    transfers.follow(work, [(one.row.type, one.row.id) for one in handed if one.first])
    known = _Known(work, [one.row.id for one in handed])
    for one in handed:
        _compare(work, device, one.row, known)
    return [one.row.id for one in handed]


def close_settled(work: UnitOfWork, row_ids: Sequence[str]) -> None:
    """Close the conflicts about some rows whose value has become current after all (province).

    A conflict may be handed in before the operations that made it: in the new history one of them
    may find nothing in its way.
    """
    work.flush()
    for conflict in ledger.conflicts_of(work, row_ids):
        if conflict["state"] != OPEN:
            continue
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


class _Handed(msgspec.Struct):
    """One row that a laptop hands in: as it was told last and first, and what changed it."""

    row: Row
    first: Row | None
    log: list[tuple[str, Operation]]

    @classmethod
    def read(cls, work: UnitOfWork, entry: Mapping[str, Any]) -> _Handed | None:
        """Return an entry of the block; None for a record type that is not known here."""
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
        first = None if entry["first"] is None else _laptops_own(declared, entry["first"])
        log = [(str(device), _operation(blank, *rest)) for device, *rest in entry["log"]]
        return cls(
            blank.changed(_laptops_own(declared, entry["ch"])),
            None if first is None else blank.changed(first),
            [(device, op) for device, op in log if _laptops_own(declared, op.changes)],
        )


def _laptops_own(declared: RecordType, values: Mapping[str, V]) -> dict[str, V]:
    """Leave out what only the province says: it was true of what is lost, of a file for example."""
    fields = declared.by_name
    return {n: v for n, v in values.items() if not (n in fields and fields[n].by_province)}


def _judge(
    work: UnitOfWork, device: Device, rank: Rank, log: Sequence[tuple[str, Operation]]
) -> None:
    """Judge changes of any laptop in their order, as if it had sent them itself."""
    known = ledger.answers(work, [operation.id for _, operation in log])
    fresh = [(author, operation) for author, operation in log if operation.id not in known]
    for author, run in groupby(fresh, key=lambda pair: pair[0]):
        judge = Judge(replace(device, id=author), rank, is_again=True)
        for _, operation in run:
            judge.take(work, [operation])
        judge.keep(work)


def _compare(work: UnitOfWork, device: Device, row: Row, known: _Known) -> None:
    """Keep in conflicts what a laptop was told and is nowhere here."""
    here = work.get(row.type, row.id)
    if here is None or row.type == Conflict.type.name:
        return
    now, theirs = here.whole(), row.whole()
    for unit, names in units(work.tables.types[row.type], theirs).items():
        news = [n for n in names if theirs[n] is not None and theirs[n] != now.get(n)]
        if all(known.has(row, name) for name in news):
            continue
        proposed = {name: theirs[name] for name in names}
        clash = Clash(unit, {}, {name: now.get(name) for name in names}, proposed)
        key = f"{KIND} {row.id} {unit} {_text(proposed)}"
        source = Source(key, device.label, work.ambient.instant())
        made = conflict_row(work, here, clash, source, KIND, ledger.author_of(work, here, names))
        if work.get(made.type, made.id) is None:
            work.put(made)


def _first(row: Row, log: Sequence[HistoryEntry]) -> dict[str, Plain]:
    """Return the values of a row before anything that is known to have changed it."""
    values = row.whole()
    for entry in reversed(log):
        changes = msgspec.json.decode(entry.changes)
        values.update({name: old for name, (old, _) in changes.items()})
    return _filled(values)


def _filled(values: Mapping[str, Plain]) -> dict[str, Plain]:
    return {name: value for name, value in values.items() if value is not None}


def _entry(
    row: Row,
    values: dict[str, Plain],
    first: dict[str, Plain] | None,
    log: Sequence[HistoryEntry],
) -> dict[str, Any]:
    return {
        "t": row.type,
        "id": row.id,
        "scope": row.scope,
        "by": row.created_by,
        "at": row.created_at,
        "ch": values,
        "first": first,
        "log": [[e.device, e.op_id, e.changes, e.by, e.at] for e in log],
    }


def _operation(row: Row, op_id: str, changes: str, by: str, at: str) -> Operation:
    return Operation(
        id=str(op_id),
        no=0,
        group_id=str(op_id),
        record_type=row.type,
        row_id=row.id,
        kind=OpKind.PATCH,
        changes={name: (old, new) for name, (old, new) in msgspec.json.decode(changes).items()},
        scope=row.scope,
        by=str(by),
        made_at=str(at),
    )


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
