"""Sleep is noticed by either clock; the network by what the system says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtNetwork import QNetworkInformation
from pytestqt.qtbot import QtBot

from ctxh_desktop.ui.wakes import BEAT_S, Wakes

Reach = QNetworkInformation.Reachability


class Clocks:
    """A wall clock and the running system's, set by hand."""

    def __init__(self) -> None:
        self.wall, self.ticks = datetime(2026, 11, 16, tzinfo=UTC), 1000.0

    def go(self, wall_s: float, ticks_s: float) -> None:
        self.wall += timedelta(seconds=wall_s)
        self.ticks += ticks_s


@pytest.mark.parametrize(
    ("wall_s", "ticks_s", "is_sleep"),
    [
        (BEAT_S, BEAT_S, False),
        (BEAT_S + 20, BEAT_S + 20, False),
        (3600, BEAT_S, True),  # the clock of the system stood still in sleep (Linux)
        (3600, 3600, True),  # it went on, and the timer came much too late (Windows)
        (-3600, BEAT_S, False),  # somebody set the clock back
    ],
)
def test_sleep_is_what_neither_clock_explains(
    qtbot: QtBot, wall_s: float, ticks_s: float, is_sleep: bool
) -> None:
    clocks, woke = Clocks(), []
    wakes = Wakes(lambda: clocks.wall, clock=lambda: clocks.ticks)
    wakes.woke.connect(lambda: woke.append(1))
    clocks.go(wall_s, ticks_s)
    wakes.beat()
    assert bool(woke) == is_sleep
    clocks.go(BEAT_S, BEAT_S)
    wakes.beat()
    assert len(woke) == is_sleep, "it is told once"


def test_the_network_is_told_when_it_grows_and_not_while_it_stays(qtbot: QtBot) -> None:
    clocks, came = Clocks(), []
    wakes = Wakes(lambda: clocks.wall, clock=lambda: clocks.ticks)
    wakes.line_came.connect(lambda: came.append(1))
    steps = (
        (Reach.Unknown, 0), (Reach.Online, 0),  # found out, not come
        (Reach.Online, 0), (Reach.Disconnected, 0), (Reach.Site, 1), (Reach.Online, 2),
        (Reach.Online, 2), (Reach.Local, 2), (Reach.Unknown, 2), (Reach.Disconnected, 2),
    )  # fmt: skip
    for reach, so_far in steps:
        wakes.note(reach)
        assert len(came) == so_far, reach
    wakes.stop()
    wakes.note(Reach.Online)
    assert len(came) == 2
