from __future__ import annotations

import threading

import pytest

from ctxh_desktop.errors import TransientError
from ctxh_desktop.ui.sync_runner import SyncRunner


class Exchange:
    """A synchronisation that runs in the lane until it is told to go on."""

    def __init__(self, steps=0, error=None):
        self.steps, self.error, self.gate = steps, error, threading.Event()
        self.thread = None
        self.cancelled_at = None

    def __call__(self, progress, is_cancelled):
        self.thread = threading.get_ident()
        for step in range(self.steps):
            progress(step)
        if self.error:
            raise self.error
        while not self.gate.wait(0.005):
            if is_cancelled():
                self.cancelled_at = "asked"
                return "stopped"
        return "sent"


@pytest.fixture
def run(qapp):
    made = []

    def start(work, **options):
        runner = SyncRunner(work, **options)
        made.append(runner)
        return runner

    yield start
    for runner in made:
        runner.close()


def test_outcome_comes_back_from_another_thread(qtbot, run):
    work = Exchange()
    runner = run(work)
    with qtbot.waitSignal(runner.finished, timeout=5_000) as signal:
        assert runner.start()
        assert runner.is_running()
        work.gate.set()
    assert signal.args == ["sent"]
    assert work.thread != threading.get_ident()
    assert not runner.is_running()


def test_only_one_runs_at_a_time(qtbot, run):
    work = Exchange()
    runner = run(work)
    with qtbot.waitSignal(runner.finished, timeout=5_000):
        assert runner.start()
        assert not runner.start()
        work.gate.set()


def test_other_work_may_take_its_place_once(qtbot, run):
    usual, other = Exchange(), Exchange()
    runner = run(usual)
    for work, given in ((other, (other,)), (usual, ())):
        work.gate.set()
        with qtbot.waitSignal(runner.finished, timeout=5_000):
            assert runner.start(*given)
        assert work.thread


def test_cancel_stops_it_at_its_next_step(qtbot, run):
    work = Exchange()
    runner = run(work)
    with qtbot.waitSignal(runner.finished, timeout=5_000) as signal:
        runner.start()
        runner.cancel()
    assert signal.args == ["stopped"]
    assert work.cancelled_at == "asked"


def test_progress_is_told_at_most_ten_times_a_second(qtbot, run):
    work, told, now = Exchange(steps=1000), [], [0.0]

    def clock():
        now[0] += 0.001  # a thousand steps in one second
        return now[0]

    runner = run(work, clock=clock)
    runner.progressed.connect(told.append)
    with qtbot.waitSignal(runner.finished, timeout=5_000):
        runner.start()
        work.gate.set()
    assert 9 <= len(told) <= 11
    assert told[0] == 0


def test_expected_error_is_handed_on(qtbot, run):
    runner = run(Exchange(error=TransientError("no-network")))
    with qtbot.waitSignal(runner.failed, timeout=5_000) as signal:
        runner.start()
    assert signal.args[0].code == "no-network"
    assert not runner.is_running()


def test_unexpected_error_is_handed_on_without_its_text(qtbot, run):
    runner = run(Exchange(error=RuntimeError("Nguyễn Thị Bí Mật")))
    with qtbot.waitSignal(runner.failed, timeout=5_000) as signal:
        runner.start()
    error = signal.args[0]
    assert error.code == "unexpected"
    assert "Bí Mật" not in str(error.facts)


def test_nothing_is_told_and_nothing_begins_once_closed(qtbot, run):
    runner, told = run(Exchange(error=TransientError("no-network"))), []
    runner.failed.connect(told.append)
    runner.failed.connect(runner.start)
    assert runner.start()

    assert runner.close()
    qtbot.wait(20)

    assert told == []
    assert not runner.start()
    assert not runner.is_running()
