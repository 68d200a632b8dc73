"""Pace: after how long a laptop syncs again.

Source: sync design §4.12; design §12 (jitter from the device id).
"""

from __future__ import annotations

import hashlib

from ctxh_desktop.ambient import Ambient

PAUSE_S = 300
"""Between two syncs when all is well."""
FIRST_PAUSE_S = 5
PAUSE_MAX_S = 900


def next_try_s(failures: int, ambient: Ambient, device_id: str = "") -> float:
    """Return after how many seconds to sync again, spread so that laptops do not come at once.

    Each device has its own place in the spread, and some chance on top: devices that failed
    together, or were switched on together, come apart and stay apart.

    Args:
        failures: how many tries in a row have failed; 0 after a success.
        ambient: gives the chance.
        device_id: whose place.
    """
    place = hashlib.sha256(device_id.encode()).digest()[0] / 256
    spread = 0.75 + 0.375 * place + ambient.random_bytes(1)[0] / 2048
    if failures == 0:
        return PAUSE_S * spread
    return float(min(PAUSE_MAX_S, FIRST_PAUSE_S * 2.0 ** min(failures - 1, 10)) * spread)
