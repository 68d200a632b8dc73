"""An open book that is dismissed says so, closes in an orderly way, and is destroyed."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from ctxh_desktop.commands import sync
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.doorstep import view_profile
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.server import office
from ctxh_desktop.server.serve import Served
from ctxh_desktop.ui import leaving
from ctxh_desktop.ui.appearance import Appearance
from ctxh_desktop.ui.notebook import Notebook
from tests.data.desks import PHONG_DIEN, new_desk
from tests.data.laptops import operations_of

PERSON = {"full_name": "Hoàng Thị Thuỷ", "groups": "NCT"}


def test_an_open_book_says_so_closes_and_is_destroyed(
    qapp, qtbot: QtBot, served: Served, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(leaving, "NOTICE_MS", 300)
    desk = new_desk(tmp_path / "book")
    sync.enrol(desk, served.url, office.hand_out_code(served.store, PHONG_DIEN, 1).code)
    opened = Notebook(desk, Appearance(qapp), is_automatic=False)
    opened.show()
    qtbot.waitUntil(opened.is_at_rest)
    with desk.read() as reader:
        office.revoke(served.store, reader.local("device_id"), wipes_it=True)

    opened.runner.start()
    with qtbot.waitSignal(opened.runner.failed, timeout=20_000):
        pass
    bar = opened.window.undo_bar
    assert (bar.kind(), "dismissed" in bar.sentence()) == ("warn", True)
    Bus(desk).send(RegisterPerson(PERSON, {}))
    with qtbot.waitSignal(opened.locked, timeout=60_000):
        pass

    assert {entry.name for entry in desk.folder.iterdir()} == {"ctxh.lock", "dismissed.json"}
    assert [op["status"] for op in operations_of(served.store)] == ["held", "held"]
    assert [wipe.stage for wipe in office.list_wipes(served.store).values()] == ["confirmed"]


def test_what_cannot_be_handed_in_keeps_the_book(
    qapp, qtbot: QtBot, served: Served, tmp_path: Path
) -> None:
    desk = new_desk(tmp_path / "book")
    sync.enrol(desk, served.url, office.hand_out_code(served.store, PHONG_DIEN, 1).code)
    opened = Notebook(desk, Appearance(qapp), is_automatic=False)
    opened.show()
    qtbot.waitUntil(opened.is_at_rest)
    with desk.store.write(by="test") as work:
        office.revoke(served.store, work.local("device_id"), wipes_it=True)
    opened.runner.start()
    with qtbot.waitSignal(opened.runner.failed, timeout=20_000):
        pass
    with desk.store.write(by="test") as work:
        work.set_local("url", "https://localhost:1")
        work.commit()
    Bus(desk).send(RegisterPerson(PERSON, {}))

    opened.close()

    assert view_profile(desk.folder).kind == "ready"
    assert operations_of(served.store) == []
