"""Merge: what a change does to a row that may meanwhile have changed elsewhere.

The province applies each field by compare-and-set:

    current == old   → apply
    current == new   → nothing to do (somebody wrote the same)
    else             → clash: the current value stays, both are kept, a person chooses

Fields of one group are compared as one value.  Multiple choices are merged choice by choice.  A
laptop instead lays its own unanswered changes over the province's row (`overlay`): what a person
typed stays before their eyes until the province has answered.

Source: sync design §4.5; ADR-0006, ADR-0007.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ctxh_desktop.domain.operation import SYSTEM_FIELDS, Changes, Digest, Old, same
from ctxh_desktop.domain.schema import Field, Merge, RecordType
from ctxh_desktop.domain.values import Plain

Rank = Callable[[str, str], int]
"""(code list, code) → place in the list; later is higher."""


class Refused(Exception):  # noqa: N818 (an answer to the laptop, not an error of the program)
    """The change can never be applied; it is held with this reason.

    Attributes:
        reason: a message code, followed by ":" and the field where one is at fault.
    """

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason = f"{reason}:{field}" if field else reason


@dataclass(frozen=True)
class Clash:
    """One field or group with two values: what the conflict row will hold.

    Shapes: `current` and `proposed` are {field name: plain value}.
    """

    name: str
    base: Mapping[str, Plain]
    current: Mapping[str, Plain]
    proposed: Mapping[str, Plain]


@dataclass
class Merged:
    """Outcome of a merge: values to write and clashes to keep."""

    values: dict[str, Plain] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)


def merge(
    record_type: RecordType, current: Mapping[str, Plain], changes: Changes, rank: Rank
) -> Merged:
    """Merge *changes* into the *current* values of a row.

    Raises:
        Refused: a frozen field would change.
    """
    merged = Merged()
    for name, members in units(record_type, changes).items():
        declared = record_type.by_name.get(name)
        if declared is not None and declared.merge is Merge.ELEMENTS:
            old, new = changes[name]
            merged.values[name] = elements(old, new, current.get(name))
            continue
        proposed, now, is_known = {}, {}, True
        for member in members:
            old, new = changes[member]
            value = now[member] = current.get(member)
            proposed[member] = new
            is_known = is_known and same(old, value)
        if now == proposed:
            continue
        if any(now[member] is not None for member in record_type.frozen.intersection(members)):
            raise Refused("field-is-frozen", name)
        if is_known:
            merged.values.update(proposed)
        else:
            base = {m: None if isinstance(old := changes[m][0], Digest) else old for m in members}
            merged.clashes.append(Clash(name, base, now, proposed))
            if _is_higher(declared, now.get(name), proposed.get(name), rank):
                merged.values.update(proposed)
    merged.values = {n: v for n, v in merged.values.items() if current.get(n) != v}
    return merged


def overlay(
    record_type: RecordType, base: Mapping[str, Plain], changes: Changes
) -> dict[str, Plain]:
    """Return *base* with a laptop's own *changes* laid over it."""
    values = dict(base)
    for name, (old, new) in changes.items():
        declared = record_type.by_name.get(name)
        if declared is not None and declared.merge is Merge.ELEMENTS:
            values[name] = elements(old, new, values.get(name))
        else:
            values[name] = new
    return values


def whole_groups(
    record_type: RecordType, before: Mapping[str, Plain], after: Mapping[str, Plain]
) -> dict[str, tuple[Old, Plain]]:
    """Return what differs, with all members of each group of which one member differs."""
    changed = {name for name in after if before.get(name) != after[name]}
    for group in record_type.groups.values():
        members = {member.name for member in group}
        if members & changed:
            changed |= members
    return {
        name: (before.get(name), after.get(name, before.get(name)))
        for name in [
            *record_type.by_name,
            *SYSTEM_FIELDS,
            *sorted(changed - set(record_type.by_name)),
        ]
        if name in changed
    }


def elements(old: Old, new: Plain, current: Plain) -> Plain:
    """Add to *current* the choices that *new* has over *old*, and take away those it lacks."""
    before, after, now = (set(str(v).split()) if v else set() for v in (old, new, current))
    return " ".join(sorted(now - (before - after) | (after - before))) or None


def units(record_type: RecordType, names: Iterable[str]) -> dict[str, list[str]]:
    """Return *names* by what is compared as one: a field, or the members of a group."""
    found: dict[str, list[str]] = {}
    for name in names:
        declared = record_type.by_name.get(name)
        unit = (declared.group if declared else None) or name
        if name in SYSTEM_FIELDS:
            unit = SYSTEM_FIELDS[0]
        found.setdefault(unit, []).append(name)
    return found


def _is_higher(declared: Field | None, current: Plain, proposed: Plain, rank: Rank) -> bool:
    if declared is None or declared.merge is not Merge.HIGHER or declared.codes is None:
        return False
    if current is None or proposed is None:
        return current is None
    return rank(declared.codes, str(proposed)) > rank(declared.codes, str(current))
