"""Upkeep: check the data file, copy the book to a safe place, see who looked at what."""

from __future__ import annotations

import argparse
from pathlib import Path

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.cli.book import opened
from ctxh_desktop.cli.terminal import DONE, IN_PART, Terminal
from ctxh_desktop.commands.access_log import ListAccess
from ctxh_desktop.commands.upkeep import VerifyBook, back_up


def list_access(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """List who looked at what is kept apart and what left the book, newest first."""
    with opened(terminal, options, ambient) as bus:
        found = bus.send(ListAccess(options.limit)).result
    rows = [
        (n.at, n.by, n.kind, one.case_number or one.person_name, " ".join(n.fields), n.rows or "",
         n.file)
        for one in found
        for n in (one.note,)
    ]  # fmt: skip
    terminal.table(rows, found)
    return DONE


def verify(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Check every page of the data file, and the files of attachments."""
    with opened(terminal, options, ambient) as bus:
        found = bus.send(VerifyBook()).result
    terminal.say("verified", people=found.people)
    if found.damaged:
        terminal.say("files-damaged", files=found.files, damaged=found.damaged)
    terminal.give(found)
    return IN_PART if found.damaged else DONE


def backup(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Copy the book, encrypted as it is, into one file."""
    target = Path(options.file)
    with opened(terminal, options, ambient) as bus:
        size = back_up(bus.desk, target)
    terminal.say("backed-up", file=target)
    terminal.give({"file": target, "bytes": size})
    return DONE
