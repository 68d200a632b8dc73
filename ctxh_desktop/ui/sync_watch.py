"""Sync watch: starts syncs by themselves, and keeps the status bar true.

A sync starts soon after the book was opened, a while after something was saved, and again and again
in between; after a failure that time mends, it waits longer each time, and never less than a busy
province asked for.

Source: ux reference §7; sync design §4.12.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ctxh_desktop.commands.sync import (
    ShowSyncState,
    SyncOutcome,
    SyncProgress,
    SyncState,
    next_try_s,
)
from ctxh_desktop.errors import CtxhError, TransientError
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.sync_runner import SyncRunner
from ctxh_desktop.ui.sync_state import SyncFacts

FIRST_SYNC_MS = 2_000
AFTER_SAVE_MS = 20_000
NO_LINE = ("no-network", "captive-portal", "connection-cut", "answer-cut")
"""Errors of a line that is simply not there."""


class SyncWatch(QObject):
    """Decides when to sync and says how things stand.

    Args:
        is_automatic: whether syncs start by themselves.

    Signals:
        stood: how things stand with the province (SyncFacts).
        failed: the state could not be read (CtxhError).
    """

    stood = Signal(object)
    failed = Signal(object)

    def __init__(self, scene: Scene, runner: SyncRunner, *, is_automatic: bool) -> None:
        super().__init__(runner)
        self._scene = scene
        self._runner = runner
        self._is_automatic = is_automatic
        self._failure_count = 0
        self._is_told_to_wait = False
        self._error = ""
        self._state: SyncState | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_time)
        runner.started.connect(self._on_started)
        runner.progressed.connect(self._say)
        runner.finished.connect(self._on_finished)
        runner.failed.connect(self._on_failed)
        scene.dispatcher.changed.connect(self._on_changed)
        self.refresh()
        self._plan(FIRST_SYNC_MS)

    def refresh(self) -> None:
        """Ask how things stand."""
        self._scene.dispatcher.latest(
            "sync-state", ShowSyncState(), self._on_state, self._on_unread
        )

    def stop(self) -> None:
        """Start nothing more, also not after an answer that is still on its way."""
        self._is_automatic = False
        self._timer.stop()

    def _plan(self, after_ms: int) -> None:
        if self._is_automatic:
            self._timer.start(after_ms)

    @Slot()
    def _on_time(self) -> None:
        self._is_told_to_wait = False
        if self._state is None or not self._state.is_enrolled:
            self._plan(AFTER_SAVE_MS)
        else:
            self._runner.start()

    @Slot(object)
    def _on_changed(self, changes: frozenset[str]) -> None:
        self.refresh()
        if changes - {"sync"} and not self._runner.is_running() and not self._is_told_to_wait:
            self._plan(AFTER_SAVE_MS)

    @Slot()
    def _on_started(self) -> None:
        self._say(None)

    @Slot(object)
    def _on_finished(self, outcome: object) -> None:
        self._failure_count = 0
        self._is_told_to_wait = False
        self._scene.dispatcher.announce(frozenset({"sync", *self._scene.types}))
        pause_ms = int(next_try_s(0, self._scene.ambient) * 1000)
        has_more = isinstance(outcome, SyncOutcome) and outcome.has_more_files
        self._plan(FIRST_SYNC_MS if has_more else pause_ms)

    @Slot(object)
    def _on_failed(self, error: CtxhError) -> None:
        self._failure_count += 1
        self._scene.dispatcher.announce(frozenset({"sync"}))
        if isinstance(error, TransientError) or error.code.startswith("parcel-"):
            # A busy province says how long (Retry-After), and a save does not shorten that.
            told_s = error.facts.get("retry_after_s", 0)
            self._is_told_to_wait = isinstance(told_s, int) and told_s > 0
            wait_s = next_try_s(self._failure_count, self._scene.ambient)
            self._plan(int((wait_s + (told_s if isinstance(told_s, int) else 0)) * 1000))

    def _on_state(self, state: SyncState) -> None:
        self._state = state
        self._error = state.last_error or ""
        self._say(None)

    def _on_unread(self, error: CtxhError) -> None:
        self.failed.emit(error)

    @Slot(object)
    def _say(self, progress: SyncProgress | None) -> None:
        state, today = self._state, self._scene.today()
        if state is None:
            return
        last = wording.moment(state.last_sync_at, today) if state.last_sync_at else ""
        facts = SyncFacts(
            is_joined=state.is_enrolled,
            is_online=self._error not in NO_LINE,
            is_syncing=self._runner.is_running(),
            done=progress.sent if progress else 0,
            total=progress.sent + progress.unsent if progress else state.unsent,
            unsent=state.unsent,
            conflicts=state.conflicts,
            held=state.held,
            waiting_days=self._waiting_days(state),
            last_sent=last,
        )
        self.stood.emit(facts)

    def _waiting_days(self, state: SyncState) -> int:
        if not state.oldest_unsent_at:
            return 0
        oldest = datetime.fromisoformat(state.oldest_unsent_at)
        return (self._scene.ambient.now() - oldest).days
