"""Wiping: destroy a profile, keys first, so that a power cut at any moment leaves nothing readable.

    mark(folder, Dismissal(…))    durable: from here on the profile is a dismissed one
    destroy(folder)               slot files, then database, attachments and the rest

Without its slot file the encrypted database is noise (the key is nowhere else on this machine), so
its bytes are not overwritten: on flash that would promise what no disk keeps.  What was begun is
completed at the next start (`commands.doorstep`); only files that are ours by name are touched.

Source: security reference §4.5; ADR-0019.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import msgspec

from ctxh_desktop.security.durable_files import (
    TEMPORARY_SUFFIX,
    Disk,
    replace_file,
    written_or_told,
)
from ctxh_desktop.security.profile_files import (
    DATABASE_NAME,
    DISMISSAL_NAME,
    DOORPLATE_NAME,
    KEYS_NAME,
    SETUP_MARK_NAME,
    SPARE_KEYS_NAME,
    VAULT_NAME,
    WRITE_AHEAD_NAME,
)

_BYTES_MAX = 4096
_KEYS = (KEYS_NAME, SPARE_KEYS_NAME)
_REST = (
    WRITE_AHEAD_NAME,
    DATABASE_NAME,
    DATABASE_NAME + "-shm",
    DATABASE_NAME + "-journal",
    DOORPLATE_NAME,
    SETUP_MARK_NAME,
)

_Name = Annotated[str, msgspec.Meta(max_length=120)]


class Dismissal(msgspec.Struct, frozen=True):
    """What stays of a dismissed profile: since when, and by which province; nothing of its book.

    Shapes: `at` is a plain instant, "" where it could not be read.
    """

    at: Annotated[str, msgspec.Meta(max_length=40)] = ""
    province: _Name = ""


def mark(folder: Path, dismissal: Dismissal, disk: Disk | None = None) -> None:
    """Write down durably that this profile is to be destroyed.

    Raises:
        TransientError: "disk-full", "folder-not-writable"; nothing has happened then.
    """
    with written_or_told():
        content = msgspec.json.encode(dismissal)
        replace_file(disk or Disk(), folder / DISMISSAL_NAME, content)


def read_mark(folder: Path, disk: Disk | None = None) -> Dismissal:
    """Return what the mark says; an empty one where it cannot be read."""
    try:
        content = (disk or Disk()).read(folder / DISMISSAL_NAME, _BYTES_MAX)
        return msgspec.json.decode(content, type=Dismissal)
    except (OSError, ValueError):  # msgspec's errors are ValueErrors too
        return Dismissal()


def destroy(folder: Path, disk: Disk | None = None) -> bool:
    """Destroy what a marked profile holds; return whether nothing of it is left.

    What the system does not let go now (on Windows: what somebody has open) is tried again at the
    next call.
    """
    disk = disk or Disk()
    assert (folder / DISMISSAL_NAME).exists(), "nothing is destroyed that was not marked"
    _remove(disk, (folder / name for name in _with_temporary(_KEYS)))
    with suppress(OSError):
        disk.sync_folder(folder)  # the keys are gone for good before anything else goes
    _remove(disk, (folder / name for name in _with_temporary(_REST)))
    vault = folder / VAULT_NAME
    if vault.is_dir() and not vault.is_symlink():
        _remove(disk, list(vault.iterdir()))
        with suppress(OSError):
            vault.rmdir()
    with suppress(OSError):
        disk.sync_folder(folder)
    names = (*_KEYS, *_REST, VAULT_NAME)
    return not any((folder / name).exists() for name in _with_temporary(names))


def _with_temporary(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        yield name
        yield name + TEMPORARY_SUFFIX


def _remove(disk: Disk, files: Iterator[Path] | list[Path]) -> None:
    for file in files:
        with suppress(OSError):
            disk.remove(file)
