"""Dictionaries: what small messages have in common, shipped with the program instead of sent.

A dictionary is known by its number, which stands in the header of each frame made with it, so that
several live side by side: new ones are added, and none is ever taken away or made anew.  A laptop
offers the newest it has; the province takes it for its answer and says so, and only then does the
laptop use it.  A province that does not know the number refuses the request, which then comes again
without.

Source: sync design §4.11; ADR-0018; made by packaging/dictionary.py.
"""

from __future__ import annotations

from functools import cache

import zstandard

from ctxh_desktop import paths

NEWEST = 1
NONE = 0
SMALL_BYTES_MAX = 64 * 1024
"""Larger messages, uncompressed, gain nothing."""
LEVEL = 19
_MATCH_MIN = 5
"""Bytes of the shortest match of whole messages: measured, best from 0.2 to 50 kB."""


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


def compress(message: bytes, number: int) -> bytes:
    """Return a whole message, compressed with a dictionary or without where there is none.

    A message known as a whole gets parameters of its own size instead of the prepared dictionary's:
    −2 % of 50 kB for some 3 ms.  Whoever can read the one can read the other (ADR-0023).
    """
    known = find(number)
    if known is None:
        return compressor(number).compress(message)
    fitting = zstandard.ZstdCompressionParameters.from_level(
        LEVEL,
        source_size=len(message),
        dict_size=len(known.as_bytes()),
        min_match=_MATCH_MIN,
        write_dict_id=True,
        write_content_size=True,
    )
    return zstandard.ZstdCompressor(dict_data=_bare(number), compression_params=fitting).compress(
        message
    )


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
