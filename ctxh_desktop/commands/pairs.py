"""Pairs: two entries that look alike, side by side, with what differs and what may be proposed.

    differs   both say something, and not the same: a person chooses
    same      both say the same
    filled    one says something: it stays, whoever's entry it is
    joined    choices and notes: both are kept, nobody is asked

A value is proposed only where it says all that the other says, and more: marks on a name, the day
to a year, the house to a village.  Numbers, codes and yes or no are never proposed.

Source: ADR-0024; sync design trap 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ctxh_desktop.commands.access_log import note_sealed
from ctxh_desktop.commands.desk import Desk, require
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.protection import shown_of
from ctxh_desktop.domain.likeness import compare
from ctxh_desktop.domain.merge import elements, units
from ctxh_desktop.domain.records.person_pair import pair_id
from ctxh_desktop.domain.schema import Field, Merge, RecordType, Row
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.domain.words import fold
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import people
from ctxh_desktop.storage.records import Reader

DIFFERS, SAME, FILLED, JOINED = "differs", "same", "filled", "joined"
ONE, OTHER, BOTH = "one", "other", "both"
"""Whose value stands; *both* where the declaration has a place for the second one."""
SECOND_PLACES = {"full_name": "alias"}
"""Field → the field in which a second value of it belongs."""
_NEVER_PROPOSED = (Kind.IDENTIFIER, Kind.CODE, Kind.CODES, Kind.BOOL, Kind.LINK)
_JOINED = ("note",)


@dataclass(frozen=True)
class PairSide:
    """One of the two entries with its cases, newest first; `is_protected` as in lists."""

    person: Row
    cases: tuple[Row, ...]
    is_protected: bool


@dataclass(frozen=True)
class PairField:
    """One field or group of fields of both entries.

    Shapes: `names` are its fields; `one` and `other` hold {field: plain value}, `kept` what stands
    when nobody chooses otherwise; `state` is DIFFERS, SAME, FILLED or JOINED; `side` whose value it
    is when FILLED; `proposed` is "", ONE or OTHER; `second_place` the field for a second value.
    """

    names: tuple[str, ...]
    one: Mapping[str, Plain]
    other: Mapping[str, Plain]
    kept: Mapping[str, Plain]
    state: str
    side: str = ""
    proposed: str = ""
    second_place: str = ""


@dataclass(frozen=True)
class PairFile:
    """Two entries that look alike; `one` was made first.

    Shapes: `reasons` are the codes of `domain.likeness`, empty when they do not look alike now;
    `names` is {id: name} of what they are linked to.
    """

    one: PairSide
    other: PairSide
    reasons: tuple[str, ...]
    is_sure: bool
    fields: tuple[PairField, ...]
    names: Mapping[str, str]

    @property
    def differing(self) -> tuple[PairField, ...]:
        """Fields about which a person has to decide when the two are one."""
        return tuple(field for field in self.fields if field.state == DIFFERS)


@dataclass(frozen=True)
class ShowPair:
    """Read two entries side by side."""

    one_id: str
    other_id: str


@handles(ShowPair)
def show_pair(desk: Desk, command: ShowPair) -> PairFile:
    """Return both entries; their sealed fields are noted as looked at.

    Raises:
        InputError: "record-not-found", also when one is merged or deleted, or when somebody has
            said already whether they are one.
    """
    with desk.read() as reader:
        ids = sorted((command.one_id, command.other_id))
        one, other = (require(reader, "person", row_id) for row_id in ids)
        said = reader.get("person_pair", pair_id(*ids))
        is_said = said is not None and said.deleted_at is None
        if is_said or one.deleted_at or other.deleted_at:
            raise InputError("record-not-found")
        likeness = compare(one.values, other.values)
        declared = desk.type("person")
        names = _linked_names(desk, reader, declared, one)
        file = PairFile(
            one=_side(desk, reader, one),
            other=_side(desk, reader, other),
            reasons=likeness.reasons if likeness else (),
            is_sure=likeness is not None and likeness.is_sure,
            fields=tuple(compared(declared, one.values, other.values)),
            names={**names, **_linked_names(desk, reader, declared, other)},
        )
    for side in (file.one, file.other):
        note_sealed(desk, declared.name, side.person.id, side.person.values)
    return file


def compared(
    declared: RecordType, one: Mapping[str, Plain], other: Mapping[str, Plain]
) -> list[PairField]:
    """Return what two entries say, field by field in the order of the form; empty ones left out."""
    entered = [field.name for field in declared.fields if field.entered]
    found = []
    has_number = one.get("id_number") or other.get("id_number")
    for members in units(declared, entered).values():
        names = tuple(members)
        if has_number and names == ("has_no_id",):
            continue
        first, second = ({name: values.get(name) for name in names} for values in (one, other))
        if any(first.values()) or any(second.values()):
            found.append(_field(declared, names, first, second, one, other))
    return found


def _side(desk: Desk, reader: Reader, person: Row) -> PairSide:
    cases = people.cases_of(reader, [person.id]).get(person.id, [])
    newest = sorted(cases, key=lambda case: case.created_at, reverse=True)
    return PairSide(person, tuple(newest), shown_of(desk, reader, person).is_protected)


def _linked_names(desk: Desk, reader: Reader, declared: RecordType, row: Row) -> dict[str, str]:
    """Return {id: name} of what a person is linked to."""
    found = {}
    for field in declared.fields:
        target_id = row.text(field.name) if field.target and field.entered else ""
        linked = reader.get(field.target or "", target_id) if target_id else None
        name_field = desk.type(linked.type).name_field if linked else None
        if linked is not None and name_field is not None:
            found[target_id] = linked.text(name_field.name)
    return found


def _field(
    declared: RecordType,
    names: tuple[str, ...],
    first: dict[str, Plain],
    second: dict[str, Plain],
    one: Mapping[str, Plain],
    other: Mapping[str, Plain],
) -> PairField:
    lead = declared.by_name[names[0]]
    if first == second:
        return PairField(names, first, second, first, SAME)
    if lead.merge is Merge.ELEMENTS:
        joined = elements(None, second[lead.name], first[lead.name])
        return PairField(names, first, second, {lead.name: joined}, JOINED)
    if not any(second.values()):
        return PairField(names, first, second, first, FILLED, ONE)
    if not any(first.values()):
        return PairField(names, first, second, second, FILLED, OTHER)
    if lead.name in _JOINED:
        notes = "\n".join(str(values[lead.name]) for values in (first, second))
        return PairField(names, first, second, {lead.name: notes}, JOINED)
    place = SECOND_PLACES.get(lead.name, "")
    if place and (one.get(place) or other.get(place)):
        place = ""
    proposed = _proposed(declared, first, second)
    kept = second if proposed == OTHER else first
    return PairField(names, first, second, kept, DIFFERS, "", proposed, place)


def _proposed(declared: RecordType, first: Mapping[str, Plain], second: Mapping[str, Plain]) -> str:
    """Return whose values say all that the other's say, and more; "" when neither does."""
    sides = set()
    for name, value in first.items():
        if value != second[name]:
            sides.add(_fuller(declared.by_name[name], value, second[name]))
    return sides.pop() if len(sides) == 1 else ""


def _fuller(field: Field, first: Plain, second: Plain) -> str:
    if not first or not second:
        return ONE if first else OTHER
    if field.kind in _NEVER_PROPOSED:
        return ""
    one, other = str(first), str(second)
    if field.kind is Kind.PARTIAL_DAY:
        if "~" in one + other or len(one) == len(other):
            return ""
        longer, shorter = sorted((one, other), key=len, reverse=True)
        return (ONE if longer == one else OTHER) if longer.startswith(shorter) else ""
    if fold(one) == fold(other):
        if one.isascii() != other.isascii():
            return OTHER if one.isascii() else ONE
        return ""
    if field.kind is Kind.TEXT and not field.is_phone:
        for whole, part, side in ((one, other, ONE), (other, one, OTHER)):
            if f" {fold(part)} " in f" {fold(whole)} ":
                return side
    return ""
