"""How long a laptop waits for its next sync, and that laptops do not come at once."""

from __future__ import annotations

from ctxh_desktop.commands.pace import FIRST_PAUSE_S, PAUSE_MAX_S, PAUSE_S, next_try_s
from tests.data.seeded import seeded_ambient


def test_pauses_grow_and_are_spread() -> None:
    ambient = seeded_ambient(4)
    pauses = [next_try_s(failures, ambient) for failures in range(1, 15)]

    assert FIRST_PAUSE_S * 0.7 < pauses[0] < FIRST_PAUSE_S * 1.3
    assert max(pauses) < PAUSE_MAX_S * 1.3
    assert pauses[-1] > PAUSE_MAX_S * 0.7
    assert len({next_try_s(0, ambient) for _ in range(20)}) > 5


def test_each_device_has_its_own_place_in_the_spread() -> None:
    """A thousand laptops switched on at eight come over minutes, and not together next time."""
    pauses = [next_try_s(0, seeded_ambient(1), f"device {n}") for n in range(1000)]
    fullest = max(sum(start <= p < start + 10 for p in pauses) for start in range(200, 400))
    assert 0.74 * PAUSE_S <= min(pauses) <= max(pauses) <= 1.26 * PAUSE_S
    assert fullest < 150, "of 1000 in any ten seconds"
    again = [next_try_s(0, seeded_ambient(2), f"device {n}") for n in range(1000)]
    assert max(abs(a - b) for a, b in zip(pauses, again, strict=True)) < 0.13 * PAUSE_S
