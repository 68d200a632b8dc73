"""Records: show one with its parts, add, change and remove any by its declaration."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.cli.book import opened
from ctxh_desktop.cli.history import show_history
from ctxh_desktop.cli.terminal import DONE, Terminal, plain, record
from ctxh_desktop.commands import same_number
from ctxh_desktop.commands.access_log import ReadSealed
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import ShowCase, ShowPerson
from ctxh_desktop.commands.parts import ListParts, Parts, ReadOldAddress
from ctxh_desktop.commands.records import DeleteRecord, SaveRecord, ShowRecord
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.values import clean
from ctxh_desktop.errors import CtxhError, InputError

OLD_ADDRESS, COMMUNE = "old_address", "commune_code"


def show(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Show a person with cases and parts, a household with parts, or a case with what happened."""
    with opened(terminal, options, ambient) as bus:
        if options.history or options.older:
            return show_history(terminal, bus, options)
        if options.kind == "case":
            file = _opened(bus, bus.send(ShowCase(options.id)).result, options.sealed)
            terminal.give(file, _filled(file.case))
            return DONE
        if options.kind == "person":
            file = _opened(bus, bus.send(ShowPerson(options.id)).result, options.sealed)
            found, row = plain(file), file.person
        else:
            row = bus.send(ShowRecord("household", options.id)).result
            found = {"household": plain(row)}
        parts: Parts = bus.send(ListParts(row.type, row.id)).result
    lines = [*_filled(row), *_part_lines(terminal, parts)]
    told = {"parts": parts.rows, "amounts": parts.amounts, "warnings": parts.warnings}
    terminal.give({**found, **told}, lines)
    return DONE


def add(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Add a record; a part names its owner, as in person_id=ID."""
    return _save(terminal, options, ambient, None)


def edit(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Change fields of a record."""
    return _save(terminal, options, ambient, options.id)


def remove(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Mark a record as deleted."""
    with opened(terminal, options, ambient) as bus:
        bus.send(DeleteRecord(options.type, options.id, options.reason))
    terminal.say("saved")
    terminal.give({"type": options.type, "id": options.id})
    return DONE


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


def _save(
    terminal: Terminal, options: argparse.Namespace, ambient: Ambient, row_id: str | None
) -> int:
    values, reason = assigned(options.assignments), options.number_reason
    with opened(terminal, options, ambient) as bus:
        if values.get(OLD_ADDRESS) and COMMUNE not in values:
            values |= _commune_of_today(terminal, bus, str(values[OLD_ADDRESS]))
        saved = _sent(terminal, bus, SaveRecord(options.type, row_id, values), reason)
    terminal.say("saved")
    terminal.give({"type": options.type, "id": saved}, [] if row_id else [saved])
    return DONE


def _sent(terminal: Terminal, bus: Bus, command: SaveRecord, reason: str) -> str:
    """Save; a number that somebody else has too only with the reason, which goes into the note."""
    try:
        return str(bus.send(command).result)
    except InputError as error:
        if error.code not in same_number.CODES or not clean(reason):
            raise
        line = terminal.text("number-reason", whose=error.facts["whose"], reason=clean(reason))
        return str(bus.send(replace(command, number_reason=line)).result)


def _commune_of_today(terminal: Terminal, bus: Bus, address: str) -> dict[str, str]:
    """Propose the unit of today; where an old one was split, name all and leave it open."""
    read = bus.send(ReadOldAddress(address)).result
    names = ", ".join(f"{unit.full_name} ({unit.code})" for unit in read.communes)
    if read.is_sure:
        terminal.say("commune-today", commune=names)
        return {COMMUNE: read.communes[0].code}
    if read.communes:
        terminal.say("commune-to-choose", communes=names)
    return {}


def _opened(bus: Bus, data: Any, is_sealed_asked: bool) -> Any:
    """Return *data* with the sealed fields of its rows, which is noted, or without them."""
    if isinstance(data, Row):
        sealed = bus.desk.type(data.type).sealed
        if data.type == "conflict":  # both values of whatever field; `ctxh conflicts` tells them
            sealed, is_sealed_asked = frozenset({"current", "proposed"}), False
        shown = tuple(name for name in sealed if data.values.get(name) is not None)
        if is_sealed_asked and shown:
            return bus.send(ReadSealed(data.type, data.id, shown)).result
        return replace(data, values={n: v for n, v in data.values.items() if n not in sealed})
    if isinstance(data, tuple):
        return tuple(_opened(bus, each, is_sealed_asked) for each in data)
    if is_dataclass(data) and not isinstance(data, type):
        parts = {part.name: getattr(data, part.name) for part in fields(data)}
        return replace(data, **{n: _opened(bus, p, is_sealed_asked) for n, p in parts.items()})
    return data


def _filled(row: Row) -> Iterator[str]:
    return (f"{name}: {value}" for name, value in record(row).items() if value not in (None, ""))


def _part_lines(terminal: Terminal, parts: Parts) -> Iterator[str]:
    told: dict[str, list[str]] = {}
    for warning in parts.warnings:
        sentence = terminal.texts.sentence(CtxhError(warning.code, **warning.facts))
        told.setdefault(warning.id, []).append(f"    ! {sentence}")
    for name, rows in parts.rows.items():
        for row in rows:
            given = (f"{field}={value}" for field, value in row.values.items() if value is not None)
            yield f"{name} {row.id}  {'  '.join(given)}"
            amount = parts.amounts.get(row.id)
            if amount is not None:
                by = "; ".join(amount.sources)
                yield "    " + terminal.text("amount-by-decree", amount=amount.total, source=by)
            yield from told.get(row.id, ())
