"""Client: the laptop's side of a sync, without a network.

    client = Client(store, key)
    while client.has_more():
        try:
            for frame, line in decode_frames(carry(client.request())):
                client.feed(frame, line)
        except CtxhError as error:
            if not client.failed(error):    # goes on with less, for example (`batching`)
                raise

Whoever carries the bytes (HTTPS, a stick, a simulator) may fail at any point: each frame is taken
in its own short transaction, and the next `request` goes on from what was kept.

Source: sync design §4.1, §4.6–4.8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ctxh_desktop.errors import CtxhError, IntegrityError, TransientError
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.storage import attachments, epochs, left_files, outbox
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync import (
    dictionaries,
    digest,
    dismissal,
    hello,
    older_history,
    pull,
    push,
    recovery,
)
from ctxh_desktop.sync.batching import Batching
from ctxh_desktop.sync.digest import Bucket
from ctxh_desktop.sync.protocol import (
    Batch,
    End,
    Frame,
    Head,
    HistoryFrame,
    PageFrame,
    RepairFrame,
    Request,
    encode_request,
)

ROUNDS_MAX = 10_000
"""Requests in one sync; a laptop with more to say goes on next time."""

_MAY_BE_NEWER = ("dictionary-unknown", "request-malformed")
"""What a province says to a dictionary or a pool that it does not know; the second is an older
one's word."""

STRANGE_MAX = 20
"""Answers in one sync that know less than this laptop was told, before it gives up."""

PATIENCE_MIN, PATIENCE_SPREAD = 3, 16
"""Such answers because another sync of this laptop was told something meanwhile, before this one
leaves the rest to it.  Two that leave off at once would help nobody, so chance decides: the first
token that a sync is given."""

SYNC = "sync"
"""Who acts when rows come from the province."""


@dataclass
class Tally:
    """What this sync has done so far.

    Units: operations sent, rows received and applied, rows still being downloaded, rows in which
    laptop and province differed and which were mended, older lines of history that were asked for,
    rows of others by record type.
    """

    sent: int = 0
    received: int = 0
    downloading: int = 0
    mended: int = 0
    older: int = 0
    news: Counter[str] = field(default_factory=Counter)


@dataclass
class _Strange:
    """Answers of one sync that know less than this laptop was told by now."""

    _tokens: set[str] = field(default_factory=set)
    """Of the request under way."""
    _count: int = 0
    _patience: int = 0
    _is_overtaken: bool = False
    """Whether its answer lacks only what another sync was told after it."""

    def ask(self, tokens: Iterable[str]) -> None:
        """Note with which tokens a request goes."""
        self._tokens, self._is_overtaken = set(tokens), False

    def look(self, head: Head, *, is_mine: bool) -> None:
        """Look at the head of an answer, which *is_mine* or to something else."""
        self._is_overtaken = is_mine and self._tokens <= set(head.for_)
        self._patience = self._patience or PATIENCE_MIN + sum(head.token.encode()) % PATIENCE_SPREAD

    def goes_on(self) -> bool:
        """Count an answer without rows; return whether to ask again or leave it to another sync."""
        self._count += 1
        if self._is_overtaken and self._count >= self._patience:
            return False
        if self._count == STRANGE_MAX:
            raise TransientError("answer-malformed")
        return True


class Client:
    """One sync of one laptop.

    Attributes:
        tally: counts for the person who waits.
        device_id: name of this laptop at the province.
        key: what requests are signed with.
        aside: groups that did not get through in this sync; another one beside it begins with them.
    """

    def __init__(self, store: Store, key: DeviceKey, aside: set[str] | None = None) -> None:
        self.tally = Tally()
        self.key = key
        with store.read() as reader:
            self.device_id = reader.local("device_id")
            self._proves = digest.is_due(reader, str(store.ambient.today()))
            self._batching = Batching(reader)
        self.aside = self._batching.aside = set() if aside is None else aside
        self._store = store
        self._batch: Batch | None = None
        self._is_answered = True
        """Whether the request under way has been answered, so that what fails then is the line."""
        self._rounds = 0
        self._has_more = True
        self._has_progress = False
        self._takes_rows = False
        self._strange = _Strange()
        self._is_dismissed = self._is_to_wipe = self._is_outdated = False
        self._dictionary = dictionaries.NONE
        self._is_pooled = False
        self._dropped: list[str] = []
        self._head: Head | None = None
        """Head of the answer that is being taken, where its rows are."""
        self._handed = 0
        """Rows handed in to a restored province in this sync."""
        self._is_handed = False
        self._has_older = False
        """Whether more is to come of older history that somebody wants."""
        self._wanted: list[Bucket] = []
        """Parts in which laptop and province differ."""

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
            self._is_pooled = hello.has_pools(reader)
            batch = push.make_batch(
                reader, self.key, self._batching.most, self._batching.aside, pooled=self._is_pooled
            )
            asks_first = batch is not None and self._batching.asks_first()
            self._batch = None if asks_first else batch
            self._is_answered = False
            message = hello.envelope(reader, self._batch)
            self._strange.ask(message.tokens)
            self._dictionary = hello.dictionary_of(reader)
            if batch is None:
                recovery.hand_in(reader, message, self._handed)
            elif hello.is_level(reader) and not self._wanted and not asks_first:
                message.caps[hello.OWN] = 1
        if message.have is not None:
            self._handed += recovery.HAVE_ROWS_MAX
        self._ask_for_proof(message, is_due=batch is None)
        self._rounds += 1
        return encode_request(message, self._dictionary)

    def failed(self, error: CtxhError) -> bool:
        """Return whether to go on after a request that failed: with less, or in an older way.

        What the failure teaches is kept; False: nothing is to be tried now, *error* stands.
        """
        is_newer = bool(self._dictionary or self._is_pooled) and error.code in _MAY_BE_NEWER
        batch = None if self._is_answered else self._batch
        if isinstance(error, IntegrityError) or not (is_newer or batch):
            return False
        goes_on = is_newer
        with self._store.write(by=SYNC, label="Sync") as work:
            if is_newer:
                hello.do_without(work)
            elif batch is not None:
                goes_on = self._batching.failed(work, batch, error)
            work.commit()
        return goes_on

    def feed(self, frame: Frame, line: bytes) -> None:
        """Take one frame of the answer.

        Raises:
            IntegrityError: "device-revoked", or "device-dismissed" where the province has ordered
                this laptop to be wiped; after everything unsent was handed in.
            TransientError: "answer-malformed" when operations were sent and none was answered, a
                page holds what no province sends, or answers keep being made in ignorance.
        """
        with self._store.write(by=SYNC, label="Sync") as work:
            if isinstance(frame, Head):
                self._take_head(work, frame)
            elif isinstance(frame, PageFrame) and self._takes_rows:
                whole = bool(recovery.epoch_of(work))
                self.tally.downloading += pull.keep(work, frame, line, whole=whole)
            elif isinstance(frame, HistoryFrame) and self._takes_rows:
                self._take_older(work, frame)
            elif isinstance(frame, RepairFrame):
                self.tally.mended += digest.mend(work, frame)
            elif isinstance(frame, End):
                self._take_end(work, frame)
            work.commit()
        if isinstance(frame, End) and self._is_dismissed and not self._has_more:
            raise IntegrityError(dismissal.DISMISSED if self._is_to_wipe else dismissal.REVOKED)

    def _take_head(self, work: UnitOfWork, head: Head) -> None:
        """Take answers and token from any answer, rows only from one that knew all we know."""
        self._is_answered = True
        if epochs.is_past(head.epoch, work.local("epoch")):
            self._takes_rows = False  # of before a restore, or not the province's: nothing counts
            return
        self._is_to_wipe = dismissal.take(work, head.wipe, self.key.public)
        if head.recover:
            self._takes_rows = False
            if recovery.begin(work, head.epoch):
                hello.take(work, head)
            return
        if self._batch is not None and head.acks is None:
            raise TransientError("answer-malformed")
        acked = push.settle(work, self._batch, head)
        self._batching.answered(work, self._batch)
        self.tally.sent += acked
        self._has_progress = acked > 0
        self._is_outdated = head.upgrade
        is_mine = push.is_for(self._batch, head)
        self._takes_rows = is_mine and hello.knows_all(work, head)
        self._strange.look(head, is_mine=is_mine)
        self._is_dismissed = hello.is_dismissed(work, head)
        self._dropped = head.scopes.drop
        self._is_handed = head.handed
        self._head = head
        hello.take(work, head)

    def _take_end(self, work: UnitOfWork, end: End) -> None:
        """Apply what has arrived, or go on handing in what a restored province lacks."""
        if self._is_outdated:  # what was sent was taken; no rows came, and none are missing
            self._has_more = self._has_unsent(work) and self._has_progress
            hello.leave(work, self._dropped)
            return
        if not self._takes_rows:
            self._has_more = self._strange.goes_on()
            return
        is_going_on = self._batch is None or self._has_progress
        self._has_more = end.more or self._has_older or (self._has_unsent(work) and is_going_on)
        self._has_older = False
        self._is_to_wipe = self._is_dismissed and dismissal.is_due(work)
        if self._is_to_wipe and self._batch is not None:
            self._has_more = True  # the province is to hear that this was the last of it
        if recovery.epoch_of(work) and not self._is_dismissed:
            if outbox.has_unsent(work):
                return
            if not recovery.is_handed_in(work, self._is_handed):
                self._has_more = True
                return
            self.tally.received += recovery.finish(work)
        else:
            self.tally.received += pull.apply(work, news=self.tally.news)
        if not self._is_dismissed:
            hello.leave(work, self._dropped)
        if self._head is not None and self._head.files and self._head.safe:
            # Now that the rows are as new as what it says of them.
            attachments.set_safe(work, self._head.files, int(self._head.safe[1]))
            left_files.note_mark(work, int(self._head.safe[1]))
        self._take_proof(work, end)

    def _take_older(self, work: UnitOfWork, frame: HistoryFrame) -> None:
        """Take older history, and ask at once for what has yet to come of it."""
        if recovery.epoch_of(work):
            return
        found = older_history.take(work, frame)
        self.tally.older += found
        self._has_older = self._has_older or bool(found and not frame.is_last)

    def _has_unsent(self, reader: Reader) -> bool:
        return outbox.has_unsent(reader, self._batching.aside)

    def _ask_for_proof(self, message: Request, *, is_due: bool) -> None:
        """Ask whether both sides hold the same, once, when nothing else is to be done."""
        if self._wanted:
            message.want = [str(bucket) for bucket in self._wanted[: digest.REPAIRS_MAX]]
        elif self._proves and is_due and not message.recover:
            self._proves = False
            with self._store.read() as reader:
                message.dig = digest.of_laptop(reader)

    def _take_proof(self, work: UnitOfWork, end: End) -> None:
        if self._wanted:
            self._wanted = self._wanted[digest.REPAIRS_MAX :]
        elif end.digests:
            self._wanted = digest.differing(work, end.digests)
            if not self._wanted:
                digest.note(work, str(work.ambient.today()))
        self._has_more = self._has_more or bool(self._wanted)
