"""Days, ages and moments in the words of the screens: "Thứ Hai, 16/11/2026", "Quá 3 ngày"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from ctxh_desktop.ambient import VIETNAM
from ctxh_desktop.domain import days
from ctxh_desktop.domain.values import PartialDay

JOINT = " · "
_MEGABYTE = 1_000_000


def weekday(day: date) -> str:
    """Return "Thứ Hai" … "Chủ nhật"."""
    return (
        QCoreApplication.translate("wording", "Monday"),
        QCoreApplication.translate("wording", "Tuesday"),
        QCoreApplication.translate("wording", "Wednesday"),
        QCoreApplication.translate("wording", "Thursday"),
        QCoreApplication.translate("wording", "Friday"),
        QCoreApplication.translate("wording", "Saturday"),
        QCoreApplication.translate("wording", "Sunday"),
    )[day.weekday()]


def full_day(day: date | str) -> str:
    """Return "16/11/2026"."""
    known = _day(day)
    return f"{known.day:02d}/{known.month:02d}/{known.year}"


def short_day(day: date | str, today: date | None = None) -> str:
    """Return "16/11", with the year where it is not this one."""
    known = _day(day)
    if today is not None and known.year != today.year:
        return full_day(known)
    return f"{known.day:02d}/{known.month:02d}"


def long_day(day: date | str) -> str:
    """Return "Thứ Hai, 16/11/2026"."""
    return f"{weekday(_day(day))}, {full_day(day)}"


def day_of_week(day: date | str, today: date | None = None) -> str:
    """Return "Thứ Sáu 13/11"."""
    return f"{weekday(_day(day))} {short_day(day, today)}"


def month(day: date | str) -> str:
    """Return "Tháng 11/2026"."""
    known = _day(day)
    words = QCoreApplication.translate("wording", "Month {month}/{year}")
    return words.format(month=known.month, year=known.year)


def due(due_on: date | str, today: date) -> str:
    """Return "Quá 3 ngày", "Hôm nay", "Còn 2 ngày"."""
    left = (_day(due_on) - today).days
    if left < 0:
        return QCoreApplication.translate("wording", "{n} days overdue").format(n=-left)
    if left == 0:
        return QCoreApplication.translate("wording", "Today")
    return QCoreApplication.translate("wording", "{n} days left").format(n=left)


def due_kind(due_on: date | str, today: date) -> str:
    """Return the tone of a due day: "danger" overdue, "warn" today, "" later."""
    left = (_day(due_on) - today).days
    return "danger" if left < 0 else "warn" if left == 0 else ""


def due_icon(due_on: date | str, today: date) -> str:
    """Return the icon of a due day, "" for later ones."""
    return {"danger": "alert", "warn": "clock", "": ""}[due_kind(due_on, today)]


def clock(instant: datetime | str, *, seconds: bool = False) -> str:
    """Return "17:20" (or "09:14:05") in Vietnam."""
    return _moment(instant).strftime("%H:%M:%S" if seconds else "%H:%M")


def moment_in_list(instant: datetime | str, today: date) -> str:
    """Return "hôm qua, 17:20", "hôm nay, 08:12", "14/11, 16:42"."""
    return f"{_relative(_moment(instant).date(), today)}, {clock(instant)}"


def moment(instant: datetime | str, today: date) -> str:
    """Return "16:42 hôm qua", "16:42 14/11"."""
    return f"{clock(instant)} {_relative(_moment(instant).date(), today)}"


def file_size(size: int) -> str:
    """Return "64 kB", "1,3 MB", "7,2 GB" for a number of bytes."""
    amount, unit = size / 1024, "kB"
    for larger in ("MB", "GB"):
        if amount < 1000:  # noqa: PLR2004 (three digits are read at a glance)
            break
        amount, unit = amount / 1024, larger
    digits = 0 if unit == "kB" or amount >= 100 else 1  # noqa: PLR2004 (the same)
    return f"{amount:.{digits}f} {unit}".replace(".", ",")


def born(plain: str | None) -> str:
    """Return a birth date as lists show it: "2012", "8/2015", "05/08/2012", "khoảng 1960"."""
    if not plain:
        return ""
    known = PartialDay.parse(plain)
    if known.is_about:
        return QCoreApplication.translate("wording", "about {year}").format(year=known.year)
    if known.month is None:
        return str(known.year)
    if known.day is None:
        return f"{known.month}/{known.year}"
    return f"{known.day:02d}/{known.month:02d}/{known.year}"


def age(plain: str | None, today: date) -> str:
    """Return "14 tuổi (8/2012)", "47 tuổi (1979)", "khoảng 66 tuổi (khoảng 1960)"."""
    if not plain:
        return ""
    reading = days.spell(plain, today)
    if reading.precision == "about":
        words = QCoreApplication.translate("wording", "about {n} years old ({born})")
    else:
        words = QCoreApplication.translate("wording", "{n} years old ({born})")
    return words.format(n=reading.age, born=born(plain))


def reading_of_birth(plain: str, today: date) -> str:
    """Return how a birth date was understood: "Đang hiểu: tháng 8 năm 2012"."""
    reading = days.spell(plain, today)
    facts = {"day": reading.day, "month": reading.month, "year": reading.year, "n": reading.age}
    if reading.precision == "day":
        words = QCoreApplication.translate(
            "wording", "Understood: {day}/{month}/{year} ({n} years old)"
        )
    elif reading.precision == "month":
        words = QCoreApplication.translate("wording", "Understood: month {month} of {year}")
    elif reading.precision == "year":
        words = QCoreApplication.translate("wording", "Understood: the year {year}")
    else:
        words = QCoreApplication.translate(
            "wording", "Understood: about the year {year} ({n} years old)"
        )
    return words.format(**facts)


def reading_of_partial(plain: str) -> str:
    """Return how a day was understood of which perhaps only month or year are known."""
    known = PartialDay.parse(plain)
    if known.day is not None and known.month is not None:
        return reading_of_day(str(date(known.year, known.month, known.day)))
    if known.month is not None:
        words = QCoreApplication.translate("wording", "Understood: month {month} of {year}")
        return words.format(month=known.month, year=known.year)
    if known.is_about:
        words = QCoreApplication.translate("wording", "Understood: about the year {year}")
    else:
        words = QCoreApplication.translate("wording", "Understood: the year {year}")
    return words.format(year=known.year)


def reading_of_day(plain: str) -> str:
    """Return how a day was understood: "Đang hiểu: Thứ Hai, 23/11/2026"."""
    words = QCoreApplication.translate("wording", "Understood: {day}")
    return words.format(day=long_day(plain))


def number(count: int) -> str:
    """Return a number with its thousands apart: "1.560"."""
    return f"{count:,}".replace(",", ".")


def size(count: int) -> str:
    """Return a number of bytes as people read it: "240 kB", "1,2 MB"."""
    if count < _MEGABYTE:
        return f"{-(-count // 1000)} kB"
    return f"{count / _MEGABYTE:.1f} MB".replace(".", ",")


def time_left(seconds: float) -> str:
    """Return "còn chưa tới 1 phút", "còn khoảng 2 phút", "còn khoảng 3 giờ"."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return QCoreApplication.translate("wording", "less than a minute left")
    if minutes < 90:  # noqa: PLR2004 (then hours are read more easily)
        return QCoreApplication.translate("wording", "about {n} minutes left").format(n=minutes)
    words = QCoreApplication.translate("wording", "about {n} hours left")
    return words.format(n=round(minutes / 60))


def joined(parts: Iterable[str | None]) -> str:
    """Return the parts that say something, joined as on a person's second line."""
    return JOINT.join(part for part in parts if part)


def _relative(day: date, today: date) -> str:
    gone = (today - day).days
    if gone == 0:
        return QCoreApplication.translate("wording", "today")
    if gone == 1:
        return QCoreApplication.translate("wording", "yesterday")
    return short_day(day, today)


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _moment(instant: datetime | str) -> datetime:
    known = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return known.astimezone(VIETNAM)
