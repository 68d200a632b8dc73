"""A reading or saving of a list under way: how far it is, and how it is stopped.

The lane tells how far it is through the one signal of this object, which lives in the window's
thread.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from ctxh_desktop.commands.imports import CHECKING, READING, Watch
from ctxh_desktop.commands.stopping import Stop
from ctxh_desktop.ui.widgets.progress import InlineProgress


class ImportRun(QObject):
    """Shows one run after the other in a line with a stop."""

    _told = Signal(object, str, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.line = InlineProgress()
        self._stop = Stop()
        self._told.connect(self._on_told)
        self.line.stopped.connect(self.stop)

    def begin(self, sentence: str) -> Watch:
        """Begin a run and return who watches it; an earlier run that still goes on is ended."""
        self._stop.ask()
        stop = self._stop = Stop()
        self.line.show_step(0, 0, sentence)

        def report(phase: str, done: int, total: int) -> None:
            self._told.emit(stop, phase, done, total)

        return Watch(report, stop)

    def finish(self) -> None:
        """The run is over, well or not."""
        self.line.finish()

    @Slot()
    def stop(self) -> None:
        """End the run; nothing of it is kept."""
        self._stop.ask()

    @Slot(object, str, int, int)
    def _on_told(self, stop: object, phase: str, done: int, total: int) -> None:
        if stop is not self._stop or not self.line.isVisible():
            return
        if phase == READING:
            words = self.tr("Reading the file…")
        elif phase == CHECKING:
            words = self.tr("Checking row {done} of {total}…").format(done=done, total=total)
        else:
            words = self.tr("Taking in {done} of {total} people…").format(done=done, total=total)
        self.line.show_step(done, total, words)
