"""Whatever bytes arrive, decoding ends with a message or an error of the tree, soon and small.

Bombs and broken JSON over a real line have stories of their own; here hypothesis looks for what
nobody thought of: arbitrary bytes, and valid messages in which something was changed.
"""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from time import monotonic
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxh_desktop.errors import InputError, TransientError
from ctxh_desktop.storage.inbox import HistoryEntry
from ctxh_desktop.storage.older_history import Ask
from ctxh_desktop.sync import columns, dictionaries, older_history, packed, protocol
from ctxh_desktop.sync.columns import pack, pack_alone, unpack
from ctxh_desktop.sync.protocol import (
    Batch,
    End,
    Head,
    HistoryFrame,
    PageFrame,
    RepairFrame,
    Request,
    decode_frames,
    decode_request,
    encode_frames,
    encode_request,
)

UUIDS = [f"01a1ec2a-f280-700e-ae70-e90db7064b2{n:x}" for n in range(8)]
ROWS = [
    {
        "id": row_id, "seq": n, "at": f"2026-11-{n + 1:02d}T01:00:00.000Z", "day": "2026-11-21",
        "name": "Hồ" if n % 2 else None, "link": UUIDS[n % 2], "same": 1,
    }
    for n, row_id in enumerate(UUIDS)
]  # fmt: skip
OPS = [
    {
        "id": row_id, "no": n, "g": n, "gid": "", "t": "person", "row": "", "kind": "insert",
        "scope": "19819", "by": "Hoa", "at": "2026-11-21T01:00:00.000Z", "seen": 0,
        "ch": {"full_name": "Hồ Thị Lài"},
    }
    for n, row_id in enumerate(UUIDS)
]  # fmt: skip
BLOCK = pack("person", ROWS)
POOLED = pack_alone("person", ROWS)
RAW_OPS = msgspec.Raw(msgspec.json.encode(pack("op", OPS)))
ASK = Ask(UUIDS[0], "19819", 8, UUIDS[1])
REQUEST = Request(
    1, "dev", "1", "e", ["t"], 2, {"19819": 7}, Batch("00" * 32, 1, RAW_OPS, "ff" * 64),
    want=["19819 person 3"], have=pack("have", ROWS), dig={"19819": {"person": "ff"}},
    since={"19819": 7}, older=[ASK],
)  # fmt: skip
LINES = [
    vars(HistoryEntry(row_id, "person", ASK.id, "19819", 7 - n, "{}", "Hoa", "t", "A"))
    for n, row_id in enumerate(UUIDS)
]
FRAMES = [
    Head("e", "t", "now", ["a"], pack("ack", ROWS)),
    PageFrame("19819", 0, 3, None, [BLOCK], [("person", "x")], pack("history", ROWS), since=2),
    HistoryFrame(ASK, pack("history", LINES), is_last=True),
    RepairFrame("19819 person 3", 7, BLOCK),
    End(digests={"19819": {"person": ["ff"]}}),
]
BODY = encode_request(REQUEST)
SMALL_BODY = encode_request(REQUEST, dictionaries.NEWEST)
ANSWER = b"".join(encode_frames(FRAMES))
SMALL_ANSWER = b"".join(encode_frames(FRAMES, dictionary=dictionaries.NEWEST))

MEMORY_MAX = 160 * 1024 * 1024
SECONDS_MAX = 10.0
MANY = settings(max_examples=300)


def read_request(body: bytes) -> None:
    request = decode_request(body)
    if request.batch is not None:
        packed.operations(request.batch.ops, request.schema)
    if request.have is not None:
        unpack(request.have)


def read_answer(answer: bytes) -> None:
    for frame, _ in decode_frames([answer]):
        if isinstance(frame, PageFrame):
            for block in frame.rows:
                unpack(block)
        elif isinstance(frame, HistoryFrame):
            older_history.lines_of(frame)


def ends_well(read: Callable[[bytes], None], message: bytes) -> None:
    """Read a message; only what a sync is prepared for may come of it."""
    with suppress(InputError, TransientError):
        read(message)


@st.composite
def altered(draw: st.DrawFn, message: bytes) -> bytes:
    """Change, take out or put in bytes at some places of a message."""
    changed = bytearray(message)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(changed)))
        length = draw(st.integers(0, 8))
        changed[start : start + length] = draw(st.binary(max_size=8))
    return bytes(changed)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["k", "n", "u", "ud", "ts", "dt", "d", "i", "c", "t", "f", "page", "\0",
                       "p", "ti", "of", "ids", "r"]),
    lambda inner: st.lists(inner, max_size=6)
    | st.dictionaries(st.sampled_from(["k", "n", "u", "ud", "ts", "dt", "d", "i", "x"]), inner),
    max_leaves=12,
)  # fmt: skip


@st.composite
def replaced(draw: st.DrawFn, whole: Any) -> Any:
    """Return a JSON value in which one part is another."""
    if not isinstance(whole, list | dict) or not whole or draw(st.integers(0, 4)) == 0:
        return draw(JSON)
    copy = whole.copy()
    keys = sorted(copy) if isinstance(copy, dict) else range(len(copy))
    key = draw(st.sampled_from(list(keys)))
    copy[key] = draw(replaced(copy[key]))
    return copy


def json_bytes(value: Any) -> bytes:
    return json.dumps(value).encode("utf-8", "surrogatepass")


def squeezed(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(raw)


@MANY
@given(st.binary(max_size=300) | st.binary(max_size=200).map(squeezed))
def test_any_bytes(message: bytes) -> None:
    ends_well(read_request, message)
    ends_well(read_answer, message)


@MANY
@given(st.sampled_from([BODY, SMALL_BODY]).flatmap(altered))
def test_an_altered_request(body: bytes) -> None:
    ends_well(read_request, body)


@MANY
@given(st.sampled_from([ANSWER, SMALL_ANSWER]).flatmap(altered))
def test_an_altered_answer(answer: bytes) -> None:
    ends_well(read_answer, answer)


@MANY
@given(replaced(msgspec.to_builtins(msgspec.json.decode(msgspec.json.encode(REQUEST)))))
def test_a_request_with_another_part(value: Any) -> None:
    ends_well(read_request, squeezed(json_bytes(value)))


@MANY
@given(st.sampled_from(FRAMES).flatmap(
    lambda frame: replaced(msgspec.json.decode(msgspec.json.encode(frame)))
))  # fmt: skip
def test_a_frame_with_another_part(value: Any) -> None:
    ends_well(read_answer, squeezed(json_bytes(value) + b"\n"))


@MANY
@given(replaced(BLOCK) | replaced(POOLED) | JSON)
def test_a_block_with_another_part(block: Any) -> None:
    with suppress(TransientError):
        rows = unpack(block)
        assert all(set(row) == set(rows[0]) for row in rows)


# ------------------------------------------------------------------ small things that grow


def grown() -> Iterator[tuple[str, Callable[[bytes], None], bytes]]:
    """Yield messages of a few kilobytes that ask for very much."""
    count = columns.ROWS_MAX
    wide = {"t": "person", "n": count, "c": {f"c{n}": {"k": 0} for n in range(100_000)}}
    less = {"t": "person", "n": count, "c": {f"c{n}": {"k": 0} for n in range(900)}}
    page = {"f": "page", "scope": "x", "from": 0, "to": 1}
    for name, block in (("wide", wide), ("less wide", less)):
        yield name, read_answer, squeezed(json_bytes({**page, "rows": [block]}) + b"\n")
    names = {"v": 1, "dev": "", "inc": "", "epoch": "", "schema": 1, "cur": {}}
    yield "tokens", read_request, squeezed(json_bytes({**names, "tokens": ["t"] * 2_000_000}))
    many = dict.fromkeys(map(str, range(400_000)), 0)
    yield "cursors", read_request, squeezed(json_bytes({**names, "tokens": [], "cur": many}))
    yield "frames", read_answer, squeezed(b'{"f":"end"}\n' * 2_000_000)
    yield "depth", read_answer, squeezed(b'{"f":"page","rows":[' + b"[" * 500_000 + b"\n")
    yield "depth up", read_request, squeezed(b'{"v":' + b"[" * 500_000)
    yield "rows", read_answer, squeezed(
        json_bytes({**page, "rows": [{"t": "p", "n": 10**9, "c": {"a": {"k": 0}}}]}) + b"\n"
    )  # fmt: skip
    ids = {"t": [0] * 2_000_000, "r": "0" * 2_000_000}
    pool = {"t": "p", "n": 1, "ids": ids, "c": {"a": {"k": 0}}}
    yield "pool", read_answer, squeezed(json_bytes({**page, "rows": [pool]}) + b"\n")
    yield "digits", read_request, squeezed(b'{"v":' + b"9" * 5_000_000 + b"}")


@pytest.mark.parametrize(
    ("read", "message"), [pytest.param(r, m, id=name) for name, r, m in grown()]
)
def test_it_takes_little_memory_and_time(read: Callable[[bytes], None], message: bytes) -> None:
    assert len(message) < 2_000_000
    tracemalloc.start()
    began = monotonic()
    with pytest.raises((InputError, TransientError)):
        read(message)
    took = monotonic() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < MEMORY_MAX
    assert took < SECONDS_MAX


def test_honest_messages_are_far_from_the_limits() -> None:
    assert protocol.NAMES_MAX > 3_400, "communes of the country"
    assert columns.CELLS_MAX >= columns.ROWS_MAX * 60, "the widest record type"
    read_request(BODY)
    read_request(SMALL_BODY)
    read_answer(ANSWER)
    read_answer(SMALL_ANSWER)
