"""Parts: what a person or a household has several of, read by its owner, with what follows from it.

Any part is saved, deleted and undone like every record (`commands.records`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ctxh_desktop.commands.desk import Desk, require
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.reference import load_former_units, load_rates
from ctxh_desktop.domain.benefits import Amount
from ctxh_desktop.domain.part_warnings import PartWarning, has_ended, warnings
from ctxh_desktop.domain.records import parts_of
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.units import Unit
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.storage import likeness, registers
from ctxh_desktop.storage.records import Reader

PERSON = "person"


@dataclass(frozen=True)
class ListParts:
    """Read all parts of a person or a household."""

    owner_type: str
    owner_id: str


@dataclass(frozen=True)
class Parts:
    """All parts of one owner.

    Shapes: `rows` has each type of part, what has ended last; `amounts` is {id of a benefit: what
    the decree gives a month}, only where it says so; it is for reading beside the decision.
    `names` is {id of a person whom a part links to: name}; `communes` is {code: full name} of the
    own province, and of every other commune that a part names.
    """

    rows: Mapping[str, tuple[Row, ...]]
    warnings: tuple[PartWarning, ...]
    amounts: Mapping[str, Amount]
    names: Mapping[str, str] = field(default_factory=dict)
    communes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadOldAddress:
    """Find the commune of today in an address of before 1/7/2025."""

    address: str


@dataclass(frozen=True)
class OldAddressRead:
    """What an old address says.

    Shapes: `communes` are those that it may mean, none where it names no known unit; `is_sure`
    when it can mean one only, else a person is asked; `place` is what stands before the commune.
    """

    communes: tuple[Unit, ...]
    is_sure: bool
    place: str


@handles(ListParts)
def list_parts(desk: Desk, command: ListParts) -> Parts:
    """Return the parts with their warnings (InputError "record-not-found")."""
    declared = desk.type(command.owner_type)
    today = desk.ambient.today()
    with desk.read() as reader:
        owner_id = command.owner_id
        if declared.name == PERSON:
            owner_id = likeness.standing(reader, owner_id)
        owner = require(reader, declared.name, owner_id)
        found: dict[str, tuple[Row, ...]] = {}
        for part in parts_of(declared.name, reader.tables.types.values()):
            rows = registers.parts(reader, part, owner.id)
            found[part.name] = tuple(sorted(rows, key=lambda row: has_ended(row, str(today))))
        names = _names(reader, found)
    amounts = {row.id: _amount(desk, row, today) for row in found.get("benefit", ())}
    given = {row_id: amount for row_id, amount in amounts.items() if amount is not None}
    told = warnings(found, owner, str(today))
    return Parts(found, told, given, names, _communes(desk, found))


@handles(ReadOldAddress)
def read_old_address(desk: Desk, command: ReadOldAddress) -> OldAddressRead:
    """Return the communes that an old address may mean; where it was split, all of them."""
    commune = desk.commune
    province = commune.province_code if commune else None
    read = load_former_units().read(command.address, province)
    return OldAddressRead(read.communes, read.is_sure, read.place)


def _names(reader: Reader, parts: Mapping[str, tuple[Row, ...]]) -> dict[str, str]:
    """Return {id: name} of everybody whom a part links to, besides its owner."""
    wanted = set()
    for name, rows in parts.items():
        declared = reader.tables.types[name]
        for link in declared.fields:
            if link.kind is Kind.LINK and link.target == PERSON and link is not declared.owner:
                wanted |= {row.text(link.name) for row in rows}
    people = reader.rows(PERSON, wanted - {""})
    return {row_id: row.text("full_name") for row_id, row in people.items()}


def _communes(desk: Desk, parts: Mapping[str, tuple[Row, ...]]) -> dict[str, str]:
    own = desk.commune
    units = list(desk.units.of_province(own.province_code)) if own else []
    named = {row.text("commune_code") for rows in parts.values() for row in rows} - {""}
    others = (desk.units.commune(code) for code in sorted(named))
    return {unit.code: unit.full_name for unit in (*units, *others) if unit is not None}


def _amount(desk: Desk, benefit: Row, today: date) -> Amount | None:
    """Return what the decree gives a month: today, on the last day, or on the first to come."""
    begin, end = (benefit.text(name) for name in ("from_on", "to_on"))
    day = max(min(today, date.fromisoformat(end or "9999-12-31")), _day(begin) or date.min)
    commune, heads = desk.units.commune(benefit.scope), benefit["heads"]
    return load_rates().amount(
        benefit.text("policy"),
        day,
        count=heads if isinstance(heads, int) and heads > 0 else 1,
        province_code=commune.province_code if commune else "",
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
