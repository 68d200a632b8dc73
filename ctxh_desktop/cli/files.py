"""Files: add papers and pictures to a case, list them, and write one out when asked by name."""

from __future__ import annotations

import argparse
from pathlib import Path

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.cli.book import opened
from ctxh_desktop.cli.terminal import DONE, Terminal, plain
from ctxh_desktop.commands.attachments import (
    AddAttachment,
    AttachmentItem,
    ExportAttachment,
    ListAttachments,
)


def attach(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Add a file to a case."""
    values = {
        "paper_kind": options.kind,
        "title": options.title,
        "taken_on": options.taken_on,
    }
    with opened(terminal, options, ambient) as bus:
        row_id = bus.send(AddAttachment(options.case, Path(options.file), values)).result
    terminal.say("saved")
    terminal.give({"type": "attachment", "id": row_id}, [row_id])
    return DONE


def list_attachments(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """List the papers and pictures of a case, newest first."""
    with opened(terminal, options, ambient) as bus:
        items: tuple[AttachmentItem, ...] = bus.send(ListAttachments(options.case)).result
    rows = [(i.id, i.paper_kind, i.title, i.size_bytes, i.where, f"{i.percent} %") for i in items]
    shown = [{**plain(item), "preview": len(item.preview)} for item in items]
    terminal.table(rows, shown)
    return DONE


def fetch(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Write a file in clear where it is wanted; one that is not here comes at the next sync."""
    target = Path(options.file)
    with opened(terminal, options, ambient) as bus:
        size = bus.send(ExportAttachment(options.id, target)).result
    terminal.say("exported", file=target, bytes=size)
    terminal.give({"file": target, "bytes": size})
    return DONE
