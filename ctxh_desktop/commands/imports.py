"""Imports: take the commune's own lists (.xlsx, .xls, .csv) into the register, all or nothing.

The person sees first what would happen; one transaction then writes every ready row, or none.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.domain import identity, words
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange import sheets
from ctxh_desktop.exchange.columns import Mapping
from ctxh_desktop.exchange.people import Preview, best_preview, preview
from ctxh_desktop.storage import people
from ctxh_desktop.storage.records import Reader


@dataclass(frozen=True)
class ImportPreview:
    """What an import would do.

    Shapes: `preview` as in `exchange.people`; `known_rows` are numbers of ready rows whose person
    seems to be in the register already.
    """

    preview: Preview
    known_rows: frozenset[int]


@dataclass(frozen=True)
class PreviewImport:
    """Read a list and say what an import would do; nothing is written."""

    path: Path
    mapping: Mapping | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class ImportPeople:
    """Write the ready rows of a list, each as a person without a case yet.

    Args:
        skip_errors: go on although some rows have problems; otherwise nothing is written.
        skip_known: leave out rows whose person is already in the register.
    """

    path: Path
    mapping: Mapping | None = None
    sheet: str | None = None
    skip_errors: bool = False
    skip_known: bool = True


@dataclass(frozen=True)
class Imported:
    """How many people were taken in, had problems, and were known already."""

    count: int
    with_problems: int
    known: int


@handles(PreviewImport)
def preview_import(desk: Desk, command: PreviewImport) -> ImportPreview:
    """Return the preview of a list (InputError as in `exchange`)."""
    found = _preview(desk, command.path, command.mapping, command.sheet)
    with desk.read() as reader:
        return ImportPreview(found, _known(reader, found))


@handles(ImportPeople)
def import_people(desk: Desk, command: ImportPeople) -> Imported:
    """Write all ready rows in one transaction.

    Raises:
        InputError: "import-has-problems" (facts: count, rows) unless `skip_errors`; or as
            `exchange`.
    """
    found = _preview(desk, command.path, command.mapping, command.sheet)
    bad = found.with_problems
    if bad and not command.skip_errors:
        rows = ", ".join(str(row.row_number_in_file) for row in bad[:10])
        raise InputError("import-has-problems", count=len(bad), rows=rows, ready=len(found.ready))
    with desk.write("ImportPeople") as work:
        work.is_one_group = False
        known = _known(work, found) if command.skip_known else frozenset[int]()
        taken = [row for row in found.ready if row.row_number_in_file not in known]
        for row in taken:
            work.insert("person", desk.ambient.new_id(), desk.commune_code, row.values)
    return Imported(len(taken), len(bad), len(known))


def _preview(desk: Desk, path: Path, mapping: Mapping | None, sheet: str | None) -> Preview:
    read = sheets.read_sheets(path)
    options: dict[str, Any] = {
        "record_type": Person.type,
        "catalogue": desk.catalogue,
        "today": desk.ambient.today(),
    }
    chosen = [one for one in read if sheet in (None, one.name)]
    if mapping is not None and chosen:
        return preview(chosen[0], mapping, **options)
    return best_preview(chosen, **options)


def _known(reader: Reader, found: Preview) -> frozenset[int]:
    """Return numbers of ready rows whose person is there: same number, or same name and birth."""
    numbers, names = people.known_keys(reader)
    known = set()
    for row in found.ready:
        number = identity.clean_number(str(row.values.get("id_number") or ""))
        name = (words.fold(str(row.values["full_name"])), str(row.values.get("born") or ""))
        if (number and number in numbers) or (not number and name in names):
            known.add(row.row_number_in_file)
    return frozenset(known)
