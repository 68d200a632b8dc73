"""A clock that stands still and chance that repeats."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from ctxh_desktop.ambient import Ambient


def seeded_ambient(seed: int = 1, now: datetime | None = None) -> Ambient:
    """Return an ambient whose bytes depend on the seed alone."""
    moment = now or datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
    return Ambient(now=lambda: moment, random_bytes=random.Random(seed).randbytes)
