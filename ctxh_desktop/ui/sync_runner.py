"""Sync lane: one synchronisation at a time beside the data lane, with progress and a stop.

Progress is handed on at most ten times a second.  A stop is noticed between two steps, and a wait
for the line is broken off at once.

Source: reference/style.md §4.8, rules (a), (b), (e), (f).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from ctxh_desktop.commands.stopping import Stop
from ctxh_desktop.errors import CtxhError, IntegrityError

log = logging.getLogger(__name__)

PROGRESS_PAUSE_S = 0.1

Synchronise = Callable[[Callable[[Any], None], Callable[[], bool]], Any]
"""Runs one synchronisation: takes (progress, is_cancelled), returns the outcome."""


class _Run(QRunnable):
    """One synchronisation in the lane; owns no QObject."""

    def __init__(
        self,
        work: Synchronise,
        tell: Callable[[str, Any], None],
        stop: Stop,
        clock: Callable[[], float],
    ) -> None:
        super().__init__()
        self._work, self._tell, self._stop, self._clock = work, tell, stop, clock
        self._told_at = -PROGRESS_PAUSE_S

    def run(self) -> None:
        try:
            outcome = self._work(self._progress, self._stop)
        except CtxhError as error:
            self._tell("failed", error)
        except Exception as error:  # noqa: BLE001 (a lane never dies; the screen gets a code)
            # Only the kind of error: its text and its traceback may hold what a person typed.
            log.error("sync-crashed kind=%s", type(error).__name__)  # noqa: TRY400
            self._tell("failed", IntegrityError("unexpected", kind=type(error).__name__))
        else:
            self._tell("finished", outcome)

    def _progress(self, progress: Any) -> None:
        now = self._clock()
        if now - self._told_at >= PROGRESS_PAUSE_S:
            self._told_at = now
            self._tell("progressed", progress)


class SyncRunner(QObject):
    """Runs *work* in its own lane.

    Signals:
        started: a synchronisation began.
        progressed: how far it is, at most ten times a second (object).
        finished: it came to its end; carries the outcome (object).
        failed: an expected or unexpected error (CtxhError).
    """

    started = Signal()
    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    _told = Signal(str, object)

    def __init__(
        self,
        work: Synchronise,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(parent)
        self._work, self._clock = work, clock
        self._lane = QThreadPool(self)
        self._lane.setMaxThreadCount(1)
        self._stop = Stop()
        self._is_running = False
        self._is_closed = False
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)

    def is_running(self) -> bool:
        """Whether a synchronisation is under way."""
        return self._is_running

    def start(self, work: Synchronise | None = None) -> bool:
        """Begin, unless one is under way or the lane is closed; whether it began.

        With *work* something else that may not run beside a sync takes its place this once.
        """
        if self._is_running or self._is_closed:
            return False
        self._is_running = True
        self._stop = Stop()
        self.started.emit()
        self._lane.start(_Run(work or self._work, self._told.emit, self._stop, self._clock))
        return True

    def cancel(self) -> None:
        """Ask the running synchronisation to stop at its next step, or now where it waits."""
        self._stop.ask()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until the lane is empty, so long at most; whether it is."""
        return self._lane.waitForDone(timeout_ms)

    def close(self, timeout_ms: int = 30_000) -> bool:
        """Stop and wait, tell and begin nothing more; whether it came to rest in time."""
        self._is_closed = True
        self.cancel()
        return self._lane.waitForDone(timeout_ms)

    @Slot(str, object)
    def _on_told(self, kind: str, content: Any) -> None:
        if self._is_closed:
            self._is_running = False
            return
        if kind == "progressed":
            self.progressed.emit(content)
            return
        self._is_running = False
        (self.finished if kind == "finished" else self.failed).emit(content)
