"""Operation: what one transaction changed on one row, as {field: (old, new)}.

An operation is made by the unit of work in the transaction that changes the row, and nowhere else.
It is outbox entry, undo step and audit trail at once, and travels to the province as it is.

Shapes: `changes` maps a field name to (old, new) in plain form; an insert has only None as old.
`seen` is the province's number of the row version that the author had before the eyes.  `revision`
is that of the record types when it was made (`domain.versions`).

Source: sync design §4.1–4.2; ADR-0007.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ctxh_desktop.domain.values import Plain

DELETED_AT = "deleted_at"
DELETED_REASON = "deleted_reason"
SYSTEM_FIELDS = (DELETED_AT, DELETED_REASON)
"""Fields of every row that are not declared but merge like a declared group."""

LONG_OLD_CHARS = 64
"""Old values longer than this travel as their digest (sync design §4.5)."""

DIGEST_DIGITS = 32
DIGEST_DIGITS_MIN = 16
"""Hexadecimal digits of a digest that name a value: 64 bits tell the values of one field apart."""


class OpKind(StrEnum):
    """Whether the row is new."""

    INSERT = "insert"
    PATCH = "patch"


class Status(StrEnum):
    """What the province answered; each is final: the province has the operation."""

    OK = "ok"
    NOOP = "noop"
    CONFLICT = "conflict"
    MOVED = "moved"
    HELD = "held"


@dataclass(frozen=True)
class Digest:
    """Stands for a long old value, by all or the first digits of its hash.

    Shapes: `hex` has 32 digits where it is made and may have travelled as the first 16.
    """

    hex: str

    @classmethod
    def of(cls, value: Plain, digits: int = DIGEST_DIGITS) -> Digest:
        """Return the digest of a plain value (first 128 bits of SHA-256)."""
        return cls(hashlib.sha256(str(value).encode()).hexdigest()[:digits])

    def names(self, value: Plain) -> bool:
        """Return whether it stands for *value*."""
        is_enough = len(self.hex) >= DIGEST_DIGITS_MIN
        return is_enough and Digest.of(value).hex.startswith(self.hex)


Old = Plain | Digest
Changes = Mapping[str, tuple[Old, Plain]]


@dataclass(frozen=True)
class Operation:
    """One row's change, with who made it, when by their clock, and on what version.

    Invariants: operations of one transaction share `group_id` and are applied all or none; `no`
    counts without gaps on one device and is never an identity.
    """

    id: str
    no: int
    group_id: str
    record_type: str
    row_id: str
    kind: OpKind
    changes: Changes
    scope: str
    by: str
    made_at: str
    seen: int = 0
    revision: int = 1


@dataclass(frozen=True)
class Ack:
    """The province's word on one operation.

    Shapes: `seq` is the row's number that contains the outcome; 0 when the row was not touched.
    `note` is the reason of a held operation, as a message code.  `recv_no` is its place among all
    that the province received: with it a backup says what it holds.  With `is_whole` the row with
    that number is what the laptop was told before and this operation over it, and does not come.
    """

    op_id: str
    status: Status
    seq: int = 0
    note: str = ""
    recv_no: int = 0
    is_whole: bool = False


def same(old: Old, current: Plain) -> bool:
    """Return whether *old* names the *current* value."""
    return old.names(current) if isinstance(old, Digest) else old == current


def shorten(changes: Changes, long_fields: Container[str], *, is_brief: bool = False) -> Changes:
    """Return *changes* as they travel: long old values of *long_fields* as (brief) digests."""
    digits = DIGEST_DIGITS_MIN if is_brief else DIGEST_DIGITS
    return {
        name: (
            Digest.of(old, digits)
            if name in long_fields and isinstance(old, str) and len(old) > LONG_OLD_CHARS
            else old,
            new,
        )
        for name, (old, new) in changes.items()
    }


def inverse(operations: Iterable[Operation]) -> list[tuple[str, str, dict[str, Plain]]]:
    """Return what undoes *operations*, last first, as (record type, row id, new values).

    An insert is undone by deletion, which the caller words as `{DELETED_AT: …}` (empty dict here).
    """
    undone = []
    for operation in reversed(list(operations)):
        values: dict[str, Plain] = {}
        if operation.kind is OpKind.PATCH:
            for name, (old, _) in operation.changes.items():
                assert not isinstance(old, Digest), "only travelling operations are shortened"
                values[name] = old
        undone.append((operation.record_type, operation.row_id, values))
    return undone
