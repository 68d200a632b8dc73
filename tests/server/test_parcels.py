"""The province's side of a stick: many laptops, bad parcels among good ones, parcels unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.ambient import system
from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.server.parcels import Exchanged, ParcelDesk
from ctxh_desktop.server.province import PARCEL_KEY, ProvinceFolder
from ctxh_desktop.storage import devices, ledger
from ctxh_desktop.storage.store import Store
from ctxh_desktop.sync import enrolment, parcel
from ctxh_desktop.sync.stick import PROVINCE, Party, Stick
from tests.data.province_server import COMMUNE, HUE

A, B = (DeviceKey(bytes([n]) * 32) for n in (1, 2))


@pytest.fixture
def store(province_folder: ProvinceFolder) -> Iterator[Store]:
    with province_folder.store(system()) as opened, opened.write(by="x") as work:
        for name, key in (("a", A), ("b", B)):
            new = devices.Device(name, f"Laptop {name}", key.public, (COMMUNE,), name, "active", "")
            devices.add_device(work, new)
        work.commit()
        yield opened


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


@pytest.fixture
def desk(province_folder: ProvinceFolder, store: Store, usb: Path) -> ParcelDesk:
    return ParcelDesk(province_folder, store, usb)


def public(store: Store) -> str:
    with store.read() as reader:
        return reader.local("parcel_key")


def lay(usb: Path, store: Store, content: bytes, name: str = "a", key: DeviceKey = A) -> None:
    stick = Stick(usb, Party(name, key, HUE, ""), system())
    stick.put(parcel.UP, {PROVINCE: public(store)}, [content])


def codes(desk: ParcelDesk) -> list[str]:
    return [each.error.code for each in desk.exchange(writes=True).refused]


def test_the_key_is_made_once_and_told_at_enrolment(province_folder: ProvinceFolder) -> None:
    first = province_folder.parcel_key().public
    with province_folder.store(system()) as store:
        assert public(store) == first
        code = enrolment.new_code(store, [COMMUNE])
        enrolling = enrolment.Enrolling(code, A, "Laptop", system())
        enrolling.trust(enrolment.offer_authority(store, enrolling.ask(), province_folder.ca_pem()))
        assert enrolment.bind(store, enrolling.claim()).parcel_key == first


def test_a_province_from_before_parcels_gets_its_key(province_folder: ProvinceFolder) -> None:
    with province_folder.store(system()) as store, store.write(by="x") as work:
        work.set_local("parcel_key", "")
        work.commit()
    province_folder.file(PARCEL_KEY).unlink()

    with province_folder.store(system()) as store:
        assert public(store) == province_folder.parcel_key().public


@pytest.mark.parametrize("content", [None, b"", b"zz", b"00"])
def test_a_lost_key_is_told_and_not_made_anew(
    province_folder: ProvinceFolder, usb: Path, content: bytes | None
) -> None:
    file = province_folder.file(PARCEL_KEY)
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)

    with (
        province_folder.store(system()) as store,
        pytest.raises(IntegrityError, match="parcel-key-damaged"),
    ):
        ParcelDesk(province_folder, store, usb)


def test_a_bad_parcel_costs_no_other(desk: ParcelDesk, store: Store, usb: Path) -> None:
    lay(usb, store, b"\0\0\0\2{}")
    lay(usb, store, b"", "b", B)
    lay(usb, store, b"\0\0\0\1x", "c", A)
    (usb / "x.ctxh").write_bytes(b"%PDF")

    assert sorted(codes(desk)) == [
        "bad-signature", "parcel-not-one", "parcel-not-one", "parcel-sender-unknown",
    ]  # fmt: skip


def test_a_parcel_in_anothers_name_is_not_believed(
    desk: ParcelDesk, store: Store, usb: Path
) -> None:
    lay(usb, store, b"\0\0\0\2{}", "b", A)

    assert codes(desk) == ["parcel-altered"]


def test_parcels_for_all_or_for_one(desk: ParcelDesk, store: Store, usb: Path) -> None:
    told: list[Exchanged] = []

    assert [each.device_id for each in desk.give((), told.append).laptops] == ["a", "b"]
    assert [each.device_id for each in told] == ["a", "b"]
    with store.write(by="x") as work:
        devices.revoke(work, "a")
        work.commit()
    assert [each.device_id for each in desk.give(()).laptops] == ["b"]
    assert [each.device_id for each in desk.give(("a",)).laptops] == ["a"]
    assert len(list(usb.iterdir())) == 2, "each replaces the one before"
    with pytest.raises(InputError, match="device-not-found"):
        desk.give(("a", "nobody"))


def test_what_is_unasked_is_readable_by_its_laptop(
    desk: ParcelDesk, store: Store, usb: Path
) -> None:
    desk.give(())
    stick = Stick(usb, Party("a", A, HUE, ""), system())
    found, refused = stick.find(parcel.DOWN)

    content = b"".join(stick.read(found[0], public(store)))
    assert [each.error.code for each in refused] == ["parcel-for-another"]
    assert content[4:].startswith(b'{"answers":[]')


def test_batches_are_kept_in_the_order_of_their_arrival(store: Store) -> None:
    with store.write(by="x") as work:
        for n in range(3):
            ledger.keep_batch(work, f"{9 - n}", "a", "", b"%d" % n)
        ledger.keep_batch(work, "b", "b", "", b"other")
        work.commit()
    with store.read() as reader:
        assert ledger.last_batches(reader, "a", 2) == [b"2", b"1"]
