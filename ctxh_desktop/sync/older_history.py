"""Older history: a laptop's first download leaves it out; a person fetches it record by record.

    laptop     caps.since                  leaves the history from before to the province
               request.since {scope: n}    the mark of each commune that is still being filled
               request.older [ask…]        what somebody wants, from which line on
    province   page.since, row `older`     which lines were left out, which rows have such
               history frames              some lines of each row, newest first

The mark is no higher than what the last two verified backups hold: whatever a restored province may
have lost, each laptop has with all its history (`sync.recovery`).  A laptop that is recovering says
nothing of all this and gets everything.

Invariants: a laptop holds the newest lines of each row, without a gap; lines are taken only from an
answer made in knowledge of all that it was told; each answer is bounded.

Source: sync design §4, ADR-0022.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import pairwise

import msgspec

from ctxh_desktop.errors import TransientError
from ctxh_desktop.storage import bulk, epochs, inbox, lines, older_history
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.inbox import HistoryEntry
from ctxh_desktop.storage.older_history import Ask
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync.columns import pack, unpack
from ctxh_desktop.sync.protocol import HistoryFrame, Request

SINCE = "since"
"""Capability of a request: history from before the first download need not come with the rows."""

ASKS_MAX = 20
"""Rows for which one request asks, and one answer has lines."""
LINES_MAX = 200
"""Lines of one row in one answer."""
LINES_BYTES_MAX = 1024 * 1024
"""Of one row in one answer: long notes travel in smaller parts."""


# ------------------------------------------------------------------ the laptop asks


def ask(reader: Reader, request: Request) -> None:
    """Put into a request what stays at the province, and what is wanted of it."""
    request.caps[SINCE] = 1
    cursors = inbox.cursors(reader)
    request.since = {
        scope: mark
        for scope, mark in older_history.marks(reader).items()
        if not cursors.get(scope) or cursors[scope] < mark
    }
    request.older = older_history.wanted(reader, ASKS_MAX)


# ------------------------------------------------------------------ the province answers


def marks_for(reader: Reader, device: Device, request: Request) -> dict[str, int]:
    """Return up to which number a laptop leaves history here, for each of its communes."""
    known = epochs.safe_tops(reader) if request.caps.get(SINCE) else {}
    return {
        scope: request.since.get(scope, 0 if request.cur.get(scope) else known.get(scope, 0))
        for scope in device.scopes
    }


def answers(store: Store, device: Device, request: Request) -> Iterator[HistoryFrame]:
    """Yield lines for what is wanted, each row read in a snapshot of its own."""
    for wish in request.older[:ASKS_MAX]:
        if wish.scope in device.scopes:
            with store.read() as reader:
                yield _frame(reader, wish)


def _frame(reader: Reader, wish: Ask) -> HistoryFrame:
    found = lines.before(reader, wish, LINES_MAX + 1)
    taken = found[:LINES_MAX]
    while len(taken) > 1 and sum(len(line.changes) for line in taken) > LINES_BYTES_MAX:
        taken = taken[: len(taken) // 2]
    block = pack("history", [asdict(line) for line in taken]) if taken else None
    return HistoryFrame(wish, block, is_last=len(taken) == len(found))


# ------------------------------------------------------------------ the laptop takes


def take(work: UnitOfWork, frame: HistoryFrame) -> int:
    """Take lines that were asked for; return how many.

    An answer to another question, to one from further back than what has arrived, or about a row
    that is not here any more, is passed over.

    Raises:
        TransientError: "answer-malformed".
    """
    wish, known = frame.asked, older_history.asked(work, frame.asked.id)
    if known is None or wish.scope != known.scope or _place(wish) < _place(known):
        return 0
    found = lines_of(frame)
    entries = [vars(line) for line in found]
    bulk.upsert(work.connection, work.tables.history, entries, ["op_id"], keep=True)
    seq, op_id = min([_place(known), *((line.seq, line.op_id) for line in found)])
    rest = msgspec.structs.replace(known, seq=seq, op_id=op_id)
    older_history.arrived(work, rest, is_last=frame.is_last)
    return len(found)


def lines_of(frame: HistoryFrame) -> list[HistoryEntry]:
    """Return the lines of a frame, which are of the row that was asked for, newest first.

    Raises:
        TransientError: "answer-malformed".
    """
    wish = frame.asked
    try:
        given = unpack(frame.lines) if frame.lines else []
        found = [msgspec.convert(line, HistoryEntry) for line in given]
    except msgspec.ValidationError as error:
        raise TransientError("answer-malformed") from error
    places = [_place(wish), *((line.seq, line.op_id) for line in found)]
    is_in_order = all(later > earlier for later, earlier in pairwise(places))
    is_of_it = all((line.row_id, line.scope) == (wish.id, wish.scope) for line in found)
    if not (is_in_order and is_of_it and (found or frame.is_last)):
        raise TransientError("answer-malformed")
    return found


def _place(wish: Ask) -> tuple[int, str]:
    return wish.seq, wish.op_id
