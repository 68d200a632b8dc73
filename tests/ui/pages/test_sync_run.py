from __future__ import annotations

import pytest

from ctxh_desktop.commands.sync import SyncProgress
from ctxh_desktop.ui.pages.sync_run import SyncRun
from ctxh_desktop.ui.widgets.buttons import Button


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def run(qtbot, clock):
    made = SyncRun(clock=clock)
    qtbot.addWidget(made)
    made.begin()
    return made


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (SyncProgress(0, 0, 0), "Asking"),
        (SyncProgress(2, 3, 0), "Sending 2/5"),
        (SyncProgress(5, 0, 40), "Receiving 40"),
        (SyncProgress(5, 0, 0, 300_000, 900_000), "Pictures and papers: 300 kB of 1,2 MB"),
        (SyncProgress(0, 3, 40, is_recovering=True), "server was restored"),
    ],
)
def test_each_phase_is_told_in_words(run, step, words):
    run.show_step(step)
    assert words in run.progress.sentence()


def test_bytes_both_ways_and_the_time_left_once_it_is_known(run, clock):
    run.show_step(SyncProgress(0, 300, 0, bytes_up=4_000))
    assert run.detail.text() == "Sent 4 kB, received 0 kB"
    clock.now = 10
    run.show_step(SyncProgress(20, 280, 0, bytes_up=40_000, bytes_down=1_000))
    assert run.detail.text() == "Sent 40 kB, received 1 kB · about 2 minutes left"


def test_the_time_of_files_is_measured_by_their_bytes(run, clock):
    run.show_step(SyncProgress(3, 0, 0, 0, 2_000_000, bytes_up=1_000))
    clock.now = 20
    run.show_step(SyncProgress(3, 0, 0, 200_000, 1_800_000, bytes_up=201_000))
    assert "about 3 minutes left" in run.detail.text()


def test_a_new_sync_forgets_the_rate_of_the_last_one(run, clock):
    run.show_step(SyncProgress(0, 300, 0, bytes_up=1))
    clock.now = 10
    run.begin()
    run.show_step(SyncProgress(20, 280, 0, bytes_up=1))
    assert "left" not in run.detail.text()


def test_the_pause_is_asked_for_by_its_button(qtbot, run):
    run.show()
    button = run.findChild(Button)
    assert button.text() == "Pause"
    with qtbot.waitSignal(run.paused):
        button.click()
    assert not button.isEnabled(), "once is enough"
    run.finish()
    assert not run.isVisible()
