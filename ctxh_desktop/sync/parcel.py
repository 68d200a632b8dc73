"""Parcels: what a laptop and its province say to each other when only a USB stick goes between.

    laptop    ask(store, key)                      every unsent batch, cursors, tokens
    province  answer(province, store, device, …)   acks of all of them, pages, end
              answer_unasked(…)                    the same for a laptop that gave nothing
    laptop    Answer(store, key, pieces).frames()  taken frame by frame, as over a line

Only bytes here: `sealing` seals them, `stick` lays them on a stick.  Nothing is noted when a parcel
is made, so one that is lost costs nothing; one that is read twice, late or after an online sync is
harmless: operations go by id, pages by number, rows by tokens.

An answer names every token that the province ever gave the laptop, its own too: whoever has stored
a token was there when it was given.  So answers to two parcels that crossed are both taken, and one
that was read halfway may be read again.

Source: sync design §4.14; ADR-0015.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import msgspec

from ctxh_desktop.errors import InputError
from ctxh_desktop.security.device import FIRST_HASH, DeviceKey, sign_request
from ctxh_desktop.storage import ledger
from ctxh_desktop.storage.store import Store
from ctxh_desktop.sync import hello, pull, push, recovery
from ctxh_desktop.sync.client import SYNC, Client, Tally
from ctxh_desktop.sync.columns import pack, unpack
from ctxh_desktop.sync.protocol import (
    REQUEST_BYTES_MAX,
    Frame,
    Head,
    Request,
    decode_frames,
    decode_request,
    encode_frames,
    encode_request,
)
from ctxh_desktop.sync.province import Province

UP, DOWN = "up", "down"
LETTERS_MAX = 10_000
"""Requests in one parcel; a laptop with more to say gives another one."""
ROWS_HANDED_MAX = 20_000
"""Rows handed in to a restored province, all in one request."""
ACKS_MAX = 5_000
"""Answers in one head; for more there are several heads with the same token."""

_SIGNATURE_BYTES = 64
_LENGTH_BYTES = 4


class Manifest(msgspec.Struct, frozen=True):
    """What stands before the frames of an answer.

    Shapes: `answers` names the parcels that it answers; `batches` holds (hash before, own hash) of
    each batch in them, by which the laptop's chain goes on.
    """

    answers: list[str] = []
    batches: list[tuple[str, str]] = []


@dataclass(frozen=True)
class Reply:
    """What the province has to say to one laptop.

    Attributes:
        statuses: how many of its operations got which answer.
        content: of the parcel; made as it is asked for.
    """

    statuses: Counter[str]
    content: Iterator[bytes]


Given = tuple[Head, list[dict[str, Any]], Iterator[tuple[Frame, bytes]]]
"""An answer that was begun: its head, all acknowledgements, the frames to come."""

# ------------------------------------------------------------------ the laptop asks


def ask(store: Store, key: DeviceKey) -> Iterator[bytes]:
    """Return the content of a parcel to the province: all that is unsent, in signed requests."""
    with store.read() as reader:
        has_missed = pull.has_missed(reader)
    if has_missed:
        with store.write(by=SYNC, label="Sync") as work:
            pull.fetch_again(work)
            work.commit()
    with store.read() as reader:
        batches = islice(push.batches(reader, key), LETTERS_MAX)
        for batch in chain([next(batches, None)], batches):
            yield _letter(key, hello.envelope(reader, batch))
        message = hello.envelope(reader, None)
        recovery.hand_in(reader, message, 0, ROWS_HANDED_MAX)
        if message.is_all:
            yield _letter(key, message)


def confirm(store: Store, key: DeviceKey, order_id: str) -> Iterator[bytes]:
    """Return the content of a last parcel: the order to wipe is being carried out."""
    with store.read() as reader:
        message = hello.envelope(reader, None)
    message.wiped = order_id
    yield _letter(key, message)


def _letter(key: DeviceKey, request: Request) -> bytes:
    request.inc = ""  # it may be read when this session is long over
    body = encode_request(request)
    return section(bytes.fromhex(sign_request(key, body)) + body)


# ------------------------------------------------------------------ the province answers


def letters(pieces: Iterable[bytes]) -> list[bytes]:
    """Return the signed requests of a parcel.

    Raises:
        InputError: "parcel-not-one"; or what reading the pieces raises.
    """
    found = list(islice(sections(pieces), LETTERS_MAX + 1))
    if not found or len(found) > LETTERS_MAX:
        raise InputError("parcel-not-one")
    return found


def answer(
    province: Province, store: Store, device_id: str, asked: Sequence[tuple[str, Sequence[bytes]]]
) -> Reply:
    """Return one answer to the parcels of a laptop: (id, letters), oldest first.

    All changes are taken, and errors are raised, before the first piece.

    Raises:
        InputError, IntegrityError, TransientError: as `Province.handle`.
    """
    acks: list[dict[str, Any]] = []
    batches: list[tuple[str, str]] = []
    bodies = [letter for _, given in asked for letter in given]
    for letter in bodies:
        signature, body = letter[:_SIGNATURE_BYTES].hex(), letter[_SIGNATURE_BYTES:]
        # Pages are made as they are asked for: of all but the last answer only the head is.
        head, frames = _opened(province.handle(device_id, body, signature))
        acks += unpack(head.acks) if head.acks else []
        if (batch := decode_request(body).batch) is not None:
            batches.append((batch.prev, push.digest_of(batch)))
    manifest = Manifest([parcel for parcel, _ in asked], batches)
    return Reply(_counted(acks), _content(store, device_id, manifest, (head, acks, frames)))


def answer_unasked(province: Province, store: Store, device_id: str) -> Reply:
    """Return an answer to a laptop that asked nothing (InputError "device-unknown")."""
    head, frames = _opened(province.answer_unasked(device_id))
    acks = unpack(head.acks) if head.acks else []
    return Reply(_counted(acks), _content(store, device_id, Manifest(), (head, acks, frames)))


def _opened(pieces: Iterable[bytes]) -> tuple[Head, Iterator[tuple[Frame, bytes]]]:
    frames = decode_frames(pieces)
    head, _ = next(frames)
    assert isinstance(head, Head), "an answer begins with its head"
    return head, frames


def _content(store: Store, device_id: str, manifest: Manifest, given: Given) -> Iterator[bytes]:
    head, acks, frames = given
    with store.read() as reader:
        tokens = ledger.tokens_of(reader, device_id, hello.TOKENS_NAMED_MAX)
    head.for_ = sorted({*head.for_, *tokens})
    heads = [
        msgspec.structs.replace(head, acks=pack("ack", acks[start : start + ACKS_MAX]))
        for start in range(0, len(acks), ACKS_MAX)
    ]
    rest = (frame for frame, _ in frames)
    yield section(msgspec.json.encode(manifest))
    for piece in encode_frames(chain(heads or [head], rest)):
        yield section(piece)


# ------------------------------------------------------------------ the laptop reads


class Answer:
    """One answer that is being read.

    Attributes:
        statuses: how many operations got which answer.
        is_late: the laptop has been told more elsewhere; only the acknowledgements are taken.
        tally: as of a sync.

    Raises:
        InputError: "parcel-not-one".
    """

    def __init__(self, store: Store, key: DeviceKey, pieces: Iterable[bytes]) -> None:
        self.statuses: Counter[str] = Counter()
        self.is_late = False
        self._store = store
        self._client = Client(store, key)
        self._rest = sections(pieces)
        try:
            self.manifest = msgspec.json.decode(next(self._rest, b""), type=Manifest)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise InputError("parcel-not-one") from error

    @property
    def tally(self) -> Tally:
        """What has been sent and received by it."""
        return self._client.tally

    def frames(self) -> Iterator[Frame]:
        """Take the answer; each frame is returned after it was taken, so that one may stop there.

        Raises:
            InputError: "parcel-of-another-time".
            IntegrityError, TransientError: as `Client.feed`.
        """
        for frame, line in decode_frames(self._rest):
            if isinstance(frame, Head):
                self._look(frame)
            self._client.feed(frame, line)
            if isinstance(frame, Head):
                self._go_on()
            yield frame

    def _look(self, head: Head) -> None:
        """Refuse an answer from before the province was restored, which its tokens give away."""
        with self._store.read() as reader:
            epoch = reader.local("epoch")
            self.is_late = not hello.knows_all(reader, head)
        if self.is_late and not head.recover and epoch and head.epoch != epoch:
            raise InputError("parcel-of-another-time")
        self.statuses += _counted(unpack(head.acks) if head.acks else [])

    def _go_on(self) -> None:
        """Chain the next batch to the last one that the province has, if no other road did so."""
        with self._store.write(by=SYNC, label="Sync") as work:
            last = known = work.local("last_batch", FIRST_HASH.hex())
            for before, digest in self.manifest.batches:
                last = digest if before == last else last
            if last != known:
                work.set_local("last_batch", last)
            work.commit()


# ------------------------------------------------------------------ bytes


def _counted(acks: Iterable[dict[str, Any]]) -> Counter[str]:
    return Counter(str(ack["status"]) for ack in acks)


def section(content: bytes) -> bytes:
    """Return one section of a parcel's content: its length, then its bytes."""
    return len(content).to_bytes(_LENGTH_BYTES, "big") + content


def sections(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Return the sections of a parcel's content, however it was cut into pieces.

    Raises:
        InputError: "parcel-not-one"; or what reading the pieces raises.
    """
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= _LENGTH_BYTES:
            length = int.from_bytes(held[:_LENGTH_BYTES], "big")
            if length > REQUEST_BYTES_MAX:
                raise InputError("parcel-not-one")
            if len(held) < _LENGTH_BYTES + length:
                break
            yield bytes(held[_LENGTH_BYTES : _LENGTH_BYTES + length])
            del held[: _LENGTH_BYTES + length]
    if held:
        raise InputError("parcel-not-one")
