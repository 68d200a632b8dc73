"""Time left: how long something goes on at the rate of the last half minute.

Nothing is said before the rate is known; a rate over half a minute does not jump with each piece.

Source: ux reference §8 (progress); issue 3, item 4.
"""

from __future__ import annotations

WINDOW_S = 30.0
KNOWN_AFTER_S = 3.0


class TimeLeft:
    """Takes how much is left, whatever its unit, and says how long that takes."""

    def __init__(self) -> None:
        self._seen: list[tuple[float, float]] = []

    def take(self, left: float, now: float) -> float | None:
        """Return the seconds left, None while nobody can know.

        Args:
            left: how much is still to be done; when it has grown, measuring begins anew.
            now: a clock that only goes forward, in seconds.
        """
        if self._seen and left > self._seen[-1][1]:
            self._seen = []
        if not self._seen or left < self._seen[-1][1]:
            self._seen.append((now, left))
        while len(self._seen) > 2 and now - self._seen[1][0] > WINDOW_S:  # noqa: PLR2004 (ends)
            self._seen.pop(0)
        began, at_first = self._seen[0]
        done, took = at_first - left, now - began
        if done <= 0 or took < KNOWN_AFTER_S:
            return None
        return left * took / done
