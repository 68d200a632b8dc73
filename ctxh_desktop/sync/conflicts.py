"""Conflicts: the record by which the province asks a person to choose between two values.

Source: sync design §4.5; ADR-0007.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from ctxh_desktop.domain.merge import Clash
from ctxh_desktop.domain.operation import DELETED_AT
from ctxh_desktop.domain.records.conflict import OPEN, Conflict
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.storage import ledger
from ctxh_desktop.storage.unit_of_work import UnitOfWork

_NAMES = uuid.UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")


@dataclass(frozen=True)
class Source:
    """Where a value that did not become current came from.

    Attributes:
        key: what the conflict's id is made of, so that the same news makes one conflict.
        op_id: the operation that carried it; "" when there was none.
    """

    key: str
    by: str
    at: str
    op_id: str = ""


def clash_id(op_id: str, name: str) -> str:
    """Return the id of the conflict about what an operation did to a field or group."""
    return _id(f"{op_id} {name}")


def conflict_row(
    work: UnitOfWork, row: Row, clash: Clash, source: Source, kind: str, standing: tuple[str, str]
) -> Row:
    """Return the conflict between what *row* holds and what came from *source*.

    Shapes: *kind* is a code of `conflict_kind`; *standing* tells who wrote the current value, and
    when.
    """
    values: dict[str, Plain] = {
        "record_type": row.type,
        "record_id": row.id,
        "field": clash.name,
        "kind": kind or ("delete" if clash.name == DELETED_AT else "edit"),
        "base": _json(clash.base),
        "current": _json(clash.current),
        "current_by": standing[0],
        "current_at": standing[1],
        "proposed": _json(clash.proposed),
        "proposed_by": source.by,
        "proposed_at": source.at,
        "op_id": source.op_id,
        "state": OPEN,
    }
    return Row(
        type=Conflict.type.name,
        id=_id(source.key),
        scope=row.scope,
        values={**dict.fromkeys(Conflict.type.by_name), **values},
        created_at=work.ambient.instant(),
        created_by=ledger.PROVINCE_DEVICE,
    )


def _id(key: str) -> str:
    return str(uuid.uuid5(_NAMES, key))


def _json(values: Mapping[str, Plain]) -> str:
    return msgspec.json.encode(values).decode()
