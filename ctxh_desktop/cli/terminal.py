"""Terminal: sentences go to stderr, data to stdout, and the exit code says who can mend it.

    0   done
    1   a person must mend what was given (InputError)
    2   wrong usage
    3   time mends it: no network, busy, disk full (TransientError)
    4   nobody may go on: damaged, revoked, wrong certificate (IntegrityError)
    5   done in part: some rows or parcels not taken, or conflicts remain (`conflicts --check`)
    70  a bug; the log has where
    130 interrupted

With `--json` a failure is an object too: {"error": {"code", "sentence", "issues"}}.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn

from ctxh_desktop import logs, paths
from ctxh_desktop.cli.wording import TEXTS
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.errors import CtxhError, InputError, IntegrityError, TransientError
from ctxh_desktop.texts import DEFAULT_LANGUAGE, Texts

DONE = 0
INPUT = 1
USAGE = 2
TRANSIENT = 3
INTEGRITY = 4
IN_PART = 5
BUG = 70
INTERRUPTED = 130

LANGUAGES = ("vi", "en")
LOG_NAME = "cli.log"


class Terminal:
    """Speaks to the person and to the script at one prompt.

    Args:
        language: "vi" or "en".
        is_json: whether data is written as JSON.
    """

    def __init__(self, language: str = DEFAULT_LANGUAGE, *, is_json: bool = False) -> None:
        self.texts = Texts.load(language)
        self.is_json = is_json

    def text(self, key: str, /, **facts: object) -> str:
        """Return one of our texts in the person's language."""
        return self.texts.say("cli", TEXTS[key], **facts)

    def say(self, key: str, /, **facts: object) -> None:
        """Say one of our texts."""
        print(self.text(key, **facts), file=sys.stderr)

    def give(self, data: Any, lines: Iterable[str] = ()) -> None:
        """Write data: as JSON when asked for, else as lines for the eye."""
        if self.is_json:
            print(json.dumps(plain(data), ensure_ascii=False, indent=2))
            return
        for line in lines:
            print(line)

    def table(self, rows: Sequence[Sequence[object]], data: Any) -> None:
        """Write rows as columns, or *data* as JSON."""
        shown = [["" if cell is None else str(cell) for cell in row] for row in rows]
        widths = [max(map(len, column)) for column in zip(*shown, strict=True)] if shown else []
        self.give(data, ("  ".join(map(str.ljust, row, widths)).rstrip() for row in shown))

    def refuse(self, name: str, error: CtxhError) -> None:
        """Say why one of several things was not taken."""
        print(f"{name}: {self.texts.sentence(error)}", file=sys.stderr)

    def complain(self, error: CtxhError) -> None:
        """Say what went wrong and what to do, field by field where several are wrong."""
        sentence = self.texts.sentence(error)
        issues = {}
        if isinstance(error, InputError):
            issues = {
                name: self.texts.sentence(CtxhError(code, **facts))
                for name, (code, facts) in error.issues.items()
            }
        print(sentence, file=sys.stderr)
        for name, issue in issues.items():
            print(f"  {name}: {issue}", file=sys.stderr)
        if self.is_json:
            told = {"code": error.code, "sentence": sentence, "issues": issues}
            print(json.dumps({"error": told}, ensure_ascii=False, indent=2))


class Parser(argparse.ArgumentParser):
    """Reads arguments; says a usage error in the person's language."""

    terminal: Terminal = Terminal()

    def error(self, message: str) -> NoReturn:
        """Say how the command is written, and end with the code of wrong usage."""
        self.print_usage(sys.stderr)
        self.terminal.say("usage-wrong", program=self.prog, detail=message)
        raise SystemExit(USAGE)


def plain(data: Any) -> Any:
    """Return data as JSON knows it: records as objects with the names of their declaration."""
    if isinstance(data, Row):
        return record(data)
    if dataclasses.is_dataclass(data) and not isinstance(data, type):
        return {field.name: plain(getattr(data, field.name)) for field in dataclasses.fields(data)}
    if isinstance(data, Mapping):
        return {str(key): plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple | set | frozenset):
        return [plain(value) for value in data]
    return data if data is None or isinstance(data, str | int | float | bool) else str(data)


def record(row: Row) -> dict[str, Any]:
    """Return a record as an object."""
    system = {
        "id": row.id,
        "type": row.type,
        "scope": row.scope,
        "created_at": row.created_at,
        "created_by": row.created_by,
        "deleted_at": row.deleted_at,
    }
    return {**system, **row.values}


def language_of(arguments: Sequence[str]) -> str:
    """Return the language asked for, before the arguments are read: help is said in it too."""
    for before, argument in zip(("", *arguments), arguments, strict=False):
        given = argument if before == "--lang" else argument.removeprefix("--lang=")
        if given in LANGUAGES and (before == "--lang" or argument != given):
            return given
    return DEFAULT_LANGUAGE


def speak_utf8() -> None:
    """Write UTF-8 wherever the output goes; Windows consoles would otherwise garble Vietnamese."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def run(terminal: Terminal, work: Callable[[], int]) -> int:
    """Do the work; return the exit code, whatever happened."""
    try:
        return work()
    except CtxhError as error:
        terminal.complain(error)
        return _code_of(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has closed it; Python must not find that out again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 (a bug is told as one, without its message)
        _log(error)
        terminal.complain(CtxhError("unknown-error"))
        return BUG


def _code_of(error: CtxhError) -> int:
    if isinstance(error, TransientError):
        return TRANSIENT
    return INTEGRITY if isinstance(error, IntegrityError) else INPUT


def _log(error: BaseException) -> None:
    handler = logs.set_up(paths.default_logs(), LOG_NAME)
    logs.UNHANDLED.failure(error)
    logs.shut_down(handler)
