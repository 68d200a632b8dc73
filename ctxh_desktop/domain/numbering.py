"""Case numbers (mã hồ sơ): given on the laptop without asking anybody, and never twice.

    HS-19774-2026-A0017    commune, year, the device's letters and a serial

The letters belong to one device of the commune, so that two laptops never give the same number.
Serials are not used again, even when a case is deleted.  Old and paper cases may have a serial
without letters (HS-19774-2026-00017).

Source: domain reference §11.4.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Final

SERIAL_DIGITS: Final = 4
_BARE_SERIAL_DIGITS: Final = 5
_ASKED: Final = re.compile(
    r"(?:HS)?[\s-]*(?:([0-9]{5})[\s-]+(?:([0-9]{4})[\s-]+)?)?([A-Z]{0,2})[\s-]*([0-9]{1,7})"
    r"(?:\s*/\s*([0-9]{4}|[0-9]{2}))?"
)
_BLOCKS: Final = tuple(
    "".join(letters) for n in (1, 2) for letters in itertools.product(ascii_lowercase, repeat=n)
)
_PATTERN: Final = re.compile(r"HS-([0-9]{5})-([0-9]{4})-([A-Z]{0,2})([0-9]{4,7})")


@dataclass(frozen=True)
class CaseNumber:
    """One case number in its parts.

    Invariants: `block` is one or two capital letters, or empty for a number not given here;
    `serial` begins at 1 in each year.
    """

    commune_code: str
    year: int
    block: str
    serial: int

    def __str__(self) -> str:
        """Return the whole number."""
        return f"HS-{self.commune_code}-{self.year}-{self._tail}"

    @property
    def short(self) -> str:
        """The form for lists within one commune: "A0017/2026"."""
        return f"{self._tail}/{self.year}"

    @property
    def _tail(self) -> str:
        digits = SERIAL_DIGITS if self.block else _BARE_SERIAL_DIGITS
        return f"{self.block}{self.serial:0{digits}d}"

    @classmethod
    def parse(cls, number: str) -> CaseNumber:
        """Read a whole number; ValueError when it is not one."""
        found = _PATTERN.fullmatch(number.strip().upper())
        if not found:
            raise ValueError(number)
        return cls(found[1], int(found[2]), found[3], int(found[4]))


def next_number(commune_code: str, year: int, block: str, last: str | None) -> str:
    """Return the number after the last one that this device gave, beginning anew each year.

    Args:
        commune_code: five digits.
        year: the year of intake.
        block: the device's letters.
        last: the last number given with these letters, or None.
    """
    if not re.fullmatch(r"[0-9]{5}", commune_code) or not re.fullmatch(r"[A-Z]{1,2}", block):
        raise ValueError((commune_code, block))
    serial = 0
    if last is not None:
        given = CaseNumber.parse(last)
        is_same = (given.commune_code, given.year, given.block) == (commune_code, year, block)
        serial = given.serial if is_same else 0
    return str(CaseNumber(commune_code, year, block, serial + 1))


def asked(typed: str) -> list[tuple[str, ...]]:
    """Return the words of the case numbers that are looked for; nothing where it is not a number.

    Shapes: one tuple for each part, whose words are folded and any of which will do.  "A17/26" is
    ("a0017",) and ("2026",); without its letters a serial is that of any device.
    """
    found = _ASKED.fullmatch(typed.strip().upper())
    if not found or not (found[1] or found[3] or found[5]):
        return []
    commune, year, block, serial, short_year = found.groups()
    tail = f"{int(serial):0{SERIAL_DIGITS}d}"
    bare = f"{int(serial):0{_BARE_SERIAL_DIGITS}d}"
    tails = (
        (f"{block.lower()}{tail}",) if block else (bare, *(letters + tail for letters in _BLOCKS))
    )
    year = year or (f"20{short_year}" if short_year and len(short_year) == 2 else short_year)  # noqa: PLR2004
    return [tails, *((part,) for part in (commune, year) if part)]


def short(number: str) -> str:
    """Return the short form of a case number; what is not one stays as it is."""
    try:
        return CaseNumber.parse(number).short
    except ValueError:
        return number
