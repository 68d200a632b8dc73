"""Known people: rows of a list whose person is in the register already, and what they would add.

    equal number                                    known by the number
    equal name and birth, and no number in the row  known by the name
    … or none in the register, and a whole birthday known by the name

Where several people fit, or the number is somebody else's by name, nothing is filled in unless a
person looked at the row.

Source: ADR-0031; domain reference §7.1, §7.7.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.protection import shown
from ctxh_desktop.domain import identity, words
from ctxh_desktop.domain.filling import Comparison, compare
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.exchange.people import RowReading
from ctxh_desktop.storage import people
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork

BY_NUMBER, BY_NAME = "number", "name"
"""By what a person of the list is in the register: the number, or the name and date of birth."""
SKIP, FILL, NEW = "skip", "fill", "new"
"""What becomes of those who are known: left out, filled in where empty, taken in once more."""
_DAY_CHARS = len("2026-11-21")
_OF_PROTECTED = frozenset(("groups", "policies"))
"""What lists do not tell of a protected person, and what a list therefore does not fill in."""
_NOTHING = Comparison({}, ())


@dataclass(frozen=True)
class KnownPerson:
    """Who the person of a row is in the register.

    Shapes: `by` is BY_NUMBER or BY_NAME; `id` is "" where several people fit, and then there is
    nothing to fill in; `is_sure` tells that it may be done without a person's look; `born` plain;
    `is_protected` as in lists.
    """

    by: str
    id: str = ""
    full_name: str = ""
    born: str = ""
    village: str = ""
    is_sure: bool = False
    is_protected: bool = False
    comparison: Comparison = field(default=_NOTHING, repr=False)

    @property
    def can_be_filled(self) -> bool:
        """Whether the list says anything that the register does not."""
        return bool(self.comparison.fills or self.comparison.differences)


@dataclass(frozen=True)
class Answers:
    """What becomes of known people: of all, and of single rows by their number.

    Shapes: `all` and `rows` hold SKIP, FILL or NEW; FILL for all is only for those who are surely
    known.  `taken` is row number → names of differences in which a person takes the list's.
    """

    all: str = SKIP
    rows: Mapping[int, str] = field(default_factory=dict)
    taken: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def of(self, number: int, person: KnownPerson, *, is_anyway: bool = False) -> str:
        """Return what becomes of one row; *is_anyway* when it is taken though it stands twice."""
        for_all = SKIP if self.all == FILL and not person.is_sure else self.all
        return self.rows.get(number, NEW if is_anyway else for_all)


def find(desk: Desk, reader: Reader, rows: Sequence[RowReading]) -> dict[int, KnownPerson]:
    """Return those of the ready rows whose person is in the register, by their number."""
    register = people.known(reader)
    found = {row.row_number_in_file: _matches(register, row.values) for row in rows}
    single = [ids[0] for _, ids in found.values() if len(ids) == 1]
    entries = reader.rows("person", single)
    cases = people.cases_of(reader, list(entries))
    child_groups = people.child_groups_of(reader, list(entries))
    known = {}
    for row in rows:
        by, ids = found[row.row_number_in_file]
        if by and len(ids) == 1 and (entry := entries.get(ids[0])) is not None:
            about = cases.get(entry.id, ()), child_groups.get(entry.id, ())
            is_protected = shown(desk, entry, *about).is_protected
            known[row.row_number_in_file] = _known(by, entry, row.values, is_protected)
        elif by:
            known[row.row_number_in_file] = KnownPerson(by)
    return known


def fill(
    work: UnitOfWork, person: KnownPerson, listed: Mapping[str, Plain], taken: Collection[str]
) -> bool:
    """Write what a row adds to somebody, and what a person took from it; return whether it did.

    It is compared anew with what stands there now: another row may have filled it in.
    """
    entry = work.get("person", person.id)
    if entry is None or entry.deleted_at is not None:
        return False
    changes = _compared(entry, listed, person.is_protected).changes(taken)
    if changes:
        work.patch("person", entry.id, changes)
    return bool(changes)


def _matches(
    register: people.KnownPeople, values: Mapping[str, Plain]
) -> tuple[str, Sequence[str]]:
    """Return by what a row's person is known, and the ids that fit."""
    number = identity.clean_number(str(values.get("id_number") or ""))
    if number and (ids := register.by_number.get(number)):
        return BY_NUMBER, ids
    born = str(values.get("born") or "")
    ids = register.by_name.get((words.fold(str(values["full_name"])), born), ())
    if number:
        is_whole_day = len(born) == _DAY_CHARS
        ids = [one for one in ids if is_whole_day and one in register.numberless]
    return (BY_NAME, ids) if ids else ("", ())


def _known(by: str, entry: Row, values: Mapping[str, Plain], is_protected: bool) -> KnownPerson:
    is_same_name = words.fold(entry.text("full_name")) == words.fold(str(values["full_name"]))
    is_told_apart = by == BY_NUMBER or bool(values.get("born"))
    return KnownPerson(
        by, entry.id, entry.text("full_name"), entry.text("born"), entry.text("village"),
        is_same_name and is_told_apart, is_protected, _compared(entry, values, is_protected),
    )  # fmt: skip


def _compared(entry: Row, listed: Mapping[str, Plain], is_protected: bool) -> Comparison:
    left_alone = _OF_PROTECTED if is_protected else frozenset()
    told = {name: value for name, value in listed.items() if name not in left_alone}
    return compare(Person.type, entry.values, told)
