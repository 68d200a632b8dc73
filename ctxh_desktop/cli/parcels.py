"""Parcels: lay what is unsent on a USB stick, read the province's answers from one."""

from __future__ import annotations

import argparse
from pathlib import Path

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.cli.book import opened
from ctxh_desktop.cli.terminal import DONE, IN_PART, Terminal
from ctxh_desktop.commands.parcels import FILE_MB, receive_parcels, send_parcel

__all__ = ["FILE_MB", "receive", "send"]


def send(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Lay all that is unsent on the stick."""
    with opened(terminal, options, ambient) as bus:
        given = send_parcel(bus.desk, Path(options.folder), file_mb=options.file_mb)
    assert given is not None, "nobody stops it"
    terminal.say("parcel-given", changes=given.changes, files=len(given.files))
    if given.pictures or given.pictures_left:
        counts = {"pictures": given.pictures, "left": given.pictures_left}
        terminal.say("parcel-pictures-given", **counts)
    terminal.give(given, given.files)
    return DONE


def receive(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Read the province's answers on the stick; in part where some could not be read."""
    with opened(terminal, options, ambient) as bus:
        read = receive_parcels(bus.desk, Path(options.folder))
    receipt = read.receipt
    for each in read.refused:
        terminal.refuse(each.name, each.error)
    key = "parcel-late" if receipt.is_late else "parcel-read"
    terminal.say(key, sent=receipt.sent, received=receipt.received)
    stored, left = receipt.pictures_stored, receipt.pictures_left
    if stored or left or receipt.pictures_fetched:
        fetched = receipt.pictures_fetched
        terminal.say("parcel-pictures-read", stored=stored, left=left, fetched=fetched)
    terminal.give(read)
    return IN_PART if read.refused else DONE
