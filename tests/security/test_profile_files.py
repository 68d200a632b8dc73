from __future__ import annotations

import subprocess
import sys

import pytest

from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from ctxh_desktop.security.profile_files import (
    DATABASE_NAME,
    KEYS_NAME,
    SETUP_MARK_NAME,
    SPARE_KEYS_NAME,
    WRITE_AHEAD_NAME,
    InstanceLock,
    ProfileState,
    begin_setup,
    finish_setup,
    has_key_files,
    profile_state,
    require_ready,
)
from tests.data.faulty_disk import FaultyDisk


def put(folder, *names):
    for name in names:
        (folder / name).write_bytes(b"something")


@pytest.mark.parametrize(
    ("names", "state"),
    [
        ((), "empty"),
        ((KEYS_NAME, DATABASE_NAME), "ready"),
        ((SPARE_KEYS_NAME, DATABASE_NAME), "ready"),
        ((KEYS_NAME, DATABASE_NAME, SETUP_MARK_NAME), "ready"),
        ((DATABASE_NAME,), "keys-missing"),
        ((WRITE_AHEAD_NAME,), "keys-missing"),
        ((KEYS_NAME,), "database-missing"),
        ((SPARE_KEYS_NAME,), "database-missing"),
        ((KEYS_NAME, SETUP_MARK_NAME), "unfinished"),
        ((SETUP_MARK_NAME,), "unfinished"),
    ],
)
def test_the_files_tell_the_state(tmp_path, names, state):
    put(tmp_path, *names)

    assert profile_state(tmp_path) == state


def test_a_folder_that_is_not_there_is_an_empty_profile(tmp_path):
    assert profile_state(tmp_path / "none") is ProfileState.EMPTY


def test_a_file_in_the_place_of_the_folder_is_refused_and_kept(tmp_path):
    (tmp_path / "list.xlsx").write_bytes(b"a list")

    for refused in (begin_setup, lambda folder: InstanceLock(folder).acquire()):
        with pytest.raises(TransientError) as told:
            refused(tmp_path / "list.xlsx")
        assert told.value.code == "folder-not-writable"
    assert (tmp_path / "list.xlsx").read_bytes() == b"a list"


def test_a_database_of_no_bytes_is_a_lost_one_and_not_a_new_one(tmp_path):
    put(tmp_path, KEYS_NAME)
    (tmp_path / DATABASE_NAME).touch()

    assert profile_state(tmp_path) is ProfileState.DATABASE_MISSING


@pytest.mark.parametrize(
    ("names", "branch", "code"),
    [
        ((), InputError, "profile-absent"),
        ((KEYS_NAME, SETUP_MARK_NAME), InputError, "profile-absent"),
        ((DATABASE_NAME,), IntegrityError, "keys-missing"),
        ((KEYS_NAME,), IntegrityError, "database-missing"),
    ],
)
def test_only_a_whole_profile_is_opened(tmp_path, names, branch, code):
    put(tmp_path, *names)
    before = sorted(tmp_path.iterdir())

    with pytest.raises(branch) as told:
        require_ready(tmp_path)

    assert told.value.code == code
    assert sorted(tmp_path.iterdir()) == before


def test_a_whole_profile_may_be_opened(tmp_path):
    put(tmp_path, KEYS_NAME, DATABASE_NAME)

    assert require_ready(tmp_path) is None


@pytest.mark.parametrize(
    ("names", "branch", "code"),
    [
        ((KEYS_NAME, DATABASE_NAME), InputError, "profile-exists"),
        ((DATABASE_NAME,), IntegrityError, "keys-missing"),
        ((KEYS_NAME,), IntegrityError, "database-missing"),
    ],
)
def test_a_set_up_never_starts_over_what_is_there(tmp_path, names, branch, code):
    put(tmp_path, *names)

    with pytest.raises(branch) as told:
        begin_setup(tmp_path)

    assert told.value.code == code
    assert all((tmp_path / name).read_bytes() == b"something" for name in names)


def test_a_set_up_cut_short_may_be_done_again(tmp_path):
    folder = tmp_path / "new" / "profile"
    begin_setup(folder)
    put(folder, KEYS_NAME, SPARE_KEYS_NAME)

    assert profile_state(folder) is ProfileState.UNFINISHED

    begin_setup(folder)

    assert not has_key_files(folder)

    put(folder, KEYS_NAME, DATABASE_NAME)
    finish_setup(folder)
    finish_setup(folder)

    assert profile_state(folder) is ProfileState.READY
    assert not (folder / SETUP_MARK_NAME).exists()


@pytest.mark.parametrize("steps", range(4))
def test_a_set_up_cut_short_while_it_clears_up_may_still_be_done_again(tmp_path, steps):
    begin_setup(tmp_path)
    put(tmp_path, KEYS_NAME, SPARE_KEYS_NAME)

    with pytest.raises(TransientError):
        begin_setup(tmp_path, FaultyDisk(steps))

    begin_setup(tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == [SETUP_MARK_NAME]


def test_two_locks_of_one_profile_exclude_each_other(tmp_path):
    with InstanceLock(tmp_path), pytest.raises(InputError) as told:
        InstanceLock(tmp_path).acquire()

    assert told.value.code == "profile-in-use"


def test_a_released_lock_can_be_taken_again_and_released_twice(tmp_path):
    lock = InstanceLock(tmp_path / "new").acquire()
    lock.release()
    lock.release()

    with InstanceLock(tmp_path / "new") as second:
        assert second is not lock


def test_the_lock_of_a_program_that_was_killed_is_free(tmp_path):
    story = (
        "import sys; from pathlib import Path;"
        "from ctxh_desktop.security.profile_files import InstanceLock;"
        "lock = InstanceLock(Path(sys.argv[1])).acquire(); print('held', flush=True);"
        "sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", story, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert child.stdout.readline().strip() == b"held"
        with pytest.raises(InputError):
            InstanceLock(tmp_path).acquire()
    finally:
        child.kill()
        child.communicate()

    with InstanceLock(tmp_path) as lock:
        assert isinstance(lock, InstanceLock)
