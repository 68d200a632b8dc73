from __future__ import annotations

from ctxh_desktop.commands.stopping import Stop, breaking


def test_a_stop_breaks_off_what_waits_and_is_seen_between_steps() -> None:
    stop, broken = Stop(), []
    with stop.breaking(lambda: broken.append(1)):
        assert not stop()
        stop.ask()
    assert stop()
    assert broken == [1]
    stop.ask()
    assert broken == [1], "what is over is left alone"


def test_what_begins_to_wait_after_a_stop_is_broken_off_at_once() -> None:
    stop, broken = Stop(), []
    stop.ask()
    with stop.breaking(lambda: broken.append(1)):
        assert broken == [1]


def test_work_that_can_only_be_asked_is_only_asked() -> None:
    with breaking(lambda: True, lambda: 1 / 0):
        pass
