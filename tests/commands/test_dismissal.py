"""The order is carried out over HTTPS and by stick, after all was handed in, through power cuts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ctxh_desktop.commands import dismissal, sync
from ctxh_desktop.commands.attachments import AddAttachment
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.doorstep import view_profile
from ctxh_desktop.commands.parcels import receive_parcels, send_parcel
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.errors import IntegrityError
from ctxh_desktop.security import wiping
from ctxh_desktop.security.durable_files import Disk
from ctxh_desktop.server import office
from ctxh_desktop.server.parcels import ParcelDesk
from ctxh_desktop.server.province import ProvinceFolder
from ctxh_desktop.server.serve import Served
from ctxh_desktop.storage import archive, attachments
from tests.data.desks import PHONG_DIEN, new_desk, open_desk
from tests.data.laptops import operations_of
from tests.data.pictures import photo

PERSON = {"full_name": "Hoàng Thị Thuỷ", "groups": "NCT"}
DISMISSED = "device-dismissed"


@pytest.fixture
def desk(served: Served, tmp_path: Path) -> Iterator[Desk]:
    made = new_desk(tmp_path / "book")
    sync.enrol(made, served.url, office.hand_out_code(served.store, PHONG_DIEN, 1).code)
    sync.synchronise(made)
    yield made
    made.close()


def dismiss(served: Served, desk: Desk) -> None:
    with desk.read() as reader:
        office.revoke(served.store, reader.local("device_id"), wipes_it=True)


def stage(served: Served) -> str:
    (wipe,) = office.list_wipes(served.store).values()
    return wipe.stage


def is_destroyed(folder: Path) -> bool:
    return {entry.name for entry in folder.iterdir()} <= {"ctxh.lock", "dismissed.json"}


def test_all_is_handed_in_confirmed_and_destroyed(
    served: Served, desk: Desk, tmp_path: Path
) -> None:
    made = Bus(desk).send(RegisterPerson(PERSON, {})).result
    dismiss(served, desk)
    Bus(desk).send(AddAttachment(made.case_id, photo(tmp_path), {"paper_kind": "KHAC"}))
    assert not dismissal.carry_out(desk), "nothing was heard yet"

    with pytest.raises(IntegrityError, match=DISMISSED):
        sync.synchronise(desk)

    assert stage(served) == "handed-in"
    with desk.read() as reader:
        assert attachments.only_here(reader) == []
    with served.store.read() as reader:
        (blob,) = reader.connection.execute(reader.tables.book("blob").select()).all()
        assert blob.verified_at
    assert dismissal.carry_out(desk)
    assert stage(served) == "confirmed"
    assert {op["record_type"] for op in operations_of(served.store)} >= {"person", "attachment"}
    assert is_destroyed(desk.folder)
    view = view_profile(desk.folder)
    assert view.dismissal is not None
    assert (view.kind, view.dismissal.province) == ("profile-dismissed", "Thành phố Huế")
    with pytest.raises(IntegrityError, match="profile-dismissed"):
        open_desk(desk.folder)


def test_what_is_written_after_the_word_is_handed_in_before(served: Served, desk: Desk) -> None:
    dismiss(served, desk)
    with pytest.raises(IntegrityError, match=DISMISSED):
        sync.synchronise(desk)
    Bus(desk).send(RegisterPerson(PERSON, {}))

    assert not dismissal.carry_out(desk)
    assert view_profile(desk.folder).kind == "ready"
    with pytest.raises(IntegrityError, match=DISMISSED):
        sync.synchronise(desk)
    assert dismissal.carry_out(desk)
    assert [op["status"] for op in operations_of(served.store)] == ["held", "held"]


def test_without_a_line_it_is_wiped_and_not_confirmed(served: Served, desk: Desk) -> None:
    dismiss(served, desk)
    with pytest.raises(IntegrityError, match=DISMISSED):
        sync.synchronise(desk)
    with desk.store.write(by="test") as work:
        work.set_local("url", "https://localhost:1")
        work.commit()

    assert dismissal.carry_out(desk)
    assert stage(served) == "handed-in"
    assert is_destroyed(desk.folder)


def test_power_lost_after_the_mark_is_completed_at_the_next_start(
    served: Served, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerLost(BaseException):
        pass

    def off(*_: object) -> None:
        raise PowerLost

    dismiss(served, desk)
    with pytest.raises(IntegrityError, match=DISMISSED):
        sync.synchronise(desk)
    monkeypatch.setattr(wiping, "destroy", off)
    with suppress(PowerLost):
        dismissal.carry_out(desk)
    monkeypatch.undo()
    assert (desk.folder / "keys.json").exists()

    assert view_profile(desk.folder).kind == "profile-dismissed"

    assert is_destroyed(desk.folder)


def test_a_wiped_machine_can_be_set_up_and_enrolled_anew(served: Served, desk: Desk) -> None:
    dismiss(served, desk)
    with pytest.raises(IntegrityError, match=DISMISSED):
        sync.synchronise(desk)
    dismissal.carry_out(desk)

    again = new_desk(desk.folder)
    sync.enrol(again, served.url, office.hand_out_code(served.store, PHONG_DIEN, 1).code)

    assert sync.synchronise(again).held == 0
    assert view_profile(desk.folder).kind == "ready"
    again.close()


def test_by_stick_alone(
    served: Served, province_folder: ProvinceFolder, desk: Desk, tmp_path: Path
) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    at_province = ParcelDesk(province_folder, served.store, usb)
    Bus(desk).send(RegisterPerson(PERSON, {}))
    dismiss(served, desk)
    send_parcel(desk, usb)
    at_province.exchange(writes=True)

    with pytest.raises(IntegrityError, match=DISMISSED):
        receive_parcels(desk, usb)
    assert dismissal.carry_out(desk)

    assert is_destroyed(desk.folder)
    at_province.exchange(writes=False)
    assert stage(served) == "confirmed"


class NoRoom(Disk):
    """A stick on which no picture finds room."""

    def free_bytes(self, folder: Path) -> int:
        return 0


@pytest.mark.parametrize("has_room", [True, False])
def test_a_stick_carries_pictures_first_and_what_it_cannot_carry_stays(
    served: Served, province_folder: ProvinceFolder, desk: Desk, tmp_path: Path, *, has_room: bool
) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    made = Bus(desk).send(RegisterPerson(PERSON, {})).result
    Bus(desk).send(AddAttachment(made.case_id, photo(tmp_path), {"paper_kind": "KHAC"}))
    with desk.read() as reader:
        (sha256,) = attachments.here(reader)
    dismiss(served, desk)
    desk.disk = Disk() if has_room else NoRoom()
    send_parcel(desk, usb)
    ParcelDesk(province_folder, served.store, usb).exchange(writes=True)

    with pytest.raises(IntegrityError, match=DISMISSED):
        receive_parcels(desk, usb)

    with served.store.read() as reader:
        held = archive.holding(reader, sha256)
    assert bool(held and held.is_verified) == has_room
    assert dismissal.carry_out(desk) == has_room, "only what the province has may go"
    if not has_room:
        assert view_profile(desk.folder).kind == "ready"
