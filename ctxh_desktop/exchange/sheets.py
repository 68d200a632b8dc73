"""Read a list that somebody keeps (.xlsx, .xls, .ods, .csv) into plain sheets of cells.

What a file is, is decided by its content: a .csv renamed to .xlsx is read, a web page renamed to
.xls is named as what it is.  Nothing is run, followed or looked up.

Invariants: a sheet keeps the row numbers of the file (`rows[0]` is row 1); merged cells all carry
the value of their first cell; limits are checked before a reader unpacks anything.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange.delimited import decode, read_delimited
from ctxh_desktop.exchange.packed import counts_from_1904, kind_of_packed, refuse_if_too_large

Cell = str | int | float | bool | date | None
"""One plain cell; empty is None."""

BYTES_MAX = 30_000_000
ROWS_MAX = 50_000
COLUMNS_MAX = 100
CELL_CHARS_MAX = 2_000
SHEETS_MAX = 50
MERGED_RANGES_MAX = 20_000

_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_SECTOR = 512
_BOF_GLOBALS = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_DATE_MODE_1904 = b"\x22\x00\x02\x00\x01\x00"
_FILEPASS = 0x2F
_RECORDS_BEFORE_FILEPASS_MAX = 8
_ONE_COLUMN_SUFFIXES = (".csv", ".txt", ".tsv")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file.

    Shapes: `rows` are the file's rows from the first on, all equally long; `width_of_merge` maps
    the place (row, column) of a merged cell's beginning to the number of columns it covers;
    `is_1904` tells that days are counted from 1904, as Excel for the Mac did.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    width_of_merge: dict[tuple[int, int], int] = field(default_factory=dict)
    is_1904: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no cell is filled in."""
        return not any(cell is not None for row in self.rows for cell in row)


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Read all visible sheets with something in them.

    Raises:
        InputError: file-not-readable, sheet-not-a-workbook, sheet-is-web-page,
            sheet-has-password, sheet-damaged, sheet-too-large, sheet-has-no-people.
    """
    data = _bytes_of(path)
    if not data.strip(b"\0 \r\n\t"):
        raise InputError("sheet-has-no-people")
    sheets = tuple(sheet for sheet in _sheets(data, path) if not sheet.is_empty)
    if not sheets:
        raise InputError("sheet-has-no-people")
    return sheets


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(BYTES_MAX + 1)
    except (OSError, ValueError) as error:
        raise InputError("file-not-readable") from error
    if len(data) > BYTES_MAX:
        raise _too_large()
    return data


def _too_large() -> InputError:
    return InputError("sheet-too-large", rows=ROWS_MAX, columns=COLUMNS_MAX)


def _sheets(data: bytes, path: Path) -> Iterable[Sheet]:
    if data.startswith(b"PK"):
        if not kind_of_packed(data):
            raise InputError("sheet-not-a-workbook")
        refuse_if_too_large(data, rows_max=ROWS_MAX, columns_max=COLUMNS_MAX)
        return _workbook(data, is_1904=counts_from_1904(data))
    if data.startswith(_OLE_MARK):
        if _is_locked(data):
            raise InputError("sheet-has-password")
        if _utf16("Workbook") not in data and _utf16("Book") not in data:
            # Without its directory, which comes last, the file was cut off on its way.
            is_whole = _utf16("Root Entry") in data
            raise InputError("sheet-not-a-workbook" if is_whole else "sheet-damaged")
        return _workbook(data, is_1904=_DATE_MODE_1904 in data)
    return (_text_sheet(data, path),)


def _utf16(name: str) -> bytes:
    """Return a name as an OLE directory writes it, with the zero that ends it."""
    return name.encode("utf-16-le") + b"\0\0"


def _is_locked(data: bytes) -> bool:
    """Return whether an OLE file holds an encrypted workbook, new (.xlsx) or old (.xls)."""
    if _utf16("EncryptedPackage") in data:
        return True
    at = data.find(_BOF_GLOBALS)
    while at >= 0 and at % _OLE_SECTOR:
        at = data.find(_BOF_GLOBALS, at + 1)
    for _ in range(_RECORDS_BEFORE_FILEPASS_MAX):
        if at < 0 or at + 4 > len(data):
            return False
        record, length = struct.unpack_from("<HH", data, at)
        if record == _FILEPASS:
            return True
        at += 4 + length
    return False


def _workbook(data: bytes, *, is_1904: bool) -> list[Sheet]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            names = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.visible is SheetVisibleEnum.Visible
                and sheet.typ is SheetTypeEnum.WorkSheet
            ]
            if len(names) > SHEETS_MAX:
                raise _too_large()
            read = [_plain_sheet(book.get_sheet_by_name(name)) for name in names]
            return [replace(sheet, is_1904=is_1904) for sheet in read]
    except PasswordError as error:
        raise InputError("sheet-has-password") from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise InputError("sheet-damaged") from error


def _plain_sheet(sheet: CalamineSheet) -> Sheet:
    last_row, last_column = sheet.end or (0, 0)
    if last_row >= ROWS_MAX or last_column >= COLUMNS_MAX:
        raise _too_large()
    rows = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    merges = sheet.merged_cell_ranges or []
    if len(merges) > MERGED_RANGES_MAX:
        raise _too_large()
    widths: dict[tuple[int, int], int] = {}
    for (top, left), (bottom, right) in merges:
        if top < len(rows) and left < len(rows[top]) and rows[top][left] is not None:
            widths[top, left] = right - left + 1
            for row in rows[top : bottom + 1]:
                covered = row[left : right + 1]
                row[left : right + 1] = [rows[top][left]] * len(covered)
    return Sheet(sheet.name, tuple(map(tuple, rows)), widths)


def _plain(cell: object) -> Cell:
    """Return a cell as text, number, yes/no or day; a time of day has no meaning in a list."""
    if isinstance(cell, str):
        # One sign more than the limit is kept, so that the row is reported and not cut in silence.
        return cell[: CELL_CHARS_MAX + 1] if cell and not cell.isspace() else None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1 << 53:
        return int(cell)
    if isinstance(cell, bool | int | float | date):
        return cell
    return None if cell is None or (isinstance(cell, time | timedelta) and not cell) else str(cell)


def _text_sheet(data: bytes, path: Path) -> Sheet:
    text = decode(data)
    if text is None:
        raise InputError("sheet-not-a-workbook")
    start = text[:1000].lstrip().lower()
    if start.startswith("<") and ("<html" in start or "<table" in start or "<?xml" in start):
        raise InputError("sheet-is-web-page")
    if start.startswith(("%pdf", "{\\rtf")):
        raise InputError("sheet-not-a-workbook")
    one_column = path.suffix.lower() in _ONE_COLUMN_SUFFIXES
    rows = read_delimited(text, may_be_one_column=one_column)
    if rows is None:
        raise InputError("sheet-not-a-workbook")
    return Sheet(path.stem, _even(rows))


def _even(rows: Sequence[Sequence[str]]) -> tuple[tuple[Cell, ...], ...]:
    """Return rows of one length, refusing more than a list of people can need."""
    width = max(map(len, rows), default=0)
    if len(rows) > ROWS_MAX or width > COLUMNS_MAX:
        raise _too_large()
    return tuple(tuple(map(_plain, row)) + (None,) * (width - len(row)) for row in rows)
