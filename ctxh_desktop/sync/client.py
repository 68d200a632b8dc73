"""Client: the laptop's side of a sync, without a network.

    client = Client(store, key)
    while client.has_more():
        for frame, line in decode_frames(carry(client.request())):
            client.feed(frame, line)

Whoever carries the bytes (HTTPS, a stick, a simulator) may fail at any point: each frame is taken
in its own short transaction, and the next `request` goes on from what was kept.

Source: sync design §4.1, §4.6–4.8.
"""

from __future__ import annotations

from dataclasses import dataclass

from ctxh_desktop.errors import IntegrityError, TransientError
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.storage import outbox
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync import hello, pull, push
from ctxh_desktop.sync.protocol import Batch, End, Frame, Head, PageFrame, encode_request

ROUNDS_MAX = 10_000
"""Requests in one sync; a laptop with more to say goes on next time."""

STRANGE_MAX = 20
"""Answers in one sync that know less than this laptop was told, before it gives up; while another
sync of this laptop is under way, some do."""

SYNC = "sync"
"""Who acts when rows come from the province."""


@dataclass
class Tally:
    """What this sync has done so far.

    Units: operations sent, rows received and applied, rows still being downloaded.
    """

    sent: int = 0
    received: int = 0
    downloading: int = 0


class Client:
    """One sync of one laptop.

    Attributes:
        tally: counts for the person who waits.
        device_id: name of this laptop at the province.
        key: what requests are signed with.
    """

    def __init__(self, store: Store, key: DeviceKey) -> None:
        self.tally = Tally()
        self.key = key
        with store.read() as reader:
            self.device_id = reader.local("device_id")
        self._store = store
        self._batch: Batch | None = None
        self._rounds = 0
        self._has_more = True
        self._has_progress = False
        self._takes_rows = False
        self._strange = 0
        self._is_dismissed = False
        self._dropped: list[str] = []

    def has_more(self) -> bool:
        """Whether another request is due: always a first one, then while something is unsent."""
        return self._has_more and self._rounds < ROUNDS_MAX

    def request(self) -> bytes:
        """Return the next request for the present state of the laptop."""
        with self._store.read() as reader:
            has_missed = pull.has_missed(reader)
        if has_missed:
            with self._store.write(by=SYNC, label="Sync") as work:
                pull.fetch_again(work)
                work.commit()
        with self._store.read() as reader:
            self._batch = push.make_batch(reader, self.key)
            message = hello.envelope(reader, self._batch)
        self._rounds += 1
        return encode_request(message)

    def feed(self, frame: Frame, line: bytes) -> None:
        """Take one frame of the answer.

        Raises:
            IntegrityError: "province-was-restored", before any of its rows is taken;
                "device-revoked", after everything unsent was handed in.
            TransientError: "answer-malformed" when operations were sent and none was answered, a
                page holds what no province sends, or answers keep being made in ignorance.
        """
        with self._store.write(by=SYNC, label="Sync") as work:
            if isinstance(frame, Head):
                self._take_head(work, frame)
            elif isinstance(frame, PageFrame) and self._takes_rows:
                self.tally.downloading += pull.keep(work, frame, line)
            elif isinstance(frame, End) and self._takes_rows:
                self.tally.received += pull.apply(work)
                is_going_on = self._batch is None or self._has_progress
                queued = outbox.count(work, outbox.QUEUED)
                self._has_more = frame.more or (queued > 0 and is_going_on)
                if not self._is_dismissed:
                    hello.leave(work, self._dropped)
            elif isinstance(frame, End):
                self._strange += 1
                if self._strange == STRANGE_MAX:
                    raise TransientError("answer-malformed")
            work.commit()
        if isinstance(frame, End) and self._is_dismissed and not self._has_more:
            raise IntegrityError("device-revoked")

    def _take_head(self, work: UnitOfWork, head: Head) -> None:
        """Take answers and token from any answer, rows only from one that knew all we know."""
        if self._batch is not None and head.acks is None:
            raise TransientError("answer-malformed")
        acked = push.settle(work, self._batch, head.acks)
        self.tally.sent += acked
        self._has_progress = acked > 0
        if head.recover:
            work.commit()
            raise IntegrityError("province-was-restored")
        self._takes_rows = hello.knows_all(work, head)
        self._is_dismissed = hello.is_dismissed(work, head)
        self._dropped = head.scopes.drop
        hello.take(work, head)
