"""Likeness: how much two entries of the register look like one person entered twice.

A score adds up what agrees in name, birth, place and phone, and takes off what speaks against it;
an equal personal number alone makes a candidate.  It only ranks what a person is asked about:
nothing is ever joined by a score.

    name    written alike (tone place aside) > given name put elsewhere > one slip > other tones
    birth   the same day > agree as far as known > day and month changed over > a year apart
    against another day of birth, another sex, another full number

Names are not compared as one text with a percentage: of "Nguyễn Thị Lan" and "Nguyễn Thị Loan"
ninety-six of a hundred letters agree, and they are twins.  What people get wrong is a tone, one
letter, the order, a middle name left out; so syllables are compared one by one (ADR-0024).

Shapes: entries are compared by the plain values of a declared person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ctxh_desktop.domain.values import PartialDay, Plain
from ctxh_desktop.domain.words import fold, text_key

ASKED_MIN = 60
"""Score from which a person is asked."""
SURE_MIN = 90
"""Score from which the two are shown as almost surely one person."""
YEARS_APART_MAX = 1
"""Years by which births may differ when the name and the place agree."""

SAME_NUMBER, NEAR_NUMBER, OTHER_NUMBER = "number", "number-near", "number-other"
SAME_NAME, MOVED_NAME, NEAR_NAME, TONES, GIVEN = (
    "name", "name-order", "name-near", "name-tones", "name-given",
)  # fmt: skip
SAME_BIRTH, BIRTH_AS_KNOWN, NEAR_BIRTH, OTHER_BIRTH = (
    "birth", "birth-known", "birth-near", "birth-other",
)  # fmt: skip
SAME_HOUSEHOLD, SAME_VILLAGE, SAME_PHONE, OTHER_SEX = "household", "village", "phone", "sex-other"

_POINTS = {
    SAME_NAME: 45, MOVED_NAME: 40, NEAR_NAME: 38, TONES: 36, GIVEN: 25,
    SAME_BIRTH: 35, BIRTH_AS_KNOWN: 20, NEAR_BIRTH: 12, OTHER_BIRTH: -30,
    SAME_HOUSEHOLD: 12, SAME_VILLAGE: 10, SAME_PHONE: 20,
    SAME_NUMBER: 40, NEAR_NUMBER: 10, OTHER_NUMBER: -30, OTHER_SEX: -25,
}  # fmt: skip
_UNKNOWN_BIRTH = 8
_NUMBER_ALONE = 75
"""The least that an equal number gives: somebody copied it, or it is one person."""
_UNSURE_MAX = SURE_MIN - 1
_UNSURE = frozenset({TONES, NEAR_NAME, GIVEN, OTHER_SEX, OTHER_BIRTH, OTHER_NUMBER, NEAR_BIRTH})
"""With one of these a person has to look closely, whatever else agrees."""
_ABOUT_YEARS = 2


@dataclass(frozen=True)
class Likeness:
    """How two entries agree.

    Units: `score` 0 to 100.  Shapes: `reasons` are the codes of this module, the weightiest first.
    """

    score: int
    reasons: tuple[str, ...]

    @property
    def is_sure(self) -> bool:
        """Whether the two are almost surely one person."""
        return self.score >= SURE_MIN


def compare(
    one: Mapping[str, Plain], other: Mapping[str, Plain], asked_min: int = ASKED_MIN
) -> Likeness | None:
    """Return how two people agree, or None when nobody need be asked.

    `asked_min` is the score from which it is worth saying; lower while somebody still types.
    """
    number = _number(one, other)
    name = _name(_text(one, "full_name"), _text(other, "full_name"))
    phone = SAME_PHONE if _same(one, other, "phone") else ""
    if number != SAME_NUMBER and (not name or (name == GIVEN and not phone)):
        return None
    birth = _birth(_text(one, "born"), _text(other, "born"))
    place = SAME_HOUSEHOLD if _same(one, other, "household_id") else ""
    if not place and _same_text(one, other, "village"):
        place = SAME_VILLAGE
    sexes = {_text(one, "sex"), _text(other, "sex")} - {""}
    sex = OTHER_SEX if len(sexes) > 1 else ""
    reasons = [reason for reason in (number, name, birth, place, phone, sex) if reason]
    score = sum(_POINTS[reason] for reason in reasons)
    if not birth:
        score += _UNKNOWN_BIRTH
    if number == SAME_NUMBER:
        score = max(score, _NUMBER_ALONE)
        # A number may be copied wrongly: another name or birth has to be looked at.
        is_doubted = not name or birth == OTHER_BIRTH
    else:
        is_doubted = bool(_UNSURE & set(reasons))
    score = min(score, _UNSURE_MAX if is_doubted else 100)
    return Likeness(score, tuple(reasons)) if score >= asked_min else None


def years_around(born: str) -> tuple[str, str] | None:
    """Return the plain births from which up to which (not included) another may be the same.

    None for an empty or unreadable birth.
    """
    known = _parsed(born)
    if known is None:
        return None
    reach = _ABOUT_YEARS if known.is_about else YEARS_APART_MAX
    return f"{known.year - reach:04d}", f"{known.year + reach + 1:04d}"


def _number(one: Mapping[str, Plain], other: Mapping[str, Plain]) -> str:
    first, second = _text(one, "id_number"), _text(other, "id_number")
    if not first or not second:
        return ""
    if first == second:
        return SAME_NUMBER
    if len(first) != len(second):
        return ""  # an old number of nine digits says nothing about a new one of twelve
    return NEAR_NUMBER if is_slip(first, second) else OTHER_NUMBER


def _name(first: str, second: str) -> str:
    words, others = fold(first).split(), fold(second).split()
    if not words or not others:
        return ""
    if words == others:
        is_alike = text_key(first) == text_key(second) or _is_bare(first) or _is_bare(second)
        return SAME_NAME if is_alike else TONES
    if sorted(words) == sorted(others):
        return MOVED_NAME
    if len(words) > 1 and len(others) > 1 and _is_near(words, others):
        return NEAR_NAME
    return GIVEN if words[-1] == others[-1] else ""


def _is_near(words: list[str], others: list[str]) -> bool:
    """Whether one syllable has a slip, i stands for y, or one middle name was left out."""
    if len(words) == len(others):
        plain = [word.replace("y", "i") for word in words]
        differing = [
            (a, b)
            for a, b in zip(plain, (word.replace("y", "i") for word in others), strict=True)
            if a != b
        ]
        return not differing or (len(differing) == 1 and is_slip(*differing[0]))
    short, long = sorted((words, others), key=len)
    if len(long) != len(short) + 1 or short[0] != long[0] or short[-1] != long[-1]:
        return False
    return any(long[:place] + long[place + 1 :] == short for place in range(1, len(long) - 1))


@lru_cache(maxsize=1 << 14)
def is_slip(first: str, second: str) -> bool:
    """Whether one letter was changed, added, left out, or changed over with its neighbour."""
    if abs(len(first) - len(second)) > 1:
        return False
    place = 0
    while place < min(len(first), len(second)) and first[place] == second[place]:
        place += 1
    one, other = first[place:], second[place:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[1::-1] and one[2:] == other[2:])
    )


def _birth(first: str, second: str) -> str:
    one, other = _parsed(first), _parsed(second)
    if one is None or other is None:
        return ""
    if one == other and one.day is not None:
        return SAME_BIRTH
    apart = abs(one.year - other.year)
    if one.is_about or other.is_about:
        return BIRTH_AS_KNOWN if apart <= _ABOUT_YEARS else OTHER_BIRTH
    if apart == 0 and _agree(one.month, other.month) and _agree(one.day, other.day):
        return BIRTH_AS_KNOWN
    return NEAR_BIRTH if apart <= YEARS_APART_MAX else OTHER_BIRTH


def _agree(one: int | None, other: int | None) -> bool:
    return one is None or other is None or one == other


def _parsed(born: str) -> PartialDay | None:
    try:
        return PartialDay.parse(born) if born else None
    except ValueError:
        return None


def _is_bare(name: str) -> bool:
    """Whether a name was written without any mark, as on old lists and telephones."""
    return name.isascii()


def _text(values: Mapping[str, Plain], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _same(one: Mapping[str, Plain], other: Mapping[str, Plain], name: str) -> bool:
    return bool(_text(one, name)) and _text(one, name) == _text(other, name)


def _same_text(one: Mapping[str, Plain], other: Mapping[str, Plain], name: str) -> bool:
    first = fold(_text(one, name))
    return bool(first) and first == fold(_text(other, name))
