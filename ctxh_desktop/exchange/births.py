"""Read a cell of a spreadsheet as a day, most often of a birth: `domain.days` and Excel's traps.

    1905-05-01   1948          the number 1948 in a cell that shows dates
    2028-03-12   1928-03-12    "12/3/28", for which Excel chose the century
    17533        1948-01-01    a date in a cell that shows numbers
    1021948      1948-02-01    "01021948" typed as a number
    10.1948      1948-10       "10.1948" typed as a number

Source: domain reference §7.6; security reference §8 (72).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from ctxh_desktop.domain.days import read_birth, read_partial
from ctxh_desktop.domain.values import PartialDay, clean
from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange.sheets import Cell

_EXCEL_DAY_ZERO = date(1899, 12, 30)
_DAYS_TO_1904 = 1462
_YEAR_MIN = 1900
_YEAR_MAX = 2100
_SERIAL_MIN = 5_000
_SERIAL_MAX = 60_000
_RUN_DIGITS = (7, 8)
_SHORT_YEAR = re.compile(r"^\D*\d{1,2}\D+\d{1,2}\D+(\d{2})\D*$|^\d{6}$")
_HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[/.-]\d{1,2}[/.-]\d{2}|^\d{8}$")
_MANGLED_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_WHOLE_MAX = 1_000_000_000
_CENTURY = 100
_LEAP_DAY = (2, 29)


@dataclass(frozen=True)
class Birth:
    """A birth date in plain form, and the code of a warning when it was mended."""

    plain: str
    warning: str = ""


def read_birth_cell(cell: Cell, today: date) -> Birth:
    """Return the birth date that a cell holds.

    Raises:
        InputError: as `read_birth`.
    """
    if isinstance(cell, date):
        return _from_day(cell, today)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(cell, today)
    text = _MANGLED_TIME.sub("", clean(str(cell)))
    if text.isascii() and text.isdigit() and len(text) in _RUN_DIGITS:
        return Birth(read_birth(text.zfill(8), today))
    plain = read_birth(text, today)
    return Birth(plain, "birth-century-assumed" if _SHORT_YEAR.match(text) else "")


def read_day_cell(cell: Cell, today: date) -> Birth:
    """Return a day that is no birth and may lie ahead: a card is valid until 2031.

    Raises:
        InputError: as `read_partial`.
    """
    if isinstance(cell, date):
        return Birth(cell.isoformat())
    if isinstance(cell, int) and not isinstance(cell, bool) and _SERIAL_MIN <= cell <= _SERIAL_MAX:
        plain = (_EXCEL_DAY_ZERO + timedelta(days=cell)).isoformat()
        return Birth(plain, "birth-date-shown-as-number")
    return Birth(read_partial(_MANGLED_TIME.sub("", clean(str(cell))), today))


def from_1904(cell: Cell) -> Cell:
    """Return a cell of a workbook that counts days from 1904 as others would hold it.

    Only what is certainly no year moves: serial numbers, and years that Excel showed as days.
    """
    if isinstance(cell, date):
        serial = (cell - _EXCEL_DAY_ZERO).days - _DAYS_TO_1904
        return serial if _YEAR_MIN <= serial <= _YEAR_MAX else cell
    if isinstance(cell, bool) or not isinstance(cell, int):
        return cell
    is_serial = _SERIAL_MIN - _DAYS_TO_1904 <= cell <= _SERIAL_MAX - _DAYS_TO_1904
    return cell + _DAYS_TO_1904 if is_serial else cell


def looks_like_birth(cell: Cell) -> bool:
    """Return whether a cell can only be a birth date, as in the columns "Nam" and "Nữ" of years."""
    if isinstance(cell, date):
        return True
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _YEAR_MIN <= cell < _WHOLE_MAX or not float(cell).is_integer()
    return isinstance(cell, str) and bool(_HAS_YEAR.search(cell))


def _from_day(day: date, today: date) -> Birth:
    serial = (day - _EXCEL_DAY_ZERO).days
    if _YEAR_MIN <= serial <= today.year:
        return Birth(_checked(str(PartialDay(serial)), today), "birth-year-shown-as-date")
    if day > today:
        if day.year - _CENTURY < _YEAR_MIN or (day.month, day.day) == _LEAP_DAY:
            raise InputError("birth-in-future")
        earlier = day.replace(year=day.year - _CENTURY)
        return Birth(_checked(earlier.isoformat(), today), "birth-century-assumed")
    return Birth(_checked(day.isoformat(), today))


def _from_number(number: int | float, today: date) -> Birth:
    whole = int(number) if abs(number) < _WHOLE_MAX else -1
    if whole != number:
        # Month and year with a point between; the year's last zeros are lost.
        month, _, year = f"{number:.4f}".partition(".")
        return Birth(read_birth(f"{month}/{year}", today))
    if _SERIAL_MIN <= whole <= _SERIAL_MAX:
        day = _EXCEL_DAY_ZERO + timedelta(days=whole)
        return Birth(_from_day(day, today).plain, "birth-date-shown-as-number")
    digits = str(whole)
    return Birth(read_birth(digits.zfill(8) if len(digits) in _RUN_DIGITS else digits, today))


def _checked(plain: str, today: date) -> str:
    return read_birth(plain, today)
