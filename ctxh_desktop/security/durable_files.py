"""Small files that survive a power cut: written aside, synced, read back, moved into place.

Invariants: at every moment a reader finds either the whole old file or the whole new one.
Source: security.md §4.2 (temp → fsync → rename → fsync of the folder).
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ctxh_desktop.errors import TransientError

TEMPORARY_SUFFIX = ".new"


class Disk:
    """The few things done to a disk, one method each, so that a test can fail any of them."""

    def read(self, path: Path, bytes_max: int) -> bytes:
        """Return at most one byte more than `bytes_max`, so that too long a file is noticed."""
        with path.open("rb") as file:
            return file.read(bytes_max + 1)

    def write(self, path: Path, content: bytes) -> None:
        """Write a file only its owner may read, and return when the disk holds it."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def replace(self, source: Path, target: Path) -> None:
        """Put `source` in the place of `target` in one step."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Remove a file; one that is not there is already removed."""
        path.unlink(missing_ok=True)

    def free_bytes(self, folder: Path) -> int:
        """Return how much may still be written into a folder."""
        return shutil.disk_usage(folder).free

    def sync_folder(self, folder: Path) -> None:
        """Make the folder's entries durable; Windows does so by itself and offers no call."""
        if sys.platform != "win32":  # pragma: no branch (the other system's branch)
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder only its owner may look into; one that is there stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def replace_file(disk: Disk, path: Path, content: bytes) -> None:
    """Put `content` at `path` durably, after reading back what the disk really holds.

    Raises:
        OSError: the disk refused or lied; the old file, if there was one, is whole.
    """
    temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
    disk.write(temporary, content)
    if disk.read(temporary, len(content)) != content:
        raise OSError(errno.EIO, "the disk holds something else than was written")
    disk.replace(temporary, path)
    disk.sync_folder(path.parent)


@contextmanager
def written_or_told() -> Iterator[None]:
    """Turn a disk's refusal into an error a person can act on.

    Raises:
        TransientError: `disk-full` or `folder-not-writable`.
    """
    try:
        yield
    except OSError as refusal:
        is_full = refusal.errno in (errno.ENOSPC, errno.EDQUOT)
        raise TransientError("disk-full" if is_full else "folder-not-writable") from refusal
