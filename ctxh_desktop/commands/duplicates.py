"""Duplicates: who may be in the register twice, and what a person says about them.

*Same* merges: the entry made first stays, whichever laptop says so, with the values that were
chosen; what was not chosen is kept in its note, and the other entry keeps all that it held, marked
as deleted and merged.  Cases and what hangs on them move along.  All of it is one ordinary group of
changes: one undo takes it back, and it travels like any other.

What another laptop still writes to the merged entry becomes a question at the one that stays
(`sync.merged`), and what it links to it is led over here, by ordinary changes (`CompareNext`).

Source: sync design §4.3, trap 7; ADR-0024.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ctxh_desktop.commands.desk import Desk, require
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.people import PersonHit, hits
from ctxh_desktop.commands.records import checked
from ctxh_desktop.commands.verdicts import say
from ctxh_desktop.domain.merge import elements, units
from ctxh_desktop.domain.records.person_pair import DIFFERENT, SAME, ordered
from ctxh_desktop.domain.schema import Merge, RecordType, Row
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import likeness
from ctxh_desktop.storage.unit_of_work import UnitOfWork

SHOWN_MAX = 200
AT_ONCE = 50
"""People who are compared in one short transaction: some 50 ms."""
MERGED = "merged"
"""Why the other entry is deleted."""


@dataclass(frozen=True)
class DuplicatePair:
    """Two people who look alike, the likest pair first.

    Units: `score` 0 to 100.  Shapes: `reasons` are the codes of `domain.likeness`; `differing`
    names the fields in which both are filled in, and differ.
    """

    one: PersonHit
    other: PersonHit
    score: int
    reasons: tuple[str, ...]
    is_sure: bool
    differing: tuple[str, ...]


@dataclass(frozen=True)
class ListDuplicates:
    """Read the pairs about which nobody has said anything yet."""

    limit: int = SHOWN_MAX


@dataclass(frozen=True)
class CountDuplicates:
    """Count these pairs."""


@dataclass(frozen=True)
class CompareNext:
    """Compare some of those who were written since; lead over what points to merged entries."""

    limit: int = AT_ONCE


@dataclass(frozen=True)
class MergePeople:
    """Say that two entries are one person.

    Args:
        keep_id: whose values stand where both have one.
        values: other choices, by field.
    """

    keep_id: str
    other_id: str
    values: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True)
class KeepApart:
    """Say that two entries are two people; nobody is asked again, on no laptop."""

    one_id: str
    other_id: str


@handles(ListDuplicates)
def list_duplicates(desk: Desk, command: ListDuplicates) -> tuple[DuplicatePair, ...]:
    """Return the pairs, likest first."""
    with desk.read() as reader:
        found = likeness.pairs(reader, min(command.limit, SHOWN_MAX))
        ids = list(dict.fromkeys(i for pair in found for i in (pair.person_id, pair.other_id)))
        shown = {hit.id: hit for hit in hits(desk, reader, ids)}
        rows = reader.rows("person", ids)
        return tuple(
            DuplicatePair(
                shown[pair.person_id],
                shown[pair.other_id],
                pair.likeness.score,
                pair.likeness.reasons,
                pair.likeness.is_sure,
                tuple(_differing(rows[pair.person_id], rows[pair.other_id])),
            )
            for pair in found
        )


@handles(CountDuplicates)
def count_duplicates(desk: Desk, command: CountDuplicates) -> int:
    """Return how many pairs wait for an answer."""
    with desk.read() as reader:
        return likeness.count(reader)


@handles(CompareNext)
def compare_next(desk: Desk, command: CompareNext) -> bool:
    """Go on for one short transaction; return whether there is more to do."""
    with desk.read() as reader:
        if not likeness.is_due(reader):
            return False
    with desk.write("LeadOver") as work:
        for person_id in likeness.compare_next(work, command.limit):
            _lead_over(work, person_id)
    with desk.read() as reader:
        return likeness.is_due(reader)


@handles(MergePeople)
def merge_people(desk: Desk, command: MergePeople) -> str:
    """Make one entry of two and return the id that stays.

    Raises:
        InputError: "record-not-found", "merge-needs-two", "merge-across-communes",
            "record-has-issues" for the chosen values.
    """
    with desk.write("MergePeople") as work:
        keep, other = _two(work, command.keep_id, command.other_id)
        if keep.scope != other.scope:
            raise InputError("merge-across-communes")
        declared = work.tables.types["person"]
        values = _chosen(declared, keep, other, command.values)
        stays_id, goes_id = ordered(keep.id, other.id)
        stays = keep if keep.id == stays_id else other
        changed = {name: value for name, value in values.items() if stays[name] != value}
        if changed:
            work.patch("person", stays_id, checked(desk, "person", changed, stays))
        _lead(work, goes_id, stays_id)
        work.delete("person", goes_id, MERGED)
        work.patch("person", goes_id, {"merged_into": stays_id})
        say(work, (keep.id, other.id), keep.scope, SAME)
    return stays_id


@handles(KeepApart)
def keep_apart(desk: Desk, command: KeepApart) -> None:
    """Remember that two entries are two people (InputError as `merge_people`)."""
    with desk.write("KeepApart") as work:
        one, other = _two(work, command.one_id, command.other_id)
        say(work, (one.id, other.id), one.scope, DIFFERENT)


def _two(work: UnitOfWork, one_id: str, other_id: str) -> tuple[Row, Row]:
    ids = [likeness.standing(work, row_id) for row_id in (one_id, other_id)]
    work.load("person", ids)  # the one that stays comes first in the group
    one, other = (require(work, "person", row_id) for row_id in ids)
    if one.id == other.id:
        raise InputError("merge-needs-two")
    if one.deleted_at or other.deleted_at:
        raise InputError("record-not-found")
    return one, other


def _chosen(
    declared: RecordType, keep: Row, other: Row, values: Mapping[str, Plain]
) -> dict[str, Plain]:
    """Return all values of the entry that stays; what was not chosen goes into its note.

    Raises:
        InputError: "field-unknown".
    """
    unknown = sorted(set(values) - set(declared.by_name))
    if unknown:
        raise InputError("field-unknown", name=unknown[0])
    found: dict[str, Plain] = {}
    notes = [keep.text("note")]
    for members in units(declared, declared.by_name).values():
        lead = declared.by_name[members[0]]
        if lead.name in ("note", "merged_into"):
            continue
        if lead.merge is Merge.ELEMENTS:
            found[lead.name] = elements(None, other[lead.name], keep[lead.name])
        else:
            is_empty = not any(keep[name] for name in members)
            source = other if is_empty else keep
            found.update({name: source[name] for name in members})
        found.update({name: values[name] for name in members if name in values})
        notes += [_second(found, row, members, declared) for row in (keep, other)]
    if found.get("id_number"):
        found["has_no_id"] = False
    notes.append(other.text("note"))
    said_elsewhere = {str(value) for value in found.values() if value}
    kept = [line for line in dict.fromkeys(notes) if line and line not in said_elsewhere]
    while len("\n".join(kept)) > declared.by_name["note"].length_max:
        kept.pop()  # nothing is lost: the merged entry holds it
    found["note"] = values.get("note", "\n".join(kept) or None)
    return found


def _second(found: Mapping[str, Plain], row: Row, members: list[str], declared: RecordType) -> str:
    """Return what *row* says otherwise than was chosen, as a line of the note."""
    said = [
        str(row[name])
        for name in members
        if row[name] and row[name] != found[name]
        and declared.by_name[name].kind not in (Kind.LINK, Kind.BOOL, Kind.CODE, Kind.CODES)
    ]  # fmt: skip
    return " · ".join(said)


def _differing(one: Row, other: Row) -> list[str]:
    return [n for n, value in one.values.items() if value and other[n] and value != other[n]]


def _lead_over(work: UnitOfWork, person_id: str) -> None:
    """Lead what points to a merged entry over to the one that stands."""
    target = likeness.standing(work, person_id)
    if target != person_id:
        _lead(work, person_id, target)


def _lead(work: UnitOfWork, person_id: str, target: str) -> None:
    """Let every link to one entry point to another; who was related to the other no longer is."""
    for record_type, row_id, name in list(likeness.linked(work, person_id)):
        row = work.patch(record_type, row_id, {name: target})
        links = likeness.person_links(work.tables.types[record_type])
        if len(links) > 1 and {row[link] for link in links} == {target} and not row.deleted_at:
            work.delete(record_type, row_id, MERGED)
