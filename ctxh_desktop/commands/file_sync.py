"""File sync: carries the files of one sync, after its text, within a budget of bytes and seconds.

A chunk takes a few seconds of the line at most; before each one the outbox is looked at, and what a
person saved meanwhile goes first.

Source: sync design §4.12, §4.13; ADR-0016.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.settings import TEXT_ONLY, setting
from ctxh_desktop.storage import attachments, outbox
from ctxh_desktop.sync.files import (
    CHUNK_BYTES_MAX,
    CHUNK_BYTES_MIN,
    Courier,
    FileAnswer,
    FileRequest,
    FileTally,
)

SYNC_BYTES_MAX = 8 * 1024 * 1024
SYNC_SECONDS_MAX = 180
"""After either the sync ends, so that what others wrote arrives; the rest follows soon."""
QUICK_S, SLOW_S = 1.5, 6.0
"""A chunk that took less may be followed by a larger one, one that took more by a smaller."""


@dataclass(frozen=True)
class FilesCarried:
    """What happened to files; `has_more` when the budget ended it."""

    tally: FileTally
    has_more: bool


def carry_files(
    desk: Desk,
    carry: Callable[[FileRequest], FileAnswer],
    sync_text: Callable[[], None],
    progress: Callable[[FileTally], None],
    is_cancelled: Callable[[], bool],
    aside: Collection[str] = (),
) -> FilesCarried:
    """Send and fetch files until nothing is due or the budget is used up.

    Args:
        desk: whose files.
        carry: takes one request to the province and brings the answer; its errors pass through.
        sync_text: exchanges what was saved meanwhile, and at the end what the province says.
        progress: told after each chunk.
        is_cancelled: asked before each chunk.
        aside: groups that do not get through now, for which nothing is exchanged meanwhile.
    """
    attachments.sweep(desk.store, desk.vault)
    courier = _courier(desk)
    began, chunk_bytes = desk.ambient.now(), CHUNK_BYTES_MIN
    has_more = False
    while not is_cancelled():
        if _is_text_waiting(desk, aside):
            sync_text()
        request = courier.request(chunk_bytes)
        if request is None:
            break
        asked = desk.ambient.now()
        courier.feed(carry(request))
        now = desk.ambient.now()
        if request.body or request.offset:
            chunk_bytes = _next_size(chunk_bytes, (now - asked).total_seconds())
        progress(courier.tally)
        spent_s = (now - began).total_seconds()
        if courier.tally.bytes >= SYNC_BYTES_MAX or spent_s >= SYNC_SECONDS_MAX:
            has_more = courier.request() is not None
            break
    if courier.tally.sent and not is_cancelled():
        sync_text()  # brings the rows that now say that the province has the files
    return FilesCarried(courier.tally, has_more)


def _courier(desk: Desk) -> Courier:
    with desk.read() as reader:
        is_text_only = bool(setting(reader, TEXT_ONLY))

    def make_room(needed: int) -> None:
        attachments.make_room(desk.store, desk.vault, needed)

    return Courier(
        desk.store,
        desk.vault,
        is_text_only=is_text_only,
        responsible=desk.user,
        make_room=make_room,
    )


def _is_text_waiting(desk: Desk, aside: Collection[str]) -> bool:
    with desk.read() as reader:
        return outbox.has_unsent(reader, aside)


def _next_size(chunk_bytes: int, took_s: float) -> int:
    if took_s < QUICK_S:
        return min(2 * chunk_bytes, CHUNK_BYTES_MAX)
    return max(chunk_bytes // 2, CHUNK_BYTES_MIN) if took_s > SLOW_S else chunk_bytes
