"""Orders are kept or refused, and counted only when nothing is unsent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ctxh_desktop.errors import IntegrityError
from ctxh_desktop.security import wipe_order
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.security.wipe_order import WipeOrder
from ctxh_desktop.storage import devices, inbox, outbox, wipes
from ctxh_desktop.sync import dismissal
from ctxh_desktop.sync.province import Province
from tests.data.laptops import SCOPE, Fleet, Laptop, rank
from tests.data.province_db import ProvinceDb
from tests.data.seeded import seeded_ambient

PROVINCE = DeviceKey.create(seeded_ambient(1))


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path, count=2)
    with made.at_province() as work:
        work.set_local("epoch", "1.here")
    made.answering = Province(made.province, rank, key=PROVINCE)
    for laptop in made.laptops:
        with laptop.store.write(by="set-up") as work:
            work.set_local("parcel_key", PROVINCE.public)
            work.commit()
    made.settle()
    yield made
    made.close()


def dismiss(fleet: Fleet, name: str) -> str:
    with fleet.at_province() as work:
        devices.revoke(work, name)
        return wipes.ask(work, name).id


def taken(laptop: Laptop, order: WipeOrder | None) -> bool:
    with laptop.store.write(by="sync") as work:
        is_taken = dismissal.take(work, order, laptop.key.public)
        work.commit()
    return is_taken


def order_for(laptop: Laptop, **parts: str) -> WipeOrder:
    with laptop.store.read() as reader:
        epoch = reader.local("epoch")
    made = WipeOrder("o", laptop.device, laptop.key.public, epoch)
    return wipe_order.sign(msgspec.structs.replace(made, **parts), PROVINCE)


def refused_at(laptop: Laptop) -> str:
    with laptop.store.read() as reader:
        return reader.local(dismissal.REFUSED_AT)


def test_a_dismissed_laptop_hands_in_first(fleet: Fleet) -> None:
    a, b = fleet.laptops
    order_id = dismiss(fleet, "B")
    b.add(full_name="Hồ Thị Mới")

    with pytest.raises(IntegrityError, match="device-dismissed"):
        b.sync()

    with b.store.read() as reader:
        order = dismissal.standing(reader)
        assert order is not None
        assert order.id == order_id
        assert dismissal.is_due(reader)
    with fleet.province.read() as reader:
        known = wipes.find(reader, "B")
        assert known is not None
        assert known.stage == "handed-in"
    b.add(full_name="Hồ Thị Sau")
    with b.store.read() as reader:
        assert not dismissal.is_due(reader), "something is unsent again"
    a.sync()
    assert refused_at(b) == ""


def test_what_is_parked_is_only_here_and_nothing_is_wiped(fleet: Fleet) -> None:
    """It goes by itself no more, yet no one else has it: the commune and the order wait for it."""
    b = fleet.laptops[1]
    person_id = b.add(full_name="Hồ Thị Kẹt")
    with b.store.write(by="sync") as work:
        (operation,) = outbox.of_row(work, person_id)
        outbox.park(work, operation.group_id, "change-not-through")
        work.commit()
    dismiss(fleet, "B")

    with pytest.raises(IntegrityError, match="device-revoked"):
        b.sync()

    with b.store.read() as reader:
        assert dismissal.standing(reader) is not None
        assert not dismissal.is_due(reader)
        assert reader.get("person", person_id) is not None
    with b.store.write(by="person") as work:
        inbox.uncover(work, outbox.withdraw(work, operation.group_id))
        work.insert("person", person_id, SCOPE, {"full_name": "Hồ Thị Kẹt"})
        work.commit()
    with pytest.raises(IntegrityError, match="device-dismissed"):
        b.sync()
    with b.store.read() as reader:
        assert dismissal.is_due(reader)


def test_a_revoked_laptop_without_an_order_is_not_told_to_wipe(fleet: Fleet) -> None:
    b = fleet.laptops[1]
    with fleet.at_province() as work:
        devices.revoke(work, "B")

    with pytest.raises(IntegrityError, match="device-revoked"):
        b.sync()

    with b.store.read() as reader:
        assert dismissal.standing(reader) is None


def test_a_province_without_its_key_gives_no_order(fleet: Fleet) -> None:
    fleet.answering = Province(fleet.province, rank)
    dismiss(fleet, "B")

    with pytest.raises(IntegrityError, match="device-revoked"):
        fleet.laptops[1].sync()


@pytest.mark.parametrize(
    "parts",
    [{"device": "A"}, {"key": "ab" * 32}, {"epoch": "0.old"}, {"epoch": "1.another"}],
    ids=["another", "enrolled-anew", "older", "sibling"],
)
def test_what_is_not_for_this_laptop_now_is_refused_once(
    fleet: Fleet, parts: dict[str, str]
) -> None:
    b = fleet.laptops[1]
    order = order_for(b, **parts)

    assert not taken(b, order)

    first = refused_at(b)
    assert first
    assert not taken(b, order)
    assert refused_at(b) == first
    with b.store.read() as reader:
        assert not dismissal.is_due(reader)


def test_a_forged_order_is_refused(fleet: Fleet) -> None:
    b = fleet.laptops[1]
    forged = wipe_order.sign(order_for(b), b.key)

    assert not taken(b, forged)
    assert refused_at(b)


def test_an_order_of_a_newer_epoch_counts_and_falls_when_it_is_said_no_more(fleet: Fleet) -> None:
    b = fleet.laptops[1]

    assert taken(b, order_for(b, epoch="9.restored"))
    assert not taken(b, None)

    with b.store.read() as reader:
        assert dismissal.standing(reader) is None


def test_the_order_for_a_laptop_that_is_admitted_is_never_given(fleet: Fleet) -> None:
    with fleet.at_province() as work:
        wipes.ask(work, "A")
        device = devices.device(work, "A")
        assert device is not None
        assert dismissal.order(work, device, "1.x", PROVINCE) is None
