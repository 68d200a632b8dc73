"""Read a list in a process of its own, which may take only so much memory and time.

    parent                          child
    read_apart(path) ──path──▶      limits itself, reads the sheets
         ▲                          │
         └── sheets or an error ────┘   (MessagePack: data, never code)

A file made to hurt, or a fault in a reader, ends the child and not the program; a person who stops
waiting kills it.  The child is this program started anew (also when frozen), so nothing is forked.

Units: bytes, seconds.

Source: security reference §6 (child process, Job Object).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange.limits import limit_this_process
from ctxh_desktop.exchange.sheets import Cell, Sheet, read_sheets

MEMORY_BYTES_MAX = 800_000_000
CPU_SECONDS_MAX = 20
WALL_SECONDS_MAX = 90
"""Longer than the time of the processor: a stick or a share may be slow."""

FLAG = "--read-list-in-child"
"""First argument by which a frozen program knows that it is the child."""

_DAY = 1
Breaking = Callable[[Callable[[], None]], AbstractContextManager[None]]
"""Has the child killed when a person stops (`commands.stopping`)."""


def read_apart(
    path: Path,
    breaking: Breaking | None = None,
    *,
    command: Sequence[str] = (),
    memory: int = MEMORY_BYTES_MAX,
    seconds: int = CPU_SECONDS_MAX,
) -> tuple[Sheet, ...]:
    """Return the sheets of a file, read by a child process.

    Raises:
        InputError: as `sheets.read_sheets`; sheet-takes-too-long, sheet-needs-too-much.
    """
    asked = msgspec.msgpack.encode([str(path.absolute()), memory, seconds])
    child = subprocess.Popen(  # noqa: S603 (this program itself)
        [*(command or _command())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    with child, (breaking or _never)(child.kill):
        try:
            answer, _ = child.communicate(asked, timeout=WALL_SECONDS_MAX)
        except subprocess.TimeoutExpired as error:
            raise InputError("sheet-takes-too-long") from error
        finally:
            child.kill()
    return _sheets_of(answer)


def serve_if_child(arguments: Sequence[str]) -> bool:
    """Do the child's work if the program was started for it; a frozen `main` asks this first."""
    if FLAG not in arguments[:1]:
        return False
    serve()
    return True


def serve() -> None:
    """Read one request from the standard input, limit this process, and answer."""
    sys.stdout.buffer.write(_answer(sys.stdin.buffer.read()))
    sys.stdout.buffer.flush()


def _answer(request: bytes) -> bytes:
    path, memory, seconds = msgspec.msgpack.decode(request, type=tuple[str, int, int])
    limit_this_process(memory, seconds)
    try:
        read = read_sheets(Path(path))
        return msgspec.msgpack.encode(["", {}, [_plain(sheet) for sheet in read]])
    except InputError as error:
        return msgspec.msgpack.encode([error.code, error.facts, []])
    except MemoryError:
        return msgspec.msgpack.encode(["sheet-needs-too-much", {}, []])


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, FLAG]
    return [sys.executable, "-I", "-c", _START.format(path=str(Path(__file__).parents[2]))]


# The package is found where this one was, and nothing else of the present folder is.
_START = (
    "import sys; sys.path.insert(0, {path!r}); from ctxh_desktop.exchange import child; "
    "child.serve()"
)


def _never(_: Callable[[], None]) -> AbstractContextManager[None]:
    return nullcontext()


def _plain(sheet: Sheet) -> list[Any]:
    rows = [[_packed(cell) for cell in row] for row in sheet.rows]
    widths = [[row, column, width] for (row, column), width in sheet.width_of_merge.items()]
    return [sheet.name, rows, widths, sheet.is_1904]


def _packed(cell: Cell) -> Any:
    if isinstance(cell, date):
        return msgspec.msgpack.Ext(_DAY, cell.isoformat().encode())
    if isinstance(cell, str):  # half a sign of UTF-16 cannot be kept
        return cell.encode("utf-8", "replace").decode()
    return cell


def _unpacked(code: int, data: memoryview) -> date:
    if code != _DAY:
        raise ValueError(code)
    return date.fromisoformat(bytes(data).decode())


def _sheets_of(answer: bytes) -> tuple[Sheet, ...]:
    """Return what the child answered; a child that was ended by its limits answers nothing."""
    if not answer:
        raise InputError("sheet-needs-too-much")
    try:
        code, facts, sheets = msgspec.msgpack.decode(answer, ext_hook=_unpacked)
        if code:
            raise InputError(code, **facts)
        return tuple(
            Sheet(name, tuple(map(tuple, rows)), {(r, c): w for r, c, w in widths}, is_1904)
            for name, rows, widths, is_1904 in sheets
        )
    except (msgspec.DecodeError, ValueError, TypeError) as error:
        raise InputError("sheet-damaged") from error
