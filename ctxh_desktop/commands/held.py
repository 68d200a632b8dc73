"""Held: what the province could not take, and how a person mends it or lets it go.

A held change lies over the province's row until somebody decides: it is withdrawn, and then the
row is again as the province has it, or it is sent anew, with what was wrong put right.  The held
operations stay in the book of what was done here.

Source: sync design §4.6; ADR-0007.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ctxh_desktop.commands.access_log import note_sealed
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.protection import person_of, shown_of
from ctxh_desktop.commands.records import checked
from ctxh_desktop.domain.operation import SYSTEM_FIELDS, Operation, OpKind
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import inbox, outbox


@dataclass(frozen=True)
class HeldChange:
    """One change of a held group.

    Shapes: `values` are the new values by field; `field` is the one that the province objected to,
    "" when it objected to something else.
    """

    record_type: str
    record_id: str
    is_new: bool
    values: Mapping[str, Plain]
    reason: str
    field: str


@dataclass(frozen=True)
class HeldFile:
    """A held group, to be looked at by a person."""

    group_id: str
    person_name: str
    is_protected: bool
    changes: tuple[HeldChange, ...]


@dataclass(frozen=True)
class ShowHeld:
    """Read one held group."""

    group_id: str


@dataclass(frozen=True)
class WithdrawHeld:
    """Give up a held group: its records are again as the province has them."""

    group_id: str


@dataclass(frozen=True)
class SendHeldAnew:
    """Send a held group once more, as a new change.

    Args:
        values: what is put right, {record id: {field: value}}.
    """

    group_id: str
    values: Mapping[str, Mapping[str, Plain]] = field(default_factory=dict)


@handles(ShowHeld)
def show_held(desk: Desk, command: ShowHeld) -> HeldFile:
    """Return a held group (InputError "record-not-found" when it is not held any more).

    Sealed fields among what was written are noted as looked at.
    """
    with desk.read() as reader:
        held = outbox.held_group(reader, command.group_id)
        if not held:
            raise InputError("record-not-found")
        first = held[0][0]
        person = person_of(reader, first.record_type, first.row_id)
        file = HeldFile(
            group_id=command.group_id,
            person_name=person.text("full_name") if person else "",
            is_protected=shown_of(desk, reader, person).is_protected,
            changes=tuple(_change(operation, note) for operation, note in held),
        )
    for change in file.changes:
        note_sealed(desk, change.record_type, change.record_id, change.values)
    return file


@handles(WithdrawHeld)
def withdraw_held(desk: Desk, command: WithdrawHeld) -> None:
    """Let go of a held group; harmless when it is not held any more."""
    with desk.write("WithdrawHeld") as work:
        inbox.uncover(work, outbox.withdraw(work, command.group_id))


@handles(SendHeldAnew)
def send_held_anew(desk: Desk, command: SendHeldAnew) -> None:
    """Withdraw a held group and make its changes anew, on the rows as they are now.

    Raises:
        InputError: "record-has-issues"; then the group is held as before.
    """
    with desk.write("SendHeldAnew") as work:
        operations = outbox.withdraw(work, command.group_id)
        inbox.uncover(work, operations)
        for operation in operations:
            values = {**_values(operation), **command.values.get(operation.row_id, {})}
            row = work.get(operation.record_type, operation.row_id)
            system = {name: values.pop(name) for name in SYSTEM_FIELDS if name in values}
            clean = checked(desk, operation.record_type, values, row)
            if row is not None:
                work.patch(operation.record_type, row.id, clean | system)
            else:
                scope = operation.scope or desk.commune_code
                work.insert(operation.record_type, operation.row_id, scope, clean)


def _change(operation: Operation, note: str) -> HeldChange:
    reason, _, name = note.partition(":")
    return HeldChange(
        record_type=operation.record_type,
        record_id=operation.row_id,
        is_new=operation.kind is OpKind.INSERT,
        values=_values(operation),
        reason=reason,
        field=name,
    )


def _values(operation: Operation) -> dict[str, Plain]:
    return {name: new for name, (_, new) in operation.changes.items()}
