"""Text files of rows (.csv, .txt), whatever program of which year saved them.

Encodings tried: UTF-8 and UTF-16 by their mark, UTF-8, then windows-1258 (Vietnamese) and
windows-1252 (which old fonts use), whichever makes more words that can be said.
"""

from __future__ import annotations

import csv
import io
import unicodedata

from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange.likelihood import best_share

_SAMPLE_CHARS = 20_000
_TABLE_LINES_MIN = 3
_DELIMITERS = ";\t,|"
_SHARE_OF_ZEROS = 0.2
_CONTROL = frozenset(map(chr, range(9))) | frozenset(map(chr, range(14, 32)))
_CONTROL_SHARE_MAX = 0.01
_CP1252 = {
    code: bytes([code]).decode("windows-1252", "ignore") or chr(code) for code in range(0x80, 0xA0)
}
_GAPS = str.maketrans(dict.fromkeys('";\t,|', " "))


def decode(data: bytes) -> str | None:
    """Return the text that the bytes are, in NFC, or None when they are no text at all."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
    ):  # fmt: skip
        if data.startswith(mark):
            return _plain_text(_decoded(data, encoding))
    if data.count(0) > len(data) * _SHARE_OF_ZEROS:
        encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
        return _plain_text(_decoded(data, encoding))
    text = _plain_text(_decoded(data, "utf-8"))
    if text is not None:
        return text
    eight_bit = [_plain_text(_decoded(data, "windows-1258")), _plain_text(_one_byte_each(data))]
    read = [text for text in eight_bit if text is not None and not _has_loose_mark(text)]
    return max(read, key=_likelihood, default=None)


def read_delimited(text: str, *, may_be_one_column: bool) -> list[list[str]] | None:
    """Return the rows of a text, or None when it has no columns."""
    delimiter = _delimiter(text)
    if delimiter is None:
        if not may_be_one_column:
            return None
        delimiter = ";"
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InputError("sheet-damaged") from error


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return unicodedata.normalize("NFC", data.decode(encoding))
    except UnicodeDecodeError:
        return None


def _one_byte_each(data: bytes) -> str:
    """Return windows-1252, with the five bytes that it leaves open as they are."""
    return data.decode("latin-1").translate(_CP1252)


def _likelihood(text: str) -> float:
    return best_share(text[:_SAMPLE_CHARS].translate(_GAPS).splitlines())


def _plain_text(text: str | None) -> str | None:
    """Return the text unless it is full of control characters, as a picture or a program is."""
    if text is None:
        return None
    sample = text[:_SAMPLE_CHARS]
    controls = sum(1 for c in sample if c in _CONTROL)
    return text if controls <= len(sample) * _CONTROL_SHARE_MAX + 3 else None


def _has_loose_mark(text: str) -> bool:
    """Return whether a tone mark found no letter to sit on, so the encoding was another one."""
    return any(unicodedata.combining(c) for c in text[:_SAMPLE_CHARS])


def _delimiter(text: str) -> str | None:
    """Return the sign that cuts the most lines into the same number of columns."""
    lines = [line for line in text[:_SAMPLE_CHARS].splitlines() if line.strip()]
    best, best_score = None, 0
    for delimiter in _DELIMITERS:
        rows = csv.reader(lines, delimiter=delimiter)
        try:
            widths = [len(row) for row in rows if len(row) > 1]
        except csv.Error:
            continue
        score = max((widths.count(width) * min(width, 20) for width in set(widths)), default=0)
        if score > best_score and (
            len(widths) * 2 >= len(lines) or len(widths) >= _TABLE_LINES_MIN
        ):
            best, best_score = delimiter, score
    return best
