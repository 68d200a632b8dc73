"""Drafts survive the program."""

from __future__ import annotations

from pathlib import Path

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.drafts import DropDraft, LoadDraft, SaveDraft
from ctxh_desktop.storage import outbox
from tests.data.desks import new_desk, open_desk


def test_draft_is_there_after_the_book_was_closed(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "book")
    Bus(desk).send(SaveDraft("visit:1", {"note": "Mẹ cho biết"}))
    Bus(desk).send(SaveDraft("visit:1", {"note": "Mẹ cho biết trẻ đã đi học"}))
    desk.close()

    again = open_desk(tmp_path / "book")

    assert Bus(again).send(LoadDraft("visit:1")).result == {"note": "Mẹ cho biết trẻ đã đi học"}
    again.close()


def test_dropped_draft_is_gone(bus: Bus) -> None:
    bus.send(SaveDraft("intake", {"full_name": "A"}))
    bus.send(DropDraft("intake"))
    bus.send(DropDraft("intake"))

    assert bus.send(LoadDraft("intake")).result is None


def test_draft_is_nothing_to_send(bus: Bus) -> None:
    done = bus.send(SaveDraft("intake", {"full_name": "A"}))

    assert done.changes == frozenset()
    with bus.desk.read() as reader:
        assert outbox.count(reader, outbox.QUEUED) == 0
