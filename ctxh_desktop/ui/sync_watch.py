"""Sync watch: starts syncs by themselves, and keeps the status bar true.

A sync starts soon after the book was opened, the network came back or the machine woke, a while
after something was saved, and again and again in between; after a failure that time mends, it waits
longer each time, and never less than a busy province asked for.  A person's pause ends all of that
until the person says so.

Source: ux reference §7; sync design §4.12.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from ctxh_desktop.commands.pace import next_try_s
from ctxh_desktop.commands.sync import ShowSyncState, SyncOutcome, SyncProgress, SyncState
from ctxh_desktop.errors import CtxhError, TransientError
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.comparing import LIKENESS
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.sync_runner import SyncRunner
from ctxh_desktop.ui.sync_state import SyncFacts
from ctxh_desktop.ui.wakes import Wakes

FIRST_SYNC_MS = 2_000
AFTER_SAVE_MS = 20_000
WAIT_MAX_S = 3600
WANTED = "wanted"
"""Announced as a change when a person waits for something that the province has."""
NO_LINE = ("no-network", "captive-portal", "connection-cut", "answer-cut")
"""Errors of a line that is simply not there."""
NEVER_SENT = frozenset({"sync", LIKENESS})
"""Changes of which the province hears nothing."""


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
        self._not_before: datetime | None = None
        self._error = ""
        self._is_awaited = False
        """Whether a person waits for what only a further sync can bring."""
        self._state: SyncState | None = None
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_time)
        self.wakes = Wakes(scene.ambient.now, self)
        self.wakes.line_came.connect(self._on_hope)
        self.wakes.woke.connect(self._on_hope)
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
        self.wakes.stop()

    def wants_last_try(self) -> bool:
        """Whether something is unsent that would probably arrive now."""
        state = self._state
        is_due = state is not None and state.is_enrolled and state.unsent > 0
        return is_due and self._may_start() and not self._wait_ms() and self._error not in NO_LINE

    def _may_start(self) -> bool:
        is_paused = self._state is not None and self._state.is_paused
        return self._is_automatic and not is_paused

    def _wait_ms(self) -> int:
        """Return how long a busy province still wants to be left alone."""
        if self._not_before is None:
            return 0
        left_s = (self._not_before - self._scene.ambient.now()).total_seconds()
        return int(min(max(left_s, 0), WAIT_MAX_S) * 1000)  # a clock set back asks for no week

    def _plan(self, after_ms: int) -> None:
        if self._may_start():
            self._timer.start(max(after_ms, self._wait_ms()))

    @Slot()
    def _on_time(self) -> None:
        self._not_before = None
        if self._state is None or not self._state.is_enrolled:
            self._plan(AFTER_SAVE_MS)
        elif self._may_start():
            self._runner.start()

    @Slot()
    def _on_hope(self) -> None:
        """What failed before, or was planned for a time slept through, may do now."""
        self._failure_count = 0
        if not self._runner.is_running():
            self._plan(FIRST_SYNC_MS)

    @Slot(object)
    def _on_changed(self, changes: frozenset[str]) -> None:
        self.refresh()
        if WANTED in changes:
            self._is_awaited = self._runner.is_running()
            if not self._is_awaited:
                self._plan(0)
            return
        is_soon = self._timer.isActive() and self._timer.remainingTime() <= AFTER_SAVE_MS
        if changes - NEVER_SENT and not self._runner.is_running() and not is_soon:
            self._plan(AFTER_SAVE_MS)

    @Slot()
    def _on_started(self) -> None:
        self._say(None)

    @Slot(object)
    def _on_finished(self, outcome: object) -> None:
        self._failure_count = 0
        self._not_before = None
        self._scene.dispatcher.announce(frozenset({"sync", *self._scene.types}))
        pause_ms = int(self._next_try_s() * 1000)
        has_more = isinstance(outcome, SyncOutcome) and outcome.has_more_files
        self._plan(FIRST_SYNC_MS if has_more or self._is_awaited else pause_ms)
        self._is_awaited = False

    @Slot(object)
    def _on_failed(self, error: CtxhError) -> None:
        self._failure_count += 1
        self._scene.dispatcher.announce(frozenset({"sync"}))
        if isinstance(error, TransientError) or error.code.startswith("parcel-"):
            # A busy province says how long (Retry-After), and a save does not shorten that.
            told_s = error.facts.get("retry_after_s", 0)
            wait_s = self._next_try_s()
            if isinstance(told_s, int) and told_s > 0:
                wait_s += told_s
                self._not_before = self._scene.ambient.now() + timedelta(seconds=wait_s)
            self._plan(int(wait_s * 1000))

    def _next_try_s(self) -> float:
        device_id = self._state.device_id if self._state else ""
        return next_try_s(self._failure_count, self._scene.ambient, device_id)

    def _on_state(self, state: SyncState) -> None:
        was_paused = self._state is not None and self._state.is_paused
        self._state = state
        self._error = state.last_error or ""
        if state.is_paused:
            self._timer.stop()
        elif was_paused and not self._runner.is_running():
            self._plan(FIRST_SYNC_MS)
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
            is_paused=state.is_paused,
            is_recovering=progress.is_recovering if progress else state.is_recovering,
        )
        self.stood.emit(facts)

    def _waiting_days(self, state: SyncState) -> int:
        if not state.oldest_unsent_at:
            return 0
        oldest = datetime.fromisoformat(state.oldest_unsent_at)
        return (self._scene.ambient.now() - oldest).days
