"""Stick: carries parcels as files on a USB stick or in any folder, and says plainly what is wrong.

    Stick(folder, party, ambient).put(recipients, content)     parts written, checked, then named
    Stick(…).find(kind)                                        what lies there, part by part
    Stick(…).read(found, sender's key)                         its content, piece by piece

Files are written under another name, synced and read back; only when all parts are complete do they
get their own.  A parcel replaces the ones that its maker laid there before for the same reader;
nobody removes what somebody else made.

Invariants: names hold a direction, chance and a number, and nothing about people.
Units: bytes.
Source: sync design §4.14; security reference §7 (D14); ADR-0015.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import msgspec

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.errors import CtxhError, InputError, TransientError
from ctxh_desktop.security import sealing
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.security.durable_files import TEMPORARY_SUFFIX, Disk
from ctxh_desktop.security.sealing import Label

SUFFIX = ".ctxh"
MB = 1024 * 1024
FILE_BYTES = 64 * MB
FILE_BYTES_MIN = 128 * 1024
FILE_BYTES_MAX = 1024**3
"""Below what FAT32 holds; a part is in memory while it is written."""
FILES_MAX = 2_000
PROVINCE = "province"
"""Name of the province on a label; a laptop goes by the id of its device."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LOCKED = (errno.EROFS, errno.EACCES, errno.EPERM)


@dataclass(frozen=True)
class Party:
    """Who reads and writes here.

    Attributes:
        id: of the device, or of the province.
        province: code of the province.
    """

    id: str
    key: DeviceKey
    province: str
    epoch: str


@dataclass(frozen=True)
class Written:
    """One parcel that lies complete on the stick."""

    parcel: str
    files: tuple[str, ...]
    size: int


@dataclass(frozen=True)
class Found:
    """One parcel with all its files, in order."""

    label: Label
    files: tuple[Path, ...]


@dataclass(frozen=True)
class Refused:
    """Files that were not taken, and why."""

    name: str
    error: CtxhError


class Stick:
    """One folder on a stick, as one side sees it.

    Args:
        file_bytes: how large a file may become.

    Raises:
        InputError: "parcel-size-wrong".
    """

    def __init__(
        self,
        folder: Path,
        party: Party,
        ambient: Ambient,
        *,
        disk: Disk | None = None,
        file_bytes: int = FILE_BYTES,
    ) -> None:
        if not FILE_BYTES_MIN <= file_bytes <= FILE_BYTES_MAX:
            raise InputError("parcel-size-wrong", minimum=1, maximum=FILE_BYTES_MAX // MB)
        self._folder, self._party, self._ambient = folder, party, ambient
        self._disk = disk or Disk()
        self._room = sealing.room(file_bytes)

    def put(
        self,
        kind: str,
        recipients: Mapping[str, str],
        content: Iterable[bytes],
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> Written | None:
        """Lay a parcel for *recipients* ({id: public key}) on the stick; None when stopped.

        Raises:
            TransientError: "stick-full", "stick-read-only", "stick-gone".
        """
        with _told(self._folder):
            old = self._mine(kind, set(recipients))
            label = self._label(kind)
            made: list[Path] = []
            size = 0
            try:
                for number, part, is_last in _parts(content, self._room):
                    if is_cancelled():
                        return None
                    own = msgspec.structs.replace(label, part=number, is_last=is_last)
                    made.append(self._path(own))
                    size += self._write(own, part, recipients)
                for path in made:
                    self._disk.replace(_aside(path), path)
                self._disk.sync_folder(self._folder)
            finally:
                self._remove(map(_aside, made))
            self._remove(old)
        return Written(label.parcel, tuple(path.name for path in made), size)

    def clear(self, kind: str, readers: Iterable[str]) -> None:
        """Take away what this side laid here before for the same readers.

        Raises:
            TransientError: "stick-gone".
        """
        with _told(self._folder):
            self._remove(self._mine(kind, set(readers)))

    def free_bytes(self) -> int:
        """Return how much may still be written (TransientError "stick-gone")."""
        with _told(self._folder):
            return self._disk.free_bytes(self._folder)

    def find(self, kind: str) -> tuple[list[Found], list[Refused]]:
        """Return the complete parcels of *kind* that are for this side, oldest first; and refusals.

        Raises:
            InputError: "folder-too-full".
            TransientError: "stick-gone".
        """
        labelled: list[tuple[Label, Path]] = []
        refused: list[Refused] = []
        for path in self._files(SUFFIX):
            try:
                label = self._label_of(path)
            except InputError as error:
                refused.append(Refused(path.name, error))
                continue
            if label.kind == kind and label.province != self._party.province:
                refused.append(Refused(path.name, InputError("parcel-of-another-province")))
            elif label.kind == kind and self._party.id not in label.to:
                refused.append(Refused(path.name, InputError("parcel-for-another")))
            elif label.kind == kind:
                labelled.append((label, path))
        found: list[Found] = []
        labelled.sort(key=lambda each: (each[0].made_at, each[0].parcel, each[0].part))
        for _, group in groupby(labelled, key=lambda each: (each[0].sender, each[0].parcel)):
            parts = {label.part: (label, path) for label, path in group}  # a copy counts once
            missing = _missing([label for label, _ in parts.values()])
            label, first = next(iter(parts.values()))
            if missing:
                lacking = InputError("parcel-part-missing", part=missing)
                refused.append(Refused(first.name, lacking))
            else:
                found.append(Found(label, tuple(path for _, path in parts.values())))
        return found, refused

    def read(self, found: Found, sender_public: str) -> Iterator[bytes]:
        """Return the content of a parcel; each file is proved before anything of it is given.

        Raises:
            InputError, IntegrityError: as `sealing.unseal`.
            TransientError: "stick-gone".
        """
        for path in found.files:
            with _told(self._folder), path.open("rb") as file:
                yield from sealing.unseal(file, self._party.id, self._party.key, sender_public)

    def _files(self, *endings: str) -> list[Path]:
        with _told(self._folder):
            files = [path for path in self._folder.iterdir() if path.name.endswith(endings)]
        if len(files) > FILES_MAX:
            raise InputError("folder-too-full", maximum=FILES_MAX)
        return sorted(files)

    def _label_of(self, path: Path) -> Label:
        with _told(self._folder), path.open("rb") as file:
            return sealing.read_label(file)

    def _mine(self, kind: str, readers: set[str]) -> list[Path]:
        """Return what this side laid here before for the same readers, whole or cut short."""
        mine = []
        for path in self._files(SUFFIX, SUFFIX + TEMPORARY_SUFFIX):
            with suppress(InputError):
                label = self._label_of(path)
                is_same = label.kind == kind and label.sender == self._party.id
                if is_same and set(label.to) == readers:
                    mine.append(path)
        return mine

    def _remove(self, files: Iterable[Path]) -> None:
        for path in files:
            with suppress(OSError):  # one that stays does no harm
                self._disk.remove(path)

    def _label(self, kind: str) -> Label:
        return Label(
            kind=kind,
            parcel=self._ambient.new_id(),
            province=self._party.province,
            sender=self._party.id,
            epoch=self._party.epoch,
            made_at=self._ambient.instant(),
        )

    def _path(self, label: Label) -> Path:
        return self._folder / f"ctxh-{label.kind}-{label.parcel[-12:]}-{label.part}{SUFFIX}"

    def _write(self, label: Label, part: bytes, recipients: Mapping[str, str]) -> int:
        pieces = sealing.seal(label, part, self._party.key, recipients, self._ambient)
        whole, aside = b"".join(pieces), _aside(self._path(label))
        self._disk.write(aside, whole)
        if self._disk.read(aside, len(whole)) != whole:
            raise OSError(errno.EIO, "the stick holds something else than was written")
        return len(whole)


def _aside(path: Path) -> Path:
    return path.with_name(path.name + TEMPORARY_SUFFIX)


def _parts(content: Iterable[bytes], room: int) -> Iterator[tuple[int, bytes, bool]]:
    """Cut *content* into parts of at most *room* bytes: number from 1, bytes, whether the last."""
    held, number = bytearray(), 1
    for piece in content:
        held += piece
        while len(held) > room:
            yield number, bytes(held[:room]), False
            del held[:room]
            number += 1
    yield number, bytes(held), True


def _missing(labels: list[Label]) -> int:
    """Return the number of the first part that is not there; 0 when all are."""
    for number, label in enumerate(labels, 1):
        if label.part != number:
            return number
    return 0 if labels[-1].is_last else len(labels) + 1


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Turn a stick's refusal into an error a person can act on."""
    try:
        yield
    except OSError as refusal:
        if refusal.errno in _FULL:
            raise TransientError("stick-full") from refusal
        if refusal.errno in _LOCKED and folder.is_dir():
            raise TransientError("stick-read-only") from refusal
        raise TransientError("stick-gone") from refusal
