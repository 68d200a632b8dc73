"""What stands at the door of a locked book, and that nothing else does."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.commands import desk as desks
from ctxh_desktop.commands import doorplate
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.doorplate import Doorplate, hang_doorplate, read_doorplate
from ctxh_desktop.commands.doorstep import view_profile
from ctxh_desktop.commands.people import RegisterPerson
from tests.data.desks import new_desk, open_desk
from tests.data.faulty_disk import FaultyDisk

CANARY = "Nguyễn Thị Hoàng Yến Canary"


def test_a_new_book_has_its_commune_at_the_door_at_once(tmp_path: Path) -> None:
    desk = new_desk(tmp_path)
    at_once = view_profile(tmp_path).plate
    desk.close()

    assert at_once == Doorplate(commune="Phường Phong Điền")


def test_closing_says_what_waits_and_when_it_was_sent(tmp_path: Path) -> None:
    new_desk(tmp_path).close()
    desk = open_desk(tmp_path)
    Bus(desk).send(RegisterPerson({"full_name": CANARY, "groups": "NCT"}, {"source": "THON"}))
    with desk.store.write(by=desk.user, label="Sync") as work:
        work.set_local("last_sync_at", "2026-11-20T09:42:00.000Z")
        work.set_local("device_id", "device")
        work.commit()
    desk.close()

    plate = view_profile(tmp_path).plate

    assert plate == Doorplate("Phường Phong Điền", 1, 0, "2026-11-20T09:42:00.000Z", True)


def test_no_file_of_the_folder_names_a_person_in_clear(tmp_path: Path) -> None:
    desk = new_desk(tmp_path)
    person = {"full_name": CANARY, "groups": "TEXH", "phone": "0905123456", "note": CANARY}
    Bus(desk).send(RegisterPerson(person, {"source": "THON"}))
    open_files = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    desk.close()
    closed_files = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    assert doorplate.NAME in closed_files
    for files in (open_files, closed_files):
        for name, content in files.items():
            for word in ("Canary", "Hoàng Yến", "hoang yen", "0905123456"):
                for encoding in ("utf-8", "utf-16-le"):
                    assert word.encode(encoding) not in content, name
    told = json.loads(closed_files[doorplate.NAME])
    assert set(told) == {"commune", "unsent", "conflicts", "last_sync_at", "is_enrolled"}


@pytest.mark.parametrize("steps", range(4))
def test_a_disk_that_refuses_keeps_nobody_from_closing(
    tmp_path: Path, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = new_desk(tmp_path)
    before = read_doorplate(tmp_path)
    Bus(desk).send(RegisterPerson({"full_name": CANARY, "groups": "NCT"}, {"source": "THON"}))
    disk = FaultyDisk(steps, errno.ENOSPC)
    monkeypatch.setattr(
        desks, "hang_doorplate", lambda folder, plate: hang_doorplate(folder, plate, disk)
    )
    desk.close()

    assert desk.lock is None
    after = read_doorplate(tmp_path)
    assert after in (before, Doorplate("Phường Phong Điền", unsent=1))
    open_desk(tmp_path).close()


def test_a_desk_that_is_closed_twice_says_nothing_the_second_time(tmp_path: Path) -> None:
    desk = new_desk(tmp_path)
    desk.close()
    (tmp_path / doorplate.NAME).unlink()
    desk.close()

    assert read_doorplate(tmp_path) == Doorplate()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"unsent": -1}', b'{"unsent": "3"}', b'{"person": "x"}',
     b"\xff\xfe", b'{"commune": "' + b"x" * 5000 + b'"}'],
)  # fmt: skip
def test_a_damaged_doorplate_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    new_desk(tmp_path).close()
    (tmp_path / doorplate.NAME).write_bytes(content)

    view = view_profile(tmp_path)

    assert (view.kind, view.plate) == ("ready", Doorplate())


@pytest.mark.parametrize("instant", ["yesterday", "2026-13-20", ""])
def test_an_instant_that_is_none_makes_it_a_damaged_one(tmp_path: Path, instant: str) -> None:
    hang_doorplate(tmp_path, Doorplate("Xã A", unsent=2, last_sync_at=instant))

    assert read_doorplate(tmp_path) == Doorplate()


@given(content=st.binary(max_size=200))
def test_whatever_lies_there_is_read_without_an_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("door")
    (folder / doorplate.NAME).write_bytes(content)

    assert isinstance(read_doorplate(folder), Doorplate)
