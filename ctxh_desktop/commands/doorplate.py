"""Doorplate: the few facts about a book that may be read before it is unlocked.

A small file beside the encrypted database, in clear: which commune, what waits to be sent.  Nothing
about people, not even a number of them.  It is a courtesy: whoever cannot read or write it goes on
without.

Source: reference/ux.md §11-1 (the line below the unlock sheet).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec

from ctxh_desktop.security.durable_files import Disk, replace_file
from ctxh_desktop.security.profile_files import DOORPLATE_NAME as NAME

_BYTES_MAX = 4096

_Count = Annotated[int, msgspec.Meta(ge=0)]
_Name = Annotated[str, msgspec.Meta(max_length=120)]


class Doorplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands at the door.

    Units: `unsent` and `conflicts` as in `commands.sync.SyncState`, when the book was last closed.
    Shapes: `commune` is its full name; `last_sync_at` a plain instant or None.
    """

    commune: _Name = ""
    unsent: _Count = 0
    conflicts: _Count = 0
    last_sync_at: str | None = None
    is_enrolled: bool = False


NO_PLATE = Doorplate()


def read_doorplate(folder: Path) -> Doorplate:
    """Return what stands at the door; an empty one where the file is absent or damaged."""
    try:
        content = Disk().read(folder / NAME, _BYTES_MAX)
        found = msgspec.json.decode(content, type=Doorplate)
        if found.last_sync_at is not None:
            datetime.fromisoformat(found.last_sync_at)
    except (OSError, ValueError):  # msgspec's errors are ValueErrors too
        return NO_PLATE
    return found


def hang_doorplate(folder: Path, plate: Doorplate, disk: Disk | None = None) -> None:
    """Write the doorplate; a disk that refuses keeps nobody from closing the book."""
    with suppress(OSError):
        replace_file(disk or Disk(), folder / NAME, msgspec.json.encode(plate))
