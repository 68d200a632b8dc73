"""Dictionaries: what small messages have in common, shipped with the program instead of sent.

A dictionary is known by its number, which stands in the header of each frame made with it, so that
several live side by side: new ones are added, and none is ever taken away or made anew.  A laptop
offers the newest it has; the province takes it for its answer and says so, and only then does the
laptop use it.  A province that does not know the number refuses the request, which then comes again
without.

Source: sync design §4.11; ADR-0018; made by packaging/dictionary.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import zstandard

from ctxh_desktop import paths

NEWEST = 2
NONE = 0
SMALL_BYTES_MAX = 64 * 1024
"""Larger messages, uncompressed, gain nothing."""
LEVEL = 19
LEVEL_PLAIN = 17
"""Of a whole message without a dictionary: as small as with 19, in two thirds of the time."""
PREPARED_BYTES_MAX = 8 * 1024
"""Up to here the prepared dictionary is as good and takes 0.1 ms in place of 12."""
_MATCH_MIN = 5
"""Bytes of the shortest match of whole messages: measured, best from 0.2 to 50 kB."""
_DIGITS = re.compile(rb"[0-9a-f]{256,}")
"""Digits of many ids.  In a block of their own they take four bits each and no more; among letters
they share a code with them."""


def find(number: int) -> zstandard.ZstdCompressionDict | None:
    """Return a dictionary, ready to compress and to decompress; None when there is none."""
    return _load(number) if 0 < number <= NEWEST else None


@cache
def _load(number: int) -> zstandard.ZstdCompressionDict:
    made = zstandard.ZstdCompressionDict(paths.wire_dictionary(number).read_bytes())
    made.precompute_compress(level=LEVEL)
    return made


@cache
def _bare(number: int) -> zstandard.ZstdCompressionDict:
    """Return a dictionary that is not prepared: a prepared one brings its own parameters."""
    return zstandard.ZstdCompressionDict(paths.wire_dictionary(number).read_bytes())


def number_in(message: bytes) -> int:
    """Return the number in the header of a whole compressed message (ZstdError if it has none)."""
    return zstandard.get_frame_parameters(message).dict_id


def compress(parts: Sequence[bytes], number: int) -> Iterator[bytes]:
    """Compress a message known as a whole, with a dictionary or without where there is none.

    Each part comes as a piece that can be read by itself.  The message gets parameters of its own
    size instead of the prepared dictionary's: −2 % of 50 kB for some 15 ms.  Whoever can read the
    one can read the other (ADR-0023).
    """
    size = sum(map(len, parts))
    stream = _packer(size, number).compressobj(size=size)
    for part in parts[:-1]:
        packed = b"".join(flushed(stream, part))
        yield packed + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    yield b"".join(flushed(stream, parts[-1])) + stream.flush()


def _packer(size: int, number: int) -> zstandard.ZstdCompressor:
    known = find(number)
    if known is not None and size <= PREPARED_BYTES_MAX:
        return compressor(number)
    given = {"dict_size": len(known.as_bytes()), "write_dict_id": True} if known else {}
    fitting = zstandard.ZstdCompressionParameters.from_level(
        LEVEL if known else LEVEL_PLAIN,
        source_size=size,
        min_match=_MATCH_MIN,
        write_content_size=True,
        **given,
    )
    dictionary = _bare(number) if known else None
    return zstandard.ZstdCompressor(dict_data=dictionary, compression_params=fitting)


def flushed(stream: zstandard.ZstdCompressionObj, message: bytes) -> Iterator[bytes]:
    """Compress a part of a stream, digits of many ids in blocks of their own, without its end."""
    begin = 0
    for found in _DIGITS.finditer(message):
        for end in found.span():
            yield stream.compress(message[begin:end])
            yield stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            begin = end
    yield stream.compress(message[begin:])


def compressor(number: int, level: int = LEVEL) -> zstandard.ZstdCompressor:
    """Return a compressor with a dictionary, or without where there is no such dictionary."""
    known = find(number)
    if known is None:
        return zstandard.ZstdCompressor(level=level)
    return zstandard.ZstdCompressor(level=LEVEL, dict_data=known)


def decompressor(number: int, window_bytes_max: int) -> zstandard.ZstdDecompressor:
    """Return a decompressor of what was made with one dictionary or without any."""
    known = find(number)
    if known is None:
        return zstandard.ZstdDecompressor(max_window_size=window_bytes_max)
    return zstandard.ZstdDecompressor(dict_data=known, max_window_size=window_bytes_max)
