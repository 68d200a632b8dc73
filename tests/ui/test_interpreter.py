"""Windows in cycles die in the thread of the windows only."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ctxh_desktop.ui import interpreter
from ctxh_desktop.ui.interpreter import Collector


class Ring(QObject):
    """A Qt object that only the collector can free."""

    def __init__(self) -> None:
        super().__init__()
        self.myself = self


def churn() -> None:
    """Allocate far more than any threshold of Python's collector."""
    kept = [[number] for number in range(100_000)]
    assert len(kept) == 100_000


def test_a_lane_collects_nothing_and_the_windows_thread_does(qtbot: QtBot) -> None:
    parent = QObject()
    collector = Collector(parent)
    ring = weakref.ref(Ring())

    lane = threading.Thread(target=churn)
    lane.start()
    lane.join()
    assert ring() is not None

    keep = [[number] for number in range(gc.get_threshold()[0] * 3)]
    collector.collect()
    assert ring() is None
    assert keep


def test_it_runs_by_itself(qtbot: QtBot, monkeypatch) -> None:
    monkeypatch.setattr(interpreter, "PAUSE_MS", 1)
    parent = QObject()
    collector = Collector(parent)
    ring = weakref.ref(Ring())
    keep = [[number] for number in range(gc.get_threshold()[0] * 3)]

    qtbot.waitUntil(lambda: ring() is None)
    assert keep
    assert collector.parent() is parent


def test_nothing_is_done_while_little_was_made(qtbot: QtBot, monkeypatch) -> None:
    parent = QObject()
    collector = Collector(parent)
    gc.collect()
    asked: list[int] = []
    monkeypatch.setattr(interpreter.gc, "collect", asked.append)

    collector.collect()

    assert asked == []


def test_what_the_program_is_made_of_is_left_out_and_what_came_later_is_freed() -> None:
    """Once, so that nothing of a book stays in memory after it was locked."""
    gc.unfreeze()  # other tests open books, too
    gc.collect()
    early = weakref.ref(Ring())
    try:
        interpreter.keep_program()
        late = weakref.ref(Ring())
        interpreter.keep_program()
        gc.collect()

        assert early() is not None
        assert late() is None
    finally:
        gc.unfreeze()
        gc.collect()
    assert early() is None
