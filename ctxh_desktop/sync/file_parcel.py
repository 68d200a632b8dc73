"""File parcels: the files of attachments on a USB stick, beside the text and after it.

    laptop    Packing(…).pieces()            which files it wants; then those the province lacks
    province  Intake(…).take(pieces)         each chunk goes to the counter, as over a line
              Intake(…).pieces(bytes_max)    how much of each file it has; then what was asked for
    laptop    Unpacking(…).take(pieces)      each piece is kept as it comes

A parcel of files is not part of the parcel of text: it has a kind of its own, so a damaged picture
costs no word, a stick that is full holds the text all the same, and older programs pass it over.
What it holds are the requests of `sync.files`, each signed by the device, and the answers to them;
so a file may go half over the line and half on a stick, twice, late, or in any order.

Nothing is noted when a parcel is made.  Only whole files are laid on a stick, the oldest first.

Units: bytes.
Source: sync design §4.13, §4.14; ADR-0016, ADR-0028.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator

import msgspec

from ctxh_desktop.domain.records.attachment import FILE_BYTES_MAX
from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.device import DeviceKey, sign_request
from ctxh_desktop.security.vault import Vault
from ctxh_desktop.storage import attachments
from ctxh_desktop.storage.attachments import Blob
from ctxh_desktop.storage.store import Store
from ctxh_desktop.sync.files import (
    CHUNK_BYTES_MAX,
    CHUNK_BYTES_MIN,
    GET,
    HEAD,
    OK,
    PART,
    PATCH,
    TAKEN,
    UNKNOWN,
    Counter,
    FileRequest,
    take_part,
    take_word,
)
from ctxh_desktop.sync.parcel import section, sections

UP, DOWN = "files-up", "files-down"
FILES_BYTES_MAX = 256 * 1024 * 1024
"""Files in one parcel: some thousand pictures, about a minute on a slow stick."""
PART_BYTES = 16 * 1024 * 1024
"""How large a file of a parcel of files becomes: a part is in memory while it is written."""
SPARE_BYTES = 16 * 1024 * 1024
"""What is left free on a stick, so that the province's answers find room."""
ASKED_MAX = 2_000
"""Files that one parcel asks for."""

_CHUNKS_MAX = FILE_BYTES_MAX // CHUNK_BYTES_MIN
"""Pieces of one file that are asked for."""
_SIGNATURE_BYTES = 64


class _Slip(msgspec.Struct, omit_defaults=True):
    """What stands before the bytes of a section: the members of a request, or of its answer."""

    method: str
    sha256: str
    offset: int = 0
    length: int = 0
    chunk_sha256: str = ""


def budget(free_bytes: int) -> int:
    """Return how many bytes of files may go onto a stick with so much room."""
    return max(0, min(FILES_BYTES_MAX, free_bytes - SPARE_BYTES))


# ------------------------------------------------------------------ the laptop gives


class Packing:
    """What a laptop lays on a stick, within *bytes_max*.

    Args:
        responsible: files of this person's open cases are asked for, too; "" for only those that
            somebody waits for.

    Attributes:
        files: those to be laid there; how many really were is known at the end (`sent`).
        asked: how many files are asked for.
        sent, sent_bytes: whole files laid there so far.
    """

    def __init__(
        self, store: Store, vault: Vault, key: DeviceKey, *, bytes_max: int, responsible: str = ""
    ) -> None:
        self.sent = self.sent_bytes = 0
        self._store, self._vault, self._key = store, vault, key
        with store.read() as reader:
            due = attachments.unconfirmed(reader)
            wanted = attachments.to_fetch(reader, responsible)[:ASKED_MAX]
            known = attachments.blobs(reader, [sha256 for sha256, _ in wanted])
        self.files = _fitting(due, bytes_max)
        self._due = len(due)
        got = {sha256: blob.got_bytes for sha256, blob in known.items()}
        self._wanted = [(sha256, got.get(sha256, 0), size) for sha256, size in wanted]
        self.asked = len(self._wanted)

    @property
    def left(self) -> int:
        """How many files are still to be given to the province, another time."""
        return self._due - self.sent

    @property
    def bytes_due(self) -> int:
        """How many bytes of files are to be laid there."""
        return sum(blob.size_bytes for blob in self.files)

    def pieces(self) -> Iterator[bytes]:
        """Return the content of the parcel; the wishes stand first, where a cut spares them."""
        for sha256, got, size in self._wanted:
            if 0 <= got < size <= FILE_BYTES_MAX:
                for offset in range(got, size, CHUNK_BYTES_MAX):
                    length = min(CHUNK_BYTES_MAX, size - offset)
                    yield self._signed(FileRequest(GET, sha256, offset, length))
        for blob in self.files:
            content = self._content(blob)
            for offset in range(0, len(content), CHUNK_BYTES_MAX):
                chunk = content[offset : offset + CHUNK_BYTES_MAX]
                digest = hashlib.sha256(chunk).hexdigest()
                size = len(content)
                yield self._signed(FileRequest(PATCH, blob.sha256, offset, size, digest, chunk))
            self.sent += bool(content)
            self.sent_bytes += len(content)

    def _content(self, blob: Blob) -> bytes:
        """Return the bytes of a file; none of one that cannot be read now."""
        try:
            with self._store.read() as reader:
                return attachments.read(reader, self._vault, blob.sha256) or b""
        except IntegrityError:
            return b""

    def _signed(self, request: FileRequest) -> bytes:
        signature = bytes.fromhex(sign_request(self._key, request.signed_part()))
        return section(signature + _written(request))


def _fitting(due: Iterable[Blob], bytes_max: int) -> list[Blob]:
    """Return the files that fit, the first ones first; one that is too large holds up no other."""
    found, left = [], bytes_max
    for blob in due:
        if blob.size_bytes <= left:
            found.append(blob)
            left -= blob.size_bytes
    return found


# ------------------------------------------------------------------ the province takes and gives


class Intake:
    """One laptop's parcels of files at the province: taken in, then answered.

    Attributes:
        taken: whole files that are new here.
        refused: files that no attachment of this laptop names.
        given: whole files laid into the answer so far.
        left: files asked for that the province has and that did not fit.
    """

    def __init__(self, counter: Counter, device_id: str) -> None:
        self.taken = self.given = self.left = 0
        self.refused: set[str] = set()
        self._counter, self._device_id = counter, device_id
        self._have: dict[str, tuple[int, int]] = {}
        self._whole: set[str] = set()
        self._wanted: dict[str, list[tuple[FileRequest, str]]] = {}

    def take(self, pieces: Iterable[bytes]) -> None:
        """Take a parcel in; what came before a fault in it stays taken.

        Raises:
            InputError: "parcel-not-one", "device-unknown", "request-malformed",
                "request-too-large"; or what reading the pieces raises.
            IntegrityError: "bad-signature".
            TransientError: "database-busy", "province-database-down".
        """
        for content in sections(pieces):
            signature, request = content[:_SIGNATURE_BYTES].hex(), _read(content[_SIGNATURE_BYTES:])
            if request.method == GET:
                wanted = self._wanted.setdefault(request.sha256, [])
                if len(self._wanted) <= ASKED_MAX and len(wanted) < _CHUNKS_MAX:
                    wanted.append((request, signature))
            elif request.method != PATCH:
                raise InputError("parcel-not-one")
            elif request.sha256 not in self._whole and request.sha256 not in self.refused:
                self._patch(request, signature)

    def pieces(self, bytes_max: int) -> Iterator[bytes]:
        """Return the content of the answer: how much there is of each file, then files."""
        for sha256, (have, size) in self._have.items():
            yield section(_written(FileRequest(HEAD, sha256, have, size)))
        left = bytes_max
        for wanted in self._wanted.values():
            size = sum(request.length for request, _ in wanted)
            if size > left:
                self.left += 1
                continue
            found = [piece for asked in wanted for piece in self._got(*asked)]
            left -= sum(len(piece.body) for piece in found)
            self.given += bool(found)
            for piece in found:
                yield section(_written(piece))

    def has_answer(self) -> bool:
        """Whether there is anything to say to the laptop."""
        return bool(self._have or self._wanted)

    def _patch(self, request: FileRequest, signature: str) -> None:
        answer = self._counter.handle(self._device_id, request, signature)
        if answer.status == UNKNOWN:
            self.refused.add(request.sha256)
            return
        self._have[request.sha256] = (answer.offset, request.length)
        if answer.offset == request.length and answer.status in (OK, TAKEN):
            self._whole.add(request.sha256)
            self.taken += answer.status == TAKEN

    def _got(self, request: FileRequest, signature: str) -> Iterator[FileRequest]:
        """Return the piece that was asked for; none of what may not be had."""
        try:
            answer = self._counter.handle(self._device_id, request, signature)
        except (InputError, IntegrityError):
            return
        if answer.status == PART and answer.body:
            length = len(answer.body)
            yield FileRequest(GET, request.sha256, request.offset, length, body=answer.body)


# ------------------------------------------------------------------ the laptop reads


class Unpacking:
    """Answers with files that are being read.

    Attributes:
        fetched: whole files that came.
        bytes: of files that came.
        left: files that came and found no room on this laptop.

    Args:
        responsible: as of `Packing`.
        make_room: asked before a file is kept; InputError when there is no room.
    """

    def __init__(
        self,
        store: Store,
        vault: Vault,
        *,
        responsible: str = "",
        make_room: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.fetched = self.bytes = 0
        self.left: set[str] = set()
        self._store, self._vault, self._make_room = store, vault, make_room
        with store.read() as reader:
            self._due = dict(attachments.to_fetch(reader, responsible))
            known = attachments.blobs(reader, self._due)
            self._sent = {blob.sha256: blob.size_bytes for blob in attachments.unconfirmed(reader)}
        self._got = {sha256: known[sha256].got_bytes for sha256 in known}
        self._begun: set[str] = set()

    def take(self, pieces: Iterable[bytes], *, is_present: bool) -> Iterator[None]:
        """Take one parcel, section by section; it may be stopped after any.

        Args:
            pieces: its content.
            is_present: it was made in the history of the province of which this laptop knows; the
                word of another one counts for nothing.

        Raises:
            InputError: "parcel-not-one"; or what reading the pieces raises.
            TransientError: "disk-full", "folder-not-writable".
        """
        for content in sections(pieces):
            request = _read(content)
            if request.method == HEAD and is_present:
                self._word(request)
            elif request.method == GET and self._fits(request):
                self._part(request)
            yield

    def _word(self, request: FileRequest) -> None:
        size = self._sent.get(request.sha256)
        if size is not None and size == request.length and 0 <= request.offset <= size:
            take_word(self._store, request.sha256, request.offset)

    def _fits(self, request: FileRequest) -> bool:
        """Return whether a piece is of a file that is wanted, and the next one of it."""
        size, got = self._due.get(request.sha256, 0), self._got.get(request.sha256, 0)
        end = request.offset + len(request.body)
        return 0 <= request.offset <= got < end <= size <= FILE_BYTES_MAX

    def _part(self, request: FileRequest) -> None:
        sha256 = request.sha256
        size, got = self._due[sha256], self._got.get(sha256, 0)
        if sha256 not in self._begun:
            try:
                self._make_room(size)
            except InputError:
                self.left.add(sha256)
                del self._due[sha256]
                return
            self._begun.add(sha256)
        body = request.body[got - request.offset :]
        self.bytes += len(body)
        if take_part(self._store, self._vault, sha256, size, got, body):
            self.fetched += 1
            del self._due[sha256]
        self._got[sha256] = 0 if got + len(body) >= size else got + len(body)


# ------------------------------------------------------------------ bytes


def _written(request: FileRequest) -> bytes:
    slip = _Slip(
        request.method, request.sha256, request.offset, request.length, request.chunk_sha256
    )
    return msgspec.json.encode(slip) + b"\n" + request.body


def _read(content: bytes) -> FileRequest:
    head, _, body = content.partition(b"\n")
    try:
        slip = msgspec.json.decode(head, type=_Slip)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError("parcel-not-one") from error
    return FileRequest(slip.method, slip.sha256, slip.offset, slip.length, slip.chunk_sha256, body)
