"""Province: the province's side of a sync, without a network.

One request is one transaction for the push, then one snapshot for each page; nothing is held while
bytes travel.  A repeated request does nothing twice and gets the stored answers.

Source: sync design §4.1, §4.6–4.7, §4.9.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxh_desktop.domain.merge import Rank
from ctxh_desktop.errors import InputError, TransientError
from ctxh_desktop.security.device import DeviceKey, verify_request
from ctxh_desktop.storage import devices, ledger, wipes
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.ledger import Own
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync import digest, dismissal, hello, older_history, pull, push, recovery
from ctxh_desktop.sync.judge import Judge
from ctxh_desktop.sync.protocol import (
    LEVEL_LIVE,
    LEVEL_LONG,
    LONG_ROWS,
    VERSION,
    End,
    Frame,
    Head,
    Request,
    decode_request,
    encode_frames,
)
from ctxh_desktop.sync.push import Received

TRIES_MAX = 5
"""Attempts when two laptops write the same rows at one moment."""

BATCHES_ANSWERED = 20
"""Last batches of a laptop that are answered once more when it gets an answer unasked."""


class Province:
    """Answers the requests of laptops.

    Args:
        rank: order of codes in a code list, for fields where the higher value stands.
        revision_min: a laptop that knows less is told to upgrade; it is heard, and gets no rows.
        key: the province's key for parcels, by which it orders a revoked laptop to be wiped.
    """

    def __init__(
        self, store: Store, rank: Rank, revision_min: int = 0, key: DeviceKey | None = None
    ) -> None:
        self._store = store
        self._rank = rank
        self._revision_min = revision_min
        self._key = key

    def handle(self, device_id: str, body: bytes, signature: str) -> Iterator[bytes]:
        """Return the answer to a signed request, piece by piece.

        The push is done, and errors are raised, before the first piece.

        Raises:
            InputError: "request-malformed", "request-too-large", "device-unknown".
            IntegrityError: "bad-signature".
            TransientError: "database-busy", "province-database-down".
        """
        with self._store.read() as reader:
            device = _known(reader, device_id)
        verify_request(device.public_key, body, signature)
        request = decode_request(body)
        if request.v != VERSION or request.dev != device.id:
            raise InputError("request-malformed")
        head, own, behind = self._receive(device, request)
        frames = self._frames(device, request, head, own)
        # On a thin line the bytes of a first download are what counts.
        level = LEVEL_LONG if behind >= LONG_ROWS else LEVEL_LIVE
        return encode_frames(frames, level, head.dict)

    def answer_unasked(self, device_id: str) -> Iterator[bytes]:
        """Return an answer for a laptop that asked nothing, from where it last was as far as known.

        Raises:
            InputError: "device-unknown".
        """
        with self._store.read() as reader:
            device = _known(reader, device_id)
            request = hello.presumed(reader, device)
            sent = push.operations_in(ledger.last_batches(reader, device.id, BATCHES_ANSWERED))
            acks, _ = push.answers(reader, sent)
        with self._store.write(by=device.label, label="Answer") as work:
            head = self._greet(work, device, request)
            work.commit()
        head.acks = acks
        return encode_frames(self._frames(device, request, head, Own()))

    def _receive(self, device: Device, request: Request) -> tuple[Head, Own, int]:
        """Return the head, what need not be told, and how many numbers the laptop is behind."""
        for attempt in range(TRIES_MAX):
            try:
                return self._receive_once(device, request)
            except TransientError as error:
                if error.code != "database-busy" or attempt == TRIES_MAX - 1:
                    raise
        raise AssertionError("unreachable")

    def _receive_once(self, device: Device, request: Request) -> tuple[Head, Own, int]:
        own = Own()
        with self._store.write(by=device.label, label="Push") as work:
            # One request of a laptop at a time: a repeated one finds what the first one did.
            device = _known(work, device.id, lock=True)
            head = self._greet(work, device, request)
            devices.seen(work, device, request.cur, request.schema, request.inc)
            if not device.is_active:
                has_more = request.batch is not None
                wipes.hear(work, device.id, has_more=has_more, wiped=request.wiped)
            if not head.recover:
                # Last, since others of the commune wait from here to the commit.
                taken = self._take(work, device, request, head)
                if taken.ids or request.held:
                    # Numbered here: an answer must not carry the number of what others do next.
                    ledger.number_now(work)
                    acks, own = push.answers(work, taken.ids, request.held, taken.whole)
                    head.acks = acks
                    if own.op_ids and request.batch is not None:
                        head.own = push.name_of(request.batch)
            tops = ledger.tops(work, device.scopes)
            work.commit()
        return head, own, sum(top - request.cur.get(scope, 0) for scope, top in tops.items())

    def _greet(self, work: UnitOfWork, device: Device, request: Request) -> Head:
        head = hello.greet(work, device, request)
        head.upgrade = device.is_active and request.schema < self._revision_min
        if device.is_active and not (head.recover or head.upgrade):
            head.files = hello.safe_files(work, device, request, head)
        head.wipe = dismissal.order(work, device, head.epoch, self._key)
        return head

    def _take(self, work: UnitOfWork, device: Device, request: Request, head: Head) -> Received:
        """Judge what the laptop hands in."""
        taken = Received()
        is_again = recovery.is_recovering(request, head.epoch)
        if request.batch is not None:
            judge = Judge(device, self._rank, request.inc, is_again=is_again)
            has_rows = bool(request.caps.get(hello.OWN)) and not (is_again or head.upgrade)
            told, key = request.cur if has_rows else {}, device.public_key
            taken = push.receive(work, judge, request.batch, key, told, request.schema)
        if is_again:
            row_ids = ledger.rows_of(work, taken.ids)
            if request.have is not None:
                row_ids += recovery.take(work, device, request.have, self._rank)
            recovery.close_settled(work, row_ids)
        return taken

    def _frames(self, device: Device, request: Request, head: Head, own: Own) -> Iterator[Frame]:
        yield head
        if device.is_active and not head.recover and not head.upgrade:
            cursors = {scope: request.cur.get(scope, 0) for scope in device.scopes}
            rows_max = request.caps.get("rows", pull.PAGE_ROWS_MAX)
            with self._store.read() as reader:
                since = older_history.marks_for(reader, device, request)
            pooled = bool(request.caps.get(hello.POOL))
            yield from pull.pages(self._store, cursors, rows_max, own, since, pooled=pooled)
            yield from digest.repairs(self._store, device, request.want)
            yield from older_history.answers(self._store, device, request)
            yield End(digests=digest.compare(self._store, device, request))
            return
        yield End()


def _known(reader: Reader, device_id: str, *, lock: bool = False) -> Device:
    device = devices.device(reader, device_id, lock=lock)
    if device is None:
        raise InputError("device-unknown")
    return device
