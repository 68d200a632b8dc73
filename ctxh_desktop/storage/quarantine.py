"""Quarantine: operations that the province has received and not applied.

They are whole in the book of operations, with a reason that their laptop sees too, until their
record arrives, somebody at the province accepts them, or their author withdraws them.

Source: sync design §4.6, §4.9.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import func, select, update

from ctxh_desktop.domain.operation import Operation, Status
from ctxh_desktop.domain.records.transfer_request import TransferRequest
from ctxh_desktop.storage.ledger import Outcome, keep_history
from ctxh_desktop.storage.records import Reader, among
from ctxh_desktop.storage.unit_of_work import UnitOfWork

LISTED_MAX = 1_000


@dataclass(frozen=True)
class HeldGroup:
    """What was done in one transaction on a laptop and is held.

    Shapes: `reason` is a message code, followed by ":" and a field where one is at fault.
    """

    group_id: str
    device: str
    received_at: str
    reason: str
    operations: int
    record_types: tuple[str, ...]


def held(reader: Reader) -> tuple[HeldGroup, ...]:
    """Return what is held, oldest first."""
    book = reader.tables.book("operation")
    statement = (
        select(
            book.c.group_id,
            book.c.device,
            func.min(book.c.recv_at),
            func.max(book.c.note),
            func.count(),
            func.array_agg(book.c.record_type.distinct()),
        )
        .where(book.c.status == Status.HELD.value)
        .group_by(book.c.group_id, book.c.device)
        .order_by(func.min(book.c.recv_no))
        .limit(LISTED_MAX)
    )
    found = reader.connection.execute(statement)
    return tuple(
        HeldGroup(group_id, device, received_at, reason, count, tuple(types))
        for group_id, device, received_at, reason, count, types in found
    )


def settle(work: UnitOfWork, outcomes: Sequence[Outcome]) -> None:
    """Write down a new outcome of operations that were held; those still held stay as they are."""
    book = work.tables.book("operation")
    taken = [o for o in outcomes if o.status is not Status.HELD]
    for outcome in taken:
        where = book.c.op_id == outcome.operation.id
        work.connection.execute(
            update(book).where(where).values(status=outcome.status.value, note=outcome.note)
        )
        device = work.connection.execute(select(book.c.device).where(where)).scalar_one()
        keep_history(work, [outcome], device)


def waiting_for(reader: Reader, row_ids: Sequence[str]) -> list[tuple[str, list[Operation]]]:
    """Return the groups held because rows were not there, each with its device, oldest first.

    A request to move somebody waits for the person, who is not the row that it is about: all such
    requests are returned, they are few.
    """
    book = reader.tables.book("operation")
    about = among(book.c.row_id, row_ids, reader.tables.role)
    about |= book.c.record_type == TransferRequest.type.name
    wanted = select(book.c.group_id).where(
        book.c.status == Status.HELD.value, book.c.note == "row-unknown", about
    )
    return groups(reader, list(reader.connection.execute(wanted.distinct()).scalars()))


def of_types(reader: Reader, record_types: Iterable[str]) -> list[tuple[str, list[Operation]]]:
    """Return the groups held because their record type was unknown, of what is known by now."""
    book = reader.tables.book("operation")
    about = among(book.c.record_type, record_types, reader.tables.role)
    wanted = select(book.c.group_id).where(
        book.c.status == Status.HELD.value, book.c.note == "record-type-unknown", about
    )
    return groups(reader, list(reader.connection.execute(wanted.distinct()).scalars()))


def groups(reader: Reader, group_ids: Sequence[str]) -> list[tuple[str, list[Operation]]]:
    """Return held groups with their device and their operations, oldest first."""
    if not group_ids:
        return []
    book = reader.tables.book("operation")
    about = among(book.c.group_id, group_ids, reader.tables.role)
    statement = (
        select(book.c.device, book.c.group_id, book.c.body)
        .where(book.c.status == Status.HELD.value, about)
        .order_by(book.c.recv_no)
    )
    found: dict[tuple[str, str], list[Operation]] = {}
    for device, group_id, body in reader.connection.execute(statement):
        operation = msgspec.json.decode(body, type=Operation)
        found.setdefault((device, group_id), []).append(operation)
    return [(device, operations) for (device, _), operations in found.items()]
