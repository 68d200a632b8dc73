"""Look into a packed workbook (.xlsx, .ods) before anything unpacks it whole.

A reader of workbooks trusts what the file says about itself: one cell in the last corner of a
sheet, or one long text used a million times, makes it ask for more memory than there is.  So every
entry is first unpacked piece by piece, counted and thrown away.

Units: bytes; rows and columns counted from 1.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter

from ctxh_desktop.errors import InputError

ENTRIES_MAX = 500
UNPACKED_BYTES_MAX = 150_000_000
TEXT_CHARS_MAX = 100_000_000
"""All texts of a workbook together, each counted as often as it is used."""

_PIECE_BYTES = 1 << 20
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)
_FILLED_CELL = re.compile(
    rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*[\"']([A-Z]{1,3})(\d{1,9})[\"'][^>]*(?<!/)>(?!</)"
)
_SHARED_TEXT_USED = re.compile(rb"t=\"s\"[^>]*><v>(\d{1,9})</v>")
_SHARED_TEXT = re.compile(rb"<(?:\w+:)?si>(.*?)</(?:\w+:)?si>", re.DOTALL)
_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*)(?<!/)>(.*?)</table:table-row>", re.DOTALL)
_ODS_ROWS = re.compile(rb"number-rows-repeated\s*=\s*[\"'](\d{1,9})")
_ODS_FILLED_CELL = re.compile(rb"<table:table-cell\b([^>]*)(?<!/)>")
_ODS_COLUMNS = re.compile(rb"number-columns-repeated\s*=\s*[\"'](\d{1,9})")
_DATE_1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true)[\"']")
_LETTERS = 26


def kind_of_packed(data: bytes) -> str:
    """Return "xlsx", "ods" or "" for another packed file; InputError when it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
            if "mimetype" in names and b"opendocument.spreadsheet" in packed.read("mimetype"):
                return "ods"
    except _DAMAGED as error:
        raise InputError("sheet-damaged") from error
    except RuntimeError as error:  # an entry locked by a password
        raise InputError("sheet-has-password") from error
    return "xlsx" if any(name.startswith("xl/workbook.") for name in names) else ""


def counts_from_1904(data: bytes) -> bool:
    """Return whether an .xlsx, already found readable, counts its days from 1904."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        books = [name for name in packed.namelist() if name == "xl/workbook.xml"]
        return any(_DATE_1904.search(packed.read(name)) for name in books)


def refuse_if_too_large(data: bytes, *, rows_max: int, columns_max: int) -> None:
    """Unpack every part of a workbook once, counting, and refuse what is damaged or too large.

    Raises:
        InputError: sheet-damaged, sheet-has-password, sheet-too-large (rows, columns).
    """
    too_large = InputError("sheet-too-large", rows=rows_max, columns=columns_max)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            declared = sum(entry.file_size for entry in entries)
            if len(entries) > ENTRIES_MAX or declared > UNPACKED_BYTES_MAX:
                raise too_large
            lengths: list[int] = []
            used: Counter[bytes] = Counter()
            for entry in entries:
                content = _unpacked(packed, entry)
                if entry.filename.startswith("xl/worksheets/"):
                    if _beyond(content, rows_max, columns_max):
                        raise too_large
                    used.update(_SHARED_TEXT_USED.findall(content))
                elif entry.filename == "xl/sharedStrings.xml":
                    lengths = [len(text) for text in _SHARED_TEXT.findall(content)]
                elif entry.filename == "content.xml" and _repeats_beyond(
                    content, rows_max, columns_max
                ):
                    raise too_large
    except _DAMAGED as error:
        raise InputError("sheet-damaged") from error
    except RuntimeError as error:  # an entry locked by a password
        raise InputError("sheet-has-password") from error
    total = sum(lengths[int(i)] * count for i, count in used.items() if int(i) < len(lengths))
    if total > TEXT_CHARS_MAX:
        raise too_large


def _unpacked(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return one entry, never longer than it declared; a lie about its length is damage."""
    pieces = []
    with packed.open(entry) as stream:
        while piece := stream.read(_PIECE_BYTES):
            pieces.append(piece)
    return b"".join(pieces)


def _beyond(sheet_xml: bytes, rows_max: int, columns_max: int) -> bool:
    """Return whether a filled cell lies outside the limits; styled empty ones do no harm."""
    places = set(_FILLED_CELL.findall(sheet_xml))
    rows = max((int(row) for _, row in places), default=0)
    columns = max(
        (_column_number(letters) for letters in {place[0] for place in places}), default=0
    )
    return rows > rows_max or columns > columns_max


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + letter - ord("A") + 1
    return number


def _repeats_beyond(content_xml: bytes, rows_max: int, columns_max: int) -> bool:
    """Return whether filled rows or cells of an .ods, with their repeats, exceed the limits."""
    rows = 0
    for attributes, cells in _ODS_ROW.findall(content_xml):
        filled = _ODS_FILLED_CELL.findall(cells)
        if not filled:
            continue
        repeated = _ODS_ROWS.search(attributes)
        rows += int(repeated[1]) if repeated else 1
        columns = sum(int(found[1]) for cell in filled if (found := _ODS_COLUMNS.search(cell)))
        if rows > rows_max or columns > columns_max:
            return True
    return False
