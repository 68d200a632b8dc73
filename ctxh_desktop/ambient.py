"""What the program takes from the world: time and chance, handed in and never fetched.

Everything below `commands` receives an `Ambient`; only `system()` touches the wall clock, so a
test or a simulation decides what time it is and which ids are drawn.

Units: instants are aware UTC datetimes; days are calendar days in Vietnam (UTC+7, no summer time).
Source: ADR-0003.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Ambient:
    """A clock and a source of random bytes."""

    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    def instant(self) -> str:
        """Return this moment in its plain form (see `domain.values`)."""
        return self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"

    def today(self) -> date:
        """Return the calendar day in Vietnam."""
        return self.now().astimezone(VIETNAM).date()

    def new_id(self) -> str:
        """Return a UUIDv7 (RFC 9562 §5.7): ordered by time, unique by 74 random bits."""
        # Whole arithmetic: the float of a timestamp loses the last millisecond now and then.
        milliseconds = (self.now() - _EPOCH) // timedelta(milliseconds=1)
        noise = int.from_bytes(self.random_bytes(10), "big")
        value = (milliseconds & (1 << 48) - 1) << 80 | noise & (1 << 80) - 1
        value = value & ~(0xF << 76) | 0x7 << 76
        value = value & ~(0x3 << 62) | 0x2 << 62
        digits = f"{value:032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def system() -> Ambient:
    """Return the machine's own clock and randomness."""
    return Ambient(now=lambda: datetime.now(UTC), random_bytes=os.urandom)
