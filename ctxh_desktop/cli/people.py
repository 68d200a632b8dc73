"""People: find, take in a list, write down a visit."""

from __future__ import annotations

import argparse
from pathlib import Path

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.cli.book import opened
from ctxh_desktop.cli.records import assigned
from ctxh_desktop.cli.terminal import DONE, IN_PART, Terminal
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import RecordVisit
from ctxh_desktop.commands.import_log import ListImports, UndoImport
from ctxh_desktop.commands.imports import SCRIPTS, ImportPeople, ImportPreview, PreviewImport
from ctxh_desktop.commands.known_people import FILL, SKIP, Answers, KnownPerson
from ctxh_desktop.commands.moved import FindMoved
from ctxh_desktop.commands.people import FindPeople
from ctxh_desktop.commands.transfers import AskedTransfer, RequestTransfer, ShowTransfer
from ctxh_desktop.errors import CtxhError, InputError

KNOWN = (SKIP, FILL)
"""What may become of those who are in the register already; the first unless told otherwise."""


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


def transfer(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Ask the province to give a person to another commune."""
    command = RequestTransfer(options.person, options.commune, options.on, options.note)
    with opened(terminal, options, ambient) as bus:
        bus.send(command)
        asked: AskedTransfer = bus.send(ShowTransfer(options.person)).result
    terminal.say("transfer-asked", commune=asked.commune)
    terminal.give(asked, [asked.id])
    return DONE


def import_people(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Take in a list, or show what would happen; all good rows or none."""
    file, scripts = Path(options.file), _scripts(options.script)
    look = PreviewImport(file, sheet=options.sheet, scripts=scripts)
    take = ImportPeople(
        file, sheet=options.sheet, scripts=scripts, skip_errors=options.skip_errors,
        known=Answers(options.known),
    )  # fmt: skip
    with opened(terminal, options, ambient) as bus:
        if options.dry_run:
            return _dry_run(terminal, bus, look, Answers(options.known))
        try:
            done = bus.send(take).result
        except InputError as error:
            if error.code == "import-has-problems":
                _say_problems(terminal, bus.send(look).result)
            raise
    terminal.say("imported", count=done.count, bad=done.with_problems, known=done.known)
    if options.known == FILL:
        terminal.say("filled-in", count=done.filled)
    terminal.give(done)
    return IN_PART if done.with_problems else DONE


def list_imports(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """List the imports made on this laptop, newest first."""
    with opened(terminal, options, ambient) as bus:
        entries = bus.send(ListImports()).result
    rows = [(one.id, one.at, one.count, one.filled, one.file, one.undone_at) for one in entries]
    terminal.table(rows, entries)
    return DONE


def undo_import(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Take back everybody whom one import brought in."""
    with opened(terminal, options, ambient) as bus:
        undone = bus.send(UndoImport(options.id)).result
    terminal.say("import-undone", count=undone.count, kept=undone.kept)
    if undone.emptied:
        terminal.say("filled-in-undone", count=undone.emptied)
    terminal.give(undone)
    return IN_PART if undone.kept else DONE


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


def _dry_run(terminal: Terminal, bus: Bus, look: PreviewImport, answers: Answers) -> int:
    found: ImportPreview = bus.send(look).result
    bad, known = found.preview.with_problems, len(found.known_rows)
    ready = len(found.preview.ready) - known
    terminal.say("would-import", ready=ready, bad=len(bad), known=known)
    if answers.all == FILL:
        filled = {p.id for n, p in found.known.items()
                  if answers.of(n, p) == FILL and p.comparison.fills}  # fmt: skip
        terminal.say("would-fill", count=len(filled))
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
    facts = {"problems": problems, "warnings": warnings, "columns": columns,
             "known_rows": [_known_row(*one) for one in found.known.items()]}  # fmt: skip
    terminal.give({**counts, "sheet": found.preview.sheet_name, **facts})
    return IN_PART if bad else DONE


def _known_row(number: int, person: KnownPerson) -> dict[str, object]:
    """Return a known row without any value: what would be filled in, and what differs."""
    differ = [one.name for one in person.comparison.differences]
    return {"row": number, "by": person.by, "id": person.id, "is_sure": person.is_sure,
            "fills": sorted(person.comparison.fills), "differs": differ}  # fmt: skip


def _say_problems(terminal: Terminal, found: ImportPreview) -> None:
    for row in found.preview.with_problems:
        for problem in row.problems:
            sentence = terminal.texts.sentence(CtxhError(problem.code, **problem.facts))
            terminal.say("import-row", row=row.row_number_in_file, sentence=sentence)
