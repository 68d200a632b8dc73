"""Search: the index by which records are found while somebody is typing.

FTS5 folds neither đ nor all tones, so what is indexed is folded by `domain.words` first.  The index
is contentless: it holds no text of its own, and hits are read from the record table.

A full-text index writes some six pages for one record and for a hundred alike.  So on a laptop new
records of types without a name (visits, steps, cases) are not put in one by one: those after the
last one in the index are its *tail*, which a search reads itself and which goes in as a whole once
it is `TAIL_MAX` long, in the transaction that made it so.  What is in the tail follows from the
tables alone; nothing has to be remembered, and a kill at any moment leaves nothing out.

How it is asked: `storage.finding`.

Source: stack reference §3 (measured); ADR-0009, ADR-0012.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult

from ctxh_desktop.domain import words
from ctxh_desktop.domain.schema import Field, RecordType, Row
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.storage import engine

TAIL_MAX = 128
"""New records that wait for the full-text index together; a search reads them in 3 ms."""
_COLUMNS = ("given", "name", "other", "numbers", "year")
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
    return " ".join(filter(None, _folded(record_type, values)))


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
    new = [(*parts(record_type, row.values).values(), row.id) for row in rows if not row.deleted_at]
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
    for part in tail(connection, record_type).mappings().partitions(1_000):
        rows = [(row["row_no"], *parts(record_type, {**row}).values()) for row in part]
        engine.run(connection, insert, *rows)


def _top(name: str) -> str:
    """Return the SQL of the last row number in the full-text index."""
    return f'coalesce((SELECT max(id) FROM "search_{name}_docsize"), 0)'  # noqa: S608 (own names)


def tail(connection: Connection, record_type: RecordType) -> CursorResult[Any]:
    """Return number, id and searched fields of the records after the last one in the index."""
    columns = ", ".join(("row_no", "id", *(field.name for field in record_type.searched)))
    return connection.exec_driver_sql(
        f'SELECT {columns} FROM "{record_type.name}" WHERE row_no > {_top(record_type.name)} '  # noqa: S608
        "AND deleted_at IS NULL ORDER BY row_no"
    )


def parts(record_type: RecordType, values: Mapping[str, Plain]) -> dict[str, str]:
    """Return the folded words of a record by index column."""
    found = dict.fromkeys(_COLUMNS, "")
    for field in record_type.searched:
        value = values.get(field.name)
        if value is None:
            continue
        if field is record_type.name_field:
            found["name"] = words.fold(str(value))
            found["given"] = found["name"].rpartition(" ")[2]
        else:
            column, folded = _part(field, str(value))
            found[column] = f"{found[column]} {folded}".strip()
    return found


def all_words(record_type: RecordType, values: Mapping[str, Plain]) -> frozenset[str]:
    """Return the words of all `parts` of a record; a search asks it of hundreds with each key."""
    return frozenset(" ".join(_folded(record_type, values)).split())


def _folded(record_type: RecordType, values: Mapping[str, Plain]) -> list[str]:
    """Return what `parts` holds, its texts folded as one: that costs most."""
    texts: list[str] = []
    found: list[str] = []
    for field in record_type.searched:
        value = str(values.get(field.name) or "")
        if value[:1].isalpha():
            texts.append(value)
        elif value:
            found.append(_part(field, value)[1])
    return [words.fold(" ".join(texts)), *found]


def bare(number: str) -> str:
    """Return a number as it is looked for: without what people put between its digits."""
    return number.translate(_PLAIN)


def _part(field: Field, value: str) -> tuple[str, str]:
    if field.kind is Kind.PARTIAL_DAY:
        return "year", value[:4]
    if value[:1].isalpha():  # most texts: no number begins so
        return "other", words.fold(value)
    number = bare(value)
    if field.kind is Kind.IDENTIFIER or number.lstrip("+").isdigit():
        return "numbers", f"{number} {number[-6:]} {number[-4:]}"
    return "other", words.fold(value)
