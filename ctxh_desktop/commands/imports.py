"""Imports: take lists (.xlsx, .xls, .ods, .csv) into the register, all rows or none.

The person sees first what would happen; one transaction then writes every ready row, or none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from ctxh_desktop.commands import import_log, layouts, stopping
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.domain import identity, words
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange.child import read_apart
from ctxh_desktop.exchange.columns import Mapping
from ctxh_desktop.exchange.people import (
    ROWS_PER_STEP,
    Fixes,
    Preview,
    Wishes,
    best_preview,
    preview,
)
from ctxh_desktop.exchange.scripts import SCRIPTS
from ctxh_desktop.exchange.sheets import BYTES_MAX, Sheet
from ctxh_desktop.storage import people
from ctxh_desktop.storage.records import Reader

__all__ = ["SCRIPTS", "ImportPeople", "Imported", "ImportPreview", "PreviewImport", "Watch"]

READING, CHECKING, SAVING = "reading", "checking", "saving"
"""What an import does, in this order; units of progress are rows."""
BY_NUMBER, BY_NAME = "number", "name"
"""By what a person of the list is in the register: the number, or the name and date of birth."""


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
    """The sheets of a file as they were read, and the digest of its bytes."""

    sheets: tuple[Sheet, ...]
    digest: str


@dataclass(frozen=True)
class ImportPreview:
    """What an import would do.

    Shapes: `preview` as in `exchange.people`; `known` are numbers of ready rows whose person seems
    to be in the register already, each with what is the same: BY_NUMBER or BY_NAME; `sheets` are
    the names of the file's sheets; `digest` is that of the file's bytes; `read` goes into the next
    command, so that a file which is still the same is not read once more for every row put right.
    """

    preview: Preview
    known: Dictionary[int, str]
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
        skip_known: leave out rows whose person is already in the register.
        digest: of the file that was looked at; "" when nobody looked.
    """

    skip_errors: bool = False
    skip_known: bool = True
    digest: str = ""


@dataclass(frozen=True)
class Imported:
    """How many people were taken in, had problems, and were known already; `id` to undo it."""

    count: int
    with_problems: int
    known: int
    id: str = ""


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
    known = looked.known_rows - command.anyway if command.skip_known else frozenset[int]()
    taken = [row for row in found.ready if row.row_number_in_file not in known]
    made = ""
    with desk.write("ImportPeople") as work:
        work.is_one_group = False
        for done, row in enumerate(taken):
            if done % ROWS_PER_STEP == 0:
                command.watch.step(SAVING, done, len(taken))
            work.insert("person", desk.ambient.new_id(), desk.commune_code, row.values)
        if taken:
            made = import_log.note(desk, work, command.path.name, len(taken))
        if command.mapping is not None or command.scripts:
            layouts.keep(work, found.mapping)
    return Imported(len(taken), len(bad), len(looked.known_rows - command.anyway), made)


def _looked_at(desk: Desk, command: PreviewImport) -> ImportPreview:
    watch = command.watch
    watch.step(READING, 0, 0)
    read = _read(command.path, watch, command.read)
    chosen = [one for one in read.sheets if command.sheet in (None, one.name)]
    if not chosen:
        raise InputError("import-sheet-unknown", sheet=command.sheet)
    found = _preview(desk, command, chosen)
    with desk.read() as reader:
        names = tuple(one.name for one in read.sheets)
        return ImportPreview(found, _known(reader, found), names, read.digest, read)


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


def _preview(desk: Desk, command: PreviewImport, chosen: list[Sheet]) -> Preview:
    step = partial(command.watch.step, CHECKING)
    options: dict[str, Any] = {
        "record_type": Person.type,
        "catalogue": desk.catalogue,
        "today": desk.ambient.today(),
        "wishes": Wishes(command.fixes, command.left_out, command.anyway, step),
    }
    if command.mapping is not None:
        return preview(chosen[0], command.mapping, **options)
    found = best_preview(chosen, **options)
    with desk.read() as reader:
        recalled = layouts.recalled(reader, found.mapping)
    mapping = _with_scripts(recalled, command.scripts)
    if mapping == found.mapping:
        return found
    sheet = next(one for one in chosen if one.name == found.sheet_name)
    return preview(sheet, mapping, **options)


def _with_scripts(mapping: Mapping, scripts: Dictionary[int, str]) -> Mapping:
    """Return the mapping with some columns read in the script that a person named."""
    unknown = scripts.keys() - {use.column for use in mapping.columns}
    if unknown:
        column = min(unknown)
        raise InputError("import-column-unknown", column=column + 1, script=scripts[column])
    columns = tuple(
        replace(use, script=scripts[use.column], rivals=()) if use.column in scripts else use
        for use in mapping.columns
    )
    return replace(mapping, columns=columns)


def _known(reader: Reader, found: Preview) -> dict[int, str]:
    """Return ready rows whose person is there: same number, or same name and birth."""
    numbers, names = people.known_keys(reader)
    known = {}
    for row in found.ready:
        number = identity.clean_number(str(row.values.get("id_number") or ""))
        name = (words.fold(str(row.values["full_name"])), str(row.values.get("born") or ""))
        if number and number in numbers:
            known[row.row_number_in_file] = BY_NUMBER
        elif not number and name in names:
            known[row.row_number_in_file] = BY_NAME
    return known
