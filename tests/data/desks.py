"""Opened working books for tests: real encrypted files, cheap keys, a clock that goes forward."""

from __future__ import annotations

from pathlib import Path

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.commands import profile
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.security.keys import KdfCost
from tests.data.laptops import ticking_ambient

PHONG_DIEN = "19819"
HOA, BINH = "Trần Thị Hoa", "Lê Văn Bình"
PHRASE = "khoai bien chuong lam mua"
CHEAP = KdfCost(memory_kib=64, passes=1)
"""So that a test does not wait for the derivation of a key."""


def new_desk(
    folder: Path, *, user: str = HOA, commune: str = PHONG_DIEN, ambient: Ambient | None = None
) -> Desk:
    """Return a new, empty working book."""
    return profile.create_profile(
        folder,
        user=user,
        passphrase=PHRASE,
        commune_code=commune,
        ambient=ambient or ticking_ambient(folder.name),
        cost=CHEAP,
    )


def open_desk(folder: Path, *, user: str = HOA, ambient: Ambient | None = None) -> Desk:
    """Return a working book opened with its passphrase."""
    return profile.unlock(
        folder,
        user=user,
        passphrase=PHRASE,
        ambient=ambient or ticking_ambient(f"{folder.name} again"),
        cost_floor=CHEAP,
    )
