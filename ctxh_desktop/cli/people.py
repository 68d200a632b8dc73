"""People: find, show, edit, take in a list, write down a visit."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.cli.book import opened
from ctxh_desktop.cli.history import show_history
from ctxh_desktop.cli.terminal import DONE, IN_PART, Terminal, record
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import RecordVisit, ShowCase, ShowPerson
from ctxh_desktop.commands.import_log import ListImports, UndoImport
from ctxh_desktop.commands.imports import SCRIPTS, ImportPeople, ImportPreview, PreviewImport
from ctxh_desktop.commands.moved import FindMoved
from ctxh_desktop.commands.people import FindPeople
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.errors import CtxhError, InputError


def find(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """List the people who match, best first."""
    with opened(terminal, options, ambient) as bus:
        hits = bus.send(FindPeople(options.text, options.limit)).result
        moved = bus.send(FindMoved(options.text)).result
    rows = [(hit.id, hit.full_name, hit.born, hit.village, hit.case_number) for hit in hits]
    terminal.say("found", count=len(hits))
    for who in moved:
        terminal.say("moved-away", name=who.full_name, commune=who.commune, day=who.on or "?")
    terminal.table(rows, hits)
    return DONE


def show(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Show a person with the cases, or a case with what happened; or who changed it, and when."""
    wanted = ShowPerson(options.id) if options.kind == "person" else ShowCase(options.id)
    with opened(terminal, options, ambient) as bus:
        if options.history or options.older:
            return show_history(terminal, bus, options)
        file = bus.send(wanted).result
    shown: Row = file.person if options.kind == "person" else file.case
    terminal.give(file, (f"{k}: {v}" for k, v in record(shown).items() if v not in (None, "")))
    return DONE


def edit(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Change fields of a record."""
    values = assigned(options.assignments)
    with opened(terminal, options, ambient) as bus:
        row_id = bus.send(SaveRecord(options.type, options.id, values)).result
    terminal.say("saved")
    terminal.give({"type": options.type, "id": row_id})
    return DONE


def add_visit(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Write down a visit, and what comes next."""
    command = RecordVisit(
        options.case,
        assigned(options.assignments),
        next_on=options.next_on,
        next_task=options.next_task,
        next_kind=options.next_kind,
        done_step_ids=tuple(options.done),
    )
    with opened(terminal, options, ambient) as bus:
        visit_id = bus.send(command).result
    terminal.say("saved")
    terminal.give({"type": "visit", "id": visit_id}, [visit_id])
    return DONE


def import_people(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Take in a list, or show what would happen; all good rows or none."""
    file, scripts = Path(options.file), _scripts(options.script)
    look = PreviewImport(file, sheet=options.sheet, scripts=scripts)
    take = ImportPeople(file, sheet=options.sheet, scripts=scripts, skip_errors=options.skip_errors)
    with opened(terminal, options, ambient) as bus:
        if options.dry_run:
            return _dry_run(terminal, bus, look)
        try:
            done = bus.send(take).result
        except InputError as error:
            if error.code == "import-has-problems":
                _say_problems(terminal, bus.send(look).result)
            raise
    terminal.say("imported", count=done.count, bad=done.with_problems, known=done.known)
    terminal.give(done)
    return IN_PART if done.with_problems else DONE


def list_imports(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """List the imports made on this laptop, newest first."""
    with opened(terminal, options, ambient) as bus:
        entries = bus.send(ListImports()).result
    rows = [(one.id, one.at, one.count, one.file, one.undone_at) for one in entries]
    terminal.table(rows, entries)
    return DONE


def undo_import(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Take back everybody whom one import brought in."""
    with opened(terminal, options, ambient) as bus:
        undone = bus.send(UndoImport(options.id)).result
    terminal.say("import-undone", count=undone.count, kept=undone.kept)
    terminal.give(undone)
    return IN_PART if undone.kept else DONE


def assigned(assignments: list[str]) -> dict[str, Any]:
    """Return {field: value} for FIELD=VALUE arguments.

    Raises:
        InputError: "assignment-wrong".
    """
    pairs = [assignment.partition("=") for assignment in assignments]
    for name, equals, _ in pairs:
        if not name or not equals:
            raise InputError("assignment-wrong", given=name)
    return {name.strip(): value or None for name, _, value in pairs}


def _scripts(given: list[str]) -> dict[int, str]:
    """Return {column from 0: script} for COLUMN=SCRIPT arguments, columns counted from 1.

    Raises:
        InputError: "assignment-wrong".
    """
    found = {}
    for one in given:
        column, equals, script = one.partition("=")
        name = "" if script == "unicode" else script
        is_column = column.isascii() and column.isdigit() and int(column) > 0
        if not (is_column and equals and name in SCRIPTS):
            raise InputError("assignment-wrong", given=one)
        found[int(column) - 1] = name
    return found


def _dry_run(terminal: Terminal, bus: Bus, look: PreviewImport) -> int:
    found: ImportPreview = bus.send(look).result
    bad, known = found.preview.with_problems, len(found.known_rows)
    ready = len(found.preview.ready) - known
    terminal.say("would-import", ready=ready, bad=len(bad), known=known)
    _say_problems(terminal, found)
    problems = [
        {"row": row.row_number_in_file, "field": problem.field, "code": problem.code}
        for row in bad
        for problem in row.problems
    ]
    warnings = [
        {"row": row.row_number_in_file, "field": warning.field, "code": warning.code}
        for row in found.preview.doubtful
        for warning in row.warnings
    ]
    columns = [
        {"column": use.column + 1, "heading": use.heading, "field": use.field,
         "script": use.script or "unicode", "rivals": use.rivals}
        for use in found.preview.mapping.columns
    ]  # fmt: skip
    counts = {"ready": ready, "with_problems": len(bad), "known": known}
    facts = {"problems": problems, "warnings": warnings, "columns": columns}
    terminal.give({**counts, "sheet": found.preview.sheet_name, **facts})
    return IN_PART if bad else DONE


def _say_problems(terminal: Terminal, found: ImportPreview) -> None:
    for row in found.preview.with_problems:
        for problem in row.problems:
            sentence = terminal.texts.sentence(CtxhError(problem.code, **problem.facts))
            terminal.say("import-row", row=row.row_number_in_file, sentence=sentence)
