"""Wakes: tells when the network has come back and when the machine has slept.

A machine slept when the wall clock or the clock of the running system went on much further between
two beats than the timer had asked for: some systems stop the one in sleep, some the other.

Source: ux reference §7 (reconnection starts sync by itself); issue 3, item 11.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QNetworkInformation

BEAT_S = 30
LATE_S = 60
"""How much later than asked for means sleep, and not a busy machine."""

_NONE = QNetworkInformation.Reachability.Disconnected
_UNKNOWN = QNetworkInformation.Reachability.Unknown


class Wakes(QObject):
    """Beats, and listens to what the system says of its network.

    Without a backend for the network only the timers of the caller find out.

    Args:
        now: wall clock.
        clock: seconds of the running system.

    Signals:
        line_came: there is a network again.
        woke: the machine has slept.
    """

    line_came = Signal()
    woke = Signal()

    def __init__(
        self,
        now: Callable[[], datetime],
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(parent)
        self._now, self._clock = now, clock
        self._beat_at = now(), clock()
        self._reach = _UNKNOWN
        self._timer = QTimer(self, interval=BEAT_S * 1000)
        self._timer.timeout.connect(self.beat)
        self._timer.start()
        self._listen()

    def stop(self) -> None:
        """Tell nothing more."""
        self._timer.stop()
        self.blockSignals(True)

    @Slot()
    def beat(self) -> None:
        """Compare both clocks with what the timer had asked for."""
        (wall, ticks), self._beat_at = self._beat_at, (self._now(), self._clock())
        gone = max((self._beat_at[0] - wall).total_seconds(), self._beat_at[1] - ticks)
        if gone > BEAT_S + LATE_S:
            self.woke.emit()

    @Slot(QNetworkInformation.Reachability)
    def note(self, reachability: QNetworkInformation.Reachability) -> None:
        """Take what the system says of its network."""
        before, self._reach = self._reach, reachability
        # A province may be reached on a network that has no way to the rest of the world.
        if before is not _UNKNOWN and reachability.value > max(before.value, _NONE.value):
            self.line_came.emit()

    def _listen(self) -> None:
        if QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            network = QNetworkInformation.instance()
            network.reachabilityChanged.connect(self.note)
            self.note(network.reachability())
