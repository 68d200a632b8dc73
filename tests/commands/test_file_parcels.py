"""Papers and pictures on a stick, from opened books: full, torn out, damaged, there and back."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.commands import sync
from ctxh_desktop.commands.attachments import (
    AddAttachment,
    AttachmentItem,
    ListAttachments,
    OpenAttachment,
    Whereabouts,
)
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.parcels import ShowParcelState, receive_parcels, send_parcel
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.settings import TEXT_ONLY, SaveSetting
from ctxh_desktop.commands.sync import SyncProgress
from ctxh_desktop.errors import IntegrityError, TransientError
from ctxh_desktop.security.durable_files import Disk
from ctxh_desktop.server import office
from ctxh_desktop.server.parcels import Exchanged, ParcelDesk
from ctxh_desktop.server.province import ProvinceFolder
from ctxh_desktop.server.serve import Served
from ctxh_desktop.sync import file_parcel
from tests.data.desks import BINH, PHONG_DIEN, new_desk
from tests.data.pictures import house, jpeg

SPARE = file_parcel.SPARE_BYTES


class FullStick(Disk):
    """A stick on which some room is said to be left, and less really is."""

    def __init__(self, said: int, real: int) -> None:
        self.said, self.real = said, real

    def free_bytes(self, folder: Path) -> int:
        return self.said

    def write(self, path: Path, content: bytes) -> None:
        self.real -= len(content)
        if self.real < 0:
            super().write(path, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "full")
        super().write(path, content)


class TornOut(Disk):
    """A stick that is pulled out while the n-th file is written."""

    def __init__(self, writes: int) -> None:
        self.writes = writes

    def write(self, path: Path, content: bytes) -> None:
        self.writes -= 1
        if self.writes < 0:
            super().write(path, content[: len(content) // 2])
            raise OSError(errno.ENODEV, "gone")
        super().write(path, content)

    def remove(self, path: Path) -> None:
        if self.writes < 0:
            raise OSError(errno.ENODEV, "gone")
        super().remove(path)


@pytest.fixture
def desks(served: Served, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    pair = new_desk(tmp_path / "a"), new_desk(tmp_path / "b", user=BINH)
    for desk in pair:
        sync.enrol(desk, served.url, office.hand_out_code(served.store, PHONG_DIEN, 1).code)
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


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "giấy.jpg"
    file.write_bytes(jpeg(house(width=640, height=480)))
    return file


def add(desk: Desk, picture: Path, case_id: str = "") -> str:
    if not case_id:
        person = {"full_name": "Lê Văn Đức", "groups": "NKT"}
        command = RegisterPerson(person, {"opened_on": "2026-11-10"})
        case_id = str(Bus(desk).send(command).result.case_id)
    Bus(desk).send(AddAttachment(case_id, picture, {"paper_kind": "KHAC"}))
    return case_id


def item(desk: Desk, case_id: str) -> AttachmentItem:
    return Bus(desk).send(ListAttachments(case_id)).result[0]


def exchange(office_desk: ParcelDesk) -> Exchanged:
    (done,) = office_desk.exchange(writes=True).laptops
    return done


def test_there_and_back(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path, picture: Path
) -> None:
    a, b = desks
    case_id = add(a, picture)
    steps: list[SyncProgress] = []
    assert Bus(a).send(ShowParcelState()).result.pictures == 1

    given = send_parcel(a, usb, steps.append)
    assert given
    assert (given.pictures, given.pictures_left, len(given.files)) == (1, 0, 2)
    assert steps[1].file_bytes_left > 0
    done = exchange(office_desk)
    assert (done.pictures_taken, done.pictures_given, len(done.files)) == (1, 0, 2)
    receipt = receive_parcels(a, usb).receipt
    assert (receipt.pictures_stored, receipt.pictures_left, receipt.pictures_fetched) == (1, 0, 0)
    assert item(a, case_id).where is Whereabouts.STORED
    assert Bus(a).send(ShowParcelState()).result.receipt == receipt

    for path in usb.iterdir():
        path.unlink()
    send_parcel(b, usb)
    exchange(office_desk)
    receive_parcels(b, usb)
    far = item(b, case_id)
    assert Bus(b).send(OpenAttachment(far.id)).result.picture is None
    send_parcel(b, usb)
    assert exchange(office_desk).pictures_given == 1
    assert receive_parcels(b, usb).receipt.pictures_fetched == 1
    assert Bus(b).send(OpenAttachment(far.id)).result.picture


def test_only_text_for_now_spares_the_line_and_not_the_stick(
    desks: tuple[Desk, Desk], usb: Path, picture: Path
) -> None:
    add(desks[0], picture)
    Bus(desks[0]).send(SaveSetting(TEXT_ONLY, "1"))

    given = send_parcel(desks[0], usb)

    assert given
    assert given.pictures == 1


def test_a_stick_with_little_room_holds_the_text(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path, picture: Path
) -> None:
    desk = desks[0]
    case_id = add(desk, picture)
    desk.disk = FullStick(said=SPARE + 100, real=10**9)

    given = send_parcel(desk, usb)
    assert given
    assert (given.pictures, given.pictures_left, len(given.files)) == (0, 1, 1)
    exchange(office_desk)
    receipt = receive_parcels(desk, usb).receipt
    assert (receipt.pictures_stored, receipt.pictures_left) == (0, 1)
    assert receipt.sent > 0
    assert item(desk, case_id).where is Whereabouts.HERE


def test_a_stick_that_runs_full_while_pictures_are_written_holds_the_text(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path, picture: Path
) -> None:
    desk = desks[0]
    case_id = add(desk, picture)
    desk.disk = FullStick(said=10**9, real=80_000)

    given = send_parcel(desk, usb)
    assert given
    assert (given.pictures, given.pictures_left, len(list(usb.iterdir()))) == (0, 1, 1)
    exchange(office_desk)
    receive_parcels(desk, usb)

    desk.disk = Disk()
    send_parcel(desk, usb)
    assert exchange(office_desk).pictures_taken == 1
    receive_parcels(desk, usb)
    assert item(desk, case_id).where is Whereabouts.STORED


def test_a_stick_torn_out_while_pictures_are_written_holds_the_text(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path, picture: Path
) -> None:
    desk = desks[0]
    case_id = add(desk, picture)
    desk.disk = TornOut(1)
    with pytest.raises(TransientError, match="stick-gone"):
        send_parcel(desk, usb)
    desk.disk = Disk()

    done = exchange(office_desk)
    assert (done.parcels, done.pictures_taken) == (1, 0), "the text lay there whole"
    send_parcel(desk, usb)
    assert exchange(office_desk).pictures_taken == 1
    receive_parcels(desk, usb)
    assert item(desk, case_id).where is Whereabouts.STORED


def test_stopped_while_pictures_are_written_the_text_is_given(
    desks: tuple[Desk, Desk], usb: Path, picture: Path
) -> None:
    desk = desks[0]
    add(desk, picture)
    steps: list[SyncProgress] = []

    given = send_parcel(
        desk, usb, steps.append, lambda: bool(steps) and steps[-1].file_bytes is not None
    )

    assert given
    assert (given.pictures, given.pictures_left) == (0, 1)
    assert [path.name.startswith("ctxh-up-") for path in usb.iterdir()] == [True]


def damage(usb: Path, kind: str) -> None:
    path = next(usb.glob(f"ctxh-{kind}-*"))
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)


def test_a_damaged_parcel_of_pictures_costs_no_word(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path, picture: Path
) -> None:
    desk = desks[0]
    case_id = add(desk, picture)
    send_parcel(desk, usb)
    damage(usb, file_parcel.UP)

    report = office_desk.exchange(writes=True)
    assert [each.error.code for each in report.refused] == ["parcel-altered"]
    assert (report.laptops[0].parcels, report.laptops[0].pictures_taken) == (1, 0)
    assert receive_parcels(desk, usb).receipt.pictures_left == 1

    send_parcel(desk, usb)
    exchange(office_desk)
    damage(usb, file_parcel.DOWN)
    read = receive_parcels(desk, usb)
    assert [each.error.code for each in read.refused] == ["parcel-altered"]
    assert read.receipt.pictures_stored == 1, "the rows say so"
    assert item(desk, case_id).where is Whereabouts.STORED


def test_what_is_no_parcel_is_told_once(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path, picture: Path
) -> None:
    add(desks[0], picture)
    send_parcel(desks[0], usb)
    (usb / "x.ctxh").write_bytes(b"%PDF")

    assert [each.name for each in office_desk.exchange(writes=True).refused] == ["x.ctxh"]
    assert [each.name for each in receive_parcels(desks[0], usb).refused] == ["x.ctxh"]


def test_a_revoked_laptop_hears_that_its_pictures_have_come_through(
    desks: tuple[Desk, Desk], served: Served, office_desk: ParcelDesk, usb: Path, picture: Path
) -> None:
    desk = desks[0]
    add(desk, picture)
    send_parcel(desk, usb)
    exchange(office_desk)
    receive_parcels(desk, usb)
    case_id = add(desk, picture)
    send_parcel(desk, usb)
    with desk.read() as reader:
        office.revoke(served.store, reader.local("device_id"))
    exchange(office_desk)

    with pytest.raises(IntegrityError, match="device-revoked"):
        receive_parcels(desk, usb)
    assert item(desk, case_id).percent == 100


def test_a_second_parcel_takes_the_place_of_the_first(
    desks: tuple[Desk, Desk], office_desk: ParcelDesk, usb: Path, picture: Path
) -> None:
    add(desks[0], picture)
    send_parcel(desks[0], usb)
    send_parcel(desks[0], usb)
    assert len(list(usb.iterdir())) == 2
    exchange(office_desk)
    receive_parcels(desks[0], usb)

    given = send_parcel(desks[0], usb)

    assert given
    assert (given.pictures, len(given.files)) == (0, 1)
    assert list(usb.glob(f"ctxh-{file_parcel.UP}-*")) == [], "what has arrived lies there no more"
