from __future__ import annotations

from ctxh_desktop.ui.time_left import TimeLeft


def test_nothing_is_said_before_the_rate_is_known() -> None:
    left = TimeLeft()
    assert left.take(100, 0) is None
    assert left.take(90, 1) is None, "one second measures nothing"
    assert left.take(70, 5) is not None


def test_the_rate_is_that_of_the_last_half_minute() -> None:
    left = TimeLeft()
    now = 0.0
    for step in range(60):  # a good line: one a second
        found = left.take(1000 - step, now)
        now += 1
    assert found is not None
    assert abs(found - 941) < 10
    for step in range(20):  # then a bad one: one in ten seconds
        found = left.take(940 - step, now)
        now += 10
    assert found is not None
    assert abs(found - 9210) < 400


def test_one_piece_does_not_make_it_jump() -> None:
    left = TimeLeft()
    told = [left.take(600 - 10 * n, 2.0 * n) for n in range(20)]
    after_pause = left.take(600 - 200, 46.0)
    assert told[-1] is not None
    assert after_pause is not None
    assert 0.7 < after_pause / told[-1] < 1.5


def test_what_was_added_meanwhile_begins_anew() -> None:
    left = TimeLeft()
    left.take(100, 0)
    assert left.take(50, 10) == 10
    assert left.take(80, 11) is None
