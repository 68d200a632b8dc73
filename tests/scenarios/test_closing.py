"""Closing the book: what is unsent gets a last, short try, and nobody waits for a bad line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ctxh_desktop.commands import sync
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.settings import SYNC_PAUSED, SaveSetting
from ctxh_desktop.server import office
from ctxh_desktop.server.serve import Served
from ctxh_desktop.ui import notebook as notebook_module
from ctxh_desktop.ui.appearance import Appearance
from ctxh_desktop.ui.notebook import Notebook
from ctxh_desktop.ui.sync_runner import SyncRunner
from tests.data.desks import PHONG_DIEN, new_desk, open_desk
from tests.data.fault_proxy import GOOD, Fault, Line, line_to
from tests.data.laptops import operations_of

DRIPPING = Fault(rate=1_200)


@pytest.fixture
def line(served: Served) -> Iterator[Line]:
    with line_to(served.url, GOOD) as made:
        yield made


@pytest.fixture
def desk(served: Served, line: Line, tmp_path: Path) -> Desk:
    """Return a joined laptop behind the line, with one person unsent."""
    made = new_desk(tmp_path / "book")
    sync.enrol(made, served.url, office.hand_out_code(served.store, PHONG_DIEN, 1).code)
    Bus(made).send(RegisterPerson({"full_name": "Hồ Thị Lài", "groups": "NCT"}, {}))
    with made.store.write(by="test") as work:
        work.set_local("url", line.url)
        work.commit()
    return made


def opened(qtbot: QtBot, qapp: QApplication, desk: Desk) -> Notebook:
    """Open the book as the program does, before its first sync is due."""
    made = Notebook(desk, Appearance(qapp))
    made.show()
    qtbot.waitUntil(lambda: made.watch._state is not None and made.is_at_rest())
    return made


def close_s(notebook: Notebook) -> float:
    begun = time.monotonic()
    notebook.close()
    return time.monotonic() - begun


@pytest.mark.parametrize(
    "fault", [DRIPPING, Fault(is_deaf=True), Fault(silent_down=3_000)],
    ids=["dripping", "deaf", "half-open"],
)  # fmt: skip
def test_a_sync_that_waits_for_the_line_ends_at_once(
    qapp: QApplication, served: Served, line: Line, desk: Desk, fault: Fault
) -> None:
    line.fault = fault
    runner = SyncRunner(lambda progress, stop: sync.synchronise(desk, progress, stop))
    runner.start()
    assert line.wait_for(up=300)

    begun = time.monotonic()
    assert runner.close()

    assert time.monotonic() - begun < 2
    state = Bus(desk).send(sync.ShowSyncState()).result
    assert (state.unsent, state.last_error) == (1, None), "a stop is no failure"
    line.fault = GOOD
    assert sync.synchronise(desk).sent == 2
    desk.close()


def test_what_is_unsent_is_sent_on_closing(
    qtbot: QtBot, qapp: QApplication, served: Served, desk: Desk
) -> None:
    notebook = opened(qtbot, qapp, desk)
    assert close_s(notebook) < 3.5
    assert len(operations_of(served.store)) == 2


@pytest.mark.parametrize("is_dripping", [True, False])
def test_closing_is_never_long(
    qtbot: QtBot, qapp: QApplication, line: Line, desk: Desk,
    monkeypatch: pytest.MonkeyPatch, is_dripping: bool,
) -> None:  # fmt: skip
    """On a dripping line, and while a sync is under way already."""
    monkeypatch.setattr(notebook_module, "LAST_TRY_MS", 500)
    line.fault = DRIPPING if is_dripping else Fault(is_deaf=True)
    notebook = opened(qtbot, qapp, desk)
    if not is_dripping:
        notebook.runner.start()
    assert close_s(notebook) < 2.5
    again = open_desk(desk.folder)
    assert Bus(again).send(sync.ShowSyncState()).result.unsent == 1
    again.close()


def test_a_pause_holds_on_closing_too(
    qtbot: QtBot, qapp: QApplication, served: Served, line: Line, desk: Desk
) -> None:
    Bus(desk).send(SaveSetting(SYNC_PAUSED, "1"))
    notebook = opened(qtbot, qapp, desk)
    before = line.connections
    assert close_s(notebook) < 1
    assert line.connections == before
