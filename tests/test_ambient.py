"""Time and chance."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.ambient import Ambient, system
from tests.data.seeded import seeded_ambient


def at(moment: datetime) -> Ambient:
    return seeded_ambient(1, moment)


def test_day_is_the_one_in_vietnam() -> None:
    late = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)

    assert at(late).today() == date(2026, 11, 22)
    assert at(late - timedelta(hours=1)).today() == date(2026, 11, 21)


def test_instant_has_milliseconds_in_utc() -> None:
    assert at(datetime(2026, 11, 21, 8, 30, 0, 5999, tzinfo=UTC)).instant() == (
        "2026-11-21T08:30:00.005Z"
    )


@given(st.integers(631_152_000, 7_258_118_400).map(lambda s: datetime.fromtimestamp(s, UTC)))
def test_ids_are_version_7_and_sort_by_time(moment: datetime) -> None:
    first = uuid.UUID(at(moment).new_id())
    later = uuid.UUID(at(moment + timedelta(milliseconds=1)).new_id())

    assert (first.version, first.variant) == (7, uuid.RFC_4122)
    assert str(first) < str(later)


def test_ids_of_one_moment_differ() -> None:
    ambient = at(datetime(2026, 1, 1, tzinfo=UTC))

    assert len({ambient.new_id() for _ in range(1000)}) == 1000


def test_the_machine_has_a_clock_and_chance() -> None:
    ambient = system()

    assert abs((ambient.now() - datetime.now(UTC)).total_seconds()) < 5
    assert ambient.random_bytes(16) != ambient.random_bytes(16)
