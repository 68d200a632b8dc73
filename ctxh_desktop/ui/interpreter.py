"""Interpreter: what the windows ask of Python, beside which the lanes work.

Garbage: cycles of objects are collected in the thread of the windows, and nowhere else.  Python's
collector runs at any allocation, in whatever thread makes it.  A window that it finds in a cycle
would then be destroyed in a lane's thread, or while Qt is painting it, and the process dies.  So
automatic collection is off, and a timer of the windows' thread does the same work.

Turns: a lane gives the interpreter back soon to a window that asks for it.

Source: reference/style.md §4.8, rule (a); seen as a crash of the suite; issue of the slow lines (no
frame over 100 ms), `python -m tests.benchmarks --only window`.
"""

from __future__ import annotations

import gc
import sys

from PySide6.QtCore import QObject, QTimer, Slot

PAUSE_MS = 200
"""What 20,000 rows leave in half a second takes the collector 35 ms."""
SWITCH_INTERVAL_S = 0.0001
"""A window asks hundreds of times while it paints a list: at Python's 5 ms it stood still for
110–165 ms while 20,000 rows arrived (ADR-0032)."""


def prepare(app: QObject) -> None:
    """Set both up for a program that has windows."""
    Collector(app)
    sys.setswitchinterval(SWITCH_INTERVAL_S)


def keep_program() -> None:
    """Leave out of all later collections what is there now: the program's own modules, mostly.

    To be called once they are loaded and before a book's data is: of 85 ms for which the oldest
    generation held the window up some 70 were theirs.  Later calls do nothing, so that what a book
    holds is always freed after it.
    """
    if not gc.get_freeze_count():
        gc.freeze()


class Collector(QObject):
    """Collects what Python's own collector would have, generation by generation."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(self.collect)
        timer.start(PAUSE_MS)

    @Slot()
    def collect(self) -> None:
        """Collect the oldest generation whose count is over Python's own threshold."""
        counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, most) in enumerate(counts) if count > most]
        if due:
            gc.collect(due[-1])
