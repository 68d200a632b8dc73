"""Filling: what a list knows of somebody who is in the register already, laid beside what is there.

    register empty, the list says something    filled in
    both say the same, or the list says less   nothing
    both say something, and not the same       a difference: the register's stays until a person
                                               takes the list's
    choices or lines that are not there        a difference too; taking adds them

Fields that belong together (a group) are filled only where none of them differs, and are taken
together; what hangs on a value of the register (whose phone it was) goes with it.

Invariants: `fills` never changes what is there; without a person's word nothing else is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ctxh_desktop.domain.merge import elements, units
from ctxh_desktop.domain.schema import Field, Merge, RecordType, Secrecy
from ctxh_desktop.domain.validation import record_issues
from ctxh_desktop.domain.values import Kind, Plain

UNCLASSIFIED: Final = "CHUAPL"
"""The choice that says only that nobody has chosen yet."""
_HANGS_ON: Final = {
    "phone": ("phone_of",),
    "insurance_number": ("insurance_from", "insurance_to"),
}
"""Field → fields that say nothing any more once it is another."""
_EMPTY: Final = (None, "", False, UNCLASSIFIED)


@dataclass(frozen=True)
class Difference:
    """Fields that belong together, of which both sides say something that is not the same.

    Shapes: `register`, `listed` and `taken` are {field: plain value}, the last what would stand
    after a person took the list's; `name` is that of the field or group.
    """

    name: str
    register: Mapping[str, Plain]
    listed: Mapping[str, Plain]
    taken: Mapping[str, Plain]


@dataclass(frozen=True)
class Comparison:
    """What a list adds to somebody, and where it says otherwise."""

    fills: Mapping[str, Plain]
    differences: tuple[Difference, ...]

    def changes(self, taken: Collection[str] = ()) -> dict[str, Plain]:
        """Return what is written when a person takes the list's of some differences, by name."""
        changes = dict(self.fills)
        for difference in self.differences:
            if difference.name in taken:
                changes.update(difference.taken)
        return changes


def compare(
    record_type: RecordType, register: Mapping[str, Plain], listed: Mapping[str, Plain]
) -> Comparison:
    """Return what the list adds and where it differs; sealed fields are left alone."""
    fills: dict[str, Plain] = {}
    differences = []
    said = [
        name
        for name, value in listed.items()
        if value not in _EMPTY and record_type.field(name).secrecy is not Secrecy.SEALED
    ]
    for unit, names in units(record_type, said).items():
        fields = [record_type.field(name) for name in names]
        told = {f.name: _told(f, register.get(f.name), listed[f.name]) for f in fields}
        news = {name: value for name, value in told.items() if value is not None}
        theirs = {name: register.get(name) for name in news}
        if all(value in _EMPTY for value in theirs.values()):
            fills.update(news)
        else:
            listed_here = {name: listed[name] for name in news}
            taken = {**dict.fromkeys(_lapsed(record_type, register, news)), **news}
            differences.append(Difference(unit, theirs, listed_here, taken))
    fills.update(_about_number(register, fills))
    return Comparison(_without_issues(record_type, register, fills), tuple(differences))


def _told(field: Field, register: Plain, listed: Plain) -> Plain:
    """Return what would stand if the list were believed; None when it says nothing new."""
    if register in _EMPTY:
        return listed
    if field.merge is Merge.ELEMENTS:
        now = register if UNCLASSIFIED not in str(register).split() else None
        joined = elements(None, listed, now)
        return None if joined == register else joined
    ours, theirs = _as_compared(register), _as_compared(listed)
    if ours == theirs:
        return None
    if field.kind is Kind.LONG_TEXT:
        known = {_as_compared(line) for line in str(register).splitlines()}
        new = [line for line in str(listed).splitlines() if _as_compared(line) not in known]
        whole = "\n".join([str(register), *new])
        return whole if new and len(whole) <= field.length_max else None
    if field.kind is Kind.PARTIAL_DAY and ours.startswith(theirs.rstrip("~")):
        return None  # the year of a day that is known
    return listed


def _as_compared(value: Plain) -> str:
    return " ".join(str(value).casefold().split())


def _lapsed(
    record_type: RecordType, register: Mapping[str, Plain], news: Mapping[str, Plain]
) -> Iterator[str]:
    """Yield fields of the register that hung on a value which another one takes the place of."""
    for name in news:
        for hanging in _HANGS_ON.get(name, ()):
            if hanging in record_type.by_name and register.get(hanging) not in _EMPTY:
                yield hanging


def _about_number(
    register: Mapping[str, Plain], fills: Mapping[str, Plain]
) -> Iterator[tuple[str, Plain]]:
    """Keep "has no number yet" in step with the number that comes, or is there."""
    if "id_number" in fills and register.get("has_no_id"):
        yield "has_no_id", False
    elif "has_no_id" in fills and register.get("id_number"):
        yield "has_no_id", register.get("has_no_id")


def _without_issues(
    record_type: RecordType, register: Mapping[str, Plain], fills: Mapping[str, Plain]
) -> dict[str, Plain]:
    """Return what can be filled in without making the whole record wrong."""
    kept = {name: value for name, value in fills.items() if value != register.get(name)}
    while kept and (wrong := record_issues(record_type, {**register, **kept})):
        groups = {record_type.field(name).group or name for name in wrong}
        fewer = {n: v for n, v in kept.items() if (record_type.field(n).group or n) not in groups}
        if len(fewer) == len(kept):
            break  # it was wrong before
        kept = fewer
    return kept
