"""People: find, list and register the persons of the commune (đối tượng)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ctxh_desktop.commands.cases import new_case
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.protection import shown
from ctxh_desktop.commands.records import checked
from ctxh_desktop.commands.same_number import explained
from ctxh_desktop.commands.verdicts import say
from ctxh_desktop.commands.who import ALL, Who
from ctxh_desktop.domain import identity, words
from ctxh_desktop.domain.likeness import compare
from ctxh_desktop.domain.records.person_pair import DIFFERENT
from ctxh_desktop.storage import likeness, people
from ctxh_desktop.storage.people import PersonLine, Place
from ctxh_desktop.storage.records import Reader

PLACE_WORDS_MAX = 4
"""Words of a commune with its kind: "xã A Lưới 2"."""


@dataclass(frozen=True)
class PersonHit:
    """One person as a line of a list.

    Shapes: `born` is plain (EDTF); `group_label` is empty for a protected person.
    """

    id: str
    full_name: str
    born: str
    sex: str
    village: str
    group_label: str
    is_protected: bool
    case_id: str | None
    case_number: str | None
    next_due_on: str | None
    next_task: str | None
    is_unsent: bool
    has_conflict: bool
    id_number: str


@dataclass(frozen=True)
class FindPeople:
    """Find people by what is being typed: name, number, case number; a filter narrows them."""

    text: str
    limit: int = 50
    who: Who = ALL


@dataclass(frozen=True)
class ListPeople:
    """Read one window of the register."""

    offset: int
    limit: int
    who: Who = ALL
    order: str = "name"


@dataclass(frozen=True)
class CountPeople:
    """Count the register."""

    who: Who = ALL


@dataclass(frozen=True)
class ListVillages:
    """Read the villages that people live in."""


@dataclass(frozen=True)
class FindDuplicates:
    """Find people who may be the one that is being registered."""

    full_name: str
    born: str | None = None
    id_number: str | None = None
    village: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class LookAlike:
    """Somebody who may be the one that is being registered, and why (`domain.likeness`)."""

    hit: PersonHit
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class RegisterPerson:
    """Take in a person and open the case, in one go (tiếp nhận).

    Args:
        apart_from: ids of people who look alike and of whom somebody said that they are others.
        number_reason: why the number is somebody else's too, as a line of the note.
    """

    person: Mapping[str, Any]
    case: Mapping[str, Any]
    apart_from: tuple[str, ...] = ()
    number_reason: str = ""


@dataclass(frozen=True)
class Registered:
    """Ids of what was made."""

    person_id: str
    case_id: str


@handles(FindPeople)
def find_people(desk: Desk, command: FindPeople) -> tuple[PersonHit, ...]:
    """Return the people who match, best first."""
    where = command.who.filter(desk.ambient.today())
    with desk.read() as reader:
        place_of = partial(_place_at_end, desk)
        found = people.find(reader, command.text, command.limit, where, place_of)
        return hits(desk, reader, found)


@handles(ListPeople)
def list_people(desk: Desk, command: ListPeople) -> tuple[PersonHit, ...]:
    """Return one window of the register."""
    where = command.who.filter(desk.ambient.today())
    with desk.read() as reader:
        lines = people.window(reader, where, command.order, command.offset, command.limit)
        return tuple(_hit(desk, line) for line in lines)


@handles(CountPeople)
def count_people(desk: Desk, command: CountPeople) -> int:
    """Return the size of the register."""
    with desk.read() as reader:
        return people.count(reader, command.who.filter(desk.ambient.today()))


@handles(ListVillages)
def list_villages(desk: Desk, command: ListVillages) -> tuple[str, ...]:
    """Return the villages in their own order."""
    with desk.read() as reader:
        return tuple(people.villages(reader))


@handles(FindDuplicates)
def find_duplicates(desk: Desk, command: FindDuplicates) -> tuple[LookAlike, ...]:
    """Return people who look like the one being entered, likest first.

    What is still being typed has no village: an equal name and year of birth are shown besides.
    """
    number = identity.clean_number(command.id_number or "") or None
    name = words.fold(command.full_name)
    phone = identity.clean_phone(command.phone or "") or None
    values = {**vars(command), "id_number": number, "phone": phone}
    with desk.read() as reader:
        found = [row_id for row_id, _ in likeness.alike(reader, values, desk.commune_code)]
        found += people.duplicates(reader, name, (command.born or "")[:4], number)
        rows = reader.rows("person", list(dict.fromkeys(found)))
        standing = [row.id for row in rows.values() if row.deleted_at is None]
        ids = sorted(standing, key=found.index)[: people.DUPLICATES_MAX]
        return tuple(
            LookAlike(hit, _reasons(values, rows[hit.id].values)) for hit in hits(desk, reader, ids)
        )


@handles(RegisterPerson)
def register_person(desk: Desk, command: RegisterPerson) -> Registered:
    """Save person and case together, or neither.

    Raises:
        InputError: "record-has-issues" with the issues of both, by field; for the number as
            `same_number.explained`.
    """
    person = checked(desk, "person", command.person)
    person_id = desk.ambient.new_id()
    case = {**command.case, "person_id": person_id}
    with desk.write("RegisterPerson") as work:
        case_values = new_case(desk, work, case)
        person = explained(desk, work, None, person, command.number_reason)
        work.insert("person", person_id, desk.commune_code, person)
        case_id = desk.ambient.new_id()
        work.insert("case", case_id, desk.commune_code, case_values)
        for other_id in command.apart_from:
            if work.get("person", other_id) is not None:
                say(work, (person_id, other_id), desk.commune_code, DIFFERENT)
    return Registered(person_id, case_id)


def _place_at_end(desk: Desk, typed: str) -> Place | None:
    """Return the commune of the province that the last words name: "anh 1951 phu loc"."""
    own = desk.units.commune(desk.commune_code)
    parts = typed.split()
    for start in range(max(1, len(parts) - PLACE_WORDS_MAX), len(parts)):
        name = " ".join(parts[start:])
        if own and (commune := desk.units.named(name, own.province_code)):
            return Place(" ".join(parts[:start]), commune.code)
    return None


def hits(desk: Desk, reader: Reader, ids: Sequence[str]) -> tuple[PersonHit, ...]:
    """Return lines of a list for *ids*, in their order."""
    return tuple(_hit(desk, line) for line in people.lines(reader, ids))


def _reasons(values: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    """Return why somebody is shown; an equal name is a reason while more is still to be typed."""
    known = compare(values, other, asked_min=0)
    return known.reasons if known else ()


def _hit(desk: Desk, line: PersonLine) -> PersonHit:
    person, case, step = line.person, line.case, line.step
    allowed = shown(desk, person, line.cases, line.child_groups)
    return PersonHit(
        id=person.id,
        full_name=person.text("full_name"),
        born=person.text("born"),
        sex=person.text("sex"),
        village=person.text("village"),
        group_label=allowed.group_label,
        is_protected=allowed.is_protected,
        case_id=case.id if case else None,
        case_number=case.text("number") if case else None,
        next_due_on=step.text("due_on") if step else None,
        next_task=step.text("task") if step else None,
        is_unsent=line.is_unsent,
        has_conflict=line.has_conflict,
        id_number=person.text("id_number"),
    )
