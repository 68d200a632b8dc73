"""Parcels: give what is unsent to the province on a USB stick, and read its answers from one.

Text goes first and by itself; papers and pictures follow in a parcel of their own
(`commands.file_parcels`).

`send_parcel` and `receive_parcels` run on the sync lane, never beside a running sync: both move the
same cursors and the same outbox.

Source: sync design §4.14; ADR-0015.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ctxh_desktop.commands import file_parcels
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.dismissal import note_stick
from ctxh_desktop.commands.file_parcels import FilesRead
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.sync import SyncProgress, contested
from ctxh_desktop.domain.operation import Status
from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.storage import attachments, outbox
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.sync import parcel
from ctxh_desktop.sync.dismissal import DISMISSED
from ctxh_desktop.sync.file_parcel import PART_BYTES
from ctxh_desktop.sync.stick import FILE_BYTES, MB, PROVINCE, Found, Party, Refused, Stick

FILE_MB = FILE_BYTES // MB
"""How large a file of a parcel may become, in MB."""

_GIVEN, _RECEIPT, _NEWEST = "parcel_given", "parcel_receipt", "parcel_newest"
_NOT_MINE = "parcel-for-another"

Stop = Callable[[], bool]
Tell = Callable[[SyncProgress], None]


@dataclass(frozen=True)
class ParcelGiven:
    """What was laid on a stick, and when.

    Units: `changes` counts commands of a person; `size` is in bytes; `pictures` counts whole papers
    and pictures, `pictures_left` those that are to follow another time.
    """

    at: str
    changes: int
    files: tuple[str, ...]
    size: int
    pictures: int = 0
    pictures_left: int = 0


@dataclass(frozen=True)
class Receipt:
    """What the province's answers on a stick said.

    Units: `sent` counts operations whose answer was new here, `of_conflict` and `of_held` those
    that clashed or were refused, `received` rows; `conflicts` and `held` are what now waits for a
    person.  `is_late`: none of the answers knew as much as this laptop, so no rows were taken.
    Papers and pictures: `pictures_stored` are now known to be at the province, `pictures_left` are
    still to be given to it, `pictures_fetched` came from it.
    """

    at: str
    parcels: int
    sent: int
    of_conflict: int
    of_held: int
    received: int
    conflicts: int
    held: int
    is_late: bool
    pictures_stored: int = 0
    pictures_left: int = 0
    pictures_fetched: int = 0


@dataclass(frozen=True)
class ParcelsRead:
    """Outcome of reading a stick: the receipt, and what could not be read."""

    receipt: Receipt
    refused: tuple[Refused, ...] = ()
    is_stopped: bool = False


@dataclass(frozen=True)
class ParcelState:
    """When this laptop last gave a parcel and last read an answer; None where it never did.

    Units: `pictures` counts the papers and pictures that the province has yet to confirm.
    """

    given: ParcelGiven | None
    receipt: Receipt | None
    unsent: int
    pictures: int = 0


@dataclass(frozen=True)
class ShowParcelState:
    """Read how this laptop stands with its parcels."""


@handles(ShowParcelState)
def show_parcel_state(desk: Desk, command: ShowParcelState) -> ParcelState:
    """Return the state."""
    with desk.read() as reader:
        given, receipt = reader.local(_GIVEN), reader.local(_RECEIPT)
        return ParcelState(
            msgspec.json.decode(given, type=ParcelGiven) if given else None,
            msgspec.json.decode(receipt, type=Receipt) if receipt else None,
            outbox.count(reader, outbox.QUEUED),
            len(attachments.unconfirmed(reader)),
        )


def send_parcel(
    desk: Desk,
    folder: Path,
    progress: Tell = lambda _: None,
    is_cancelled: Stop = lambda: False,
    *,
    file_mb: int = FILE_MB,
) -> ParcelGiven | None:
    """Lay all that is unsent on the stick, for the province; None when it was stopped.

    Nothing changes here: what is unsent stays so until an answer comes back by any road.  Who stops
    it while pictures are written has given the text.

    Raises:
        InputError: "not-enrolled", "parcel-key-unknown", "parcel-size-wrong".
        TransientError: "stick-full", "stick-read-only", "stick-gone".
    """
    with desk.read() as reader:
        party, province_key = _parties(reader)
        changes = outbox.count(reader, outbox.QUEUED)
    stick = Stick(folder, party, desk.ambient, disk=desk.disk, file_bytes=file_mb * MB)
    progress(SyncProgress(0, changes, 0))
    content = parcel.ask(desk.store, party.key)
    put = stick.put(parcel.UP, {PROVINCE: province_key}, content, is_cancelled)
    if put is None:
        return None
    part_bytes = min(file_mb * MB, PART_BYTES)
    stick = Stick(folder, party, desk.ambient, disk=desk.disk, file_bytes=part_bytes)
    laid = file_parcels.lay(desk, stick, party.key, province_key, progress, is_cancelled)
    given = ParcelGiven(
        desk.ambient.instant(),
        changes,
        put.files + laid.files,
        put.size + laid.size,
        laid.pictures,
        laid.left,
    )
    with desk.store.write(by=desk.user, label="Parcel") as work:
        work.set_local(_GIVEN, msgspec.json.encode(given).decode())
        work.commit()
    return given


def receive_parcels(
    desk: Desk,
    folder: Path,
    progress: Tell = lambda _: None,
    is_cancelled: Stop = lambda: False,
) -> ParcelsRead:
    """Read all answers on the stick that are for this laptop, oldest first.

    May be stopped after any frame and done again at any time.

    Raises:
        InputError: "not-enrolled", "parcel-key-unknown"; where nothing at all could be read, why:
            "parcel-none-here", "parcel-for-another" or what was wrong with the first file.
        IntegrityError: "parcel-altered" (the same), "device-revoked", "device-dismissed" (this
            machine is to be wiped).
        TransientError: "stick-gone".
    """
    with desk.read() as reader:
        party, province_key = _parties(reader)
    stick = Stick(folder, party, desk.ambient)
    found, refused = stick.find(parcel.DOWN)
    reading = _Reading(desk, party.key, progress, is_cancelled)
    with file_parcels.reading(desk, stick, province_key, progress, is_cancelled) as files:
        for each in found:
            try:
                reading.take(stick, each, province_key)
            except (InputError, IntegrityError) as error:
                if error.code == DISMISSED:
                    note_stick(desk, folder)
                if not error.code.startswith("parcel-"):
                    raise
                refused.append(Refused(each.files[0].name, error))
            if is_cancelled():
                break
    names = {each.name for each in refused}  # what is no parcel at all was found twice
    refused += [each for each in files.refused if each.name not in names]
    if not (reading.parcels or files.parcels) and not is_cancelled():
        raise _first(refused)
    mine = tuple(each for each in refused if each.error.code != _NOT_MINE)
    return ParcelsRead(reading.keep_receipt(files), mine, is_cancelled())


class _Reading:
    """What the answers of one stick have brought so far."""

    def __init__(self, desk: Desk, key: DeviceKey, progress: Tell, is_cancelled: Stop) -> None:
        self.parcels = 0
        self._key = key
        self._desk, self._progress, self._is_cancelled = desk, progress, is_cancelled
        self._sent = self._received = 0
        self._newest = ""
        self._statuses: Counter[str] = Counter()
        self._news: Counter[str] = Counter()

    def take(self, stick: Stick, found: Found, province_key: str) -> None:
        """Take one answer."""
        answer = parcel.Answer(self._desk.store, self._key, stick.read(found, province_key))
        try:
            for _ in answer.frames():
                with self._desk.read() as reader:
                    unsent = outbox.count(reader, outbox.QUEUED)
                arriving = self._received + answer.tally.downloading
                self._progress(SyncProgress(self._sent + answer.tally.sent, unsent, arriving))
                if self._is_cancelled():
                    return
        finally:
            self._sent += answer.tally.sent
            self._received += answer.tally.received
            self._statuses += answer.statuses
            self._news += answer.tally.news
        self.parcels += 1
        self._newest = self._newest if answer.is_late else found.label.parcel

    def keep_receipt(self, files: FilesRead) -> Receipt:
        """Write down what was read; an answer with rows is a successful exchange like any other."""
        now = self._desk.ambient.instant()
        with self._desk.store.write(by=self._desk.user, label="Parcel") as work:
            receipt = Receipt(
                at=now,
                parcels=self.parcels,
                sent=self._sent,
                of_conflict=self._statuses[Status.CONFLICT],
                of_held=self._statuses[Status.HELD],
                received=self._received,
                conflicts=contested(work),
                held=outbox.count(work, outbox.HELD),
                is_late=bool(self.parcels) and not self._newest,
                pictures_stored=files.stored,
                pictures_left=files.left,
                pictures_fetched=files.fetched,
            )
            if (
                self.parcels or files.parcels
            ):  # one that was stopped at once does not hide the one before
                work.set_local(_RECEIPT, msgspec.json.encode(receipt).decode())
            if self._newest not in ("", work.local(_NEWEST)):  # read again, it is no new exchange
                work.set_local(_NEWEST, self._newest)
                work.set_local("last_sync_at", now)
                work.set_local("last_sent", str(self._sent))
                work.set_local("last_received", str(self._received))
                work.set_local("last_news", msgspec.json.encode(self._news).decode())
            work.commit()
        return receipt


def _parties(reader: Reader) -> tuple[Party, str]:
    """Return this laptop as a party, and the province's key.

    Raises:
        InputError: "not-enrolled", "parcel-key-unknown".
    """
    names = ("device_id", "device_seed", "province_code", "epoch")
    device_id, seed, province, epoch = (reader.local(name) for name in names)
    if not device_id:
        raise InputError("not-enrolled")
    province_key = reader.local("parcel_key")
    if not province_key:
        raise InputError("parcel-key-unknown")
    return Party(device_id, DeviceKey(bytes.fromhex(seed)), province, epoch), province_key


def _first(refused: list[Refused]) -> Exception:
    """Return why nothing could be read: what is wrong with a file of ours before anything else."""
    own = [each.error for each in refused if each.error.code != _NOT_MINE]
    others = [each.error for each in refused]
    return next(iter(own or others), InputError("parcel-none-here"))
