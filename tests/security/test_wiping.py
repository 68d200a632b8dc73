"""A marked profile is destroyed, keys first, through any number of power cuts."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from ctxh_desktop.errors import IntegrityError, TransientError
from ctxh_desktop.security import wiping
from ctxh_desktop.security.durable_files import Disk
from ctxh_desktop.security.profile_files import (
    DATABASE_NAME,
    DISMISSAL_NAME,
    KEYS_NAME,
    SPARE_KEYS_NAME,
    ProfileState,
    begin_setup,
    profile_state,
    require_ready,
)
from ctxh_desktop.security.wiping import Dismissal
from tests.data.faulty_disk import FaultyDisk

MARK = Dismissal("2026-11-25T01:00:00.000Z", "Thành phố Huế")
OURS = (
    KEYS_NAME, SPARE_KEYS_NAME, KEYS_NAME + ".new", DATABASE_NAME, DATABASE_NAME + "-wal",
    DATABASE_NAME + "-shm", "doorplate.json",
)  # fmt: skip
FOREIGN = ("danh-sach.xlsx", "ctxh.lock")


class PowerLost(BaseException):
    """The machine is off."""


class Plug(Disk):
    """A disk whose machine goes off after some removals."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def remove(self, path: Path) -> None:
        if not self.steps:
            raise PowerLost
        self.steps -= 1
        super().remove(path)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    for name in (*OURS, *FOREIGN):
        (tmp_path / name).write_bytes(b"something")
    (tmp_path / "files").mkdir()
    for name in ("a" * 64, "b" * 64 + ".new"):
        (tmp_path / "files" / name).write_bytes(b"sealed")
    return tmp_path


def left(profile: Path) -> set[str]:
    return {entry.name for entry in profile.iterdir()}


def test_everything_of_ours_goes_and_nothing_else(profile: Path) -> None:
    wiping.mark(profile, MARK)
    assert profile_state(profile) is ProfileState.DISMISSED

    assert wiping.destroy(profile)

    assert left(profile) == {*FOREIGN, DISMISSAL_NAME}
    assert wiping.read_mark(profile) == MARK
    assert wiping.destroy(profile), "once more does no harm"


def test_without_a_mark_nothing_is_touched(profile: Path) -> None:
    with pytest.raises(AssertionError):
        wiping.destroy(profile)

    assert left(profile) == {*OURS, *FOREIGN, "files"}


@pytest.mark.parametrize("steps", range(14))
def test_power_lost_at_any_step_is_gone_on_from(profile: Path, steps: int) -> None:
    wiping.mark(profile, MARK)
    with pytest.raises(PowerLost):
        wiping.destroy(profile, Plug(steps))

    has_keys = {KEYS_NAME, SPARE_KEYS_NAME, KEYS_NAME + ".new"} & left(profile)
    assert not has_keys or {DATABASE_NAME, "files"} <= left(profile), "the keys go first"
    assert profile_state(profile) is ProfileState.DISMISSED
    with pytest.raises(IntegrityError, match="profile-dismissed"):
        require_ready(profile)

    assert wiping.destroy(profile)
    assert left(profile) == {*FOREIGN, DISMISSAL_NAME}


def test_what_the_system_does_not_let_go_is_tried_again(profile: Path) -> None:
    wiping.mark(profile, MARK)

    assert not wiping.destroy(profile, FaultyDisk(3, errno.EACCES))
    with pytest.raises(IntegrityError, match="profile-dismissed"):
        begin_setup(profile)
    assert wiping.destroy(profile)


def test_a_disk_that_refuses_the_mark_leaves_the_book(profile: Path) -> None:
    with pytest.raises(TransientError, match="disk-full"):
        wiping.mark(profile, MARK, FaultyDisk(0, errno.ENOSPC))

    assert profile_state(profile) is ProfileState.READY


@pytest.mark.parametrize("content", [b"", b"{", b'{"at": 3}', b"[" * 5000])
def test_a_damaged_mark_is_a_mark(profile: Path, content: bytes) -> None:
    (profile / DISMISSAL_NAME).write_bytes(content)

    assert wiping.read_mark(profile) == Dismissal()
    assert profile_state(profile) is ProfileState.DISMISSED


def test_a_wiped_machine_is_set_up_anew(profile: Path) -> None:
    wiping.mark(profile, MARK)
    wiping.destroy(profile)

    begin_setup(profile)

    assert profile_state(profile) is ProfileState.UNFINISHED
