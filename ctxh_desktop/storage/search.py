"""Search: find people (or any record with searched fields) while somebody is typing.

Tiers, cheapest first, so that a keystroke costs milliseconds on 300,000 encrypted rows:

    digits            number starts with them            B-tree on the number
    words             name starts with them, as written  B-tree on `name_fold`
                      or with the given name first       B-tree on `given_fold`
    several words     the last starts the given name,    B-tree on `given_fold`
                      the others words of the name
    else              every word starts a word anywhere  FTS5 (laptop), tsvector (province)

FTS5 folds neither đ nor all tones, so what is indexed is folded by `domain.words` first.  The index
is contentless: it holds no text of its own, and hits are read from the record table.

A full-text index writes some six pages for one record and for a hundred alike.  So on a laptop new
records of types without a name (visits, steps, cases) are not put in one by one: those after the
last one in the index are its *tail*, which a search reads itself and which goes in as a whole once
it is `TAIL_MAX` long, in the transaction that made it so.  What is in the tail follows from the
tables alone; nothing has to be remembered, and a kill at any moment leaves nothing out.

Source: stack reference §3 (measured); ADR-0009, ADR-0012.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, RowMapping, Table, text

from ctxh_desktop.domain import words
from ctxh_desktop.domain.schema import Field, RecordType, Row
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.storage import engine

FTS_HITS_MAX = 200
TAIL_MAX = 128
"""New records that wait for the full-text index together; a search reads them in 3 ms."""
PREFIX_LETTERS_MIN = 4
"""Fewer letters of a last word begin so many words that FTS5 is asked for the others alone."""
FULL_TEXT_DIGITS_MIN = 3
"""Fewer digits are looked for only where a number begins."""
_COLUMNS = ("given", "name", "other", "numbers", "year")
_Tier = Callable[[int], Sequence[str]]
"""One way of finding: takes a limit, returns ids."""
_PLAIN = str.maketrans("", "", " .-")


def shadows(record_type: RecordType, values: Mapping[str, Plain]) -> dict[str, str | None]:
    """Return the derived columns by which a register is sorted and searched."""
    if record_type.name_field is None:
        return {}
    name = str(values.get(record_type.name_field.name) or "")
    return {
        "sort_key": words.sort_key(name),
        "name_fold": words.fold(name),
        "given_fold": words.given_first(name),
    }


def search_text(record_type: RecordType, values: Mapping[str, Plain]) -> str:
    """Return all that is searched, folded: the province's shadow column."""
    return " ".join(part for part in _parts(record_type, values).values() if part)


def create_index(connection: Connection, record_type: RecordType) -> None:
    """Create the full-text index of a record type in a laptop's database."""
    if record_type.searched:
        connection.exec_driver_sql(
            f'CREATE VIRTUAL TABLE IF NOT EXISTS "search_{record_type.name}" USING fts5('
            f"{', '.join(_COLUMNS)}, content='', contentless_delete=1, detail=column, "
            "tokenize='unicode61 remove_diacritics 0')"
        )


def update_index(
    connection: Connection, record_type: RecordType, gone: Iterable[str], rows: Sequence[Row]
) -> None:
    """Take the ids in *gone* out of the index, then put *rows* in; row tables come first.

    A row of the tail is left to `catch_up`: in the index it would hide the others before it.
    """
    name = record_type.name
    not_in_tail = f"AND row_no <= {_top(name)}" if has_tail(record_type) else ""
    old = [(row_id,) for row_id in gone]
    if old:
        connection.exec_driver_sql(
            f'DELETE FROM "search_{name}" WHERE rowid = '  # noqa: S608 (own names)
            f'(SELECT row_no FROM "{name}" WHERE id = ?)',
            old,
        )
    new = [
        (*_parts(record_type, row.values).values(), row.id) for row in rows if not row.deleted_at
    ]
    if new:
        connection.exec_driver_sql(
            f'INSERT INTO "search_{name}" (rowid, {", ".join(_COLUMNS)}) '  # noqa: S608
            f'SELECT row_no, ?, ?, ?, ?, ? FROM "{name}" WHERE id = ? {not_in_tail}',
            new if len(new) > 1 else new[0],
        )


def has_tail(record_type: RecordType) -> bool:
    """Whether new records wait for the laptop's index; names are looked for with every key."""
    return record_type.name_field is None


def catch_up(connection: Connection, record_type: RecordType) -> None:
    """Put the tail into the index when it has become long."""
    name = record_type.name
    length = f'SELECT max(row_no) - {_top(name)} FROM "{name}"'  # noqa: S608 (own names)
    (behind,) = engine.run(connection, length).fetchone()
    if (behind or 0) < TAIL_MAX:
        return
    marks = ", ".join("?" for _ in ("rowid", *_COLUMNS))
    insert = f'INSERT INTO "search_{name}" (rowid, {", ".join(_COLUMNS)}) VALUES ({marks})'  # noqa: S608
    for part in _tail(connection, record_type).mappings().partitions(1_000):
        rows = [(row["row_no"], *_parts(record_type, {**row}).values()) for row in part]
        engine.run(connection, insert, *rows)


def _top(name: str) -> str:
    """Return the SQL of the last row number in the full-text index."""
    return f'coalesce((SELECT max(id) FROM "search_{name}_docsize"), 0)'  # noqa: S608 (own names)


def _tail(connection: Connection, record_type: RecordType) -> CursorResult[Any]:
    """Return number, id and searched fields of the records after the last one in the index."""
    columns = ", ".join(("row_no", "id", *(field.name for field in record_type.searched)))
    return connection.exec_driver_sql(
        f'SELECT {columns} FROM "{record_type.name}" WHERE row_no > {_top(record_type.name)} '  # noqa: S608
        "AND deleted_at IS NULL ORDER BY row_no"
    )


def find_ids(
    connection: Connection, record_type: RecordType, table: Table, typed: str, limit: int
) -> list[str]:
    """Return ids of the records that match what was *typed*, best first, at most *limit*."""
    wanted = _words(typed)
    if not wanted:
        return []
    found: dict[str, None] = {}
    for tier in _tiers(connection, record_type, table, wanted):
        for row_id in tier(limit):
            found.setdefault(row_id)
        if len(found) >= limit:
            break
    return list(found)[:limit]


def _tiers(
    connection: Connection, record_type: RecordType, table: Table, wanted: list[str]
) -> Iterator[_Tier]:
    typed, *more = wanted
    if typed.isdigit() and not more:
        numbers = [f.name for f in record_type.searched if f.kind is Kind.IDENTIFIER]
        yield from (_Prefix(connection, table, name, typed) for name in numbers)
        if numbers and len(typed) < FULL_TEXT_DIGITS_MIN:
            return
    elif record_type.name_field is not None and not typed[0].isdigit():
        columns = ("name_fold", "given_fold") if more else ("given_fold", "name_fold")
        yield from (_Prefix(connection, table, name, " ".join(wanted)) for name in columns)
        if more and len(more[-1]) > 1 and not more[-1][0].isdigit():
            yield _Prefix(connection, table, "given_fold", more[-1], wanted[:-1])
    yield _FullText(connection, record_type, table, wanted)


class _Prefix:
    """What begins with *start* in an indexed column, and has words that begin with *others*."""

    def __init__(
        self,
        connection: Connection,
        table: Table,
        column: str,
        start: str,
        others: Sequence[str] = (),
    ) -> None:
        self._connection, self._table, self._column, self._start = connection, table, column, start
        self._others = others

    def __call__(self, limit: int) -> Sequence[str]:
        marks = [f"other_{number}" for number in range(len(self._others))]
        also = "".join(f"AND ' ' || {self._column} LIKE :{mark} " for mark in marks)
        statement = text(
            f'SELECT id FROM "{self._table.name}" WHERE {self._column} >= :low '  # noqa: S608
            # A bare "deleted_at IS NULL" tempts SQLite to walk the index of the whole register.
            f"AND {self._column} < :high {also}AND coalesce(deleted_at, '') = '' "
            f"ORDER BY {self._column} LIMIT :n"
        )
        bounds: dict[str, object] = {"low": self._start, "high": self._start + "\U0010ffff"}
        bounds |= {m: f"% {word}%" for m, word in zip(marks, self._others, strict=True)}
        return self._connection.execute(statement, {**bounds, "n": limit}).scalars().all()


class _FullText:
    """Records in which every word begins a word.

    A prefix that many words have costs FTS5 the union of all their records.  So on a laptop the
    words before the last are first taken as whole ones, and a short last word is looked for in the
    hits of the others; all words are taken as beginnings where that found too little.  What is
    deleted is not in the index.
    """

    def __init__(
        self, connection: Connection, record_type: RecordType, table: Table, wanted: list[str]
    ) -> None:
        self._connection, self._type, self._table = connection, record_type, table
        self._wanted = wanted

    def __call__(self, limit: int) -> Sequence[str]:
        if self._connection.dialect.name == "postgresql":
            return self._on_province(limit)
        hits, is_complete = self._by_whole_words(limit)
        if not is_complete:
            hits = self._hits(" ".join(f'"{word}"*' for word in self._wanted))
        if has_tail(self._type):
            hits = [*hits, *self._tail_hits()]
        return [hit["id"] for hit in sorted(hits, key=self._closeness)][:limit]

    def _by_whole_words(self, limit: int) -> tuple[Sequence[RowMapping], bool]:
        """Return hits of whole words and a last one begun, and whether they will do."""
        *whole, last = self._wanted
        if not whole:
            return [], False
        exact = " ".join(f'"{word}"' for word in whole)
        if len(last) >= PREFIX_LETTERS_MIN:
            hits = self._hits(f'{exact} "{last}"*')
            return hits, bool(hits)
        near = self._hits(exact)
        hits = [hit for hit in near if self._has_word(hit, last)]
        return hits, len(hits) >= limit or 0 < len(near) < FTS_HITS_MAX

    def _hits(self, match: str) -> Sequence[RowMapping]:
        name = self._table.name
        names = {field.name: None for field in self._type.searched}
        order = {"given_fold": None} if self._type.name_field else {}
        columns = ", ".join(f"r.{name}" for name in {"id": None, **names, **order})
        statement = text(
            f'SELECT {columns} FROM (SELECT rowid FROM "search_{name}" '  # noqa: S608
            f'WHERE "search_{name}" MATCH :match LIMIT {FTS_HITS_MAX}) AS hit '
            f'CROSS JOIN "{name}" AS r ON r.row_no = hit.rowid'
        )
        return self._connection.execute(statement, {"match": match}).mappings().all()

    def _tail_hits(self) -> Sequence[RowMapping]:
        tail = _tail(self._connection, self._type).mappings()
        return [hit for hit in tail if all(self._has_word(hit, word) for word in self._wanted)]

    def _has_word(self, hit: RowMapping, start: str) -> bool:
        parts = _parts(self._type, {**hit})
        return any(word.startswith(start) for part in parts.values() for word in part.split())

    def _on_province(self, limit: int) -> Sequence[str]:
        query = " & ".join(f"'{word}':*" for word in self._wanted)
        return (
            self._connection.execute(
                text(
                    f'SELECT id FROM "{self._table.name}" WHERE '  # noqa: S608 (own names)
                    "to_tsvector('simple', search_text) @@ to_tsquery('simple', :query) "
                    "AND deleted_at IS NULL ORDER BY id LIMIT :n"
                ),
                {"query": query, "n": limit},
            )
            .scalars()
            .all()
        )

    def _closeness(self, hit: RowMapping) -> tuple[bool, str]:
        key = str((hit["given_fold"] if self._type.name_field else hit["id"]) or "")
        given = key.split(" ", maxsplit=1)[0]
        return not any(given.startswith(word) for word in self._wanted), key


def _words(typed: str) -> list[str]:
    """Return what is searched for: folded words; a grouped number becomes one word."""
    folded = words.fold(typed)
    digits = typed.translate(_PLAIN)
    if digits.isdigit() and len(digits) > 4:  # noqa: PLR2004 (a year stays a year)
        return [digits]
    return folded.split()[:8]


def _parts(record_type: RecordType, values: Mapping[str, Plain]) -> dict[str, str]:
    """Return the folded words of a record by index column."""
    parts = dict.fromkeys(_COLUMNS, "")
    for field in record_type.searched:
        value = values.get(field.name)
        if value is None:
            continue
        if field is record_type.name_field:
            parts["name"] = words.fold(str(value))
            parts["given"] = parts["name"].rpartition(" ")[2]
        else:
            column, folded = _part(field, str(value))
            parts[column] = f"{parts[column]} {folded}".strip()
    return parts


def _part(field: Field, value: str) -> tuple[str, str]:
    if field.kind is Kind.PARTIAL_DAY:
        return "year", value[:4]
    if value[:1].isalpha():  # most texts: no number begins so
        return "other", words.fold(value)
    bare = value.translate(_PLAIN)
    if field.kind is Kind.IDENTIFIER or bare.lstrip("+").isdigit():
        return "numbers", f"{bare} {bare[-6:]} {bare[-4:]}"
    return "other", words.fold(value)
