from __future__ import annotations

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.errors import InputError, TransientError
from ctxh_desktop.sync import protocol
from ctxh_desktop.sync.protocol import (
    Batch,
    End,
    Head,
    PageFrame,
    Request,
    decode_frames,
    decode_request,
    encode_frames,
    encode_request,
)

REQUEST = Request(
    1, "dev", "1", "", ["t"], 1, {"19819": 7}, Batch("00", 1, msgspec.Raw(b"{}"), "ff")
)
FRAMES = [
    Head("e", "t", "now", ["a"]),
    PageFrame("19819", 0, 3, None, [{"t": "person", "n": 0, "c": {}}], [("person", "x")]),
    End(),
]


def test_a_request_comes_back_as_it_went() -> None:
    assert decode_request(encode_request(REQUEST)) == REQUEST


def test_nothing_to_say_is_short() -> None:
    token = "0" * 32
    asked = Request(
        1, "0192a7f0-7b1e-7c3a-8f00-0123456789ab", "1", "e", [token], 1, {"19819": 99999}
    )

    assert len(encode_request(asked)) <= 300


@given(st.lists(st.integers(1, 60)))
def test_frames_come_back_however_the_bytes_are_cut(cuts: list[int]) -> None:
    whole = b"".join(encode_frames(FRAMES))
    pieces = []
    for cut in cuts:
        pieces.append(whole[:cut])
        whole = whole[cut:]

    assert [frame for frame, _ in decode_frames([*pieces, whole])] == FRAMES


def test_each_frame_is_there_as_soon_as_it_was_sent() -> None:
    arriving = decode_frames(list(encode_frames(FRAMES))[:2])

    assert [next(arriving)[0], next(arriving)[0]] == FRAMES[:2]
    with pytest.raises(TransientError, match="answer-cut"):
        next(arriving)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"\x28\xb5\x2f\xfd\x00", encode_request(REQUEST)[:20]]
)
def test_no_request_is_told_in_one_way(body: bytes) -> None:
    with pytest.raises(InputError, match="request-malformed"):
        decode_request(body)


def test_a_bomb_is_refused_before_it_goes_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "REQUEST_BYTES_MAX", 100_000)
    bomb = zstandard.ZstdCompressor().compress(b" " * 50_000_000)

    with pytest.raises(InputError, match="request-too-large"):
        decode_request(bomb)


@pytest.mark.parametrize("line", [b"{}", b'{"f":"strange"}', b"\xff", b'{"f":"page","scope":1}'])
def test_a_line_that_is_no_frame_is_refused(line: bytes) -> None:
    answer = zstandard.ZstdCompressor().compress(line + b"\n")
    with pytest.raises(TransientError, match="answer-malformed"):
        list(decode_frames([answer]))


def test_a_frame_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "FRAME_BYTES_MAX", 1000)
    answer = zstandard.ZstdCompressor().compress(b" " * 5000)

    with pytest.raises(TransientError, match="answer-malformed"):
        list(decode_frames([answer]))


def test_what_a_newer_side_adds_is_ignored() -> None:
    answer = zstandard.ZstdCompressor().compress(b'{"f":"end","more":true,"newer":[1]}\n')

    assert [frame for frame, _ in decode_frames([answer])] == [End(more=True)]
