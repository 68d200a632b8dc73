"""Duplicates: list people who may be in the register twice, and say what they are."""

from __future__ import annotations

import argparse

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.cli.book import opened
from ctxh_desktop.cli.terminal import DONE, Terminal
from ctxh_desktop.commands.duplicates import CompareNext, KeepApart, ListDuplicates, MergePeople


def list_pairs(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """List the pairs about which nobody has said anything yet, likest first."""
    with opened(terminal, options, ambient) as bus:
        while bus.send(CompareNext()).result:
            pass
        pairs = bus.send(ListDuplicates()).result
    rows = [
        (pair.score, side.id, side.full_name, side.born, side.village, " ".join(pair.reasons))
        for pair in pairs
        for side in (pair.one, pair.other)
    ]
    terminal.say("found", count=len(pairs))
    terminal.table(rows, pairs)
    return DONE


def same(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Make one entry of two."""
    with opened(terminal, options, ambient) as bus:
        kept = bus.send(MergePeople(options.one, options.other)).result
    terminal.say("merged", id=kept)
    terminal.give({"type": "person", "id": kept})
    return DONE


def different(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Remember that two entries are two people."""
    with opened(terminal, options, ambient) as bus:
        bus.send(KeepApart(options.one, options.other))
    terminal.say("kept-apart")
    terminal.give({"kept_apart": [options.one, options.other]})
    return DONE
