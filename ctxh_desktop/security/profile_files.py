"""The files of a profile and the rule that an existing database is never passed over.

A profile is one folder on one laptop: the encrypted database and the key slots that open it.
One without the other is a reason to stop and call for help, never to begin afresh: Signal Desktop
gave people an empty database in that case (security.md §1 finding 8).

Source: security.md §0 decision 5, §5.1 (exclusive instance lock).
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.durable_files import Disk, make_folder, written_or_told

if sys.platform == "win32":  # pragma: no cover (the other system's branch)
    import msvcrt
else:
    import fcntl

DATABASE_NAME = "ctxh.db"
WRITE_AHEAD_NAME = DATABASE_NAME + "-wal"
KEYS_NAME = "keys.json"
SPARE_KEYS_NAME = KEYS_NAME + ".bak"
LOCK_NAME = "ctxh.lock"
SETUP_MARK_NAME = "setup.unfinished"
DISMISSAL_NAME = "dismissed.json"
VAULT_NAME = "files"
DOORPLATE_NAME = "doorplate.json"


class ProfileState(StrEnum):
    """What a profile's folder holds."""

    EMPTY = "empty"
    READY = "ready"
    UNFINISHED = "unfinished"
    """The first set-up was cut short before anything could be saved; it may be done again."""
    KEYS_MISSING = "keys-missing"
    DATABASE_MISSING = "database-missing"
    DISMISSED = "profile-dismissed"
    """The province has dismissed this machine; what is still there is to be destroyed."""


_UNUSABLE = (ProfileState.KEYS_MISSING, ProfileState.DATABASE_MISSING, ProfileState.DISMISSED)


def profile_state(folder: Path) -> ProfileState:
    """Tell what a folder holds, by its file names and sizes alone.

    A database of 0 bytes counts as none: SQLite would open it as a new, empty one.
    """
    if (folder / DISMISSAL_NAME).exists():
        return ProfileState.DISMISSED
    names = (DATABASE_NAME, WRITE_AHEAD_NAME)
    has_database = any(_size(folder / name) > 0 for name in names)
    has_keys = has_key_files(folder)
    if has_database:
        return ProfileState.READY if has_keys else ProfileState.KEYS_MISSING
    if (folder / SETUP_MARK_NAME).exists():
        return ProfileState.UNFINISHED
    return ProfileState.DATABASE_MISSING if has_keys else ProfileState.EMPTY


def has_key_files(folder: Path) -> bool:
    """Tell whether there is a slot file or its second copy, readable or not."""
    return any((folder / name).exists() for name in (KEYS_NAME, SPARE_KEYS_NAME))


def require_ready(folder: Path) -> None:
    """Refuse to open what is not a whole profile.

    Raises:
        InputError: `profile-absent`, there is nothing here yet.
        IntegrityError: `keys-missing`, `database-missing` or `profile-dismissed`; nothing was
            touched.
    """
    state = profile_state(folder)
    if state in _UNUSABLE:
        raise IntegrityError(state.value)
    if state is not ProfileState.READY:
        raise InputError("profile-absent")


def begin_setup(folder: Path, disk: Disk | None = None) -> None:
    """Mark a folder as being set up, so that a set-up cut short can be done again.

    Keys of an unfinished set-up go, since no database was ever written under them.  Call
    `finish_setup` once the database is on the disk.  A dismissed profile may be set up anew once
    nothing of it is left.

    Raises:
        InputError: `profile-exists`.
        IntegrityError: `keys-missing`, `database-missing`, `profile-dismissed`.
        TransientError: the disk refused.
    """
    disk = disk or Disk()
    state = profile_state(folder)
    is_left = any(_size(folder / name) > 0 for name in (DATABASE_NAME, WRITE_AHEAD_NAME))
    if state in _UNUSABLE and (state is not ProfileState.DISMISSED or is_left):
        raise IntegrityError(state.value)
    if state is ProfileState.READY:
        raise InputError("profile-exists")
    with written_or_told():
        make_folder(folder)
        disk.write(folder / SETUP_MARK_NAME, b"")
        disk.sync_folder(folder)
        # Only behind a durable mark: a power cut here must not leave one lonely key file.
        for name in (KEYS_NAME, SPARE_KEYS_NAME, DISMISSAL_NAME):
            disk.remove(folder / name)
        disk.sync_folder(folder)


def finish_setup(folder: Path, disk: Disk | None = None) -> None:
    """Take the mark of `begin_setup` away; harmless when there is none."""
    with written_or_told():
        (disk or Disk()).remove(folder / SETUP_MARK_NAME)


class InstanceLock:
    """Keeps a second program out of an opened profile; the system frees it when we die.

    Raises:
        InputError: `profile-in-use`, on `acquire`.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        self._file: BinaryIO | None = None

    def acquire(self) -> InstanceLock:
        """Take the lock or say at once that another program holds it.

        Keep the lock object: one that is dropped is released.
        """
        with written_or_told():
            make_folder(self._path.parent)
            file = self._path.open("a+b")
        try:
            _lock(file)
        except OSError as refusal:
            file.close()
            raise InputError("profile-in-use") from refusal
        self._file = file
        return self

    def release(self) -> None:
        """Give the lock back.

        The file stays: removing it would let two programs lock two files of one name.
        """
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> InstanceLock:
        return self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _lock(file: BinaryIO) -> None:
    if sys.platform == "win32":  # pragma: no cover (the other system's branch)
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
