"""Operations as they travel: one block of columns, old values of long texts by their digest.

Whoever reads them trusts nothing: nothing said twice, no text that no database holds, letters
composed as they are kept.

Source: sync design §4.11; ADR-0023.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from ctxh_desktop.domain.operation import Changes, Digest, Operation, OpKind, shorten
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.domain.versions import SCHEMA_REVISION
from ctxh_desktop.errors import InputError, TransientError
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.sync.columns import Block, pack, pack_alone, unpack
from ctxh_desktop.sync.protocol import JSON_ERRORS

_DIGEST_MARK = "#"
_TEXTS = ("id", "gid", "t", "row", "scope", "by", "at")
"""Columns of an operation that must be texts: joining them says so, too."""


def block(reader: Reader, operations: Sequence[Operation], *, pooled: bool) -> Block:
    """Return operations as they travel; *pooled* for a province that reads a pool of ids."""
    types = reader.tables.types
    groups = {group: i for i, group in enumerate(dict.fromkeys(op.group_id for op in operations))}
    first = {op.group_id: op.id for op in reversed(operations)}
    rows = [
        {
            "id": op.id,
            "no": op.no,
            "g": groups[op.group_id],
            "gid": op.group_id if first[op.group_id] != op.group_id else "",
            "t": op.record_type,
            "row": op.row_id if op.row_id != op.id else "",
            "kind": op.kind.value,
            "scope": op.scope,
            "by": op.by,
            "at": op.made_at,
            "seen": op.seen,
            "ch": _changes_out(types.get(op.record_type), op, is_brief=pooled),
        }
        for op in operations
    ]
    if any(op.revision != SCHEMA_REVISION for op in operations):
        rows = [{**row, "rev": op.revision} for row, op in zip(rows, operations, strict=True)]
    return pack_alone("op", rows) if pooled else pack("op", rows)


def _changes_out(declared: RecordType | None, op: Operation, *, is_brief: bool) -> dict[str, Any]:
    """Return changes as they travel: {field: new} of an insert, {field: [old, new]} of a patch."""
    if op.kind is OpKind.INSERT:
        return {name: new for name, (_, new) in op.changes.items()}
    fields = declared.fields if declared else ()
    long_fields = {field.name for field in fields if field.kind is Kind.LONG_TEXT}
    return {
        name: [{_DIGEST_MARK: old.hex} if isinstance(old, Digest) else old, new]
        for name, (old, new) in shorten(op.changes, long_fields, is_brief=is_brief).items()
    }


def operations(raw: msgspec.Raw, revision: int = SCHEMA_REVISION) -> list[Operation]:
    """Return the operations of a batch, those without a revision of their own as of *revision*.

    Raises:
        InputError: "request-malformed".
    """
    try:
        block = msgspec.json.decode(raw)  # strict: no NaN, no lone surrogate, no endless number
        compose = _as_it_is
        if not _is_ours(raw, block):
            json.loads(bytes(raw), object_pairs_hook=_once)
            compose = _composed
        rows = unpack(block)
        first: dict[int, str] = {}
        for row in rows:
            first.setdefault(row["g"], row["gid"] or row["id"])
        found = {
            row["id"]: _operation(row, first[row["g"]], row.get("rev", revision), compose)
            for row in rows
        }
        return list(found.values())
    except (TransientError, KeyError, ValueError, TypeError, *JSON_ERRORS) as error:
        raise InputError("request-malformed") from error


def _is_ours(raw: msgspec.Raw, block: Any) -> bool:
    """Return whether a batch is written as our programs write: nothing twice, letters composed.

    It is for speed: what is written otherwise is looked at piece by piece.
    """
    text = bytes(raw)
    return msgspec.json.encode(block) == text and unicodedata.is_normalized("NFC", text.decode())


def _once(pairs: list[tuple[str, Any]]) -> None:
    """Refuse an object that says a thing twice: who reads it later may read it otherwise."""
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("said twice")


def _operation(
    row: dict[str, Any], group_id: str, revision: Any, compose: Callable[[Any], Any]
) -> Operation:
    changes: Changes
    kind = OpKind(row["kind"])
    if "\0" in "".join(map(row.__getitem__, _TEXTS)):
        raise ValueError("no text holds this")
    if kind is OpKind.INSERT:
        changes = {name: (None, compose(new)) for name, new in row["ch"].items()}
    else:
        changes = {
            name: (_digest(old) if isinstance(old, dict) else compose(old), compose(new))
            for name, (old, new) in row["ch"].items()
        }
    return Operation(
        id=row["id"],
        no=int(row["no"]),
        group_id=group_id,
        record_type=row["t"],
        row_id=row["row"] or row["id"],
        kind=kind,
        changes=changes,
        scope=row["scope"],
        by=row["by"],
        made_at=row["at"],
        seen=int(row["seen"]),
        revision=int(revision),
    )


def _digest(value: Mapping[str, Any]) -> Digest:
    return Digest(str(value[_DIGEST_MARK]))


def _as_it_is(value: Any) -> Any:
    return value


def _composed(value: Any) -> Any:
    """Return a text in NFC: the same word typed in two ways is one word, and no conflict."""
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value
