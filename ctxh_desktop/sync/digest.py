"""Digest: prove that a laptop and its province hold the same rows, and mend by id where not.

    laptop at the province's number ──sum of each table──▶ compared in one snapshot
           ◀── equal, or the sums of 256 buckets of what differs
    the buckets that differ ──▶
           ◀── all rows of each: they replace what the laptop has

Only what the province told is compared, own unanswered changes aside, so it may be done at any
time; it is done once a day and when a person asks.  A row's hash is made of its content: a page
that the disk spoiled is found as well as one that went missing on the way.

Units: hashes have 60 bits; a sum is that of the hashes and of 2**60 for each row, in hex.
Source: sync design §4.7 point 6, trap 25; ADR-0014.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from ctxh_desktop.domain.schema import Row
from ctxh_desktop.storage import inbox, ledger
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync import pull
from ctxh_desktop.sync.protocol import RepairFrame, Request

BUCKETS = 256
REPAIRS_MAX = 16
"""Buckets mended with one request."""

Sums = dict[str, list[str]]
"""Record type → sums of its buckets."""

_PROVEN_ON = "digest_on"
"""Where a laptop keeps the day of the last comparison."""
_BITS = 60
_encoder = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, order=True)
class Bucket:
    """A part of the rows of one record type in one scope."""

    scope: str
    record_type: str
    number: int

    def __str__(self) -> str:
        """Return how it is asked for."""
        return f"{self.scope} {self.record_type} {self.number}"

    @classmethod
    def read(cls, words: str) -> Bucket:
        """Read what was asked for; ValueError when it is no bucket."""
        scope, record_type, number = words.split(" ")
        return cls(scope, record_type, int(number))


def is_due(reader: Reader, today: str) -> bool:
    """Return whether a laptop has not yet compared today."""
    return reader.local(_PROVEN_ON) != today


def note(work: UnitOfWork, today: str) -> None:
    """Write down that a laptop has compared; "" makes it due at once."""
    work.set_local(_PROVEN_ON, today)


def of_laptop(reader: Reader) -> dict[str, dict[str, str]]:
    """Return the sums of a laptop by scope and record type."""
    return {
        scope: {name: _total(buckets) for name, buckets in found.items()}
        for scope, found in _by_scope(reader).items()
    }


def compare(store: Store, device: Device, request: Request) -> dict[str, Sums]:
    """Return, for each scope that can be compared now, the buckets of what differs (province)."""
    answer: dict[str, Sums] = {}
    with store.read() as reader:
        for scope, theirs in request.dig.items():
            if scope in device.scopes and ledger.top(reader, scope) == request.cur.get(scope):
                known = [name for name in theirs if name in reader.tables.types]
                mine = {name: sums(ledger.rows_in(reader, scope, name)) for name in known}
                answer[scope] = {n: s for n, s in mine.items() if _total(s) != theirs[n]}
    return answer


def differing(reader: Reader, answer: Mapping[str, Sums]) -> list[Bucket]:
    """Return the buckets in which a laptop differs from what the province answered."""
    mine = _by_scope(reader)
    empty = sums([])
    return sorted(
        Bucket(scope, name, number)
        for scope, found in answer.items()
        for name, theirs in found.items()
        for number, total in enumerate(theirs[:BUCKETS])
        if total != mine.get(scope, {}).get(name, empty)[number]
    )


def repairs(store: Store, device: Device, wanted: Sequence[str]) -> Iterator[RepairFrame]:
    """Yield the rows of the wanted buckets, each in a snapshot of its own (province)."""
    for words in wanted[:REPAIRS_MAX]:
        try:
            bucket = Bucket.read(words)
        except ValueError:
            continue
        with store.read() as reader:
            if bucket.scope not in device.scopes or bucket.record_type not in reader.tables.types:
                continue
            rows = ledger.rows_in(reader, bucket.scope, bucket.record_type)
            held = [row for row in rows if number_of(row.id) == bucket.number]
            block = pull.block(reader.tables.types[bucket.record_type], held) if held else None
            yield RepairFrame(words, ledger.top(reader, bucket.scope), block)


def mend(work: UnitOfWork, frame: RepairFrame) -> int:
    """Replace a laptop's rows of one bucket; return how many were wrong.

    Nothing is done when the laptop has meanwhile come to another number than the answer.
    """
    bucket = Bucket.read(frame.bucket)
    declared = work.tables.types.get(bucket.record_type)
    if declared is None or inbox.cursors(work).get(bucket.scope) != frame.at:
        return 0
    theirs = {row.id: row for row in pull.rows_of(declared, bucket.scope, frame.rows)}
    mine = {
        row.id: row
        for row in inbox.told(work, [bucket.record_type])
        if row.scope == bucket.scope and number_of(row.id) == bucket.number
    }
    wrong = [row for row in theirs.values() if mine.get(row.id) != row]
    strange = [row_id for row_id in mine if row_id not in theirs]
    inbox.replace_rows(work, bucket.record_type, wrong, strange)
    return len(wrong) + len(strange)


def sums(rows: Iterable[Row]) -> list[str]:
    """Return the sums of the buckets of rows of one record type."""
    totals = [0] * BUCKETS
    for row in rows:
        totals[number_of(row.id)] += hash_of(row) + (1 << _BITS)
    return [f"{total:x}" for total in totals]


def hash_of(row: Row) -> int:
    """Return the hash of what a row says, its number in the province's order aside."""
    filled = {name: value for name, value in row.whole().items() if value is not None}
    content = [row.type, row.id, row.scope, row.created_at, row.created_by, filled]
    digest = hashlib.blake2b(_encoder.encode(content), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - _BITS)


def number_of(row_id: str) -> int:
    """Return the bucket of a row."""
    return zlib.crc32(row_id.encode()) % BUCKETS


def _by_scope(reader: Reader) -> dict[str, Sums]:
    """Return the bucket sums of a laptop, with the record types of which it has no rows."""
    rows: dict[str, dict[str, list[Row]]] = {
        scope: {name: [] for name in reader.tables.types} for scope in inbox.cursors(reader)
    }
    for row in inbox.told(reader):
        if row.scope in rows:
            rows[row.scope][row.type].append(row)
    return {
        scope: {name: sums(found) for name, found in by_type.items()}
        for scope, by_type in rows.items()
    }


def _total(buckets: Sequence[str]) -> str:
    return f"{sum(int(total, 16) for total in buckets):x}"
