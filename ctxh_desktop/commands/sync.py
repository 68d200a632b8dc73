"""Sync: bind this laptop to its province, exchange changes, and say how things stand.

`enrol` and `synchronise` run on the sync lane and hold no transaction while bytes travel.

Source: sync design §4.12; ux reference §7.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import msgspec

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.dismissal import handing_in_files
from ctxh_desktop.commands.file_sync import FilesCarried, carry_files
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.protection import person_of, shown_of
from ctxh_desktop.commands.settings import SYNC_PAUSED, setting
from ctxh_desktop.commands.stopping import breaking
from ctxh_desktop.domain.operation import OpKind
from ctxh_desktop.domain.records import conflict
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.storage import attachments, inbox, outbox
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync import enrolment, https, recovery
from ctxh_desktop.sync.client import Client, Tally
from ctxh_desktop.sync.dismissal import REFUSED_AT
from ctxh_desktop.sync.files import FileAnswer, FileRequest, FileTally
from ctxh_desktop.sync.hello import OUTDATED
from ctxh_desktop.sync.protocol import decode_frames

OUTBOX_SHOWN_MAX = 200
_TELLS_MOST = "visit"
"""Of the records that one command wrote, the one by which a person knows it again."""


@dataclass(frozen=True)
class SyncState:
    """How this laptop stands with its province.

    Units: `unsent`, `held` count commands of a person (groups of operations), `conflicts` records;
    `last_*` are of the last sync that succeeded, `news` its rows of others by record type; `mended`
    rows were put right by the daily comparison; `is_outdated`: rows are for newer programs only.
    """

    unsent: int
    oldest_unsent_at: str | None
    conflicts: int
    held: int
    last_sync_at: str | None
    last_sent: int
    last_received: int
    is_enrolled: bool
    last_error: str | None
    province_name: str
    is_outdated: bool = False
    device_id: str = ""
    news: tuple[tuple[str, int], ...] = ()
    mended: int = 0
    mended_at: str = ""
    is_recovering: bool = False
    is_paused: bool = False
    wipe_refused_at: str = ""


@dataclass(frozen=True)
class OutboxItem:
    """One thing that a person did and the province has yet to get, or has refused.

    Shapes: `label` is the name of the command; `state` that of the outbox; `reason` a message code
    when held and `field` the label of the field at fault; `contact_kind` and `on` (a day) are those
    of a visit; `is_new` where the record was made and not changed.
    """

    group_id: str
    label: str
    record_type: str
    person_name: str
    group_label: str
    is_protected: bool
    made_at: str
    state: str
    reason: str
    contact_kind: str = ""
    on: str = ""
    is_new: bool = False
    field: str = ""


@dataclass(frozen=True)
class SyncProgress:
    """How far a sync is, for the person who waits; `file_bytes` of files, None before them.

    Units: bytes; `file_bytes_left` of files still to be sent.
    """

    sent: int
    unsent: int
    received: int
    file_bytes: int | None = None
    file_bytes_left: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    is_recovering: bool = False


@dataclass(frozen=True)
class SyncOutcome:
    """What a sync did, and what now needs a person.

    Units: `files_sent` and `files_fetched` count whole files; `has_more_files` when they go on
    soon.
    """

    sent: int
    received: int
    conflicts: int
    held: int
    files_sent: int = 0
    files_fetched: int = 0
    has_more_files: bool = False


@dataclass(frozen=True)
class ShowSyncState:
    """Read how this laptop stands with its province."""


@dataclass(frozen=True)
class ListOutbox:
    """Read what waits to be sent, what was refused, and what was sent last, newest first."""

    states: tuple[str, ...] = (outbox.QUEUED, outbox.HELD)
    limit: int = OUTBOX_SHOWN_MAX


@handles(ShowSyncState)
def show_sync_state(desk: Desk, command: ShowSyncState) -> SyncState:
    """Return the state; cheap enough to ask after every change."""
    with desk.read() as reader:
        return SyncState(
            unsent=outbox.count(reader, outbox.QUEUED),
            oldest_unsent_at=outbox.oldest(reader),
            conflicts=contested(reader),
            held=outbox.count(reader, outbox.HELD),
            last_sync_at=reader.local("last_sync_at") or None,
            last_sent=int(reader.local("last_sent", "0")),
            last_received=int(reader.local("last_received", "0")),
            is_enrolled=bool(reader.local("device_id")),
            last_error=reader.local("last_sync_error") or None,
            province_name=reader.local("province_name"),
            is_outdated=bool(reader.local(OUTDATED)),
            device_id=reader.local("device_id"),
            news=tuple(msgspec.json.decode(reader.local("last_news", "{}")).items()),
            mended=int(reader.local("last_mended", "0")),
            mended_at=reader.local("last_mended_at"),
            is_recovering=bool(recovery.epoch_of(reader)),
            is_paused=bool(setting(reader, SYNC_PAUSED)),
            wipe_refused_at=reader.local(REFUSED_AT),
        )


@handles(ListOutbox)
def list_outbox(desk: Desk, command: ListOutbox) -> tuple[OutboxItem, ...]:
    """Return one line for each thing a person did."""
    with desk.read() as reader:
        leads: dict[str, dict[str, str]] = {}
        for entry in outbox.entries(reader, *command.states, limit=command.limit):
            known = leads.get(entry["group_id"])
            if known is None or known["record_type"] != _TELLS_MOST:
                leads[entry["group_id"]] = entry
        return tuple(_item(desk, reader, entry) for entry in leads.values())


def enrol(desk: Desk, url: str, code: str) -> str:
    """Bind this laptop to the province with a one-time code; return the province's name.

    Raises:
        InputError: "enrolment-code-…", "already-enrolled", "commune-differs" (fact commune).
        TransientError: no network, server busy.
        IntegrityError: "wrong-certificate-authority", "certificate-problem".
    """
    key = _device_key(desk)
    address = https.read_address(url)
    label = f"{desk.user} ({platform.node()})"
    found, ca_pem = https.enrol(address, enrolment.Enrolling(code, key, label, desk.ambient))
    if desk.commune_code and desk.commune_code not in found.scopes:
        raise InputError("commune-differs", commune=desk.commune_code)
    commune_code = desk.commune_code or found.scopes[0]
    with desk.store.write(by=desk.user, label="Enrol") as work:
        _keep_enrolment(work, found)
        work.set_local("ca_pem", ca_pem)
        work.set_local("url", address)
        work.set_local("commune", commune_code)
        work.commit()
    desk.commune_code = commune_code
    return found.province_name


def synchronise(
    desk: Desk,
    progress: Callable[[SyncProgress], None] = lambda _: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> SyncOutcome:
    """Send what is unsent and fetch what is new; may be stopped at any time.

    Raises:
        InputError: "not-enrolled".
        TransientError: time mends it; the outbox is as it was.
        IntegrityError: "certificate-problem", "device-unknown", "device-revoked", or
            "device-dismissed": this machine is to be wiped (`commands.dismissal`).
    """
    with desk.read() as reader:
        device_id, url, ca_pem = (reader.local(name) for name in ("device_id", "url", "ca_pem"))
        seed = reader.local("device_seed")
    if not device_id:
        raise InputError("not-enrolled")
    key = DeviceKey(bytes.fromhex(seed))
    client = Client(desk.store, key)
    files = FilesCarried(FileTally(), has_more=False)
    try:
        with (
            desk.kept.carrier(url, ca_pem) as carrier,
            breaking(is_cancelled, carrier.break_off),
        ):
            teller = _Teller(desk, progress, carrier)
            with handing_in_files(desk, partial(carrier.file, device_id, key), is_cancelled):
                _exchange(client, teller, is_cancelled)
            if not is_cancelled():
                _note(desk, client.tally, "")
            files = _exchange_files(desk, client, teller, is_cancelled)
    except CtxhError as error:
        if not is_cancelled():
            _note(desk, client.tally, error.code)
            raise
    with desk.read() as reader:
        open_conflicts = contested(reader)
        held = outbox.count(reader, outbox.HELD)
    return SyncOutcome(
        client.tally.sent,
        client.tally.received,
        open_conflicts,
        held,
        files.tally.sent,
        files.tally.fetched,
        files.has_more,
    )


class _Teller:
    """Says how far a sync is, after each frame and while bytes move."""

    def __init__(
        self, desk: Desk, progress: Callable[[SyncProgress], None], carrier: https.Carrier
    ) -> None:
        self.carrier = carrier
        self._desk, self._progress = desk, progress
        self._last = SyncProgress(0, 0, 0)
        self.tell_text(Tally())
        carrier.traffic.tell = self._on_bytes

    def tell_text(self, tally: Tally) -> None:
        """Tell how far the text is."""
        with self._desk.read() as reader:
            unsent = outbox.count(reader, outbox.QUEUED)
            is_recovering = bool(recovery.epoch_of(reader))
        self._say(SyncProgress(tally.sent, unsent, tally.downloading, is_recovering=is_recovering))

    def tell_files(self, tally: Tally, files: FileTally) -> None:
        """Tell how far the files are."""
        with self._desk.read() as reader:
            due = attachments.to_send(reader)
        left = sum(blob.size_bytes - blob.sent_bytes for blob in due)
        self._say(SyncProgress(tally.sent, 0, tally.downloading, files.bytes, left))

    def _say(self, step: SyncProgress) -> None:
        self._last = step
        self._on_bytes(self.carrier.traffic.up, self.carrier.traffic.down)

    def _on_bytes(self, up: int, down: int) -> None:
        self._progress(replace(self._last, bytes_up=up, bytes_down=down))


def _exchange(client: Client, teller: _Teller, is_cancelled: Callable[[], bool]) -> None:
    while client.has_more() and not is_cancelled():
        pieces = teller.carrier.sync(client.device_id, client.key, client.request())
        try:
            for frame, line in decode_frames(pieces):
                client.feed(frame, line)
                teller.tell_text(client.tally)
                if is_cancelled():
                    return
        except CtxhError as error:
            # What was broken off here says nothing about what was sent.
            if is_cancelled() or not client.failed(error):
                raise


def _exchange_files(
    desk: Desk, client: Client, teller: _Teller, is_cancelled: Callable[[], bool]
) -> FilesCarried:
    """Carry files; what is saved meanwhile goes between two chunks, by a client of its own."""

    def carry(request: FileRequest) -> FileAnswer:
        return teller.carrier.file(client.device_id, client.key, request)

    def sync_text() -> None:
        further = Client(desk.store, client.key, client.aside)
        _exchange(further, teller, is_cancelled)
        client.tally.sent += further.tally.sent
        client.tally.received += further.tally.received
        client.tally.news += further.tally.news
        _note(desk, client.tally, "")

    def told(files: FileTally) -> None:
        teller.tell_files(client.tally, files)

    return carry_files(desk, carry, sync_text, told, is_cancelled, client.aside)


def _note(desk: Desk, tally: Tally, error_code: str) -> None:
    """Write down how the sync went, for the status bar and for support."""
    with desk.store.write(by=desk.user, label="Sync") as work:
        work.set_local("last_sync_error", error_code)
        if not error_code:
            now = desk.ambient.instant()
            work.set_local("last_sync_at", now)
            work.set_local("last_sent", str(tally.sent))
            work.set_local("last_received", str(tally.received))
            work.set_local("last_news", msgspec.json.encode(tally.news).decode())
            if tally.mended:
                work.set_local("last_mended", str(tally.mended))
                work.set_local("last_mended_at", now)
        work.commit()


def _device_key(desk: Desk) -> DeviceKey:
    """Return the key to join with; it is kept before use, so a lost answer can be asked again.

    Raises:
        InputError: "already-enrolled".
    """
    with desk.store.write(by=desk.user, label="Enrol") as work:
        if work.local("device_id"):
            raise InputError("already-enrolled")
        seed = work.local("device_seed")
        if not seed:
            seed = DeviceKey.create(desk.ambient).seed().hex()
            work.set_local("device_seed", seed)
            work.commit()
    return DeviceKey(bytes.fromhex(seed))


def _keep_enrolment(work: UnitOfWork, found: enrolment.Enrolled) -> None:
    work.set_local("device_id", found.device_id)
    work.set_local("block", found.block)
    work.set_local("epoch", found.epoch)
    work.set_local("parcel_key", found.parcel_key)
    work.set_local("province_code", found.province_code)
    work.set_local("province_name", found.province_name)
    inbox.add_scopes(work, list(found.scopes))


def contested(reader: Reader) -> int:
    """Return how many records wait for a person's choice."""
    rows = reader.where("conflict", state=conflict.OPEN)
    return len({row.text("record_id") for row in rows})


def _item(desk: Desk, reader: Reader, entry: dict[str, str]) -> OutboxItem:
    is_visit = entry["record_type"] == _TELLS_MOST
    visit = reader.get(_TELLS_MOST, entry["row_id"]) if is_visit else None
    person = person_of(reader, entry["record_type"], entry["row_id"])
    allowed = shown_of(desk, reader, person)
    reason, _, name = (entry["note"] or "").partition(":")
    declared = reader.tables.types.get(entry["record_type"])
    field = declared.by_name.get(name) if declared else None
    return OutboxItem(
        group_id=entry["group_id"],
        label=entry["label"],
        record_type=entry["record_type"],
        person_name=person.text("full_name") if person else "",
        group_label=allowed.group_label,
        is_protected=allowed.is_protected,
        made_at=entry["made_at"],
        state=entry["state"],
        reason=reason,
        field=field.label if field else "",
        contact_kind=visit.text("contact_kind") if visit else "",
        on=visit.text("visited_on") if visit else "",
        is_new=entry["kind"] == OpKind.INSERT,
    )
