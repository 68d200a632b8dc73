"""Push: carry unsent operations to the province, and bring back an answer to each.

    outbox (queued) ──batch──▶ province merges, keeps all ──acks by id──▶ outbox (waiting | held)

An operation leaves the outbox by its id and never otherwise, so an edit saved during a push simply
waits for the next batch.  The province answers content with a status, never with an HTTP error: a
bad operation is held with its group and delays no other.

Source: sync design §4.5, §4.6.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import msgspec

from ctxh_desktop.domain.merge import Rank
from ctxh_desktop.domain.operation import Ack, Operation, OpKind, Status
from ctxh_desktop.domain.versions import SCHEMA_REVISION
from ctxh_desktop.errors import InputError
from ctxh_desktop.security.device import (
    FIRST_HASH,
    DeviceKey,
    batch_hash,
    sign_batch,
    verify_batch,
)
from ctxh_desktop.storage import devices, inbox, ledger, outbox, quarantine
from ctxh_desktop.storage.ledger import Outcome, Own
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync import packed
from ctxh_desktop.sync.columns import Block, pack, unpack
from ctxh_desktop.sync.judge import Judge
from ctxh_desktop.sync.protocol import Batch, Head

BATCH_OPS_MAX = 500
BATCH_BYTES_MAX = 512 * 1024
"""Uncompressed bytes of changes in one batch."""

_NAME_LETTERS = 16


def make_batch(
    reader: Reader,
    key: DeviceKey,
    most: int = 0,
    aside: Collection[str] = (),
    *,
    pooled: bool = False,
) -> Batch | None:
    """Return the oldest unsent operations as a signed batch of whole groups; None when none.

    A group larger than *most* operations (0: `BATCH_OPS_MAX`) or `BATCH_BYTES_MAX` travels alone;
    those *aside* do not.  *pooled* for a province that reads pools.
    """
    return next(batches(reader, key, most, aside, pooled=pooled), None)


def batches(
    reader: Reader,
    key: DeviceKey,
    most: int = 0,
    aside: Collection[str] = (),
    *,
    pooled: bool = False,
) -> Iterator[Batch]:
    """Return all unsent operations as batches, each chained to the one before.

    Nothing is noted here: what the next call returns depends on the answers alone.
    """
    prev, after = reader.local("last_batch", FIRST_HASH.hex()), 0
    while operations := _next_groups(reader, after, most or BATCH_OPS_MAX, aside):
        raw = msgspec.json.encode(packed.block(reader, operations, pooled=pooled))
        signature = sign_batch(key, bytes.fromhex(prev), raw)
        batch = Batch(prev, operations[0].no, msgspec.Raw(raw), signature)
        yield batch
        prev, after = digest_of(batch), operations[-1].no


def settle(work: UnitOfWork, sent: Batch | None, head: Head) -> int:
    """Take the answers into the outbox; return how many operations were acknowledged.

    Answers are taken by operation id, whether or not this very request carried them; without ids
    they are those to the batch, in its order.
    """
    entries = unpack(head.acks) if head.acks else []
    if entries and "op_id" not in entries[0]:
        ids = operations_in([bytes(sent.ops)]) if sent and is_for(sent, head) else []
        entries = [{"op_id": op_id, **e} for op_id, e in zip(ids, entries, strict=False)]
    found = [_ack(entry) for entry in entries]
    if sent is not None:
        work.set_local("last_batch", digest_of(sent))
    inbox.confirm(work, [ack for ack in found if ack.is_whole])
    return outbox.settle(work, found, head.epoch)


def is_for(sent: Batch | None, head: Head) -> bool:
    """Return whether an answer leaves nothing out but what *sent* has made itself."""
    return not head.own or (sent is not None and head.own == name_of(sent))


@dataclass(frozen=True)
class Received:
    """A batch that was taken.

    Attributes:
        ids: of its operations, in order.
        whole: those whose row is now what the laptop was told before and they over it.
    """

    ids: Sequence[str] = ()
    whole: Sequence[Operation] = ()


def receive(
    work: UnitOfWork,
    judge: Judge,
    batch: Batch,
    public_key: str,
    told: Mapping[str, int],
    revision: int = SCHEMA_REVISION,
) -> Received:
    """Judge the operations of a batch in this transaction.

    Args:
        work: the transaction.
        judge: of the device that sends.
        batch: as it was signed.
        public_key: of the device.
        told: how far the laptop has been told of each scope; empty when it wants its rows back.
        revision: of operations that do not say their own.

    Raises:
        IntegrityError: "bad-signature".
        InputError: "request-malformed".
    """
    try:
        previous = bytes.fromhex(batch.prev)
        verify_batch(public_key, previous, bytes(batch.ops), batch.sig)
    except ValueError as error:
        raise InputError("request-malformed") from error
    ledger.keep_batch(work, digest_of(batch), judge.device, batch.sig, bytes(batch.ops))
    operations = packed.operations(batch.ops, revision)
    ids = [operation.id for operation in operations]
    known = ledger.known(work, ids)
    fresh = [operation for operation in operations if operation.id not in known]
    before = ledger.numbers(work, told, _ids_by_type(fresh, OpKind.PATCH)) if told else {}
    _preload(work, fresh)
    for _, group in groupby(fresh, key=lambda operation: operation.group_id):
        judge.take(work, list(group))
        judge.send(work)
    outcomes = judge.keep(work)
    has_moved = _judge_waiting(work, judge, fresh) or judge.has_moved
    # What was upcast may have become another row than its laptop makes; a move is told by both.
    is_current = not has_moved and {op.revision for op in operations} <= {SCHEMA_REVISION}
    is_as_sent = is_current and unicodedata.is_normalized("NFC", bytes(batch.ops).decode())
    return Received(ids, _whole(outcomes, before, told) if is_as_sent else ())


def judge_learned(store: Store, rank: Rank) -> None:
    """Judge once more what was held for a record type that the province has learned since."""
    with store.write(by="province", label="Upgrade") as work:
        for device_id, group in quarantine.of_types(work, work.tables.types):
            author = devices.device(work, device_id)
            if author is not None:
                Judge(author, rank).judge_anew(work, group)
        work.commit()


def answers(
    reader: Reader, ids: Sequence[str], held: Sequence[str] = (), whole: Sequence[Operation] = ()
) -> tuple[Block | None, Own]:
    """Return the stored answers in the order of *ids*, as a block, and what need not be told.

    *held* are operations that the laptop believes held; they are answered when they are no more.
    Without such, and with something *whole*, the answers are those to the batch and need no ids.
    """
    found = ledger.answers(reader, [*ids, *held])
    freed = [i for i in held if i in found and found[i].status is not Status.HELD]
    own = {op.id: (op.record_type, op.row_id) for op in whole}
    rows = []
    for ack in (found[op_id] for op_id in [*ids, *freed]):
        row = {"op_id": ack.op_id, "status": ack.status.value, "seq": ack.seq, "note": ack.note,
               "recv_no": ack.recv_no}  # fmt: skip
        if whole:
            row["is_whole"] = ack.op_id in own
            if not freed:
                del row["op_id"]
        rows.append(row)
    told = Own({key: found[op_id].seq for op_id, key in own.items()}, frozenset(own))
    return (pack("ack", rows) if rows else None), told


def _whole(
    outcomes: Sequence[Outcome],
    before: Mapping[tuple[str, str, str], int],
    told: Mapping[str, int],
) -> list[Operation]:
    """Return the operations that left a row as their laptop makes it of what it was told."""
    strange = {
        o.operation.row_id
        for o in outcomes
        if o.status is not Status.OK
        or o.scope not in told
        or before.get((o.scope, o.operation.record_type, o.operation.row_id), 0) > told[o.scope]
    }
    return [o.operation for o in outcomes if o.operation.row_id not in strange]


def operations_in(bodies: Iterable[bytes]) -> list[str]:
    """Return the ids of the operations in batches that were taken before."""
    return [op.id for body in bodies for op in packed.operations(msgspec.Raw(body))]


def groups_in(batch: Batch) -> list[str]:
    """Return the group of each operation in a batch, in order."""
    return [operation.group_id for operation in packed.operations(batch.ops)]


def digest_of(batch: Batch) -> str:
    """Return the hash by which a batch is known and to which the next one is chained."""
    return batch_hash(bytes.fromhex(batch.prev), bytes(batch.ops)).hex()


def name_of(batch: Batch) -> str:
    """Return the short name of a batch."""
    return digest_of(batch)[:_NAME_LETTERS]


def _next_groups(reader: Reader, after: int, most: int, aside: Collection[str]) -> list[Operation]:
    operations = outbox.unsent(reader, most + 1, after, aside)
    if len(operations) > most:
        last = operations[-1].group_id
        whole = [operation for operation in operations if operation.group_id != last]
        operations = whole or outbox.of_group(reader, last)
    taken: list[Operation] = []
    size = 0
    for _, group in groupby(operations, key=lambda operation: operation.group_id):
        members = list(group)
        size += sum(len(msgspec.json.encode(operation.changes)) for operation in members)
        if taken and size > BATCH_BYTES_MAX:
            break
        taken += members
    return taken


def _judge_waiting(work: UnitOfWork, judge: Judge, fresh: Sequence[Operation]) -> bool:
    """Judge once more what was held because a record that has now come was not there.

    Returns whether records moved to another commune by it.
    """
    new_rows = [op.row_id for op in fresh if op.kind is OpKind.INSERT]
    has_moved = False
    for device_id, group in quarantine.waiting_for(work, new_rows) if new_rows else []:
        author = devices.device(work, device_id)
        if author is not None:
            of_author = judge.for_device(author)
            of_author.judge_anew(work, group)
            has_moved = has_moved or of_author.has_moved
    return has_moved


def _preload(work: UnitOfWork, operations: Iterable[Operation]) -> None:
    by_type = _ids_by_type(operations, *OpKind)
    for record_type in work.tables.types:
        work.load(record_type, by_type.get(record_type, []))


def _ids_by_type(operations: Iterable[Operation], *kinds: OpKind) -> dict[str, list[str]]:
    by_type: dict[str, list[str]] = {}
    for operation in operations:
        if operation.kind in kinds:
            by_type.setdefault(operation.record_type, []).append(operation.row_id)
    return by_type


def _ack(entry: dict[str, Any]) -> Ack:
    # Every answer says that the province has the operation, also one that only newer ones know.
    is_known = entry["status"] in set(Status)
    status, recv_no = Status(entry["status"]) if is_known else Status.OK, entry.get("recv_no", 0)
    is_whole = bool(entry.get("is_whole"))
    return Ack(entry["op_id"], status, int(entry["seq"]), entry["note"], recv_no, is_whole)
