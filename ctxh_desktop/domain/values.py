"""Values: one plain form for each kind, the same in a row, a patch, on the wire and in a file.

    TEXT LONG_TEXT NAME CODE LINK IDENTIFIER ATTACHMENT   str, never empty (None instead)
    CODES         "NCT NKT": codes sorted, separated by one space
    DAY           "2026-11-21"
    PARTIAL_DAY   EDTF (ISO 8601-2): "2012-08-05", "2012-08", "2012", "1956~" for about 1956
    INSTANT       "2026-11-21T08:30:00.000Z", UTC, milliseconds
    INT MONEY     int
    BOOL          bool

Because a value looks the same everywhere, comparing old with current is `==`, on both databases.

Source: ADR-0005 (a value has one plain form).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

Plain = str | int | bool | None
"""A stored value."""


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NAME = "name"
    CODE = "code"
    CODES = "codes"
    DAY = "day"
    PARTIAL_DAY = "partial_day"
    INSTANT = "instant"
    INT = "int"
    MONEY = "money"
    BOOL = "bool"
    LINK = "link"
    IDENTIFIER = "identifier"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, order=True)
class PartialDay:
    """A day known in full, or only to its month or year, or only about.

    Invariants: a day implies a month; an approximate date has only a year.
    """

    year: int
    month: int | None = None
    day: int | None = None
    is_about: bool = False

    def __str__(self) -> str:
        """Return the plain (EDTF) form."""
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts) + ("~" if self.is_about else "")

    @classmethod
    def parse(cls, plain: str) -> PartialDay:
        """Read the plain form; ValueError when it is not one or names no real day."""
        is_about = plain.endswith("~")
        parts: list[int] = [int(part) for part in plain.rstrip("~").split("-")]
        if len(parts) > 3 or (is_about and len(parts) > 1):  # noqa: PLR2004 (year, month, day)
            raise ValueError(plain)
        date(*[*parts, 1, 1][:3])
        month, day_of_month = (*parts[1:], None, None)[:2]
        return cls(parts[0], month, day_of_month, is_about)


def is_reversed(begin: date | PartialDay | None, end: date | PartialDay | None) -> bool:
    """Return whether an end surely lies before its beginning, each known as far as it is."""
    if (
        begin is None
        or end is None
        or any(isinstance(d, PartialDay) and d.is_about for d in (begin, end))
    ):
        return False
    return (end.year, end.month or 12, end.day or 31) < (
        begin.year,
        begin.month or 1,
        begin.day or 1,
    )


def clean(text: str) -> str:
    """Return what a person meant: NFC, single spaces, no control characters, trimmed."""
    kept = unicodedata.normalize("NFC", text)
    if not kept.isprintable():
        kept = "".join(c for c in kept if c == "\n" or c.isprintable() or c in "\t\u00a0")
    if "\n" not in kept:
        return " ".join(kept.split())
    lines = (" ".join(line.split()) for line in kept.split("\n"))
    return "\n".join(lines).strip()


def to_plain(kind: Kind, value: Any) -> Plain:
    """Return the plain form of a typed value; an empty text or choice becomes None."""
    if value is None or value == "":
        return None
    if kind is Kind.CODES:
        chosen = value.split() if isinstance(value, str) else value
        return " ".join(sorted(set(chosen))) or None
    if kind is Kind.INSTANT and isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    if kind in (Kind.DAY, Kind.PARTIAL_DAY):
        return str(value)
    if isinstance(value, bool | int):
        return value
    return str(value)


def from_plain(kind: Kind, plain: Plain) -> Any:
    """Return the typed value of a plain one; ValueError when it has no such form."""
    if kind is Kind.CODES:
        return tuple(str(plain).split()) if plain else ()
    if plain is None:
        return None
    if kind is Kind.DAY:
        return date.fromisoformat(str(plain))
    if kind is Kind.PARTIAL_DAY:
        return PartialDay.parse(str(plain))
    if kind is Kind.INSTANT:
        return datetime.fromisoformat(str(plain))
    return plain


def fits(kind: Kind, value: Plain) -> bool:
    """Return whether a plain value has the type of its kind, and names a real day if it should."""
    if value is None:
        return True
    if type(value) is not _TYPES.get(kind, str):
        return False
    if kind not in _DATED:
        return True
    try:
        if kind is Kind.PARTIAL_DAY and len(str(value)) == _WHOLE_DAY_CHARS:
            kind = Kind.DAY  # most births are: quicker
        return to_plain(kind, from_plain(kind, value)) == value
    except ValueError:
        return False


_WHOLE_DAY_CHARS = len("2012-08-05")
_DATED = frozenset({Kind.DAY, Kind.PARTIAL_DAY, Kind.INSTANT})
_TYPES: dict[Kind, type] = {Kind.BOOL: bool, Kind.INT: int, Kind.MONEY: int}
