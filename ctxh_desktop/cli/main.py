"""`ctxh`: a commune's working book at a prompt, for IT, scripts and tests.

    ctxh init [--commune CODE] [--user NAME]      ctxh find TEXT
    ctxh enrol URL CODE                           ctxh show person|case|household ID [--history]
    ctxh import people FILE [--dry-run]           ctxh add TYPE FIELD=VALUE…
    ctxh sync                                     ctxh edit TYPE ID FIELD=VALUE…
    ctxh parcel send|receive DIR [--file-mb N]    ctxh visit add CASE FIELD=VALUE…
    ctxh conflicts [resolve ID mine|theirs|VALUE] ctxh status | verify | backup FILE
    ctxh attach CASE FILE | attachments CASE      ctxh fetch ATTACHMENT FILE
    ctxh transfer PERSON COMMUNE [--on DAY]       ctxh access [--limit N]

Everywhere: `--profile DIR`, `--user NAME`, `--json`, `--lang vi|en`.  The passphrase comes from the
prompt or from CTXH_PASSPHRASE.  Exit codes: `cli.terminal`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

from ctxh_desktop.ambient import Ambient, system
from ctxh_desktop.cli import book, duplicates, files, parcels, people, records, road, upkeep
from ctxh_desktop.cli import terminal as prompt
from ctxh_desktop.cli.terminal import LANGUAGES, Parser, Terminal
from ctxh_desktop.commands.child import serve_if_child

Does = Callable[[Terminal, argparse.Namespace, Ambient], int]


def main(arguments: Sequence[str] | None = None, ambient: Ambient | None = None) -> int:
    """Run one command; return the exit code."""
    if arguments is None and serve_if_child(sys.argv[1:]):
        return 0
    prompt.speak_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    terminal = Terminal(prompt.language_of(given))
    options = _Arguments(terminal).parser.parse_args(given)
    terminal.is_json = options.json
    return prompt.run(terminal, lambda: options.does(terminal, options, ambient or system()))


class _Arguments:
    """The grammar of `ctxh`; what every command takes may stand before or after its name."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.parser = Parser(
            "ctxh",
            description=terminal.text("description"),
            epilog=terminal.text("exit-codes"),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        Parser.terminal = terminal
        self._shared_by(self.parser, json=False, profile=None, user=None, lang=None)
        self._commands = self.parser.add_subparsers(metavar="COMMAND", required=True)
        self._book()
        self._people()
        self._road()
        self._files()

    def _book(self) -> None:
        init = self._command(self._commands, "init", book.init)
        self._add(init, "--commune", "commune", metavar="CODE")
        self._command(self._commands, "status", book.status)
        self._command(self._commands, "verify", upkeep.verify)
        access = self._command(self._commands, "access", upkeep.list_access)
        self._add(access, "--limit", "limit", type=int, default=50, metavar="N")
        backup = self._command(self._commands, "backup", upkeep.backup)
        self._add(backup, "file", "file", metavar="FILE")

    def _people(self) -> None:
        imports = self._group("import")
        listed = self._command(imports, "people", people.import_people, "import-people")
        self._add(listed, "file", "file", metavar="FILE")
        self._add(listed, "--dry-run", "dry-run", action="store_true")
        self._add(listed, "--skip-errors", "skip-errors", action="store_true")
        self._add(listed, "--sheet", "sheet", metavar="NAME")
        self._add(
            listed, "--script", "script", action="append", default=[], metavar="COLUMN=SCRIPT"
        )
        self._add(listed, "--known", "known", choices=people.KNOWN, default=people.KNOWN[0])
        self._command(imports, "list", people.list_imports, "import-list")
        undo = self._command(imports, "undo", people.undo_import, "import-undo")
        self._add(undo, "id", "id", metavar="IMPORT")
        find = self._command(self._commands, "find", people.find)
        self._add(find, "text", "text", metavar="TEXT")
        self._add(find, "--limit", "limit", type=int, default=50, metavar="N")
        pairs = self._command(self._commands, "duplicates", duplicates.list_pairs)
        answers = pairs.add_subparsers(metavar="ANSWER")
        same = self._command(answers, "same", duplicates.same, "duplicates-same")
        apart = self._command(answers, "different", duplicates.different, "duplicates-different")
        for answer, first in ((same, "keep"), (apart, "id")):
            self._add(answer, "one", first, metavar="ID")
            self._add(answer, "other", "id", metavar="OTHER_ID")
        show = self._command(self._commands, "show", records.show)
        self._add(show, "kind", "kind", choices=("person", "case", "household"))
        self._add(show, "id", "id", metavar="ID")
        self._add(show, "--history", "history", action="store_true")
        self._add(show, "--older", "older", action="store_true")
        self._add(show, "--sealed", "sealed", action="store_true")
        self._records()

    def _records(self) -> None:
        add = self._command(self._commands, "add", records.add)
        self._add(add, "type", "type", metavar="TYPE")
        self._add(add, "assignments", "assignments", metavar="FIELD=VALUE", nargs="+")
        self._add(add, "--number-reason", "number-reason", default="", metavar="TEXT")
        remove = self._command(self._commands, "remove", records.remove)
        self._add(remove, "type", "type", metavar="TYPE")
        self._add(remove, "id", "id", metavar="ID")
        self._add(remove, "--reason", "reason", default="NHAPSAI", metavar="CODE")
        edit = self._command(self._commands, "edit", records.edit)
        self._add(edit, "type", "type", metavar="TYPE")
        self._add(edit, "id", "id", metavar="ID")
        self._add(edit, "assignments", "assignments", metavar="FIELD=VALUE", nargs="+")
        self._add(edit, "--number-reason", "number-reason", default="", metavar="TEXT")
        self._visit(self._command(self._group("visit"), "add", people.add_visit, "visit-add"))
        self._transfer(self._command(self._commands, "transfer", people.transfer))

    def _transfer(self, transfer: argparse.ArgumentParser) -> None:
        self._add(transfer, "person", "person", metavar="PERSON")
        self._add(transfer, "commune", "to-commune", metavar="COMMUNE")
        self._add(transfer, "--on", "moved-on", metavar="DAY")
        self._add(transfer, "--note", "transfer-note", default="", metavar="TEXT")

    def _visit(self, add: argparse.ArgumentParser) -> None:
        self._add(add, "case", "case", metavar="CASE")
        self._add(add, "assignments", "assignments", metavar="FIELD=VALUE", nargs="+")
        self._add(add, "--next-on", "next-on", metavar="DAY")
        self._add(add, "--next-task", "next-task", default="", metavar="TEXT")
        self._add(add, "--next-kind", "next-kind", metavar="CODE")
        self._add(add, "--done", "done", action="append", default=[], metavar="STEP")

    def _road(self) -> None:
        enrol = self._command(self._commands, "enrol", road.enrol)
        self._add(enrol, "url", "url", metavar="URL")
        self._add(enrol, "code", "code", metavar="CODE")
        self._command(self._commands, "sync", road.sync)
        self._parcels(self._group("parcel"))
        conflicts = self._command(self._commands, "conflicts", road.list_conflicts)
        self._add(conflicts, "--check", "check", action="store_true")
        choices = conflicts.add_subparsers(metavar="resolve")
        resolve = self._command(choices, "resolve", road.resolve)
        self._add(resolve, "conflict", "conflict", metavar="ID")
        self._add(resolve, "choice", "choice", metavar="CHOICE", nargs="+")

    def _parcels(self, group: Any) -> None:
        send = self._command(group, "send", parcels.send, "parcel-send")
        self._add(send, "folder", "stick", metavar="DIR")
        self._add(send, "--file-mb", "file-mb", type=int, default=parcels.FILE_MB, metavar="N")
        receive = self._command(group, "receive", parcels.receive, "parcel-receive")
        self._add(receive, "folder", "stick", metavar="DIR")

    def _files(self) -> None:
        attach = self._command(self._commands, "attach", files.attach)
        self._add(attach, "case", "case", metavar="CASE")
        self._add(attach, "file", "file", metavar="FILE")
        self._add(attach, "--kind", "paper-kind", dest="kind", default="KHAC", metavar="CODE")
        self._add(attach, "--title", "title", metavar="TEXT")
        self._add(attach, "--taken-on", "taken-on", metavar="DAY")
        listed = self._command(self._commands, "attachments", files.list_attachments)
        self._add(listed, "case", "case", metavar="CASE")
        fetch = self._command(self._commands, "fetch", files.fetch)
        self._add(fetch, "id", "id", metavar="ATTACHMENT")
        self._add(fetch, "file", "file", metavar="FILE")

    def _command(self, into: Any, name: str, does: Does, text: str = "") -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = into.add_parser(
            name, help=self._terminal.text(f"help-{text or name}")
        )
        # Absent after the command's name, what was given before it stays.
        names = ("json", "profile", "user", "lang")
        self._shared_by(made, **dict.fromkeys(names, argparse.SUPPRESS))
        made.set_defaults(does=does)
        return made

    def _group(self, name: str) -> Any:
        made = self._commands.add_parser(name, help=self._terminal.text(f"help-{name}"))
        return made.add_subparsers(metavar="COMMAND", required=True)

    def _shared_by(self, parser: argparse.ArgumentParser, **default: Any) -> None:
        self._add(parser, "--profile", "profile", metavar="DIR", default=default["profile"])
        self._add(parser, "--user", "user", metavar="NAME", default=default["user"])
        self._add(parser, "--json", "json", action="store_true", default=default["json"])
        self._add(parser, "--lang", "lang", choices=LANGUAGES, default=default["lang"])

    def _add(self, parser: argparse.ArgumentParser, name: str, text: str, **options: Any) -> None:
        parser.add_argument(name, help=self._terminal.text(f"help-{text}"), **options)


if __name__ == "__main__":
    sys.exit(main())
