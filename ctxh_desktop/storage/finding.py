"""Finding: who is meant by what stands in the search field, while it is being typed.

Cheapest lookups first; the next is asked while the list has room.  Exact spelling comes first, then
the given name, then the rest:

    digits             numbers that end so (4 or 6 and more), then those that begin so
    a name             spelled so; name begins so, as written or with the given name first; the last
                       word begins the given name and the others words of the name
    else               each word is a word anywhere, the last may only begin one; or, where that
                       finds nobody, every word begins one
    then               the same with other ways to write it (i for y, +84 for 0)

Only where all this finds nobody is it guessed: keys left over by Telex or VNI, missing spaces,
initials, a slip of a key.

Source: stack reference §3 (measured); ADR-0009.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from sqlalchemy import Connection, Table

from ctxh_desktop.domain import readings
from ctxh_desktop.domain.readings import Reading
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.storage import lookups
from ctxh_desktop.storage.lookups import Register

_Lookup = Callable[[], Sequence[str]]


def find_ids(
    connection: Connection, record_type: RecordType, table: Table, typed: str, limit: int
) -> list[str]:
    """Return ids of the records that match what was *typed*, best first, at most *limit*."""
    register = Register(connection, record_type, table)
    return as_typed(register, typed, limit) or guessed(register, typed, limit)


def as_typed(register: Register, typed: str, limit: int) -> list[str]:
    """Return ids of what matches as it was typed, or written in another usual way."""
    found = _first(_lookups(register, typed, limit), limit)
    return found or _first(_begun(register, typed, limit), limit)


def guessed(register: Register, typed: str, limit: int) -> list[str]:
    """Return ids of what may have been meant; only of use where nothing matches as typed."""
    first = readings.read(typed)
    if not first.words:
        return []
    has_name = register.type.name_field is not None
    if has_name and (found := _by_letters(register, first, typed, limit)):
        return list(found)
    last = first
    for reading in readings.guesses(typed):
        if found := _first(_of_reading(register, reading, typed, limit), limit):
            return found
        last = reading
    if has_name:
        return list(lookups.slipped(register, last, typed, limit))
    return []


def _by_letters(register: Register, first: Reading, typed: str, limit: int) -> Sequence[str]:
    """Return whose name was typed without its spaces, or by initials."""
    is_name = not first.born and _is_letters(first.words)
    if is_name and (found := lookups.run_together(register, first.text, limit)):
        return found
    initials = readings.initials(typed)
    return lookups.by_initials(register, initials, limit) if initials else ()


def _first(asked: Iterable[_Lookup], limit: int) -> list[str]:
    """Return what the lookups find, one after another, until there are enough."""
    found: dict[str, None] = {}
    for lookup in asked:
        for row_id in lookup():
            found.setdefault(row_id)
        if len(found) >= limit:
            break
    return list(found)[:limit]


def _lookups(register: Register, typed: str, limit: int) -> Iterator[_Lookup]:
    first = readings.read(typed)
    if not first.words:
        return
    has_name = register.type.name_field is not None
    initials = readings.initials(typed) if has_name else None
    if initials and all(len(word) == 1 for word in first.words):  # "n.t.a.n"
        yield partial(lookups.by_initials, register, initials, limit)
    if has_name and not first.born and _is_spelled(typed):
        yield partial(lookups.spelled, register, typed, limit)
    # Each lookup of all ways before the next lookup of any: "qui" must not wait behind "quí …".
    asked = (
        _of_reading(register, way, typed, limit, is_other=way != first)
        for way in readings.ways(typed)
    )
    for equally_near in itertools.zip_longest(*asked):
        yield from (lookup for lookup in equally_near if lookup is not None)


def _begun(register: Register, typed: str, limit: int) -> Iterator[_Lookup]:
    """Yield what is left where nobody was found: the words of other ways taken as beginnings."""
    first = readings.read(typed)
    for way in readings.ways(typed) if register.is_laptop else ():
        if way != first and any(map(str.isalpha, way.words)):
            yield partial(lookups.all_begun, register, way, typed, limit)


def _of_reading(
    register: Register, reading: Reading, typed: str, limit: int, *, is_other: bool = False
) -> Iterator[_Lookup]:
    first, *more = reading.words
    if reading.born:
        pass
    elif first.isdigit() and not more:
        numbers = [f.name for f in register.type.searched if f.kind is Kind.IDENTIFIER]
        yield partial(lookups.ends, register, first)
        for name in numbers:
            yield partial(lookups.begins, register, name, first, (), limit)
        if numbers and len(first) < lookups.FULL_TEXT_DIGITS_MIN:
            return
    elif register.type.name_field is not None and not first[0].isdigit():
        yield from _of_name(register, reading, limit)
    # Words of another way are not taken as beginnings while somebody is found.
    lookup = lookups.whole_words if is_other and register.is_laptop else lookups.full_text
    yield partial(lookup, register, reading, typed, limit)


def _of_name(register: Register, reading: Reading, limit: int) -> Iterator[_Lookup]:
    *others, last = reading.words
    if not others:
        for column in ("given_fold", "name_fold"):
            yield partial(lookups.begins, register, column, last, (), limit)
        return
    yield partial(lookups.named, register, reading.text, limit)
    yield partial(lookups.begins, register, "name_fold", reading.text, (), limit)
    is_given = len(last) > 1 and not last[0].isdigit()
    if is_given:
        yield partial(lookups.begins, register, "given_fold", f"{last} ", reading.words, limit)
    yield partial(lookups.begins, register, "given_fold", reading.text, (), limit)
    if is_given:
        yield partial(lookups.begins, register, "given_fold", last, reading.words, limit)


def _is_letters(parts: Sequence[str]) -> bool:
    return all(part.isalpha() for part in parts)


def _is_spelled(typed: str) -> bool:
    """Whether the spelling says more than the folded words: marks, or a whole word alone."""
    first = readings.read(typed)
    if not _is_letters(first.words):
        return False
    return len(first.words) == 1 or first.text != " ".join(typed.lower().split())
