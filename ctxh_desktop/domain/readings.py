"""Readings: what somebody may have meant by what stands in the search field.

    read      as it stands: folded words, a grouped number as one, a date as the day of birth
    ways      what means the same, too: i for y, "68" for 1968, +84 for 0, a zero that a spreadsheet
              dropped
    guesses   asked only when nothing was found: keys that Telex or VNI did not turn into letters
              ("nguyeexn", "nguye64n"), numbers in pieces, "tdp", "bà" before a name

Each word is to begin a word of the record.  Nothing here knows the register: words written without
their spaces, initials and slips of a key need it and are the affair of `storage.lookups`.

Source: ux specification §5 (11: i and y); domain reference §7.1, §7.7; ADR-0009.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ctxh_desktop.domain import identity, words

WORDS_MAX: Final = 8
_GROUPED_DIGITS_MIN: Final = 5
"""Fewer digits in pieces are a year, or a number and a village, not one number."""
_SWAPPED_MAX: Final = 2
"""Words of a search in which i is tried for y; more would be many searches."""
_SAME_CENTURY_MAX: Final = 30
"""Two digits up to here may be a year of this century, too, or the number of a village."""
_BETWEEN_DIGITS: Final = str.maketrans("", "", " .-()\u2019'")
_DAY: Final = re.compile(r"(?<![\w/.-])([0-3]?\d)([/.-])([01]?\d)\2((?:19|20)\d\d)(?![\d/.-]*\d)")
_MONTH: Final = re.compile(r"(?<![\w/.-])([01]?\d)/((?:19|20)\d\d)(?![\d/.-]*\d)")
_COMPACT_DAY: Final = re.compile(r"([0-3]\d)([01]\d)((?:19|20)\d\d)")
_I_OR_Y: Final = re.compile(r"([bcdghklmnprstv]|qu|^)[iy]$|(?<=u)[iy](?=nh$)")
_TELEX_TONES: Final = frozenset("sfrxjwz")
_VOWELS: Final = frozenset("aeiouy")
_VNI: Final = re.compile(r"(?<=[a-z])[0-9]+")
_SHORT_FORMS: Final = ((re.compile(r"\bt ?d ?p\b"), "to dan pho"),)
_BORN: Final = re.compile(r"\b(?:sn|ns|sinh nam|sinh|nam sinh)\b(?= \d)")
_TITLE: Final = re.compile(
    r"(?:(?:ong|ba|cu|anh|chi|em|chau|be|o|me|mu|mo|co|chu|bac|cau|di|duong|thim|thay) )+(?=\S)"
)


@dataclass(frozen=True)
class Reading:
    """One way to read what was typed.

    Attributes:
        words: folded; each begins a word of the record.
        born: how the date of birth begins in plain form; its year is among the words.
    """

    words: tuple[str, ...]
    born: str = ""

    @property
    def text(self) -> str:
        """The words in one line."""
        return " ".join(self.words)


def read(typed: str) -> Reading:
    """Return what was typed, taken as it stands; without words when there is nothing to find."""
    plain = _cleaned(typed)
    digits = plain.translate(_BETWEEN_DIGITS)
    if re.fullmatch(r"(?:\+84|0084)\d+", digits):
        return Reading((identity.clean_phone(digits),))
    if day := _DAY.search(plain):
        born = _plain_day(day[4], day[3], day[1])
        return _around(plain, day, day[4], born)
    if month := _MONTH.search(plain):
        return _around(plain, month, month[2], _plain_day(month[2], month[1]))
    if digits.isdigit() and len(digits) >= _GROUPED_DIGITS_MIN:
        return Reading((digits,))
    return Reading(_folded(plain))


def ways(typed: str) -> Iterator[Reading]:
    """Yield what was typed and other usual ways to write the same, likeliest first."""
    first = read(typed)
    *_, last = first.words or ("",)
    if re.fullmatch(r"\d\d", last) and int(last) > _SAME_CENTURY_MAX:
        yield from _with_years(first)
    yield first
    if first.born:
        yield Reading(_folded(_cleaned(typed)))
    if len(first.words) == 1 and first.text.isdigit():
        for number in (identity.clean_phone(first.text), identity.restore_zeros(first.text)):
            if number != first.text:
                yield Reading((number,))
    else:
        yield from _swaps(first)


def guesses(typed: str) -> Iterator[Reading]:
    """Yield what may have been meant where nothing was found, likelier first; none twice."""
    first = read(typed)
    changes = (_spelled_out, _joined, _from_telex, _from_vni, _untitled)
    everything = first
    seen = {first}
    for change in changes:
        everything = change(everything)
        for reading in (change(first), everything):
            if reading not in seen:
                seen.add(reading)
                yield reading
    for base in (first, everything):
        for reading in (*_with_years(base), *_with_compact_day(base)):
            if reading not in seen:
                seen.add(reading)
                yield reading


def initials(typed: str) -> Reading | None:
    """Return letters that may begin the words of a name, and a year; else None.

    Shapes: the words are one letter each, family name first, then perhaps four digits.
    """
    letters, *more = _cleaned(typed).split() or [""]
    parts = _folded(letters)
    joined = "".join(parts) if all(len(part) == 1 for part in parts) else " ".join(parts)
    year = "".join(_folded(" ".join(more)))
    is_year = not year or re.fullmatch(r"(?:19|20)\d\d", year)
    if not is_year or not re.fullmatch(r"[a-z]{2,7}", joined):
        return None
    return Reading((*joined, *([year] if year else [])), year)


def _cleaned(typed: str) -> str:
    """Return the text without signs of no width, and with plain digits."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    return "".join(c for c in plain if unicodedata.category(c) != "Cf")


def _folded(plain: str) -> tuple[str, ...]:
    return tuple(words.fold(plain).split()[:WORDS_MAX])


def _plain_day(year: str, month: str, day: str = "") -> str:
    return "-".join([year, f"{int(month):02d}", *([f"{int(day):02d}"] if day else [])])


def _around(plain: str, date: re.Match[str], year: str, born: str) -> Reading:
    """Return the words beside a date with its year, last."""
    beside = f"{plain[: date.start()]} {plain[date.end() :]}"
    return Reading((*_folded(beside), year)[-WORDS_MAX:], born)


def _swaps(first: Reading) -> Iterator[Reading]:
    """Yield readings with i for y or y for i, most words first."""
    able = [place for place, word in enumerate(first.words) if _swapped(word, place, first)]
    chosen = able[-_SWAPPED_MAX:]
    for count in range(len(chosen), 0, -1):
        for places in itertools.combinations(chosen, count):
            changed = [
                _swapped(word, place, first) if place in places else word
                for place, word in enumerate(first.words)
            ]
            yield replace(first, words=tuple(changed))


def _swapped(word: str, place: int, reading: Reading) -> str:
    """Return a word with i for y or y for i, "" where nobody writes it both ways."""
    # Nearly every woman's middle name: never Thy, so the search need not ask.
    if word == "thi" and place < len(reading.words) - 1:
        return ""
    if not _I_OR_Y.search(word):
        return ""
    return _I_OR_Y.sub(lambda m: m[0].translate(str.maketrans("iy", "yi")), word)


def _spelled_out(reading: Reading) -> Reading:
    text = reading.text
    for short, long in _SHORT_FORMS:
        text = short.sub(long, text)
    return replace(reading, words=tuple(_BORN.sub("", text).split()[:WORDS_MAX]))


def _joined(reading: Reading) -> Reading:
    """Put the pieces of a number together: "0912 773 hoa"."""
    found: list[str] = []
    for is_number, group in itertools.groupby(reading.words, str.isdigit):
        pieces = list(group)
        whole = "".join(pieces)
        found += [whole] if is_number and len(whole) >= _GROUPED_DIGITS_MIN else pieces
    return replace(reading, words=tuple(found))


def _from_telex(reading: Reading) -> Reading:
    return replace(reading, words=tuple(map(_telex, reading.words)))


def _telex(word: str) -> str:
    """Return the folded letters that Telex would have made: "nguyeexn" is "nguyen".

    After its first vowel a syllable has tones and marks, in any place, and nothing else of these.
    """
    if not word.isalpha():
        return word
    start = next((n for n, c in enumerate(word) if c in _VOWELS or c == "w"), len(word))
    onset, rest = word[:start], word[start:]
    if onset.startswith("dd"):
        onset = onset[1:]
    elif onset == "d" and rest.endswith("d"):
        rest = rest[:-1]
    made = ""
    for letter in rest:
        if letter == "w" and not made:
            made += "u"
        elif letter in _TELEX_TONES or (letter in "aeo" and letter in made):
            continue
        else:
            made += letter
    return onset + made


def _from_vni(reading: Reading) -> Reading:
    return replace(reading, words=tuple(_VNI.sub("", word) for word in reading.words))


def _untitled(reading: Reading) -> Reading:
    title = _TITLE.match(reading.text)
    return replace(reading, words=tuple(reading.text[title.end() if title else 0 :].split()))


def _with_years(reading: Reading) -> Iterator[Reading]:
    """Yield readings in which two digits at the end are a year."""
    *before, last = reading.words or ("",)
    if before and re.fullmatch(r"\d\d", last):
        yield replace(reading, words=(*before, f"19{last}"))
        if int(last) <= _SAME_CENTURY_MAX:
            yield replace(reading, words=(*before, f"20{last}"))


def _with_compact_day(reading: Reading) -> Iterator[Reading]:
    for place, word in enumerate(reading.words):
        if day := _COMPACT_DAY.fullmatch(word):
            others = (*reading.words[:place], *reading.words[place + 1 :])
            yield Reading((*others, day[3]), _plain_day(day[3], day[2], day[1]))
