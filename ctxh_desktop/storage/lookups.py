"""Lookups: the ways in which a search asks the register, each cheap on 300,000 encrypted rows.

    spelled       name spelled just so, or given name and other words so    B-tree on `sort_key`
    named         whole folded name                                         B-tree on `name_fold`
    begins        number or name starts with it, as written or given first  B-tree on the column
    ends          number ends with these digits                             index of last 4, last 6
    whole_words   each word is a word anywhere, the last begins one         FTS5
    all_begun     every word begins a word anywhere                         FTS5, tsvector
    full_text     the first of the two; where it finds nothing, the other
    run_together  name that was typed without its spaces                    steps along a B-tree
    by_initials   "ttb" for Trần Thị Bông                                   B-tree on `given_fold`
    slipped       all words but one, and that one but for a slip            full text

Source: stack reference §3 (measured); ADR-0009.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Table, text

from ctxh_desktop.domain import words
from ctxh_desktop.domain.likeness import is_slip
from ctxh_desktop.domain.readings import Reading
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.storage import search

FTS_HITS_MAX: Final = 160
PREFIX_LETTERS_MIN: Final = 4
"""Fewer letters of a last word begin so many words that FTS5 is asked for the others alone."""
FULL_TEXT_DIGITS_MIN: Final = 3
"""Fewer digits are looked for only where a number begins."""
TAILS: Final = (6, 4)
"""How many last digits of a number are words of the index (`search.parts`)."""
SLIP_LETTERS_MIN: Final = 3
_NAMES_MAX: Final = 8
"""Ways to divide what was typed that are followed at once."""
_LAST: Final = "\U0010ffff"
_WORDS: Final = " words"
"""Key of a hit's words: no column is called so."""

Hit = dict[str, Any]
"""Id, searched fields and folded name of a record, and its words once somebody asked for them."""
Terms = Sequence[tuple[Sequence[str], bool]]
"""Each: words of which one must be there, and whether it need only begin a word."""


@dataclass(frozen=True)
class Register:
    """The records of one type in one database."""

    connection: Connection
    type: RecordType
    table: Table

    @property
    def is_laptop(self) -> bool:
        """Whether the full-text index is FTS5."""
        return self.connection.dialect.name != "postgresql"

    def ids(self, statement: str, values: Mapping[str, object]) -> Sequence[str]:
        """Return the ids that a statement selects."""
        return self.connection.execute(text(statement), values).scalars().all()


def spelled(register: Register, typed: str, limit: int) -> Sequence[str]:
    """Return whose name is spelled as *typed*; then whose given name is its last word."""
    *others, given = [key for key in map(words.text_key, typed.split()) if key]
    name = register.table.name
    is_in = "instr" if register.is_laptop else "strpos"
    marks = [f"other_{number}" for number in range(len(others))]
    also = "".join(f"AND {is_in}(sort_key || '!', :{mark}) > 0 " for mark in marks)
    values: dict[str, object] = {m: f"!{key}!" for m, key in zip(marks, others, strict=True)}
    found: list[str] = []
    if others:
        whole = f'SELECT id FROM "{name}" WHERE deleted_at IS NULL AND sort_key = :key LIMIT :n'  # noqa: S608
        found += register.ids(whole, {"key": words.sort_key(typed), "n": limit})
    if len(found) < limit:
        values |= {"low": f"{given}!" if others else given, "n": limit}
        values["high"] = f"{values['low']}{_LAST}"
        begun = (
            f'SELECT id FROM "{name}" WHERE deleted_at IS NULL AND sort_key >= :low '  # noqa: S608
            f"AND sort_key < :high {also}ORDER BY sort_key LIMIT :n"
        )
        found += register.ids(begun, values)
    return found


def named(register: Register, folded: str, limit: int) -> Sequence[str]:
    """Return whose whole folded name this is."""
    statement = (
        f'SELECT id FROM "{register.table.name}" WHERE name_fold = :name '  # noqa: S608
        "AND coalesce(deleted_at, '') = '' LIMIT :n"
    )
    return register.ids(statement, {"name": folded, "n": limit})


def begins(
    register: Register, column: str, start: str, others: Sequence[str], limit: int
) -> Sequence[str]:
    """Return what begins with *start* in an indexed column, and has words begun by *others*.

    A word that is there twice is asked for twice: "Trần Thị Thí".
    """
    counts = Counter(others)
    marks = [f"other_{number}" for number in range(len(counts))]
    also = "".join(f"AND ' ' || {column} LIKE :{mark} " for mark in marks)
    bounds: dict[str, object] = {"low": start, "high": start + _LAST, "n": limit}
    bounds |= {m: f"% {word}" * counts[word] + "%" for m, word in zip(marks, counts, strict=True)}
    return register.ids(
        f'SELECT id FROM "{register.table.name}" WHERE {column} >= :low '  # noqa: S608
        # A bare "deleted_at IS NULL" tempts SQLite to walk the index of the whole register.
        f"AND {column} < :high {also}AND coalesce(deleted_at, '') = '' "
        f"ORDER BY {column} LIMIT :n",
        bounds,
    )


def ends(register: Register, digits: str) -> Sequence[str]:
    """Return what has a number that ends with *digits*: at least four."""
    length = next((tail for tail in TAILS if tail <= len(digits)), 0)
    if not length:
        return []
    hits = _hits(register, [((digits[-length:],), False)])
    names = [f.name for f in register.type.searched if f.kind is not Kind.PARTIAL_DAY]
    return [
        str(hit["id"])
        for hit in hits
        if any(search.bare(str(hit[name] or "")).endswith(digits) for name in names)
    ]


def full_text(register: Register, reading: Reading, typed: str, limit: int) -> Sequence[str]:
    """Return what has a word for each of a reading's, best first.

    A prefix that many words have costs FTS5 the union of all their records.  So on a laptop the
    words before the last are taken as whole ones, and a short last word is looked for in the hits
    of the others; all words are taken as beginnings where that found nothing.
    """
    return whole_words(register, reading, typed, limit) or all_begun(
        register, reading, typed, limit
    )


def whole_words(register: Register, reading: Reading, typed: str, limit: int) -> Sequence[str]:
    """Return what has a reading's words whole and the last one begun: on a laptop alone."""
    if not register.is_laptop:
        return ()
    hits = _by_whole_words(register, reading, limit)
    if search.has_tail(register.type):
        tail = _tail(register)
        hits |= _by_id(row for row in tail if all(_has(register, row, w) for w in reading.words))
    return _best_first(register, hits.values(), reading.words, typed)[:limit]


def all_begun(register: Register, reading: Reading, typed: str, limit: int) -> Sequence[str]:
    """Return what has words that begin with a reading's; what is deleted is not in the index."""
    hits = _hits(register, [((word,), True) for word in reading.words], reading.born)
    return _best_first(register, hits, reading.words, typed)[:limit]


def any_of(register: Register, groups: Sequence[Sequence[str]], limit: int) -> Sequence[str]:
    """Return what has, for each group, one of its words: newest first."""
    hits = _by_id(_hits(register, [(group, False) for group in groups]))
    if register.is_laptop and search.has_tail(register.type):
        tail = _tail(register)
        sets = [frozenset(group) for group in groups]
        hits |= _by_id(row for row in tail if all(one & _words(register, row) for one in sets))
    return sorted(hits, reverse=True)[:limit]


def run_together(register: Register, typed: str, limit: int) -> Sequence[str]:
    """Return whose name begins with *typed* once spaces are put where the names have them."""
    starts = [""]
    for place, letter in enumerate(typed):
        if letter == " ":
            starts = [f"{start} " for start in starts]
            continue
        longer = [start + letter for start in starts]
        if place:
            longer += [f"{start} {letter}" for start in starts if not start.endswith(" ")]
        starts = [start for start in longer if _is_begun(register, start)][:_NAMES_MAX]
        if not starts:
            return []
    found: dict[str, None] = {}
    for start in starts:
        found |= dict.fromkeys(begins(register, "name_fold", start, (), limit))
    return list(found)[:limit]


def by_initials(register: Register, reading: Reading, limit: int) -> Sequence[str]:
    """Return whose name has just these words' beginnings, family name first, and perhaps a year."""
    letters = [word for word in reading.words if word.isalpha()]
    born = next((f.name for f in register.type.searched if f.kind is Kind.PARTIAL_DAY), "")
    also = f"AND {born} LIKE :born " if reading.born and born else ""
    given_first = [letters[-1], *letters[:-1]]
    return register.ids(
        f'SELECT id FROM "{register.table.name}" WHERE given_fold >= :low '  # noqa: S608
        "AND given_fold < :high AND given_fold LIKE :like "
        "AND length(given_fold) - length(replace(given_fold, ' ', '')) = :spaces "
        f"{also}AND coalesce(deleted_at, '') = '' ORDER BY given_fold LIMIT :n",
        {
            "low": given_first[0],
            "high": given_first[0] + _LAST,
            "like": "% ".join(given_first) + "%",
            "spaces": len(letters) - 1,
            "born": f"{reading.born}%",
            "n": limit,
        },
    )


def slipped(register: Register, reading: Reading, typed: str, limit: int) -> Sequence[str]:
    """Return what has all of a reading's words but one, and that one but for a slip of a key."""
    hits: dict[str, Hit] = {}
    for place, word in enumerate(reading.words):
        others = [*reading.words[:place], *reading.words[place + 1 :]]
        is_told = any(other.isalpha() for other in others)  # a number alone says too little
        if len(word) < SLIP_LETTERS_MIN or not word.isalpha() or not is_told:
            continue
        near = _hits(register, [((other,), other.isdigit()) for other in others])
        hits |= _by_id(
            hit for hit in near if any(is_slip(word, other) for other in _name_words(hit))
        )
    return _best_first(register, hits.values(), reading.words, typed)[:limit]


def _by_whole_words(register: Register, reading: Reading, limit: int) -> dict[str, Hit]:
    """Return hits of whole words and a last one begun."""
    *whole, last = reading.words
    exact: Terms = [((word,), _is_number(word)) for word in whole]
    last_begun: Terms = [*exact, ((last,), True)]
    if len(last) >= PREFIX_LETTERS_MIN or _is_number(last):
        return _by_id(_hits(register, last_begun, reading.born))
    last_whole: Terms = [*exact, ((last,), False)]
    if not whole:
        hits = _by_id(_hits(register, last_whole, reading.born))
    else:
        near = _hits(register, exact, reading.born)
        hits = _by_id(hit for hit in near if _has(register, hit, last))
        if len(near) < FTS_HITS_MAX:
            return hits
        # Some were left out, the best perhaps among them.
        hits |= _by_id(_hits(register, last_whole, reading.born))
    if len(hits) < limit:
        hits |= _by_id(_hits(register, last_begun, reading.born))
    return hits


def _is_number(word: str) -> bool:
    """Whether a word is so many digits that few words begin with it: taken as a beginning."""
    return word.isdigit() and len(word) >= FULL_TEXT_DIGITS_MIN


def _hits(register: Register, terms: Terms, born: str = "") -> Sequence[Hit]:
    """Return the searched fields of what has all terms, up to `FTS_HITS_MAX`.

    Born narrows before it is counted: a year alone has more hits than are looked at.
    """
    name, kind = register.table.name, register.type
    fields = {field.name: None for field in kind.searched}
    order = {"given_fold": None} if kind.name_field else {}
    columns = ", ".join(f"r.{column}" for column in {"id": None, **fields, **order})
    days = [f"r.{f.name} LIKE :born" for f in kind.searched if f.kind is Kind.PARTIAL_DAY]
    is_born = f"AND ({' OR '.join(days)})" if born and days else ""
    if register.is_laptop:
        match = " AND ".join(f"({' OR '.join(_fts5(word, b) for word in ws)})" for ws, b in terms)
        limit = "" if is_born else f"LIMIT {FTS_HITS_MAX}"
        statement = (
            f'SELECT {columns} FROM (SELECT rowid FROM "search_{name}" '  # noqa: S608
            f'WHERE "search_{name}" MATCH :match {limit}) AS hit '
            f'CROSS JOIN "{name}" AS r ON r.row_no = hit.rowid '
            f"WHERE r.deleted_at IS NULL {is_born} LIMIT {FTS_HITS_MAX}"
        )
    else:
        match = " & ".join(f"({' | '.join(_tsquery(word, b) for word in ws)})" for ws, b in terms)
        statement = (
            f'SELECT {columns} FROM "{name}" AS r WHERE '  # noqa: S608 (own names)
            "to_tsvector('simple', r.search_text) @@ to_tsquery('simple', :match) "
            f"AND r.deleted_at IS NULL {is_born} ORDER BY r.id LIMIT {FTS_HITS_MAX}"
        )
    values = {"match": match, "born": f"{born}%"}
    found = register.connection.execute(text(statement), values if is_born else {"match": match})
    names = list(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found.all()]


def _fts5(word: str, is_begun: bool) -> str:
    return f'"{word}"*' if is_begun else f'"{word}"'


def _tsquery(word: str, is_begun: bool) -> str:
    return f"'{word}':*" if is_begun else f"'{word}'"


def _is_begun(register: Register, start: str) -> bool:
    statement = (
        f'SELECT 1 FROM "{register.table.name}" WHERE name_fold >= :low '  # noqa: S608
        "AND name_fold < :high LIMIT 1"
    )
    bounds = {"low": start, "high": start + _LAST}
    return register.connection.execute(text(statement), bounds).first() is not None


def _words(register: Register, hit: Hit) -> frozenset[str]:
    """Return the folded words of all fields of a hit; folded once, for it is what costs most."""
    known: frozenset[str] | None = hit.get(_WORDS)
    if known is None:
        known = hit[_WORDS] = search.all_words(register.type, hit)
    return known


def _name_words(hit: Hit) -> list[str]:
    return str(hit.get("given_fold") or "").split()


def _has(register: Register, hit: Hit, start: str) -> bool:
    return any(word.startswith(start) for word in _name_words(hit)) or any(
        word.startswith(start) for word in _words(register, hit)
    )


def _tail(register: Register) -> list[Hit]:
    return [dict(row) for row in search.tail(register.connection, register.type).mappings()]


def _by_id(hits: Iterable[Hit]) -> dict[str, Hit]:
    return {str(hit["id"]): hit for hit in hits}


def _best_first(
    register: Register, hits: Iterable[Hit], wanted: Sequence[str], typed: str
) -> list[str]:
    """Return ids: spelled as typed, then with more of the words whole, then by given name."""
    marked = {words.text_key(word) for word in typed.split() if words.fold(word) != word.lower()}
    names = [field.name for field in register.type.searched]

    def closeness(hit: Hit) -> tuple[int, int, int, str]:
        key = str((hit["given_fold"] if register.type.name_field else hit["id"]) or "")
        named = key.split(" ")
        begun = [word for word in wanted if word not in named]
        if begun:
            there = _words(register, hit)
            begun = [word for word in begun if word not in there]
        written = " ".join(str(hit[name] or "") for name in names) if marked else ""
        keys = words.text_keys(written)
        is_given = 0 if named[0] in wanted else 1 if named[0].startswith(tuple(wanted)) else 2
        return len(marked - keys), len(begun), is_given, key

    return [str(hit["id"]) for hit in sorted(hits, key=closeness)]
