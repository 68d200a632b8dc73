"""Volumes: the USB sticks that are plugged in, by the name a person knows them by."""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

_WINDOWS_REMOVABLE = 2
"""DRIVE_REMOVABLE of GetDriveTypeW."""
_MOUNTS = ("/media/", "/run/media/", "/Volumes/")


@dataclass(frozen=True)
class Volume:
    """One stick.

    Units: `free` in bytes.
    """

    path: Path
    name: str
    free: int
    is_read_only: bool


def removable() -> tuple[Volume, ...]:
    """Return the sticks that are plugged in and ready."""
    found = []
    for info in QStorageInfo.mountedVolumes():
        root = info.rootPath()
        if info.isValid() and info.isReady() and is_removable(root):
            letter = root.rstrip("/\\") if sys.platform == "win32" else ""
            name = " ".join(part for part in (info.name(), f"({letter})" if letter else "") if part)
            free = info.bytesAvailable()
            found.append(Volume(Path(root), name or root, free, info.isReadOnly()))
    return tuple(found)


def is_removable(root: str) -> bool:
    """Return whether the volume at *root* is a stick: by its drive, or by where it is mounted."""
    if sys.platform == "win32":
        return bool(ctypes.windll.kernel32.GetDriveTypeW(root) == _WINDOWS_REMOVABLE)
    return root.startswith(_MOUNTS)
