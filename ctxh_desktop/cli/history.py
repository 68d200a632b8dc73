"""History: who changed a record, and when; fetches what is older than this laptop."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import msgspec

from ctxh_desktop.cli.terminal import DONE, IN_PART, Terminal
from ctxh_desktop.commands import sync as road
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.older_history import (
    FetchOlderHistory,
    OlderHistory,
    ShowOlderHistory,
)
from ctxh_desktop.commands.records import HistoryEntry, ListHistory


def show_history(terminal: Terminal, bus: Bus, options: argparse.Namespace) -> int:
    """List the changes, newest first; with --older after those from before have been fetched.

    Raises:
        TransientError: no line; what was asked for comes at the next sync.
    """
    ids = (options.id,)
    listed = ListHistory(options.kind, options.id, is_sealed_asked=options.sealed)
    bus.send(listed)  # says at once when there is no such record
    if options.older and bus.send(FetchOlderHistory(ids)).result is OlderHistory.ASKED:
        terminal.say("older-history-asked")
        road.synchronise(bus.desk)
    entries: tuple[HistoryEntry, ...] = bus.send(listed).result
    older: OlderHistory = bus.send(ShowOlderHistory(ids)).result
    if older is not OlderHistory.HERE:
        terminal.say("older-history-far")
    terminal.give({"changes": entries, "older": older}, _lines(entries))
    return IN_PART if options.older and older is not OlderHistory.HERE else DONE


def _lines(entries: tuple[HistoryEntry, ...]) -> Iterator[str]:
    for entry in entries:
        changes = (f"{name}: {_word(old)} → {_word(new)}" for name, old, new in entry.changes or ())
        yield "\t".join([entry.at, entry.by, "; ".join(changes)])


def _word(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
