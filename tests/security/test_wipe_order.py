"""An order is the province's, for one laptop with one key in one epoch."""

from __future__ import annotations

import msgspec
import pytest

from ctxh_desktop.errors import IntegrityError
from ctxh_desktop.security import wipe_order
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.security.wipe_order import WipeOrder
from tests.data.seeded import seeded_ambient

PROVINCE = DeviceKey.create(seeded_ambient(1))
ORDER = wipe_order.sign(WipeOrder("o1", "d1", "ab" * 32, "2.x"), PROVINCE)


def test_the_province_is_believed() -> None:
    wipe_order.check(ORDER, PROVINCE.public)


@pytest.mark.parametrize("part", ["id", "device", "key", "epoch"])
def test_no_part_can_be_changed(part: str) -> None:
    changed = msgspec.structs.replace(ORDER, **{part: "x"})

    with pytest.raises(IntegrityError, match="bad-signature"):
        wipe_order.check(changed, PROVINCE.public)


@pytest.mark.parametrize("public", ["", DeviceKey.create(seeded_ambient(2)).public])
def test_nobody_else_is_believed(public: str) -> None:
    with pytest.raises(IntegrityError, match="bad-signature"):
        wipe_order.check(ORDER, public)


def test_parts_cannot_wander() -> None:
    moved = msgspec.structs.replace(ORDER, id="o", device="1d1")

    with pytest.raises(IntegrityError, match="bad-signature"):
        wipe_order.check(moved, PROVINCE.public)
