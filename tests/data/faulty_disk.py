"""A disk that gives up at a chosen step, as a pulled plug or a full disk does."""

from __future__ import annotations

import errno
from pathlib import Path

from ctxh_desktop.security.durable_files import Disk


class FaultyDisk(Disk):
    """Does `steps` changes, then fails every one; a write cut short leaves half a file."""

    def __init__(self, steps: int, number: int = errno.EIO) -> None:
        self.steps = steps
        self.number = number

    def write(self, path: Path, content: bytes) -> None:
        if self.steps <= 0:
            super().write(path, content[: len(content) // 2])
        self._spend()
        super().write(path, content)

    def replace(self, source: Path, target: Path) -> None:
        self._spend()
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        self._spend()
        super().remove(path)

    def sync_folder(self, folder: Path) -> None:
        self._spend()
        super().sync_folder(folder)

    def _spend(self) -> None:
        if self.steps <= 0:
            raise OSError(self.number, "the plug was pulled")
        self.steps -= 1
