"""Transfers: the province carries out what laptops ask, that a person belongs elsewhere now.

    request taken (`check`) ──the rest of the batch──▶ person, cases and request move (`carry_out`)

They move when the batch is judged, so that what the same laptop wrote meanwhile is applied before;
what is sent later becomes a conflict at the new home, as after any transfer.  A request that cannot
be carried out is held with a reason.  One for where the person already is has nothing left to do:
two laptops may ask at once.

Source: sync design §4.9; ADR-0020, ADR-0029.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ctxh_desktop.domain.merge import Refused
from ctxh_desktop.domain.operation import DELETED_AT, Operation, OpKind
from ctxh_desktop.domain.records.transfer_request import MOVED, THERE, TransferRequest
from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.storage import ledger, likeness, transfer
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync import merged as aliases

TYPE = TransferRequest.type.name
Asked = Mapping[str, str]
"""Person → commune, of requests that were taken and have yet to be carried out."""


def is_request(operation: Operation) -> bool:
    """Return whether an operation asks that somebody is moved."""
    return operation.record_type == TYPE and operation.kind is OpKind.INSERT


def leads_on(declared: RecordType, operation: Operation) -> bool:
    """Return whether an operation says of a record that it belongs to another person now."""
    return bool(_led(declared, operation))


def check(
    work: UnitOfWork,
    row: Row,
    changed: Mapping[tuple[str, str], Row],
    scopes: Collection[str],
    asked: Asked,
) -> None:
    """Refuse what cannot be carried out.

    Args:
        work: the transaction.
        row: the request.
        changed: rows that the same group has changed.
        scopes: communes of who asks.
        asked: taken before in this batch.

    Raises:
        Refused: with a message code as reason.
    """
    target = row.text("to_commune")
    if target not in ledger.scopes(work):
        raise Refused("commune-not-of-province", "to_commune")
    person_id = likeness.standing(work, row.text("person_id"))
    person = changed.get((transfer.PERSON, person_id)) or work.get(transfer.PERSON, person_id)
    if person is None:
        raise Refused("row-unknown")
    if person.deleted_at:
        raise Refused("transfer-person-deleted")
    home = asked.get(person_id, person.scope)
    if home != target and (person_id in asked or home not in scopes):
        raise Refused("transfer-person-elsewhere")


def check_leading(work: UnitOfWork, declared: RecordType, operation: Operation, row: Row) -> None:
    """Refuse (Refused "merge-across-communes") to lead a record from or to another commune.

    One of the two people was moved meanwhile: merged, the records would be where the person is not,
    and a part would go to somebody with whom its owner was never merged.
    """
    for link in _led(declared, operation):
        for person_id in {row.values.get(link), operation.changes[link][1]} - {None}:
            person = work.get(transfer.PERSON, str(person_id))
            if person is not None and person.scope != row.scope:
                raise Refused("merge-across-communes")


def _led(declared: RecordType, operation: Operation) -> list[str]:
    """Return by which links an operation makes a record go where another person goes."""
    fields = [declared.by_name.get(name) for name in operation.changes]
    if not any(field is not None and field.kind is Kind.LINK for field in fields):
        return []  # as nearly all do, so the declaration is not read for each of them
    return [link for link in transfer.links(declared) if link in operation.changes]


def check_patch(operation: Operation, row: Row) -> None:
    """Refuse to take back (Refused "transfer-done") what has been carried out."""
    if row.type == TYPE and row["outcome"] and DELETED_AT in operation.changes:
        raise Refused("transfer-done")


def asked_by(work: UnitOfWork, group: Iterable[Operation]) -> dict[str, str]:
    """Return what a group asks that was taken, {person: commune}."""
    rows = [work.get(TYPE, operation.row_id) for operation in group if is_request(operation)]
    return {
        likeness.standing(work, row.text("person_id")): row.text("to_commune")
        for row in rows
        if row is not None
    }


def follow(work: UnitOfWork, keys: Iterable[tuple[str, str]]) -> bool:
    """Let new records about people who live elsewhere by now follow them; whether any did.

    Whoever wrote them did not know of the move yet.  All has been flushed.

    Shapes: `keys` are (record type, id); what became of a record after it was made counts.
    """
    by_type: dict[str, list[str]] = {}
    for record_type, row_id in dict.fromkeys(keys):
        by_type.setdefault(record_type, []).append(row_id)
    has_moved = False
    for record_type, row_ids in by_type.items():
        work.load(record_type, row_ids)
        found = (work.get(record_type, row_id) for row_id in row_ids)
        rows = [row for row in found if row is not None]
        if record_type == transfer.PERSON:
            merged = [row for row in rows if row.values.get(aliases.MERGED_INTO)]
            has_moved |= sum(_follow_merged(work, row) for row in merged) > 0
        else:
            has_moved |= _follow_links(work, record_type, rows)
    return has_moved


def _follow_links(work: UnitOfWork, record_type: str, rows: Sequence[Row]) -> bool:
    links = transfer.links(work.tables.types[record_type])
    if not links:
        return False
    homes = transfer.homes(work, (row.text(links[0]) for row in rows))
    away: dict[str, list[str]] = {}
    for row in rows:
        home = homes.get(row.text(links[0]), row.scope)
        if home != row.scope:
            away.setdefault(home, []).append(row.id)
    for home, row_ids in away.items():
        transfer.move_rows(work, record_type, row_ids, home)
    return bool(away)


def _follow_merged(work: UnitOfWork, row: Row) -> bool:
    """Let an entry that a lost history says was merged go where the one that stands is."""
    stands = work.get(transfer.PERSON, likeness.standing(work, row.id))
    if stands is None or stands.scope == row.scope:
        return False
    return transfer.move_person(work, row.id, stands.scope) > 0


def carry_out(
    work: UnitOfWork, request_ids: Sequence[str], scopes: Collection[str], *, is_again: bool
) -> bool:
    """Move the people of requests that were taken; return whether anything moved.

    All that was judged has been flushed and kept.  With *is_again* the requests come from a history
    that this province has lost: another laptop may have handed their rows in before.
    """
    has_moved = False
    for request_id in request_ids:
        row = work.get(TYPE, request_id)
        if row is None or row.deleted_at or (row["outcome"] and not is_again):
            continue
        target = row.text("to_commune")
        person_id = likeness.standing(work, row.text("person_id"))
        person = work.get(transfer.PERSON, person_id)
        if person is None or (person.scope != target and person.scope not in scopes):
            continue
        outcome = row["outcome"] or (THERE if person.scope == target else MOVED)
        work.put(row.changed({"outcome": outcome}))
        work.flush()
        moved = transfer.move_person(work, person_id, target)
        moved += transfer.move_rows(work, TYPE, [request_id], target)
        has_moved = has_moved or moved > 0
    return has_moved
