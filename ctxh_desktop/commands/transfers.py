"""Transfers: say at the laptop that somebody moved to another commune.

Nothing moves here: the request waits like any other change, and the province carries it out when it
takes it.  Then the person with all records leaves this laptop at the next sync, and only name, new
commune and day stay (`commands.moved`).

Source: sync design §4.9; ADR-0020, ADR-0029.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ctxh_desktop.commands.desk import Desk, require
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.records import checked
from ctxh_desktop.domain.records.transfer_request import TransferRequest
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.units import Unit
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import likeness, outbox
from ctxh_desktop.storage.records import Reader

TYPE = TransferRequest.type.name
WITHDRAWN = "withdrawn"
"""Why a request is deleted that was taken back before it was sent."""


class Stage(StrEnum):
    """How far a request is."""

    UNSENT = "unsent"
    """Only this laptop has it; it may be taken back."""
    SENT = "sent"
    """The province has it; the next sync says what came of it."""
    HELD = "held"
    """The province could not carry it out; a person decides."""


@dataclass(frozen=True)
class AskedTransfer:
    """A request that has not been carried out.

    Shapes: `commune` is the full name; `group_id` names what is held, "" otherwise; `reason` is a
    message code.
    """

    id: str
    commune: str
    moved_on: str
    note: str
    stage: Stage
    group_id: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ListCommunes:
    """Read the communes of this province to which somebody may have moved."""


@dataclass(frozen=True)
class ShowTransfer:
    """Read what was asked about a person."""

    person_id: str


@dataclass(frozen=True)
class RequestTransfer:
    """Say that a person moved to another commune.

    Units: `moved_on` is a day in plain form, today when it is None.
    """

    person_id: str
    commune_code: str
    moved_on: str | None = None
    note: str = ""


@dataclass(frozen=True)
class WithdrawTransfer:
    """Take a request back that was not sent."""

    person_id: str


@handles(ListCommunes)
def list_communes(desk: Desk, command: ListCommunes) -> tuple[Unit, ...]:
    """Return them by name; none while this laptop's own commune is not known."""
    own = desk.commune
    communes = desk.units.of_province(own.province_code) if own else ()
    return tuple(unit for unit in communes if unit != own)


@handles(ShowTransfer)
def show_transfer(desk: Desk, command: ShowTransfer) -> AskedTransfer | None:
    """Return the request; None when nothing is asked."""
    with desk.read() as reader:
        row = _open(reader, command.person_id)
        if row is None:
            return None
        stage, group_id, reason = _stage(reader, row)
    commune = desk.units.commune(row.text("to_commune"))
    return AskedTransfer(
        id=row.id,
        commune=commune.full_name if commune else row.text("to_commune"),
        moved_on=row.text("moved_on"),
        note=row.text("note"),
        stage=stage,
        group_id=group_id,
        reason=reason,
    )


@handles(RequestTransfer)
def request_transfer(desk: Desk, command: RequestTransfer) -> str:
    """Keep the request until it is sent; return its id.

    Raises:
        InputError: "record-not-found", "transfer-asked-before", "record-has-issues", among them
            "commune-not-of-province" and "transfer-same-commune" on `to_commune`.
    """
    with desk.write("RequestTransfer") as work:
        person = require(work, "person", likeness.standing(work, command.person_id))
        if person.deleted_at:
            raise InputError("record-not-found")
        if _open(work, person.id) is not None:
            raise InputError("transfer-asked-before")
        _check_commune(desk, command.commune_code, person)
        values = {
            "person_id": person.id,
            "to_commune": command.commune_code,
            "moved_on": command.moved_on or str(desk.ambient.today()),
            "note": command.note or None,
        }
        request_id = desk.ambient.new_id()
        work.insert(TYPE, request_id, person.scope, checked(desk, TYPE, values))
    return request_id


@handles(WithdrawTransfer)
def withdraw_transfer(desk: Desk, command: WithdrawTransfer) -> None:
    """Take it back; nothing happens when nothing is asked.

    Raises:
        InputError: "transfer-sent"; what is held is withdrawn as held.
    """
    with desk.write("WithdrawTransfer") as work:
        row = _open(work, command.person_id)
        if row is None:
            return
        if _stage(work, row)[0] is not Stage.UNSENT:
            raise InputError("transfer-sent")
        work.delete(TYPE, row.id, WITHDRAWN)


def _check_commune(desk: Desk, code: str, person: Row) -> None:
    """Refuse a commune to which nobody of this province can be given."""
    unit, home = desk.units.commune(code), desk.units.commune(person.scope)
    issue, facts = "", dict[str, object]()
    if unit is None or (home is not None and unit.province_code != home.province_code):
        issue, facts = "commune-not-of-province", {"commune": code}
    elif code == person.scope:
        issue = "transfer-same-commune"
    if issue:
        raise InputError("record-has-issues", issues={"to_commune": (issue, facts)}, count=1)


def _open(reader: Reader, person_id: str) -> Row | None:
    """Return the request about a person that has no outcome yet."""
    asked = reader.where(TYPE, newest_first=True, person_id=person_id)
    return next((row for row in asked if not row["outcome"]), None)


def _stage(reader: Reader, row: Row) -> tuple[Stage, str, str]:
    """Return how far a request is, and what is held for which reason."""
    own = outbox.of_row(reader, row.id, (outbox.HELD,))
    if own:
        held = outbox.held_group(reader, own[0].group_id)
        reason = next((note for _, note in held if note), "")
        return Stage.HELD, own[0].group_id, reason.partition(":")[0]
    if row.seq or not outbox.of_row(reader, row.id, (outbox.QUEUED,)):
        return Stage.SENT, "", ""
    return Stage.UNSENT, "", ""
