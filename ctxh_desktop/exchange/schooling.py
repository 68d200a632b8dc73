"""How far somebody went to school, in the figures that lists use instead of words.

    12/12            →  THPT     finished: the code says it all
    7/12             →  THCS     the class that was reached is left for the note
    Lớp 9, L.9       →  THCS     and "Lớp 9" as the class
    7/10             →  THCS     the ten classes of before 1989
    2026-12-09       →  9/12     what Excel makes of "9/12"

Source: domain reference §12 (L19).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from ctxh_desktop.domain.values import clean
from ctxh_desktop.domain.words import fold
from ctxh_desktop.exchange.sheets import Cell

CODES: Final = "education"
"""The code list that is read here."""

_LEVELS: Final = {
    12: ((5, "TH"), (9, "THCS"), (12, "THPT")),
    10: ((4, "TH"), (7, "THCS"), (10, "THPT")),
}
"""Classes in all → the last class of each level, and its code."""
_OF_ALL: Final = re.compile(r"(?:lop |l )?(\d{1,2}) (12|10)")
_CLASS: Final = re.compile(r"(?:lop|l) ?(\d{1,2})(?: ?[a-h]\d?)?")
_DECEMBER: Final = 12
_OCTOBER: Final = 10


@dataclass(frozen=True)
class Schooling:
    """What a cell says: the code, the words as a person wrote them, and the class if it names one.

    Shapes: `is_whole` tells that the code says as much as the words.
    """

    code: str
    words: str
    is_whole: bool
    school: str = ""


def read(cell: Cell) -> Schooling | None:
    """Return what figures in a cell say; None for words and for what is no class."""
    if isinstance(cell, date):
        return _of_all(*_typed_as(cell))
    if isinstance(cell, int) and not isinstance(cell, bool):
        return _of_all(cell, 12, str(cell))
    folded = fold(cell) if isinstance(cell, str) else ""
    if folded.isdigit() and len(folded) <= len("12"):
        return _of_all(int(folded), 12, folded)
    if found := _OF_ALL.fullmatch(folded):
        return _of_all(int(found[1]), int(found[2]))
    if found := _CLASS.fullmatch(folded):
        known = _of_all(int(found[1]), 12)
        words = " ".join(clean(str(cell)).split())
        return known and Schooling(known.code, words, is_whole=False, school=words)
    return None


def _typed_as(day: date) -> tuple[int, int]:
    """Return the "9/12" of which Excel made a day, wherever it puts the month."""
    for figures in ((day.day, day.month), (day.month, day.day)):
        if figures[1] == _DECEMBER:
            return figures
    return (day.day, day.month) if day.month == _OCTOBER else (day.month, day.day)


def _of_all(reached: int, classes: int, words: str = "") -> Schooling | None:
    if reached < 1 or classes not in _LEVELS:
        return None
    for last, code in _LEVELS[classes]:
        if reached <= last:
            return Schooling(code, words or f"{reached}/{classes}", is_whole=reached == last)
    return None
