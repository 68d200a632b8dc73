"""Passphrases (cụm từ mở khoá): made for people, or checked when people make their own.

The default is five unaccented Vietnamese syllables: 55 bits, which Telex and VNI leave as typed.

Source: security.md §4.1; NIST SP 800-63B-4 (15 characters, block list, no composition rule).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.errors import InputError, IntegrityError

SYLLABLES_TOTAL = 2048
PHRASE_SYLLABLES = 5
OWN_LETTERS_MIN = 15
OWN_LETTERS_MAX = 1024
REMAINDER_LETTERS_MIN = 8
"""What must be left of an own phrase once names and common words are taken out of it."""
DISTINCT_LETTERS_MIN = 6
NAME_LETTERS_MIN = 3

_BITS_PER_SYLLABLE = 11
_COMMON = (
    "matkhau", "password", "passphrase", "cumtu", "mokhoa", "congtacxahoi", "socongtac", "ctxh",
    "xinchao", "vietnam", "hanoi", "saigon", "anhyeuem", "emyeuanh", "toiyeuem", "maimai",
    "congtacvien", "uybannhandan", "ubnd", "admin", "abcdefghijklmnopqrstuvwxyz", "abcdef", "abc",
    "qwertyuiop", "qwerty", "asdfghjkl", "zxcvbnm", "iloveyou", "letmein", "welcome", "dragon",
    "monkey", "baomat", "khongbiet", "dangnhap", "nguoidung", "laptop", "maytinh",
)  # fmt: skip


def generate(syllables: Sequence[str], ambient: Ambient) -> str:
    """Draw five syllables, each of the 2,048 equally likely.

    Raises:
        IntegrityError: `syllable-list-damaged`, the list is not what 55 bits need.
    """
    sound = {word for word in syllables if word.isascii() and word.isalpha() and word.islower()}
    if not len(sound) == len(syllables) == SYLLABLES_TOTAL:
        raise IntegrityError("syllable-list-damaged")
    draw = int.from_bytes(ambient.random_bytes(7), "big")
    words = []
    for _ in range(PHRASE_SYLLABLES):
        words.append(syllables[draw % SYLLABLES_TOTAL])
        draw >>= _BITS_PER_SYLLABLE
    return " ".join(words)


def check_own(phrase: str, names: Iterable[str] = ()) -> None:
    """Refuse a phrase somebody who knows the person or the commune would try first.

    Args:
        phrase: as typed.
        names: of the person, the commune, the province.

    Raises:
        InputError: `phrase-too-short`, `phrase-too-long`, `phrase-holds-name`, `phrase-too-common`.
    """
    length = len(" ".join(unicodedata.normalize("NFC", phrase).split()))
    if length < OWN_LETTERS_MIN:
        raise InputError("phrase-too-short", length=length, minimum=OWN_LETTERS_MIN)
    if length > OWN_LETTERS_MAX:
        raise InputError("phrase-too-long", length=length, maximum=OWN_LETTERS_MAX)
    letters = _letters(phrase)
    nameless = _without(letters, (_letters(name) for name in names))
    if len(nameless) < REMAINDER_LETTERS_MIN <= len(letters):
        raise InputError("phrase-holds-name")
    rest = _without(nameless, _COMMON)
    if len(rest) < REMAINDER_LETTERS_MIN or len(set(rest)) < DISTINCT_LETTERS_MIN:
        raise InputError("phrase-too-common")


def spellings(phrase: str) -> tuple[str, ...]:
    """Return what to try for a typed phrase: as typed, then without accents and capitals.

    The second can only open what was made from a phrase of plain small letters, as all generated
    ones are; a phrase made with accents is never opened without them.
    Source: security.md §4.1 (documented deviation from ASVS 6.2.8).
    """
    typed = unicodedata.normalize("NFC", phrase)
    bare = fold(phrase)
    return (typed,) if bare == typed or not bare.isascii() else (typed, bare)


def fold(phrase: str) -> str:
    """Return a phrase in small letters without accents, words one space apart.

    Keys are derived from this form, so it may never change; that is why it is not shared with
    search, whose folding may.
    """
    spread = unicodedata.normalize("NFD", phrase.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return " ".join(bare.lower().split())


def _letters(text: str) -> str:
    """Return the letters alone; a birthday or a house number adds nothing to a phrase."""
    return "".join(letter for letter in fold(text) if letter.isalpha())


def _without(letters: str, parts: Iterable[str]) -> str:
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= NAME_LETTERS_MIN:
            letters = letters.replace(part, "")
    return letters
