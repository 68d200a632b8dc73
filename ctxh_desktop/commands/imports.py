"""Imports: take lists (.xlsx, .xls, .ods, .csv) into the register, all rows or none.

The person sees first what would happen; one transaction then writes every ready row, or none.  Who
is in the register already is left out, filled in where something is empty, or taken in once more.

Source: ADR-0031 (known people), ADR-0025 (scripts).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from ctxh_desktop.commands import import_log, known_people, layouts, stopping
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.known_people import FILL, NEW, Answers, KnownPerson
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange.child import read_apart
from ctxh_desktop.exchange.columns import Mapping
from ctxh_desktop.exchange.people import (
    ROWS_PER_STEP,
    Fixes,
    Preview,
    Wishes,
    preview,
    previews,
)
from ctxh_desktop.exchange.scripts import (
    SCRIPTS,
    TCVN3,
    TCVN3_UPPER,
    UNICODE,
    UTF8_TWICE,
    VIQR,
    VNI,
)
from ctxh_desktop.exchange.sheets import BYTES_MAX, Sheet
from ctxh_desktop.storage.unit_of_work import UnitOfWork

__all__ = [
    "SCRIPTS", "TCVN3", "TCVN3_UPPER", "UNICODE", "UTF8_TWICE", "VIQR", "VNI",
    "ImportPeople", "Imported", "ImportPreview", "PreviewImport", "Watch",
]  # fmt: skip

READING, CHECKING, SAVING = "reading", "checking", "saving"
"""What an import does, in this order; units of progress are rows."""


def _quiet(phase: str, done: int, total: int) -> None:
    """Tell nobody."""


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Watch:
    """Who is told how far an import is (phase, done, total), and who may stop it."""

    report: Callable[[str, int, int], None] = _quiet
    is_stopped: Callable[[], bool] = _never

    def step(self, phase: str, done: int, total: int) -> None:
        """Go on to the next rows, or end it (InputError "import-stopped")."""
        if self.is_stopped():
            raise InputError("import-stopped")
        self.report(phase, done, total)


@dataclass(frozen=True)
class ReadFile:
    """The sheets of a file as they were read, and the digest of its bytes.

    Shapes: `people` is sheet name → number of people in it, once all sheets were looked through.
    """

    sheets: tuple[Sheet, ...]
    digest: str
    people: Dictionary[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportPreview:
    """What an import would do.

    Shapes: `preview` as in `exchange.people`; `known` are numbers of ready rows whose person seems
    to be in the register already, each with who that is; `sheets` are the names of the file's
    sheets; `digest` is that of the file's bytes; `read` goes into the next command, so that a file
    which is still the same is not read once more for every row put right.
    """

    preview: Preview
    known: Dictionary[int, KnownPerson]
    sheets: tuple[str, ...] = ()
    digest: str = ""
    read: ReadFile | None = field(default=None, repr=False, compare=False)

    @property
    def known_rows(self) -> frozenset[int]:
        """Numbers of the rows in `known`."""
        return frozenset(self.known)


@dataclass(frozen=True)
class PreviewImport:
    """Read a list and say what an import would do; nothing is written.

    Args:
        mapping: how a person wants it read; else as proposed, or as a like list was read before.
        fixes: what a person wrote in place of cells, by row number and field.
        left_out: numbers of rows that a person leaves out.
        anyway: numbers of rows that are taken although the same person is in the file or register.
        scripts: scripts of columns (from 0) that a person chose, without a whole mapping.
        read: what an earlier look read of this file.
    """

    path: Path
    mapping: Mapping | None = None
    sheet: str | None = None
    fixes: Fixes = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    anyway: frozenset[int] = frozenset()
    scripts: Dictionary[int, str] = field(default_factory=dict)
    watch: Watch = Watch()
    read: ReadFile | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class ImportPeople(PreviewImport):
    """Write the ready rows of a list, each as a person without a case yet.

    Args:
        skip_errors: go on although some rows have problems; otherwise nothing is written.
        known: what becomes of those who are in the register.
        digest: of the file that was looked at; "" when nobody looked.
    """

    skip_errors: bool = False
    known: Answers = field(default_factory=Answers)
    digest: str = ""


@dataclass(frozen=True)
class Imported:
    """How many people were taken in, had problems, and were known already; `id` to undo it.

    Shapes: `known` counts those left as they were, `filled` those to whom something was added.
    """

    count: int
    with_problems: int
    known: int
    id: str = ""
    filled: int = 0


@handles(PreviewImport)
def preview_import(desk: Desk, command: PreviewImport) -> ImportPreview:
    """Return the preview of a list (InputError as in `exchange`)."""
    return _looked_at(desk, command)


@handles(ImportPeople)
def import_people(desk: Desk, command: ImportPeople) -> Imported:
    """Write all ready rows in one transaction.

    Raises:
        InputError: "import-has-problems" (facts: count, rows) unless `skip_errors`;
            "import-file-changed", "import-stopped"; or as `exchange`.
    """
    looked = _looked_at(desk, command)
    if command.digest not in ("", looked.digest):
        raise InputError("import-file-changed")
    found, bad = looked.preview, looked.preview.with_problems
    if bad and not command.skip_errors:
        rows = ", ".join(str(row.row_number_in_file) for row in bad[:10])
        raise InputError("import-has-problems", count=len(bad), rows=rows, ready=len(found.ready))
    with desk.write("ImportPeople") as work:
        work.is_one_group = False
        count, filled = _written(desk, work, command, looked)
        made = import_log.note(desk, work, command.path.name, count, filled)
        if command.mapping is not None or command.scripts or command.sheet:
            layouts.keep(work, found.mapping, _sheet_to_keep(command, looked))
    return Imported(count, len(bad), len(found.ready) - count - filled, made, filled)


def _written(
    desk: Desk, work: UnitOfWork, command: ImportPeople, looked: ImportPreview
) -> tuple[int, int]:
    """Write what the ready rows say; return how many people are new and how many were filled in."""
    rows = looked.preview.ready
    work.load("person", [person.id for person in looked.known.values() if person.id])
    count, filled = 0, set()
    for done, row in enumerate(rows):
        number = row.row_number_in_file
        if done % ROWS_PER_STEP == 0:
            command.watch.step(SAVING, done, len(rows))
        person, is_anyway = looked.known.get(number), number in command.anyway
        answer = command.known.of(number, person, is_anyway=is_anyway) if person else NEW
        if person is None or answer == NEW:
            work.insert("person", desk.ambient.new_id(), desk.commune_code, row.values)
            count += 1
        elif answer == FILL and known_people.fill(
            work, person, row.values, command.known.taken.get(number, ())
        ):
            filled.add(person.id)
    return count, len(filled)


def _sheet_to_keep(command: ImportPeople, looked: ImportPreview) -> str:
    """Return the sheet that a person chose although another has more people, "" for none."""
    counts = looked.read.people if looked.read else {}
    fullest = max(counts, key=lambda name: counts[name], default="")
    chosen = command.sheet or ""
    return "" if chosen == fullest else chosen


def _looked_at(desk: Desk, command: PreviewImport) -> ImportPreview:
    watch = command.watch
    watch.step(READING, 0, 0)
    read = _read(command.path, watch, command.read)
    chosen = [one for one in read.sheets if command.sheet in (None, one.name)]
    if not chosen:
        raise InputError("import-sheet-unknown", sheet=command.sheet)
    found, counts = _preview(desk, command, chosen)
    if counts not in ({}, read.people) and command.sheet is None:
        read = replace(read, people=counts)
    with desk.read() as reader:
        names = tuple(one.name for one in read.sheets)
        known = known_people.find(desk, reader, found.ready)
        return ImportPreview(found, known, names, read.digest, read)


def _read(path: Path, watch: Watch, known: ReadFile | None) -> ReadFile:
    """Return the sheets of a file; those that are known while the file is the same."""
    before = _digest(path)
    if known is not None and before and before == known.digest:
        return known
    try:
        read = read_apart(path, partial(stopping.breaking, watch.is_stopped))
    except InputError:
        if watch.is_stopped():
            raise InputError("import-stopped") from None
        raise
    if _digest(path) != before:
        raise InputError("import-file-changed")
    return ReadFile(read, before)


def _digest(path: Path) -> str:
    """Return the digest of a file as far as it may be read; "" when it cannot be."""
    try:
        with path.open("rb") as file:
            return hashlib.sha256(file.read(BYTES_MAX + 1)).hexdigest()
    except (OSError, ValueError):
        return ""


def _preview(
    desk: Desk, command: PreviewImport, chosen: list[Sheet]
) -> tuple[Preview, dict[str, int]]:
    """Return what a sheet holds, and how many people are in each that was looked through."""
    step = partial(command.watch.step, CHECKING)
    options: dict[str, Any] = {
        "record_type": Person.type,
        "catalogue": desk.catalogue,
        "today": desk.ambient.today(),
        "wishes": Wishes(command.fixes, command.left_out, command.anyway, step),
    }
    if command.mapping is not None:
        return preview(chosen[0], command.mapping, **options), {}
    all_found = previews(chosen, **options)
    counts = {one.sheet_name: len(one.rows) for one in all_found}
    with desk.read() as reader:
        found = layouts.chosen_sheet(reader, all_found)
        mapping = _with_scripts(layouts.recalled(reader, found.mapping), command.scripts)
    if mapping == found.mapping:
        return found, counts
    sheet = next(one for one in chosen if one.name == found.sheet_name)
    return preview(sheet, mapping, **options), counts


def _with_scripts(mapping: Mapping, scripts: Dictionary[int, str]) -> Mapping:
    """Return the mapping with some columns read in the script that a person named."""
    unknown = scripts.keys() - {use.column for use in mapping.columns}
    if unknown:
        column = min(unknown)
        raise InputError("import-column-unknown", column=column + 1, script=scripts[column])
    columns = tuple(
        use.in_script(scripts[use.column]) if use.column in scripts else use
        for use in mapping.columns
    )
    return replace(mapping, columns=columns)
