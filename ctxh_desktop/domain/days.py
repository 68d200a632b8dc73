"""Days as people type them: birth dates that may be partial, and days of appointments.

    5/8/2012  05082012  5-8-12  5 8 2012  ngày 5 tháng 8 năm 2012   a full day
    8/2012  tháng 8 năm 2012  00/08/2012                            a month
    2012  năm 2012  …/…/2012                                        a year
    khoảng 1950  ~1950  1950~  70t  70 tuổi                         about a year
    hn hq mai +7 t2…t7 cn  24/11                                    appointments only

Day, month and year always stand in this order, except in ISO forms.  Readings come back in plain
form (EDTF of `values.PartialDay`, or an ISO day); what a screen says about them is data
(`Reading`), never a sentence.

Source: ux specification §6; domain reference §7.6.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from ctxh_desktop.domain.values import PartialDay
from ctxh_desktop.domain.words import fold
from ctxh_desktop.errors import InputError

AGE_MAX: Final = 130
DUE_YEARS_MAX: Final = 10
PAST_YEARS_MAX: Final = 60
_DAYS_AHEAD_DIGITS_MAX: Final = 4
_MONTHS: Final = 12

Precision = Literal["day", "month", "year", "about"]

_DAY_PARTS: Final = 3
_WEEK_DAYS: Final = 7
_YEAR_DIGITS: Final = 4
_SHORT_DIGITS: Final = 2
"""Of a day, a month and a short year."""

_ISO: Final = re.compile(
    r"([0-9]{4})[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2})(?:[ t]00:00(?::00(?:\.0+)?)?)?)?"
)
_RUN: Final = re.compile(r"([0-9]{1,2})([0-9]{2})([0-9]{4})|([0-9]{2})([0-9]{2})([0-9]{2})")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_FLOAT: Final = re.compile(r"(?<=^[0-9]{4})\.0$")
_SPLIT: Final = re.compile(r"[\s/.,\-_…]+")
_WORDS_OF_DATES: Final = re.compile(r"\b(?:sinh|sn|ngay|thang|nam)\b")
_ABOUT: Final = re.compile(r"(?:~|≈|\bkhoang\b|\bchung\b|\bk\.(?=\s*\d))")
_PART: Final = re.compile(r"[0-9]{1,4}")
_AGE: Final = re.compile(r"([0-9]{1,3})\s*(?:t|tuoi)")
_WEEKDAY: Final = re.compile(r"(?:t|thu\s*)([2-7]|hai|ba|tu|nam|sau|bay)|(cn|chu nhat)")
_WEEKDAYS: Final = {"hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7}
_OFFSETS: Final = {"hn": 0, "hom nay": 0, "hq": -1, "hom qua": -1, "mai": 1, "ngay mai": 1}


@dataclass(frozen=True)
class Reading:
    """How a birth date was understood, for the screen to put into words.

    Invariants: `is_age_exact` is false when the birthday could still come this year.
    """

    precision: Precision
    year: int
    month: int | None
    day: int | None
    age: int
    is_age_exact: bool


def read_birth(text: str, today: date) -> str:
    """Return the plain partial day that a person typed as a birth date.

    Raises:
        InputError: `birth-needs-year`, `birth-in-future`, `birth-too-old`, `birth-unreadable`,
            `no-such-month`, `no-such-day`.
    """
    typed = _typed(text)
    aged = _AGE.fullmatch(_ABOUT.sub(" ", typed).strip())
    if aged:
        year = today.year - int(aged[1])
        return str(_checked_birth(PartialDay(year, is_about=True), today))
    is_about = bool(_ABOUT.search(typed))
    day, month, year_text = _split(_ABOUT.sub(" ", typed), "birth-unreadable")
    is_short = len(year_text) == _SHORT_DIGITS and day is not None
    if not is_short and len(year_text) != _YEAR_DIGITS:
        raise InputError("birth-needs-year")
    year = _century(int(year_text), today) if is_short else int(year_text)
    if is_about:
        return str(_checked_birth(PartialDay(year, is_about=True), today))
    return str(_checked_birth(_partial(year, month, day), today))


def read_partial(text: str, today: date) -> str:
    """Return the plain partial day that a person typed for something that is not a birth.

    It may lie ahead: a card is valid until 2031.  A year of two digits is the nearest one.

    Raises:
        InputError: `partial-day-needs-year`, `partial-day-unreadable`, `day-too-far`,
            `no-such-month`, `no-such-day`.
    """
    typed = _typed(text)
    is_about = bool(_ABOUT.search(typed))
    day, month, year_text = _split(_ABOUT.sub(" ", typed), "partial-day-unreadable")
    is_short = len(year_text) == _SHORT_DIGITS and day is not None
    if not is_short and len(year_text) != _YEAR_DIGITS:
        raise InputError("partial-day-needs-year")
    year = int(year_text)
    if is_short:
        year = min((1900 + year, 2000 + year), key=lambda each: abs(each - today.year))
    if abs(year - today.year) > AGE_MAX:
        raise InputError("day-too-far", year=year)
    return str(PartialDay(year, is_about=True) if is_about else _partial(year, month, day))


def read_due(text: str, today: date, *, is_past: bool = False) -> str:
    """Return the plain day that a person typed for an appointment, or for something done.

    Args:
        text: what was typed; a weekday or a day without year means the nearest one.
        today: the day from which is counted.
        is_past: look back from today instead of ahead, as for the day of a visit.

    Raises:
        InputError: `day-unreadable`, `day-incomplete`, `day-too-far`, `no-such-month`,
            `no-such-day`.
    """
    typed = _typed(text)
    if typed in _OFFSETS:
        return str(today + timedelta(days=_OFFSETS[typed]))
    ahead = re.fullmatch(rf"\+\s*(\d{{1,{_DAYS_AHEAD_DIGITS_MAX}}})", typed)
    if ahead:
        return str(_checked_due(today + timedelta(days=int(ahead[1])), today))
    weekday = _WEEKDAY.fullmatch(typed)
    if weekday:
        return str(_nearest_weekday(weekday, today, is_past))
    day, month, year_text = _split(typed, "day-unreadable", is_year_needed=False)
    if day is None or month is None:
        raise InputError("day-incomplete")
    if not year_text:
        return str(_nearest(day, month, today, is_past))
    if len(year_text) not in (_SHORT_DIGITS, _YEAR_DIGITS):
        raise InputError("day-unreadable")
    century = today.year // 100 * 100 if len(year_text) == _SHORT_DIGITS else 0
    year = century + int(year_text)
    _check_day(year, month, day)
    return str(_checked_due(date(year, month, day), today))


def spell(born: PartialDay | str, today: date) -> Reading:
    """Return a birth date in pieces, for the screen to put into words."""
    known = _parsed(born)
    age, is_exact = _age(known, today)
    return Reading(_precision(known), known.year, known.month, known.day, age, is_exact)


def days_in_month(year: int, month: int) -> int:
    """Return how many days a month has."""
    return calendar.monthrange(year, month)[1]


def _parsed(born: PartialDay | str) -> PartialDay:
    return PartialDay.parse(born) if isinstance(born, str) else born


def _precision(born: PartialDay) -> Precision:
    if born.is_about:
        return "about"
    if born.month is None:
        return "year"
    return "month" if born.day is None else "day"


def _age(born: PartialDay, today: date) -> tuple[int, bool]:
    years = today.year - born.year
    if born.month is None:
        return years, False
    if born.day is None:
        return years - (today.month < born.month), today.month != born.month
    return years - ((today.month, today.day) < (born.month, born.day)), True


def _typed(text: str) -> str:
    """Return what was typed in lower case without marks, punctuation kept: it separates here."""
    composed = unicodedata.normalize("NFC", text)
    folded = _LETTERS.sub(lambda letters: fold(letters[0]), composed)
    return " ".join(_FLOAT.sub("", folded.strip()).split())


def _split(
    typed: str, unreadable: str, *, is_year_needed: bool = True
) -> tuple[int | None, int | None, str]:
    """Return day, month (None when absent) and the digits of the year ("" when absent)."""
    bare = " ".join(_WORDS_OF_DATES.sub(" ", typed).split()).strip(" /.,-_…")
    iso = _ISO.fullmatch(bare)
    if iso:
        return _int(iso[3]), _int(iso[2]), iso[1]
    run = _RUN.fullmatch(bare)
    if run:
        return int(run[1] or run[4]), int(run[2] or run[5]), run[3] or run[6]
    parts = _SPLIT.split(bare)
    if not all(_PART.fullmatch(part) for part in parts) or len(parts) > _DAY_PARTS:
        raise InputError(unreadable)
    if len(parts) == _DAY_PARTS:
        return _whole(parts[0], unreadable), _whole(parts[1], unreadable), parts[2]
    if len(parts) == 1:
        return None, None, parts[0]
    if len(parts[1]) <= _SHORT_DIGITS:
        return _whole(parts[0], unreadable), _whole(parts[1], unreadable), ""
    return None, _whole(parts[0], unreadable), parts[1] if is_year_needed else ""


def _whole(part: str, unreadable: str) -> int:
    if len(part) > _SHORT_DIGITS:
        raise InputError(unreadable)
    return int(part)


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _century(two_digits: int, today: date) -> int:
    """Return the year that is not later than this one."""
    year = today.year // 100 * 100 + two_digits
    return year if year <= today.year else year - 100


def _partial(year: int, month: int | None, day: int | None) -> PartialDay:
    """Return the date as far as it is given; lists write 00 for what is not known."""
    if not month:
        if day:
            raise InputError("no-such-month", month=0)
        return PartialDay(year)
    _check_day(max(year, 1), month, day or 1)
    return PartialDay(year, month, day or None)


def _check_day(year: int, month: int, day: int) -> None:
    if not 1 <= month <= _MONTHS:
        raise InputError("no-such-month", month=month)
    days = days_in_month(max(year, 1), month)
    if not 1 <= day <= days:
        raise InputError("no-such-day", month=month, year=year, days=days)


def _checked_birth(born: PartialDay, today: date) -> PartialDay:
    if (born.year, born.month or 1, born.day or 1) > (today.year, today.month, today.day):
        raise InputError("birth-in-future")
    if today.year - born.year > AGE_MAX:
        raise InputError("birth-too-old", year=born.year)
    return born


def _checked_due(day: date, today: date) -> date:
    if not -PAST_YEARS_MAX <= day.year - today.year <= DUE_YEARS_MAX:
        raise InputError("day-too-far", year=day.year)
    return day


def _nearest_weekday(match: re.Match[str], today: date, is_past: bool) -> date:
    name = match[1] or "8"
    number = _WEEKDAYS.get(name) or int(name)
    ahead = (number - 2 - today.weekday()) % _WEEK_DAYS
    distance = (ahead or _WEEK_DAYS) if not is_past else ahead - _WEEK_DAYS
    return today + timedelta(days=distance)


def _nearest(day: int, month: int, today: date, is_past: bool) -> date:
    """Return the coming (or the last) day of that day and month, today included."""
    step = -1 if is_past else 1
    for year in range(today.year, today.year + 9 * step, step):
        if 1 <= month <= _MONTHS and 1 <= day <= days_in_month(year, month):
            found = date(year, month, day)
            if found == today or (found < today) == is_past:
                return found
    _check_day(today.year, month, day)
    raise InputError("day-unreadable")
