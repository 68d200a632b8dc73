"""The log: what happened, when and where in the code; never to whom.

Only events declared in code pass, with values that are plainly ids, numbers, instants or codes;
everything else is replaced by a mark, also what foreign libraries say.  An exception is written as
its type, its code and the places it went through: its message can hold what a person typed.

    SYNCED = logs.declare("sync-finished")
    SYNCED.note(sent=3, device="0199f3c2-…")        2026-… INFO sync-finished sent=3 device=0199…
    FAILED.failure(error)                           2026-… ERROR sync-failed error=OSError(28) at=…

Source: security.md §0 decision 11, T19; proven by a canary test.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path, PurePath
from types import TracebackType

from ctxh_desktop.errors import CtxhError

FILE_BYTES_MAX = 1_000_000
OLD_FILES_MAX = 3
FRAMES_MAX = 6
CAUSES_MAX = 3
HIDDEN = "?"

_ROOT = "ctxh"
_PACKAGE_FOLDER = Path(__file__).parent.name
_EVENT = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
_PLAIN = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # an id
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z"  # an instant
    r"|[a-z][a-z0-9]*([-_][a-z0-9]+)+"  # a code of two words or more
    r"|GET|HEAD|POST|PATCH|PUT|DELETE"
    r"|(/[a-z][a-z-]{0,20}){1,3}"  # one of our routes, without its query
)
_NUMBER_MAX = 10**9
"""Identity and telephone numbers have nine digits and more; no count of ours has."""

_declared: set[str] = set()
_words: set[str] = set()


@dataclass(frozen=True)
class Event:
    """A thing worth a line in the log; made by `declare`."""

    name: str

    def note(self, **values: object) -> None:
        """Write that it happened."""
        logging.getLogger(_ROOT).info(self.name, extra={"values": values})

    def warn(self, **values: object) -> None:
        """Write that it happened and somebody should look."""
        logging.getLogger(_ROOT).warning(self.name, extra={"values": values})

    def failure(self, error: BaseException, **values: object) -> None:
        """Write that it failed, by the error's type, code and places."""
        logging.getLogger(_ROOT).error(self.name, exc_info=error, extra={"values": values})


def declare(name: str, *words: str) -> Event:
    """Put an event on the list of those that may be written.

    Args:
        name: kebab-case, two words or more.
        words: single words that may be written as values, such as names of record types.

    Raises:
        ValueError: the name is not kebab-case of two words or more.
    """
    if not _EVENT.fullmatch(name):
        raise ValueError(name)
    _declared.add(name)
    _words.update(words)
    return Event(name)


UNHANDLED = declare("unhandled-error")


class PlainFormatter(logging.Formatter):
    """Writes a record in one line of which every part is known to be harmless."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record, declared or foreign."""
        moment = datetime.fromtimestamp(record.created, UTC)
        parts = [moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z", record.levelname]
        if isinstance(record.msg, str) and record.msg in _declared:
            parts.append(record.msg)
            values: dict[str, object] = getattr(record, "values", {})
            parts += [f"{name}={_shown(value)}" for name, value in values.items()]
        else:
            parts.append(f"foreign-message at={_place(record.pathname, record.lineno)}")
        if record.exc_info and record.exc_info[1] is not None:
            parts.append(_told(record.exc_info[1]))
        return " ".join(parts)


class _QuietFile(RotatingFileHandler):
    """A log that cannot be written must not print the record, names and all, to the console."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's own name)
        """Say nothing."""


def set_up(folder: Path, name: str = "ctxh.log") -> logging.Handler:
    """Send all logging of this process to one file of limited size, and nowhere else.

    Returns:
        The handler, to be given to `shut_down`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handler = _QuietFile(
        folder / name,
        maxBytes=FILE_BYTES_MAX,
        backupCount=OLD_FILES_MAX,
        encoding="ascii",
        errors="replace",
        delay=True,
    )
    handler.setFormatter(PlainFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    logging.getLogger(_ROOT).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    return handler


def shut_down(handler: logging.Handler) -> None:
    """Take a log of `set_up` away again."""
    logging.getLogger().removeHandler(handler)
    handler.close()


def catch_unhandled() -> None:
    """Log what nobody caught, in any thread, instead of printing it with its message."""
    sys.excepthook = _on_unhandled
    threading.excepthook = lambda told: _on_unhandled(
        told.exc_type, told.exc_value, told.exc_traceback
    )
    sys.unraisablehook = lambda told: _on_unhandled(
        told.exc_type, told.exc_value, told.exc_traceback
    )


def _on_unhandled(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    UNHANDLED.failure((error or kind()).with_traceback(trace))


def _shown(value: object) -> str:
    if value is None or isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value) if abs(value) < _NUMBER_MAX else HIDDEN
    if isinstance(value, str) and (value in _words or _PLAIN.fullmatch(value)):
        return str(value)
    return HIDDEN


def _told(error: BaseException) -> str:
    """Return an exception and what caused it, without one word of theirs."""
    chain: list[str] = []
    current: BaseException | None = error
    while current is not None and len(chain) < CAUSES_MAX:
        frames = traceback.extract_tb(current.__traceback__)[-FRAMES_MAX:]
        places = ">".join(_place(frame.filename, frame.lineno or 0) for frame in frames)
        chain.append(f"error={type(current).__name__}({_code(current)}) at={places}")
        current = current.__cause__ or current.__context__
    return " cause: ".join(chain)


def _code(error: BaseException) -> str:
    if isinstance(error, CtxhError):
        return _shown(error.code)
    return str(error.errno or "") if isinstance(error, OSError) else ""


def _place(path: str, line: int) -> str:
    """Return where in the code, without the folders above: they can hold a person's name."""
    parts = PurePath(path).parts
    if _PACKAGE_FOLDER in parts:
        start = len(parts) - parts[::-1].index(_PACKAGE_FOLDER) - 1
        return f"{'/'.join(parts[start:])}:{line}"
    return f"{parts[-1] if parts else HIDDEN}:{line}"
