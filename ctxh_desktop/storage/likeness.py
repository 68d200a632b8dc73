"""Likeness: who of the register may be one person entered twice, and what was said about them.

Candidates come out of a few small blocks, each read along an index, never out of all pairs: the
same number, the same folded name, the given name or the village with a birth within a year, the
same phone.  `domain.likeness` then compares.

A laptop puts every person that is written, by hand, from a list or from the province, on the list
`compare_due` in the same transaction; `compare_next` takes a few off it at a time.

Source: sync design trap 7; ADR-0024.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select

from ctxh_desktop.domain import words
from ctxh_desktop.domain.likeness import Likeness, compare, years_around
from ctxh_desktop.domain.records.person_pair import ordered
from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.storage import bulk
from ctxh_desktop.storage.compared import note_written
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork

PERSON = "person"
BLOCK_MAX = 1_500
"""Of one block that many are compared; a village has some 25 people of one year."""
ALIASES_MAX = 32
"""Merges that are followed one after another."""
_COMPARED = ("full_name", "born", "sex", "id_number", "village", "household_id", "phone")


@dataclass(frozen=True)
class Pair:
    """Two people who look alike; `person_id` is the entry that was made first."""

    person_id: str
    other_id: str
    likeness: Likeness


def alike(
    reader: Reader, values: Mapping[str, Plain], scope: str, but: str = ""
) -> list[tuple[str, Likeness]]:
    """Return who of a commune looks like a person with these values, likest first."""
    person = reader.tables.records[PERSON]
    shown = [person.c.id, person.c.scope, *(person.c[name] for name in _COMPARED)]
    found: dict[str, Likeness] = {}
    seen = {but}
    for where in _blocks(reader, values):
        # A bare "deleted_at IS NULL" tempts SQLite to walk the index of the whole register.
        is_there = func.coalesce(person.c.deleted_at, "") == ""
        statement = select(*shown).where(where, is_there).limit(BLOCK_MAX)
        for other in reader.connection.execute(statement).mappings():
            if other["id"] in seen or other["scope"] != scope:
                continue
            seen.add(other["id"])
            likeness = compare(values, dict(other))
            if likeness is not None:
                found[other["id"]] = likeness
    return sorted(found.items(), key=lambda item: (-item[1].score, item[0]))


def compare_next(work: UnitOfWork, limit: int) -> list[str]:
    """Compare some who are on the list, and return whom it took off."""
    due, book = work.tables.book("compare_due"), work.tables.book("likeness")
    ids = list(work.connection.execute(select(due.c.person_id).limit(limit)).scalars())
    people = work.rows(PERSON, ids)
    for person_id in ids:
        is_of = (book.c.person_id == person_id) | (book.c.other_id == person_id)
        work.connection.execute(delete(book).where(is_of))
        row = people.get(person_id)
        if row is None or row.deleted_at:
            continue
        lines = [
            {
                **dict(zip(("person_id", "other_id"), ordered(person_id, other), strict=True)),
                "score": likeness.score,
                "reasons": " ".join(likeness.reasons),
            }
            for other, likeness in alike(work, row.values, row.scope, but=person_id)
        ]
        bulk.upsert(work.connection, book, lines, ["person_id", "other_id"])
    work.connection.execute(delete(due).where(due.c.person_id.in_(ids)))
    return ids


def is_due(reader: Reader) -> bool:
    """Return whether somebody is still to be compared."""
    book = reader.tables.book("compare_due")
    return reader.connection.execute(select(book.c.person_id).limit(1)).first() is not None


def pairs(reader: Reader, limit: int) -> list[Pair]:
    """Return the pairs about which nobody has said anything yet, likest first."""
    book = reader.tables.book("likeness")
    order = (book.c.score.desc(), book.c.person_id, book.c.other_id)
    statement = select(book).where(_is_open(reader)).order_by(*order).limit(limit)
    return [
        Pair(p.person_id, p.other_id, Likeness(p.score, tuple(p.reasons.split())))
        for p in reader.connection.execute(statement)
    ]


def count(reader: Reader) -> int:
    """Return about how many pairs nobody has said anything yet."""
    book = reader.tables.book("likeness")
    statement = select(func.count()).select_from(book).where(_is_open(reader))
    return int(reader.connection.execute(statement).scalar() or 0)


def standing(reader: Reader, person_id: str) -> str:
    """Return the id under which a person is kept now: that of the entry it was merged into."""
    for _ in range(ALIASES_MAX):
        row = reader.get(PERSON, person_id)
        if row is None or not row.values.get("merged_into") or not row.deleted_at:
            break
        person_id = row.text("merged_into")
    return person_id


def linked(reader: Reader, person_id: str) -> Iterator[tuple[str, str, str]]:
    """Yield (record type, id, field) of what points to a person.

    A laptop has no index on every link to a person; what hangs on the person's cases is found
    through these.
    """
    tables = reader.tables
    cases = set(_ids(reader, "case", tables.records["case"].c.person_id == person_id))
    target = standing(reader, person_id)
    cases |= set(_ids(reader, "case", tables.records["case"].c.person_id == target))
    for name, declared in tables.types.items():
        table = tables.records[name]
        for link in person_links(declared):
            where = table.c[link] == person_id
            if not declared.field(link).is_looked_up and "case_id" in table.c:
                where = table.c.case_id.in_(cases) & where
            for row_id in _ids(reader, name, where):
                yield name, row_id, link


def person_links(declared: RecordType) -> tuple[str, ...]:
    """Return the fields by which records point to a person who may be merged into another."""
    if declared.name in (PERSON, "person_pair"):
        return ()
    return tuple(field.name for field in declared.fields if field.target == PERSON)


def note_arrived(work: UnitOfWork, rows: Sequence[Row]) -> None:
    """Put merged people to whom the province's *rows* still point on the list, to be led over."""
    person = work.tables.records[PERSON]
    if "merged_into" not in person.c:
        return  # an older declaration
    merged = set(_ids(work, PERSON, person.c.merged_into > ""))
    links = {name: person_links(declared) for name, declared in work.tables.types.items()}
    named = {str(row.values.get(link)) for row in rows for link in links[row.type]}
    note_written(work.connection, work.tables.book("compare_due"), sorted(merged & named))


def _ids(reader: Reader, name: str, where: ColumnElement[bool]) -> list[str]:
    table = reader.tables.records[name]
    return list(reader.connection.execute(select(table.c.id).where(where)).scalars())


def _blocks(reader: Reader, values: Mapping[str, Plain]) -> Iterator[Any]:
    person = reader.tables.records[PERSON].c
    name, born = str(values.get("full_name") or ""), str(values.get("born") or "")
    years, village = years_around(born), values.get("village")
    if values.get("id_number"):
        yield person.id_number == values["id_number"]
    if values.get("phone"):
        yield person.phone == values["phone"]
    if not words.fold(name):
        return
    within = and_(person.born >= years[0], person.born < years[1]) if years else None
    given, folded = words.given_first(name), words.fold(name)
    if within is None:
        yield person.name_fold == folded
        if village:
            yield and_(person.village == village, person.given_fold.startswith(given.split()[0]))
        return
    yield and_(person.given_fold == given, within)
    yield and_(person.given_fold == given, person.born.is_(None))
    if village:
        yield and_(person.village == village, within)
    if values.get("household_id"):
        yield person.household_id == values["household_id"]


def _is_open(reader: Reader) -> ColumnElement[bool]:
    book, pair = reader.tables.book("likeness"), reader.tables.records["person_pair"]
    is_said = select(pair.c.id).where(
        pair.c.person_id == book.c.person_id,
        pair.c.other_id == book.c.other_id,
        pair.c.deleted_at.is_(None),
    )
    person = reader.tables.records[PERSON]
    gone = select(person.c.id).where(
        person.c.id.in_((book.c.person_id, book.c.other_id)), person.c.deleted_at.is_not(None)
    )
    return ~is_said.exists() & ~gone.exists()
