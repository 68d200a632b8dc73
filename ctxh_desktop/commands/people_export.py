"""Take a list out of the book: into an Excel file, or onto paper.

Whoever takes out more than a few asks themselves with the passphrase again, and each time is noted
in the book (`access_log`).  What leaves the book is not encrypted any more.

Source: security reference T14 (formula injection), T25 (everything taken out by an insider).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ctxh_desktop.commands import people_table
from ctxh_desktop.commands.access_log import note_export
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.people_table import PeopleTable, PersonCells
from ctxh_desktop.domain.schema import Field
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange import workbook
from ctxh_desktop.security import keys
from ctxh_desktop.security.durable_files import replace_file, written_or_told

log = logging.getLogger(__name__)

UNASKED_MAX = 200
"""Rows that leave the book without the passphrase."""
ROWS_MAX = 50_000
"""Rows of one file or print; a commune has 8,000 people at most."""
_WINDOW_ROWS = 500


@dataclass(frozen=True)
class Wording:
    """How a table is written: the screen's words, since commands speak no language.

    Attributes:
        headings: one for each column.
        value: what a person reads of a field's value.
        hidden: what stands where a protected person's value is not shown.
    """

    headings: tuple[str, ...]
    value: Callable[[Field, Plain], str]
    hidden: str


@dataclass(frozen=True)
class ExportPeople:
    """Write a table into a new Excel file."""

    file: Path
    table: PeopleTable
    wording: Wording
    title: str
    passphrase: str = ""


@dataclass(frozen=True)
class PrintPeople:
    """Read a whole table in words, to be printed."""

    table: PeopleTable
    wording: Wording
    passphrase: str = ""


@handles(ExportPeople)
def export_people(desk: Desk, command: ExportPeople) -> int:
    """Write the file and return the number of people in it.

    Raises:
        InputError: "file-exists", "nobody-to-export", "export-too-large", "passphrase-needed",
            "wrong-passphrase".
        TransientError: "disk-full", "folder-not-writable".
    """
    if command.file.exists():
        raise InputError("file-exists", file=command.file.name)
    rows = _taken_out(desk, command.table, command.wording, command.passphrase)
    content = workbook.written(command.title, command.wording.headings, rows)
    with written_or_told():
        replace_file(desk.disk, command.file, content)
    _note(desk, len(rows), command.file.name)
    return len(rows)


@handles(PrintPeople)
def print_people(desk: Desk, command: PrintPeople) -> tuple[tuple[str, ...], ...]:
    """Return all rows in words.

    Raises:
        InputError: as for a file.
    """
    rows = _taken_out(desk, command.table, command.wording, command.passphrase)
    _note(desk, len(rows), "")
    return rows


def _taken_out(
    desk: Desk, table: PeopleTable, wording: Wording, passphrase: str
) -> tuple[tuple[str, ...], ...]:
    with desk.read() as reader:
        total = people_table.count(desk, reader, table)
        if not total:
            raise InputError("nobody-to-export")
        if total > ROWS_MAX:
            raise InputError("export-too-large", most=ROWS_MAX)
        if total > UNASKED_MAX:
            _prove(desk, passphrase, total)
        columns = people_table.chosen(desk.store.tables.types, table.columns)
        fields = [column.field for column in columns]
        found: list[tuple[str, ...]] = []
        for offset in range(0, total, _WINDOW_ROWS):
            part = people_table.cells(desk, reader, table, offset, _WINDOW_ROWS)
            found += (_in_words(row, fields, wording) for row in part)
    return tuple(found)


def _in_words(row: PersonCells, fields: list[Field], wording: Wording) -> tuple[str, ...]:
    return tuple(
        wording.hidden if place in row.hidden else wording.value(field, value)
        for place, (field, value) in enumerate(zip(fields, row.values, strict=True))
    )


def _prove(desk: Desk, passphrase: str, count: int) -> None:
    if not passphrase:
        raise InputError("passphrase-needed", count=count)
    cost = desk.cost_floor
    keys.unlock(desk.folder, user=desk.user, passphrase=passphrase, cost_floor=cost).forget()


def _note(desk: Desk, rows: int, file: str) -> None:
    note_export(desk, rows, file)
    log.info("people-taken-out rows=%d to=%s", rows, "file" if file else "paper")
