"""People: the register, read window by window, with what is due for each person.

Lists hold ids first and details for the visible window only: 300,000 rows cost what 100 do.

Source: stack reference §3–4 (measured).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, func, select

from ctxh_desktop.domain import numbering, readings
from ctxh_desktop.domain.records.conflict import OPEN
from ctxh_desktop.domain.records.plan_step import OPEN_STATUSES
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.storage import finding, lookups, outbox, registers, search
from ctxh_desktop.storage.people_filter import ENDED_STATUSES, EVERYBODY, Filter, filtered, in_care
from ctxh_desktop.storage.records import IDS_MAX, Reader, among
from ctxh_desktop.storage.tables import Role

DUPLICATES_MAX = 5
FOUND_MAX = 500
"""How many of those who match are looked through when a filter narrows a search."""


@dataclass(frozen=True)
class Place:
    """A commune that was named at the end of what was typed: its code, and what stood before."""

    typed_before: str
    commune: str


@dataclass(frozen=True)
class PersonLine:
    """One person with the case and the step that matter in a list.

    Shapes: `child_groups` are all codes of list L04 that were ever said of the person.
    """

    person: Row
    case: Row | None
    cases: tuple[Row, ...]
    child_groups: frozenset[str]
    step: Row | None
    is_unsent: bool
    has_conflict: bool


def find(
    reader: Reader,
    typed: str,
    limit: int,
    where: Filter = EVERYBODY,
    place_of: Callable[[str], Place | None] | None = None,
) -> list[str]:
    """Return ids of people by what was typed: a name, a number, or the number of a case.

    A filter narrows the best `FOUND_MAX` who match.  Where nobody does, the place is tried that was
    named at the end, as *place_of* tells; only then is it guessed what may have been meant.
    """
    found = _matching(reader, typed, limit, where)
    place = place_of(typed) if place_of is not None and not found else None
    if place is not None:
        at_place = replace(where, commune=place.commune)
        found = _matching(reader, place.typed_before, limit, at_place)
    if found:
        return found
    return _narrowed(reader, finding.guessed(_register(reader), typed, FOUND_MAX), where)[:limit]


def _matching(reader: Reader, typed: str, limit: int, where: Filter) -> list[str]:
    most = limit if where == EVERYBODY else FOUND_MAX
    people = finding.as_typed(_register(reader), typed, most)
    has_digit = any(character.isdigit() for character in typed)
    if len(people) < most and has_digit:
        cases = _cases(reader, typed, most)
        people += _owners(reader, cases)
        people += [] if people else _with_case(reader, typed)
    # A guardian's name would lead to many who are not meant: only where nobody has it.
    if len(people) < most and (has_digit or not people):
        people += registers.by_parts(reader, "person", typed, most)
    people = list(dict.fromkeys(people))
    return (people if where == EVERYBODY else _narrowed(reader, people, where))[:limit]


def _cases(reader: Reader, typed: str, limit: int) -> list[str]:
    """Return ids of cases by their number, in full, in short, or as far as it was typed."""
    register = _register(reader, "case")
    groups = numbering.asked(typed)
    found = lookups.any_of(register, groups, limit) if groups else ()
    return list(dict.fromkeys([*found, *finding.as_typed(register, typed, limit)]))


def _with_case(reader: Reader, typed: str) -> list[str]:
    """Return ids of people by the number of a case among other words: "A17 ánh"."""
    parts = typed.split()
    for place, part in enumerate(parts):
        groups = numbering.asked(part)
        others = readings.read(" ".join([*parts[:place], *parts[place + 1 :]])).words
        if not groups or not others:
            continue
        owners = _owners(reader, lookups.any_of(_register(reader, "case"), groups, FOUND_MAX))
        rows = reader.rows("person", owners)
        if found := [row_id for row_id, row in rows.items() if _has_begun(reader, row, others)]:
            return found
    return []


def _has_begun(reader: Reader, person: Row, starts: Iterable[str]) -> bool:
    """Whether each start begins a word of what is searched of a person."""
    known = search.all_words(reader.tables.types["person"], person.values)
    return all(any(word.startswith(start) for word in known) for start in starts)


def _owners(reader: Reader, case_ids: Iterable[str]) -> list[str]:
    """Return ids of the people whose cases these are."""
    return [str(row["person_id"]) for row in reader.rows("case", case_ids).values()]


def _register(reader: Reader, record_type: str = "person") -> lookups.Register:
    tables = reader.tables
    return lookups.Register(
        reader.connection, tables.types[record_type], tables.records[record_type]
    )


def window(reader: Reader, where: Filter, order: str, offset: int, limit: int) -> list[PersonLine]:
    """Return one window of the register in *order*: "name", "newest" or "due"."""
    person = reader.tables.records["person"]
    # Whole rows: the order's index leads to them, so that no id has to be looked up again.
    statement = filtered(reader, select(person), where)
    if order == "newest":
        statement = statement.order_by(person.c.id.desc())
    elif order == "due":
        step = reader.tables.records["plan_step"]
        due = (
            select(func.min(step.c.due_on))
            .where(step.c.person_id == person.c.id, _open(step))
            .correlate(person)
            .scalar_subquery()
        )
        statement = statement.order_by(due.asc().nulls_last(), person.c.sort_key, person.c.row_no)
    else:
        statement = statement.order_by(person.c.sort_key, person.c.row_no)
    return _lines(reader, reader.listing("person", statement.offset(offset).limit(limit)))


def count(reader: Reader, where: Filter) -> int:
    """Return how many people a list shows."""
    person = reader.tables.records["person"]
    statement = filtered(reader, select(func.count()), replace(where, is_managed=None))
    if where.is_managed is not None:
        # A window stops early and asks person by person; a count reads the cases once.
        is_cared_for = person.c.id.in_(in_care(reader))
        statement = statement.where(is_cared_for if where.is_managed else ~is_cared_for)
    return int(reader.connection.execute(statement.select_from(person)).scalar() or 0)


def villages(reader: Reader) -> list[str]:
    """Return the villages that people live in, in their own order."""
    person = reader.tables.records["person"]
    village = person.c.village
    first = select(village).where(person.c.deleted_at.is_(None)).order_by(village).limit(1)
    # From one village to the next along the index: DISTINCT would read 300,000 entries.
    named = select(first.where(village > "").scalar_subquery().label("name")).cte(recursive=True)
    following = first.where(village > named.c.name).scalar_subquery()
    named = named.union_all(select(following).where(named.c.name.is_not(None)))
    found = reader.connection.execute(select(named.c.name)).scalars()
    return sorted((name for name in found if name), key=_natural)


def lines(reader: Reader, ids: Sequence[str]) -> list[PersonLine]:
    """Return what a list shows of each person, in the order of *ids*."""
    found = reader.rows("person", ids)
    return _lines(reader, [found[person_id] for person_id in ids if person_id in found])


def _lines(reader: Reader, people: Sequence[Row]) -> list[PersonLine]:
    ids = [person.id for person in people]
    owned_cases = cases_of(reader, ids)
    cases = {person_id: _latest(rows) for person_id, rows in owned_cases.items()}
    child_groups = child_groups_of(reader, ids)
    steps = _soonest(_among(reader, "plan_step", "person_id", ids))
    unsent: set[str] = set()
    if reader.tables.role is Role.LAPTOP:
        owned = [*ids, *(case.id for case in cases.values()), *(s.id for s in steps.values())]
        unsent = _unsent(reader, owned)
    contested = {str(row["record_id"]) for row in reader.where("conflict", state=OPEN)}
    found = []
    for person in people:
        person_id = person.id
        case, step = cases.get(person_id), steps.get(person_id)
        own = {person_id, case.id if case else "", step.id if step else ""}
        cases_here = tuple(owned_cases.get(person_id, ()))
        groups_here = child_groups.get(person_id, frozenset())
        marks = bool(own & unsent), bool(own & contested)
        found.append(PersonLine(person, case, cases_here, groups_here, step, *marks))
    return found


def cases_of(reader: Reader, ids: Sequence[str]) -> dict[str, list[Row]]:
    """Return the undeleted cases of people, in order of making."""
    found: dict[str, list[Row]] = {}
    for case in _among(reader, "case", "person_id", ids):
        found.setdefault(case.text("person_id"), []).append(case)
    return found


def child_groups_of(reader: Reader, ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the codes of list L04 that are said of people, those of times gone by included."""
    part = reader.tables.records["person_group"]
    is_theirs = among(part.c.person_id, ids, reader.tables.role)
    said = and_(is_theirs, part.c.sub_group.is_not(None), part.c.deleted_at.is_(None))
    found: dict[str, frozenset[str]] = {}
    for person_id, code in reader.connection.execute(
        select(part.c.person_id, part.c.sub_group).where(said)
    ):
        found[person_id] = found.get(person_id, frozenset()) | {code}
    return found


def duplicates(reader: Reader, name_fold: str, year: str, number: str | None) -> list[str]:
    """Return ids of people who may be the same: equal number, or equal name and year of birth."""
    person = reader.tables.records["person"]
    found: list[str] = []
    if number:
        same = select(person.c.id).where(person.c.id_number == number)
        found += reader.connection.execute(same.limit(DUPLICATES_MAX)).scalars()
    if name_fold and " " in name_fold:
        same = select(person.c.id).where(
            person.c.name_fold == name_fold, person.c.deleted_at.is_(None)
        )
        if year:
            same = same.where(person.c.born.startswith(year))
        found += reader.connection.execute(same.limit(DUPLICATES_MAX)).scalars()
    return list(dict.fromkeys(found))[:DUPLICATES_MAX]


def with_number(reader: Reader, numbers: Sequence[str]) -> list[str]:
    """Return ids of the people who have one of these personal numbers."""
    person = reader.tables.records["person"]
    same = select(person.c.id).where(person.c.id_number.in_(numbers), person.c.deleted_at.is_(None))
    return list(reader.connection.execute(same.order_by(person.c.id)).scalars())


def _narrowed(reader: Reader, ids: Sequence[str], where: Filter) -> list[str]:
    """Return those of *ids* whom a filter shows, in their order."""
    person = reader.tables.records["person"]
    kept: set[str] = set()
    for start in range(0, len(ids), IDS_MAX):
        among = select(person.c.id).where(person.c.id.in_(ids[start : start + IDS_MAX]))
        kept.update(reader.connection.execute(filtered(reader, among, where)).scalars())
    return [row_id for row_id in ids if row_id in kept]


def _unsent(reader: Reader, ids: Sequence[str]) -> set[str]:
    """Return which rows have operations that the province has not taken."""
    book = reader.tables.book("operation")
    # By row, never by state: after an import nearly everything is unsent.
    is_open = func.coalesce(book.c.state, "").in_((outbox.QUEUED, outbox.HELD))
    found: set[str] = set()
    for start in range(0, len(ids), IDS_MAX):
        part = ids[start : start + IDS_MAX]
        is_own = among(book.c.row_id, part, reader.tables.role)
        statement = select(book.c.row_id).where(is_own, is_open)
        found.update(reader.connection.execute(statement).scalars())
    return found


def _among(reader: Reader, record_type: str, column: str, ids: Sequence[str]) -> list[Row]:
    table = reader.tables.records[record_type]
    is_theirs = among(table.c[column], ids, reader.tables.role)
    where = and_(is_theirs, table.c.deleted_at.is_(None))
    return reader.listing(record_type, select(table).where(where).order_by(table.c.id))


def _latest(cases: Sequence[Row]) -> Row:
    """Return the newest case, an open one before an ended one."""
    return max(cases, key=lambda case: (case["status"] not in ENDED_STATUSES, case.id))


def _soonest(steps: Sequence[Row]) -> dict[str, Row]:
    due = [step for step in steps if step["status"] in OPEN_STATUSES and step["due_on"]]
    ranked = sorted(due, key=lambda step: step.text("due_on"), reverse=True)
    return {step.text("person_id"): step for step in ranked}


def _open(step: Any) -> Any:
    return and_(step.c.deleted_at.is_(None), step.c.status.in_(OPEN_STATUSES))


def _natural(village: str) -> tuple[str, int, str]:
    """Sort "Thôn 2" before "Thôn 10"."""
    head = village.rstrip("0123456789")
    return head, int(village[len(head) :] or 0), village


@dataclass(frozen=True)
class KnownPeople:
    """By what the register's people are known: ids by number, and by (folded name, birth)."""

    by_number: Mapping[str, Sequence[str]]
    by_name: Mapping[tuple[str, str], Sequence[str]]
    numberless: frozenset[str]
    """Ids of those who have no number there."""


def known(reader: Reader) -> KnownPeople:
    """Return by what the people of the register are known, read in one go."""
    person = reader.tables.records["person"]
    statement = select(person.c.id, person.c.id_number, person.c.name_fold, person.c.born)
    rows = reader.connection.execute(
        statement.where(person.c.deleted_at.is_(None)).order_by(person.c.id)
    )
    by_number: dict[str, list[str]] = {}
    by_name: dict[tuple[str, str], list[str]] = {}
    numberless = []
    for row_id, number, name, born in rows.all():
        if number:
            by_number.setdefault(number, []).append(row_id)
        else:
            numberless.append(row_id)
        by_name.setdefault((name, born or ""), []).append(row_id)
    return KnownPeople(by_number, by_name, frozenset(numberless))


def pointed_at(reader: Reader, ids: Sequence[str]) -> frozenset[str]:
    """Return those people to whom a record of any type points."""
    found: set[str] = set()
    for declared in reader.tables.types.values():
        table = reader.tables.records[declared.name]
        for link in (table.c[f.name] for f in declared.fields if f.target == "person"):
            for start in range(0, len(ids), IDS_MAX):
                theirs = among(link, ids[start : start + IDS_MAX], reader.tables.role)
                statement = select(link).where(theirs, table.c.deleted_at.is_(None))
                found.update(reader.connection.execute(statement).scalars())
    return frozenset(found)
