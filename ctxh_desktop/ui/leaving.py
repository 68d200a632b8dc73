"""Leaving: the end of a book that the province has dismissed, while its window is open.

The person is told and has a moment to finish a sentence; then the book closes as on every evening,
what was written meanwhile is handed in, and the book is destroyed.

Source: security reference §4.5; ADR-0019.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ctxh_desktop.commands import dismissal
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.sync import synchronise
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui import messages
from ctxh_desktop.ui.sync_runner import SyncRunner

NOTICE_MS = 60_000
"""From the word that this machine is dismissed until the book closes."""
LEAVE_MS = 30_000
"""To hand in what was written in that time; without a line it is handed in at a later sync."""


class Leaving(QObject):
    """Hears from the syncs of a book that it is dismissed.

    Signals:
        told: what the person is to know (str), and of which kind that notice is (str).
        due: the book is to be closed now.
    """

    told = Signal(str, str)
    due = Signal()

    def __init__(self, desk: Desk, runner: SyncRunner) -> None:
        super().__init__(runner)
        self._desk = desk
        self._is_dismissed = False
        runner.failed.connect(self._on_failed)

    def go(self) -> None:
        """Where the book is dismissed: hand in the rest and destroy it; all lanes are closed.

        What fails leaves the book as it is, and a later sync brings it here again.
        """
        if not self._is_dismissed:
            return
        lane = SyncRunner(lambda _, stop: self._leave(stop), self)
        lane.start()
        lane.wait(LEAVE_MS)
        lane.close()
        dismissal.finish(self._desk)

    def _leave(self, stop: Callable[[], bool]) -> None:
        if not dismissal.is_ready(self._desk):
            with suppress(CtxhError):
                synchronise(self._desk, is_cancelled=stop)
        if dismissal.begin(self._desk):
            dismissal.confirm(self._desk, stop)

    @Slot(object)
    def _on_failed(self, error: CtxhError) -> None:
        if error.code != dismissal.DISMISSED or self._is_dismissed:
            return
        self._is_dismissed = True
        self.told.emit(messages.sentence(error), "warn")
        QTimer.singleShot(NOTICE_MS, self, self.due.emit)
