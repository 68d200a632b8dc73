"""Words: how Vietnamese names and texts are searched and sorted.

Searching ignores case, tones, marks and đ, so that "tran thi bong" finds "Trần Thị Bông".  Sorting
follows the given name (tên), then the middle names (chữ đệm), then the family name (họ), in the
order of CLDR vi: a ă â b c d đ e ê …, tones secondary in each word: level < huyền < hỏi < ngã <
sắc < nặng.

The order is a stored string of ASCII characters: SQLite, PostgreSQL (COLLATE "C") and Python sort
it alike.  Old and new placement of the tone make the same string (hoà = hòa), because only the
sequence of a word's tones counts, not their places.

Shapes of a sort key: each word is its letters (A to g, digits 7 to @), its tones (1 to 6) and "!";
given name, middle names, "!", family name.  Every separator and tone is below every letter, so that
the shorter of two words comes first.

Source: domain reference §7.7, §7.9; ADR-0005.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_LETTERS: Final = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_KEYS: Final = "789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg"
_KEY_OF: Final = dict(zip(_LETTERS, _KEYS, strict=True))
_TONE_OF: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_OTHER_MARK: Final = "6"
_SEPARATOR: Final = "!"
_LOOKALIKES: Final = str.maketrans({"ð": "đ", "ƀ": "b", "ɓ": "b", "ɗ": "đ", "\u0131": "i"})
"""Letters of old fonts and of highland languages that have no decomposition."""
_GAP: Final = re.compile(r"[\W_]+")
_CACHED_WORDS_MAX: Final = 1 << 15


def fold(text: str) -> str:
    """Return the text as the search compares it: no case, marks or đ, words by single spaces."""
    return " ".join(filter(None, map(_fold_word, text.split())))


def name_fold(name: str) -> str:
    """Return a name as the search compares it, family name first: "nguyen van anh"."""
    return fold(name)


def given_first(name: str) -> str:
    """Return a folded name with the given name first: "anh nguyen van"."""
    words = name.split()
    return fold(" ".join([*words[-1:], *words[:-1]]))


def sort_key(name: str) -> str:
    """Return an ASCII string by which names sort; see the module for the order."""
    words = [key for key in map(_word_key, name.split()) if key]
    if not words:
        return ""
    family = words[:1] if len(words) > 1 else []
    key = "".join([words[-1], *words[1:-1], _SEPARATOR, *family])
    return key.rstrip(_SEPARATOR)


def text_key(text: str) -> str:
    """Return an ASCII string by which names of places and things sort, word by word."""
    return "".join(map(_word_key, text.split())).rstrip(_SEPARATOR)


def text_keys(text: str) -> frozenset[str]:
    """Return the `text_key` of each word of a text."""
    return frozenset(filter(None, "".join(map(_word_key, text.split())).split(_SEPARATOR)))


@lru_cache(maxsize=_CACHED_WORDS_MAX)
def _fold_word(word: str) -> str:
    lower = unicodedata.normalize("NFD", unicodedata.normalize("NFD", word).casefold())
    bare = "".join(c for c in lower.translate(_LOOKALIKES) if not unicodedata.combining(c))
    return _GAP.sub(" ", bare.replace("đ", "d")).strip()


@lru_cache(maxsize=_CACHED_WORDS_MAX)
def _word_key(word: str) -> str:
    letters: list[str] = []
    tones: list[str] = []
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).casefold())
    for character in composed.translate(_LOOKALIKES):
        letter, marks = _letter_and_marks(character)
        letters.append(letter)
        tones += marks
    bare = "".join(letters)
    return bare + "".join(tones) + _SEPARATOR if bare else ""


def _letter_and_marks(character: str) -> tuple[str, list[str]]:
    """Return the key of one letter ("" when it does not count) and its tones."""
    decomposed = unicodedata.normalize("NFD", character)
    first, marks = decomposed[0], decomposed[1:]
    if unicodedata.combining(first):
        return "", [_TONE_OF.get(first, _OTHER_MARK)]
    base, tones = first, []
    for mark in marks:
        whole = unicodedata.normalize("NFC", base + mark)
        if whole in _KEY_OF:
            base = whole
        else:
            tones.append(_TONE_OF.get(mark, _OTHER_MARK))
    if base in _KEY_OF:
        return _KEY_OF[base], tones
    return (f"~{ord(base):06X}" if base.isalnum() else ""), tones
