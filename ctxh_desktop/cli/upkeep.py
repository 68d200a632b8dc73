"""Upkeep: check the data file, copy the book to a safe place."""

from __future__ import annotations

import argparse
from pathlib import Path

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.cli.book import opened
from ctxh_desktop.cli.terminal import DONE, IN_PART, Terminal
from ctxh_desktop.commands.upkeep import VerifyBook, back_up


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
