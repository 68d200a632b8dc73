"""Files: the bytes of attachments, in chunks, after the text; both ends, without a network.

    courier.request() → FileRequest ─▶ counter.handle(…) → FileAnswer ─▶ courier.feed(answer)

    HEAD   how much of this file have you?      200 offset
    PATCH  here is the next chunk, from offset  204 offset · 409 another offset · 460 chunk broken
    GET    give me a chunk, from offset         206 bytes
    each   404 no attachment that you may see names this file

A chunk that begins before what the province has and ends after it is cut to what is missing: what
comes on a stick (`sync.file_parcel`) knows nothing of what went over the line meanwhile.

The core of tus 1.0, without creation and expiry, since the address of a file is the hash of its
bytes.  On 409 the laptop asks HEAD and goes on; a whole file with the wrong hash starts over.  One
request is one chunk: between two of them the laptop may sync text.

Units: bytes; statuses are those of HTTP, 460 that of tus.
Source: sync design §4.13, traps 20, 21; ADR-0016.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from ctxh_desktop.domain.records.attachment import FILE_BYTES_MAX, is_sha256
from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from ctxh_desktop.security.device import verify_request
from ctxh_desktop.security.vault import Vault
from ctxh_desktop.storage import archive, attachments, devices
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.unit_of_work import UnitOfWork

CHUNK_BYTES_MIN = 64 * 1024
CHUNK_BYTES_MAX = 256 * 1024
TRIES_MAX = 5
"""Attempts at one file in one sync, and at one request when the province's database is busy."""
HEAD, PATCH, GET = "HEAD", "PATCH", "GET"
OK, TAKEN, PART, UNKNOWN, ELSEWHERE, BROKEN = 200, 204, 206, 404, 409, 460

SYNC = "sync"


@dataclass(frozen=True)
class FileRequest:
    """One request for one file.

    Units: `length` is that of the whole file, for GET how much is asked for.
    """

    method: str
    sha256: str
    offset: int = 0
    length: int = 0
    chunk_sha256: str = ""
    body: bytes = field(default=b"", repr=False)

    def signed_part(self) -> bytes:
        """Return what the device signs: everything, the body by its hash."""
        words = (self.method, self.sha256, self.offset, self.length, self.chunk_sha256)
        return " ".join(map(str, words)).encode()


@dataclass(frozen=True)
class FileAnswer:
    """The answer to a request; `offset` is how much the province has (HEAD, PATCH)."""

    status: int
    offset: int = 0
    body: bytes = field(default=b"", repr=False)


class Counter:
    """The province's side: where laptops hand files in and fetch them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def handle(self, device_id: str, request: FileRequest, signature: str) -> FileAnswer:
        """Answer one request; a repeated one does nothing twice.

        Raises:
            InputError: "device-unknown", "request-malformed", "request-too-large".
            IntegrityError: "bad-signature".
            TransientError: "database-busy", "province-database-down".
        """
        with self._store.read() as reader:
            device = devices.device(reader, device_id)
        if device is None:
            raise InputError("device-unknown")
        verify_request(device.public_key, request.signed_part(), signature)
        _check(request)
        if request.method == GET:
            return self._give(device, request)
        for attempt in range(TRIES_MAX):
            try:
                return self._take(device, request)
            except TransientError as error:
                if error.code != "database-busy" or attempt == TRIES_MAX - 1:
                    raise
        raise AssertionError("unreachable")

    def _give(self, device: Device, request: FileRequest) -> FileAnswer:
        with self._store.read() as reader:
            held = archive.holding(reader, request.sha256)
            if not archive.may_fetch(reader, device, request.sha256) or held is None:
                return FileAnswer(UNKNOWN)
            if not held.is_verified:
                return FileAnswer(UNKNOWN)
            body = archive.piece(reader, request.sha256, request.offset, request.length)
            return FileAnswer(PART, request.offset, body)

    def _take(self, device: Device, request: FileRequest) -> FileAnswer:
        with self._store.write(by="province", label="StoreFile") as work:
            if not archive.may_send(work, device, request.sha256):
                return FileAnswer(UNKNOWN)
            held = archive.holding(work, request.sha256)
            if request.method == HEAD and (held is None or not held.is_verified):
                return FileAnswer(OK, held.have_bytes if held else 0)
            held = archive.locked(work, request.sha256, request.length)
            if not held.is_verified and held.size_bytes != request.length:
                archive.start_over(work, request.sha256, request.length)
                held = archive.locked(work, request.sha256, request.length)
            answer = FileAnswer(OK, held.size_bytes)
            if held.is_verified:
                # Also when a row came after its file, or the answer to the last chunk was lost.
                archive.mark_stored(work, request.sha256)
            elif not _goes_on(request, held.have_bytes):
                answer = FileAnswer(ELSEWHERE, held.have_bytes)
            elif hashlib.sha256(request.body).hexdigest() != request.chunk_sha256:
                answer = FileAnswer(BROKEN, held.have_bytes)
            else:
                answer = _added(work, request, held.have_bytes)
            work.commit()
        return answer


def _goes_on(request: FileRequest, have_bytes: int) -> bool:
    """Return whether a chunk brings what comes next after *have_bytes*."""
    return request.offset <= have_bytes < request.offset + len(request.body)


def _added(work: UnitOfWork, request: FileRequest, have_bytes: int) -> FileAnswer:
    """Keep what a sound chunk brings; check the whole file when it is the last one."""
    missing = request.body[have_bytes - request.offset :]
    have = archive.add_part(work, request.sha256, have_bytes, missing)
    if have < request.length:
        return FileAnswer(TAKEN, have)
    if not archive.verify(work, request.sha256):
        return FileAnswer(ELSEWHERE, 0)
    archive.mark_stored(work, request.sha256)
    return FileAnswer(TAKEN, have)


@dataclass
class FileTally:
    """What this sync has done with files: how many whole ones went each way, and bytes in all."""

    sent: int = 0
    fetched: int = 0
    bytes: int = 0


@dataclass
class _Job:
    """One file under way; `offset` is None while the province has to be asked."""

    sha256: str
    size: int
    is_sending: bool
    offset: int | None
    content: bytes = b""
    tries: int = 0


class Courier:
    """The laptop's side of one sync of files.

    What somebody waits for is fetched first, then files are sent, then those of own cases fetched.

    Args:
        store: the laptop's data.
        vault: its sealed files.
        is_text_only: whether only what somebody asked for travels now.
        responsible: whose open cases' files are fetched without being asked for; "" for none.
        make_room: asked before a file is fetched; InputError when there is no room.
        is_leaving: everything that is only here is sent, and nothing is fetched.
    """

    def __init__(
        self,
        store: Store,
        vault: Vault,
        *,
        is_text_only: bool = False,
        responsible: str = "",
        make_room: Callable[[int], None] = lambda _: None,
        is_leaving: bool = False,
    ) -> None:
        self.tally = FileTally()
        self._store, self._vault = store, vault
        self._is_text_only, self._responsible = is_text_only, responsible
        self._make_room = make_room
        self._due = attachments.only_here if is_leaving else attachments.to_send
        self._is_leaving = is_leaving
        self._job: _Job | None = None
        self._done: set[str] = set()

    def request(self, chunk_bytes: int = CHUNK_BYTES_MIN) -> FileRequest | None:
        """Return the next request, None when nothing is left to do now."""
        job = self._job = self._job or self._next_job()
        if job is None:
            return None
        if job.offset is None:
            return FileRequest(HEAD, job.sha256, length=job.size)
        step = max(CHUNK_BYTES_MIN, min(chunk_bytes, CHUNK_BYTES_MAX))
        if not job.is_sending:
            return FileRequest(GET, job.sha256, job.offset, min(step, job.size - job.offset))
        chunk = job.content[job.offset : job.offset + step]
        digest = hashlib.sha256(chunk).hexdigest()
        return FileRequest(PATCH, job.sha256, job.offset, job.size, digest, chunk)

    def feed(self, answer: FileAnswer) -> None:
        """Take the answer to the last request, each in its own short transaction."""
        job = self._job
        assert job is not None, "an answer follows a request"
        if answer.status in (OK, TAKEN) and job.is_sending:
            self._on_offset(job, answer.offset)
        elif answer.status == PART and not job.is_sending and _fits(job, answer.body):
            self._on_part(job, answer.body)
        elif answer.status in (ELSEWHERE, BROKEN) and job.is_sending:
            self._try_again(job, None)
        else:
            self._leave(job)

    def _on_offset(self, job: _Job, offset: int) -> None:
        if not 0 <= offset <= job.size:
            self._leave(job)
            return
        self.tally.bytes += offset - (job.offset if job.offset is not None else offset)
        take_word(self._store, job.sha256, offset)
        job.offset = offset
        if offset == job.size:
            self.tally.sent += 1
            self._leave(job)

    def _on_part(self, job: _Job, body: bytes) -> None:
        assert job.offset is not None, "fetching begins at an offset"
        is_whole = take_part(self._store, self._vault, job.sha256, job.size, job.offset, body)
        self.tally.bytes += len(body)
        job.offset += len(body)
        if is_whole:
            self.tally.fetched += 1
            self._leave(job)
        elif job.offset >= job.size:
            self._try_again(job, 0)

    def _try_again(self, job: _Job, offset: int | None) -> None:
        job.offset, job.tries = offset, job.tries + 1
        if job.tries >= TRIES_MAX:
            self._leave(job)

    def _leave(self, job: _Job) -> None:
        """Be done with a file for this sync, whole or not."""
        self._done.add(job.sha256)
        self._job = None

    def _next_job(self) -> _Job | None:
        if self._is_leaving:
            return self._sending()
        return self._fetching("") or (
            None if self._is_text_only else self._sending() or self._fetching(self._responsible)
        )

    def _sending(self) -> _Job | None:
        with self._store.read() as reader:
            due = [blob for blob in self._due(reader) if blob.sha256 not in self._done]
        for blob in due:
            try:
                with self._store.read() as reader:
                    content = attachments.read(reader, self._vault, blob.sha256)
            except IntegrityError:
                content = None  # perhaps another program holds it: it is tried again next time
            if content:
                return _Job(blob.sha256, len(content), True, None, content)
            self._done.add(blob.sha256)
        return None

    def _fetching(self, responsible: str) -> _Job | None:
        with self._store.read() as reader:
            due = attachments.to_fetch(reader, responsible)
            known = attachments.blobs(reader, [sha256 for sha256, _ in due])
        for sha256, size in due:
            if sha256 in self._done or not 0 < size <= FILE_BYTES_MAX:
                continue
            try:
                self._make_room(size)
            except InputError:
                self._done.add(sha256)
                continue
            return _Job(sha256, size, False, known[sha256].got_bytes if sha256 in known else 0)
        return None


def take_word(store: Store, sha256: str, have_bytes: int) -> None:
    """Take the province's word how much of a file it has, in a short transaction (laptop)."""
    with store.write(by=SYNC, label="SendFile") as work:
        attachments.note_sent(work, sha256, have_bytes)
        work.commit()


def take_part(store: Store, vault: Vault, sha256: str, size: int, offset: int, body: bytes) -> bool:
    """Keep a piece that was fetched, in a short transaction; return whether the file is whole now.

    After the last piece of what is not the file, none is left (laptop).
    """
    with store.write(by=SYNC, label="FetchFile") as work:
        attachments.keep_part(work, sha256, size, offset, body)
        is_whole = offset + len(body) >= size and attachments.finish(work, vault, sha256)
        work.commit()
    return is_whole


def _fits(job: _Job, body: bytes) -> bool:
    return 0 < len(body) <= min(CHUNK_BYTES_MAX, job.size - (job.offset or 0))


def _check(request: FileRequest) -> None:
    is_range = request.offset >= 0 and 0 < request.length <= FILE_BYTES_MAX
    if request.method not in (HEAD, PATCH, GET) or not is_sha256(request.sha256) or not is_range:
        raise InputError("request-malformed")
    if request.method == GET and request.length > CHUNK_BYTES_MAX:
        raise InputError("request-too-large")
    if len(request.body) > CHUNK_BYTES_MAX:
        raise InputError("request-too-large")
    if request.method == PATCH:
        is_inside = request.offset + len(request.body) <= request.length
        if not request.body or not is_inside:
            raise InputError("request-malformed")
