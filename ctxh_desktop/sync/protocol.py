"""Protocol: the messages that laptop and province exchange, and how they become bytes.

    POST /sync   Request, zstd
      → Head     answers, token, scopes
      → Page*    rows after the laptop's cursor
      → Repair*  rows of which laptop and province had different ideas
      → History* older lines of records for which somebody asked
      → End      that was all

The answer is one zstd stream of JSON lines, flushed after each frame, so that it compresses like
one file and a cut costs only the frame under way.  Unknown members are ignored, so that a newer
side may say more.

Source: sync design §4.11, §4.16.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import msgspec
import zstandard

from ctxh_desktop.domain import versions
from ctxh_desktop.errors import InputError, TransientError
from ctxh_desktop.security.wipe_order import WipeOrder
from ctxh_desktop.storage.older_history import Ask, Number
from ctxh_desktop.storage.stubs import Stub
from ctxh_desktop.sync import dictionaries
from ctxh_desktop.sync.columns import Block

VERSION = versions.PROTOCOL_VERSION
SCHEMA_REVISION = versions.SCHEMA_REVISION

CONTENT_TYPE = "application/x-ctxh-sync"
REQUEST_BYTES_MAX = 32 * 1024 * 1024
"""Uncompressed; a batch is far smaller, but one group travels whole."""
FRAME_BYTES_MAX = 8 * 1024 * 1024
WINDOW_BYTES_MAX = 8 * 1024 * 1024
ANSWER_BYTES_MAX = 256 * 1024 * 1024
"""Of one answer, uncompressed (some 100,000 people); what goes on longer is cut and resumed."""
SLICE_BYTES = 256
"""What is decompressed at a time: a block takes 4 bytes at least and yields 128 kB at most, so a
bomb is noticed before it has taken more memory than one frame may."""

JSON_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What reading JSON of strangers may raise: not JSON, not UTF-8, nested without end."""
LEVEL_LIVE = 9
LEVEL_LONG = 19
"""Of an answer of many pages: −19 % bytes for some 0.1 s of the province's time a page."""
LONG_ROWS = 5_000
"""Rows from which on an answer is long."""
WHOLE_BYTES_MAX = 256 * 1024
"""Uncompressed; up to here an answer is packed as a whole: −10 % for some 20 ms a page."""
FRAMES_MAX = 100_000
"""Frames of one answer."""
NAMES_MAX = 10_000
"""Members of a list or a table in the envelope of a request; honest ones have a few dozen."""

_HEADER_BYTES_MAX = 18
"""Of a frame of zstd (RFC 8878, 3.1.1)."""

Names = Annotated[list[str], msgspec.Meta(max_length=NAMES_MAX)]

Numbers = dict[str, int]


class Batch(msgspec.Struct, omit_defaults=True):
    """Operations of one request, signed by the device over `prev` and the bytes of `ops`."""

    prev: str
    from_no: int
    ops: msgspec.Raw
    sig: str


class Request(msgspec.Struct, omit_defaults=True):
    """What a laptop says: who it is, what it holds, what it changed, what it wants.

    Shapes: `recover` is the epoch that it is recovering into and `have` what it alone may know,
    with `is_all` on the last part of it (`sync.recovery`); `held` are operations that were held
    when last heard of; `dig` are its sums {scope: {record type: sum}} and `want` the buckets to be
    mended (`sync.digest`); `wiped` is the id of the wipe order that it now carries out; `since`
    is {scope: number up to which history stays at the province} and `older` what is wanted of it
    (`sync.older_history`).
    """

    v: int
    dev: str
    inc: str
    epoch: str
    tokens: Names
    schema: Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
    cur: Annotated[dict[str, int], msgspec.Meta(max_length=NAMES_MAX)]
    batch: Batch | None = None
    want: Names = []
    recover: str = ""
    have: Block | None = None
    is_all: bool = False
    held: Names = []
    dig: Annotated[
        dict[str, Annotated[dict[str, str], msgspec.Meta(max_length=NAMES_MAX)]],
        msgspec.Meta(max_length=NAMES_MAX),
    ] = {}
    caps: Annotated[dict[str, int], msgspec.Meta(max_length=NAMES_MAX)] = {}
    wiped: str = ""
    since: Annotated[dict[str, Number], msgspec.Meta(max_length=NAMES_MAX)] = {}
    older: Annotated[list[Ask], msgspec.Meta(max_length=NAMES_MAX)] = []


class Scopes(msgspec.Struct, omit_defaults=True):
    """Scopes that the laptop gains or loses."""

    add: list[str] = []
    drop: list[str] = []


class Head(msgspec.Struct, omit_defaults=True, tag="head", tag_field="f"):
    """First frame of an answer.

    Shapes: `acks` is a block of `op_id`, `status`, `seq`, `note`, `recv_no`, `is_whole`; `for_`
    names the tokens that this answer was made in knowledge of; `safe` is (epoch, recv_no): all
    operations up to there are in two verified backups; `recover` says that this province was
    restored, `handed` that it now has all that the laptop alone may know; `upgrade` that the
    laptop's program is too old to be given rows; `dict` is the dictionary that both have; with
    `own`, the name of a batch, rows that are as that batch makes them are left out: only who sent
    it may take the others, and `acks` may be those to the batch, in its order and without ids;
    `wipe` tells a revoked laptop to destroy what it holds (`sync.dismissal`); `files` is {scope:
    number}: of attachments numbered up to there the two backups hold the files, too.
    """

    epoch: str
    token: str
    now: str
    for_: list[str] = msgspec.field(name="for", default_factory=list)
    acks: Block | None = None
    scopes: Scopes = msgspec.field(default_factory=Scopes)
    dict: int = 0
    safe: list[Any] = []
    upgrade: bool = False
    recover: bool = False
    handed: bool = False
    own: str = ""
    wipe: WipeOrder | None = None
    files: Numbers = {}
    pool: bool = False


class PageFrame(msgspec.Struct, omit_defaults=True, tag="page", tag_field="f"):
    """Rows of one scope, numbered after `from` up to `to`; `moved` are people among the `left`.

    Shapes: `ids` is the pool that rows and history share (`sync.columns`).

    Lines of history numbered up to `since` are left out; rows that have such lines say so by an
    `older` of their own.
    """

    scope: str
    from_: int = msgspec.field(name="from")
    to: int
    ids: Block | None = None
    rows: list[Block] = []
    left: list[tuple[str, str]] = []
    history: Block | None = None
    moved: list[Stub] = []
    since: int = 0


class RepairFrame(msgspec.Struct, omit_defaults=True, tag="repair", tag_field="f"):
    """All rows of one bucket, as of the number `at` of its scope."""

    bucket: str
    at: int
    rows: Block | None = None


class HistoryFrame(msgspec.Struct, omit_defaults=True, tag="history", tag_field="f"):
    """Lines of a row, newest first: those that come before the one that was asked for.

    Only for who asked.  `is_last`: there are no older ones.
    """

    asked: Ask
    lines: Block | None = None
    is_last: bool = False


class End(msgspec.Struct, omit_defaults=True, tag="end", tag_field="f"):
    """Last frame; without it the answer was cut.

    Shapes: `digests` holds, for each scope that was compared, {record type: bucket sums} of what
    differs.
    """

    more: bool = False
    digests: dict[str, dict[str, list[str]]] = {}


Frame = Head | PageFrame | RepairFrame | HistoryFrame | End

_frames: msgspec.json.Decoder[Frame] = msgspec.json.Decoder(Frame)
_requests = msgspec.json.Decoder(Request)


def encode_request(request: Request, dictionary: int = dictionaries.NONE) -> bytes:
    """Return a request as it travels, a small one with the *dictionary*."""
    raw = msgspec.json.encode(request)
    number = dictionary if len(raw) <= dictionaries.SMALL_BYTES_MAX else dictionaries.NONE
    return b"".join(dictionaries.compress([raw], number))


def decode_request(body: bytes) -> Request:
    """Read a request.

    Raises:
        InputError: "request-malformed", "request-too-large", or "dictionary-unknown": it may come
            again without.
    """
    try:
        number = dictionaries.number_in(body)
        if number and dictionaries.find(number) is None:
            raise InputError("dictionary-unknown")
        decompressor = dictionaries.decompressor(number, WINDOW_BYTES_MAX)
        with decompressor.stream_reader(body) as reader:
            raw = reader.read(REQUEST_BYTES_MAX + 1)
        if len(raw) > REQUEST_BYTES_MAX:
            raise InputError("request-too-large")
        return _requests.decode(raw)
    except (zstandard.ZstdError, *JSON_ERRORS) as error:
        raise InputError("request-malformed") from error


def encode_frames(
    frames: Iterable[Frame], level: int = LEVEL_LIVE, dictionary: int = dictionaries.NONE
) -> Iterator[bytes]:
    """Return the answer as pieces of one zstd stream, flushed after each frame.

    Frames are looked at ahead until it is clear whether the answer is short: such a one is packed
    as a whole, a small one with the *dictionary* that the laptop has.
    """
    lines = (msgspec.json.encode(frame) + b"\n" for frame in frames)
    ahead: list[bytes] = []
    size = 0
    while size <= WHOLE_BYTES_MAX and (line := next(lines, b"")):
        ahead.append(line)
        size += len(line)
    if size <= WHOLE_BYTES_MAX:
        is_small = size <= dictionaries.SMALL_BYTES_MAX
        yield from dictionaries.compress(
            ahead or [b""], dictionary if is_small else dictionaries.NONE
        )
        return
    stream = dictionaries.compressor(dictionaries.NONE, level).compressobj()
    for line in itertools.chain(ahead, lines):
        packed = b"".join(dictionaries.flushed(stream, line))
        yield packed + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    yield stream.flush()


def decode_frames(
    pieces: Iterable[bytes], dictionary: int = dictionaries.NEWEST
) -> Iterator[tuple[Frame, bytes]]:
    """Return the frames of an answer as they arrive, each with its bytes.

    Raises:
        TransientError: "answer-malformed" (not our protocol) or "answer-cut" (no `End`, or more
            than is taken at once).
    """
    rest, has_ended, size, count = bytearray(), False, 0, 0
    for part in _decompressed(pieces, dictionary):
        size += len(part)
        if size > ANSWER_BYTES_MAX:
            raise TransientError("answer-cut")
        rest += part
        if b"\n" not in part and len(rest) > FRAME_BYTES_MAX:
            raise TransientError("answer-malformed")
        begin = 0
        while b"\n" in part and (end := rest.find(b"\n", begin)) >= 0:
            line = bytes(rest[begin:end])
            begin = end + 1
            count += 1
            if count > FRAMES_MAX:
                raise TransientError("answer-malformed")
            frame = decode_frame(line)
            has_ended = isinstance(frame, End)
            yield frame, line
        del rest[:begin]
    if not has_ended:
        raise TransientError("answer-cut")


def decode_frame(line: bytes) -> Frame:
    """Read one frame (TransientError "answer-malformed" when it is none)."""
    try:
        return _frames.decode(line)
    except JSON_ERRORS as error:
        raise TransientError("answer-malformed") from error


def _decompressed(pieces: Iterable[bytes], dictionary: int) -> Iterator[bytes]:
    """Return what one zstd stream holds as it arrives, a few blocks at a time.

    It may be made with any dictionary up to that one: a province that was older when it answered.
    """
    stream: zstandard.ZstdDecompressionObj | None = None
    for piece in _with_header(pieces):
        stream = stream or _decompressor(piece, dictionary)
        for start in range(0, len(piece), SLICE_BYTES):
            try:
                part = stream.decompress(piece[start : start + SLICE_BYTES])
            except zstandard.ZstdError as error:
                raise TransientError("answer-malformed") from error
            if part:
                yield part


def _with_header(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Return the pieces; the first one holds a frame's whole header, unless there is no more."""
    begun, rest = b"", iter(pieces)
    for piece in rest:
        begun += piece
        if len(begun) >= _HEADER_BYTES_MAX:
            break
    yield begun
    yield from rest


def _decompressor(begun: bytes, dictionary: int) -> zstandard.ZstdDecompressionObj:
    try:
        number = dictionaries.number_in(begun)
    except zstandard.ZstdError:
        number = dictionaries.NONE  # no frame, or cut before its end: reading on will say so
    if number > dictionary:
        raise TransientError("answer-malformed")
    return dictionaries.decompressor(number, WINDOW_BYTES_MAX).decompressobj()
