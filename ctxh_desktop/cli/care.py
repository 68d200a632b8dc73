"""Care of a province's data at its prompt: back up, restore, verify, look at what is held."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.cli.terminal import DONE, INTEGRITY, USAGE, Parser, Terminal
from ctxh_desktop.server import backup, office, upkeep
from ctxh_desktop.server.province import ProvinceFolder


def add_commands(commands: Any, shared: Parser, terminal: Terminal) -> None:
    """Add the commands to those of `ctxh-province`."""
    say = terminal.text

    def command(name: str, help_key: str, does: Any) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name, parents=[shared], help=say(help_key)
        )
        made.set_defaults(does=does)
        return made

    made = command("backup", "help-province-backup", _backup)
    made.add_argument("target", metavar="FOLDER", type=Path, help=say("help-backup-folder"))
    restored = command("restore", "help-province-restore", _restore)
    restored.add_argument("file", metavar="FILE", type=Path, help=say("help-backup-file"))
    restored.add_argument("--yes", action="store_true", help=say("help-yes"))
    command("verify", "help-province-verify", _verify)
    command("held", "help-province-held", _held)
    accepted = command("accept", "help-province-accept", _accept)
    moved = command("transfer", "help-province-transfer", _transfer)
    moved.add_argument("person", metavar="PERSON", help=say("help-id"))
    moved.add_argument("--commune", required=True, metavar="CODE", help=say("help-commune"))
    merged = command("merge-communes", "help-province-merge", _merge)
    merged.add_argument("old", metavar="OLD", help=say("help-commune"))
    merged.add_argument("new", metavar="NEW", help=say("help-commune"))
    accepted.add_argument("group", metavar="GROUP", help=say("help-group"))


def _backup(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    folder = ProvinceFolder(options.folder)
    settings = folder.settings()
    with folder.opened(ambient) as (store, dsn):
        upkeep.tidy(store)
        made = backup.back_up(store, dsn, settings.schema, options.target)
    terminal.say("province-backed-up", file=options.target / made.file, operations=made.operations)
    terminal.give(made)
    return DONE


def _restore(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    if not options.yes:
        terminal.say("restore-needs-yes")
        return USAGE
    folder = ProvinceFolder(options.folder)
    settings = folder.settings()
    with folder.database(settings) as dsn:
        epoch = backup.restore(dsn, settings.schema, options.file, ambient)
    terminal.say("province-restored")
    terminal.give({"epoch": epoch})
    return DONE


def _verify(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    with ProvinceFolder(options.folder).store(ambient) as store:
        found = office.verify(store)
    terminal.say("province-whole" if not found else "province-not-whole")
    terminal.table([(finding.rule, finding.count) for finding in found], found)
    return INTEGRITY if found else DONE


def _held(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    with ProvinceFolder(options.folder).store(ambient) as store:
        groups = office.list_held(store)
    rows = [
        (g.group_id, g.device, g.operations, g.reason, " ".join(g.record_types)) for g in groups
    ]
    terminal.table(rows, groups)
    return DONE


def _accept(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    with ProvinceFolder(options.folder).store(ambient) as store:
        group = office.accept_held(store, options.group)
    terminal.say("held-accepted" if group is None else "held-still")
    terminal.give(group or {"group_id": options.group})
    return DONE


def _transfer(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    with ProvinceFolder(options.folder).store(ambient) as store:
        moved = office.move_person(store, options.person, options.commune)
    return _told_moved(terminal, moved)


def _merge(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    with ProvinceFolder(options.folder).store(ambient) as store:
        moved = office.merge_communes(store, options.old, options.new)
    return _told_moved(terminal, moved)


def _told_moved(terminal: Terminal, moved: int) -> int:
    terminal.say("moved", count=moved)
    terminal.give({"rows": moved})
    return DONE
