"""Garbage: cycles of objects are collected in the thread of the windows, and nowhere else.

Python's collector runs at any allocation, in whatever thread makes it.  A window that it finds in a
cycle would then be destroyed in a lane's thread, or while Qt is painting it, and the process dies.
So automatic collection is off, and a timer of the windows' thread does the same work.

Source: reference/style.md §4.8, rule (a); seen as a crash of the suite.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

PAUSE_MS = 500


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
