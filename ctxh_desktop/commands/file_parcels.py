"""File parcels: papers and pictures on a USB stick, after the text has been laid there or read.

The setting "only text for now" spares a thin line; it says nothing about sticks.

Source: sync design §4.13, §4.14; ADR-0028.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.sync import SyncProgress
from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.storage import attachments
from ctxh_desktop.sync import file_parcel
from ctxh_desktop.sync.file_parcel import Packing, Unpacking
from ctxh_desktop.sync.stick import PROVINCE, Refused, Stick

Stop = Callable[[], bool]
Tell = Callable[[SyncProgress], None]


@dataclass(frozen=True)
class Laid:
    """What of the papers and pictures lies on the stick.

    Units: `pictures` and `left` count whole ones; `files` are those of the parcel, `size` their
    bytes.
    """

    pictures: int
    left: int
    files: tuple[str, ...] = ()
    size: int = 0


@dataclass
class FilesRead:
    """What answers with papers and pictures brought.

    Units: `stored` counts those that the province now has, `left` those that it still lacks,
    `fetched` whole ones that came.
    """

    parcels: int = 0
    stored: int = 0
    left: int = 0
    fetched: int = 0
    refused: list[Refused] = field(default_factory=list)


def lay(
    desk: Desk, stick: Stick, key: DeviceKey, province_key: str, progress: Tell, is_cancelled: Stop
) -> Laid:
    """Lay the files that the province lacks beside the text, as many as find room.

    A stick that is full, or a person who stops it, costs the pictures and no word of the text.

    Raises:
        TransientError: "stick-read-only", "stick-gone".
    """
    stick.clear(file_parcel.UP, {PROVINCE})  # made anew, and its room is wanted
    bytes_max = file_parcel.budget(stick.free_bytes())
    packing = Packing(desk.store, desk.vault, key, bytes_max=bytes_max, responsible=desk.user)
    if not (packing.files or packing.asked):
        return Laid(0, packing.left)

    def told() -> Iterator[bytes]:
        for piece in packing.pieces():
            left = packing.bytes_due - packing.sent_bytes
            progress(SyncProgress(0, 0, 0, packing.sent_bytes, left))
            yield piece

    nothing = Laid(0, packing.left)
    try:
        put = stick.put(file_parcel.UP, {PROVINCE: province_key}, told(), is_cancelled)
    except TransientError as error:
        if error.code != "stick-full":
            raise
        return nothing
    return Laid(packing.sent, packing.left, put.files, put.size) if put else nothing


@contextmanager
def reading(
    desk: Desk, stick: Stick, province_key: str, progress: Tell, is_cancelled: Stop
) -> Iterator[FilesRead]:
    """Read the answers with files after what is done within, which reads the text.

    They are read also when the province takes this laptop away: it then is to know that its files
    have come through.

    Raises:
        TransientError: "stick-gone", "disk-full", "folder-not-writable".
    """
    read = FilesRead()
    before = _lacking(desk)
    try:
        yield read
    except IntegrityError:
        _take_all(desk, stick, province_key, read, progress, is_cancelled)
        raise
    if not is_cancelled():
        _take_all(desk, stick, province_key, read, progress, is_cancelled)
    after = _lacking(desk)
    read.stored, read.left = len(before - after), len(after)


def _take_all(
    desk: Desk,
    stick: Stick,
    province_key: str,
    read: FilesRead,
    progress: Tell,
    is_cancelled: Stop,
) -> None:
    found, refused = stick.find(file_parcel.DOWN)
    read.refused += refused
    with desk.read() as reader:
        epoch = reader.local("epoch")
    for each in found:
        unpacking = Unpacking(
            desk.store,
            desk.vault,
            responsible=desk.user,
            make_room=lambda needed: attachments.make_room(desk.store, desk.vault, needed),
        )
        pieces = stick.read(each, province_key)
        try:
            for _ in unpacking.take(pieces, is_present=each.label.epoch == epoch):
                progress(SyncProgress(0, 0, 0, unpacking.bytes))
                if is_cancelled():
                    break
        except (InputError, IntegrityError) as error:
            read.refused.append(Refused(each.files[0].name, error))
        else:
            read.parcels += 1
        read.fetched += unpacking.fetched


def _lacking(desk: Desk) -> set[str]:
    """Return the files that the province is not known to have."""
    with desk.read() as reader:
        return {blob.sha256 for blob in attachments.only_here(reader)}
