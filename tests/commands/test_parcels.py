"""Giving and reading parcels from an opened book, against a real province and real folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.commands import sync
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.parcels import ShowParcelState, receive_parcels, send_parcel
from ctxh_desktop.commands.people import FindPeople, RegisterPerson
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.commands.sync import ShowSyncState, SyncProgress
from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from ctxh_desktop.server import office
from ctxh_desktop.server.parcels import ParcelDesk, Report
from ctxh_desktop.server.province import ProvinceFolder
from ctxh_desktop.server.serve import Served
from tests.data.desks import BINH, PHONG_DIEN, new_desk

PERSON = {"full_name": "Hoàng Thị Thuỷ", "groups": "NCT", "phone": "0912345678", "phone_of": "ME"}


def joined(served: Served, folder: Path, **who: str) -> Desk:
    desk = new_desk(folder, **who)
    sync.enrol(desk, served.url, office.hand_out_code(served.store, PHONG_DIEN, 1).code)
    return desk


@pytest.fixture
def desks(served: Served, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    pair = joined(served, tmp_path / "a"), joined(served, tmp_path / "b", user=BINH)
    yield pair
    for desk in pair:
        desk.close()


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


@pytest.fixture
def office_desk(province_folder: ProvinceFolder, served: Served, usb: Path) -> ParcelDesk:
    return ParcelDesk(province_folder, served.store, usb)


def round_trip(desk: Desk, office_desk: ParcelDesk, usb: Path) -> Report:
    send_parcel(desk, usb)
    return office_desk.exchange(writes=True)


def test_one_stick_serves_two_laptops(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path
) -> None:
    a, b = desks
    Bus(a).send(RegisterPerson(PERSON, {}))
    steps: list[SyncProgress] = []

    given = send_parcel(a, usb, steps.append)
    send_parcel(b, usb)
    report = office_desk.exchange(writes=True)

    assert given
    assert (given.changes, len(given.files), steps[0].unsent) == (1, 1, 1)
    assert [(each.parcels, each.operations) for each in report.laptops] in (
        [(1, {"ok": 2}), (1, {})],
        [(1, {}), (1, {"ok": 2})],
    )
    read = receive_parcels(a, usb, steps.append)
    assert (read.receipt.sent, read.receipt.received, read.refused) == (2, 2, ())
    state = Bus(a).send(ShowSyncState()).result
    assert (state.unsent, state.last_sent, bool(state.last_sync_at)) == (0, 2, True)
    office_desk.exchange(writes=True)
    assert receive_parcels(b, usb).receipt.received == 2
    assert [hit.full_name for hit in Bus(b).send(FindPeople("thuy")).result] == ["Hoàng Thị Thuỷ"]


def test_what_was_given_and_read_is_kept(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path
) -> None:
    desk = desks[0]
    assert Bus(desk).send(ShowParcelState()).result.given is None
    Bus(desk).send(RegisterPerson(PERSON, {}))
    given = send_parcel(desk, usb)

    state = Bus(desk).send(ShowParcelState()).result
    assert (state.given, state.receipt, state.unsent) == (given, None, 1)

    office_desk.exchange(writes=True)
    receipt = receive_parcels(desk, usb).receipt
    assert Bus(desk).send(ShowParcelState()).result.receipt == receipt
    assert receipt.at > given.at  # type: ignore[union-attr]


def test_a_receipt_tells_of_clashes(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path
) -> None:
    a, b = desks
    person_id = Bus(a).send(RegisterPerson(PERSON, {})).result.person_id
    for desk in desks:
        sync.synchronise(desk)
    Bus(a).send(SaveRecord("person", person_id, {"phone": "0912000001"}))
    Bus(b).send(SaveRecord("person", person_id, {"phone": "0912000002"}))
    sync.synchronise(a)

    round_trip(b, office_desk, usb)
    receipt = receive_parcels(b, usb).receipt

    assert (receipt.of_conflict, receipt.conflicts, receipt.held) == (1, 1, 0)


def test_read_again_it_says_the_same_and_does_nothing(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path
) -> None:
    desk = desks[0]
    Bus(desk).send(RegisterPerson(PERSON, {}))
    round_trip(desk, office_desk, usb)
    receive_parcels(desk, usb)
    when = Bus(desk).send(ShowSyncState()).result.last_sync_at

    again = receive_parcels(desk, usb).receipt

    assert Bus(desk).send(ShowSyncState()).result.last_sync_at == when
    assert (again.parcels, again.sent, again.received) == (1, 0, 0)


def test_an_answer_that_is_late_is_told_as_late(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path
) -> None:
    desk = desks[0]
    Bus(desk).send(RegisterPerson(PERSON, {}))
    round_trip(desk, office_desk, usb)
    last = sync.synchronise(desk)

    receipt = receive_parcels(desk, usb).receipt

    assert last.sent == 2
    assert (receipt.is_late, receipt.sent, receipt.received) == (True, 0, 0)
    assert Bus(desk).send(ShowSyncState()).result.last_sent == 2


def test_reading_may_be_stopped_and_done_again(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path
) -> None:
    desk = desks[0]
    Bus(desk).send(RegisterPerson(PERSON, {}))
    round_trip(desk, office_desk, usb)
    stopped = receive_parcels(desk, usb, is_cancelled=lambda: True)
    assert (stopped.is_stopped, stopped.receipt.received) == (True, 0)
    assert Bus(desk).send(ShowParcelState()).result.receipt is None

    assert receive_parcels(desk, usb).receipt.received == 2


def test_giving_may_be_stopped(desks: tuple[Desk, Desk], usb: Path) -> None:
    assert send_parcel(desks[0], usb, is_cancelled=lambda: True) is None
    assert list(usb.iterdir()) == []


# ------------------------------------------------------------------ refusals


def test_a_book_that_is_not_joined_gives_nothing(tmp_path: Path, usb: Path) -> None:
    desk = new_desk(tmp_path / "alone")
    for use in (lambda: send_parcel(desk, usb), lambda: receive_parcels(desk, usb)):
        with pytest.raises(InputError, match="not-enrolled"):
            use()
    desk.close()


def test_a_laptop_from_before_parcels_is_told(desks: tuple[Desk, Desk], usb: Path) -> None:
    with desks[0].write("x") as work:
        work.set_local("parcel_key", "")

    with pytest.raises(InputError, match="parcel-key-unknown"):
        send_parcel(desks[0], usb)


def test_an_empty_stick(desks: tuple[Desk, Desk], usb: Path) -> None:
    with pytest.raises(InputError, match="parcel-none-here"):
        receive_parcels(desks[0], usb)


def test_a_stick_that_is_not_there(desks: tuple[Desk, Desk], usb: Path) -> None:
    for use in (send_parcel, receive_parcels):
        with pytest.raises(TransientError, match="stick-gone"):
            use(desks[0], usb / "gone")


def test_an_answer_for_another_laptop_is_no_reason_to_complain(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path
) -> None:
    a, b = desks
    round_trip(a, office_desk, usb)
    with pytest.raises(InputError, match="parcel-for-another"):
        receive_parcels(b, usb)

    round_trip(b, office_desk, usb)
    assert receive_parcels(b, usb).refused == ()


def spoil(usb: Path, kind: str) -> None:
    path = next(usb.glob(f"ctxh-{kind}-*"))
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)


def test_an_altered_answer_is_not_taken_and_the_good_one_is(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path, tmp_path: Path
) -> None:
    desk = desks[0]
    round_trip(desk, office_desk, usb)
    spoil(usb, "down")
    with pytest.raises(IntegrityError, match="parcel-altered"):
        receive_parcels(desk, usb)

    (bad,) = usb.glob("ctxh-down-*")
    bad = bad.rename(tmp_path / "kept.ctxh")
    office_desk.exchange(writes=True)
    bad.rename(usb / "ctxh-down-kept.ctxh")
    read = receive_parcels(desk, usb)

    assert [each.error.code for each in read.refused] == ["parcel-altered"]
    assert read.receipt.parcels == 1


def test_a_revoked_laptop_is_told(
    desks: tuple[Desk, Desk], served: Served, office_desk: ParcelDesk, usb: Path
) -> None:
    desk = desks[0]
    with desk.read() as reader:
        office.revoke(served.store, reader.local("device_id"))

    report = round_trip(desk, office_desk, usb)

    assert not report.laptops[0].is_active
    with pytest.raises(IntegrityError, match="device-revoked"):
        receive_parcels(desk, usb)


def test_a_laptop_of_another_province(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path
) -> None:
    desk = desks[0]
    with desk.write("x") as work:
        work.set_local("province_code", "48")
    send_parcel(desk, usb)

    refused = office_desk.exchange(writes=True).refused

    assert [each.error.code for each in refused] == ["parcel-of-another-province"]
