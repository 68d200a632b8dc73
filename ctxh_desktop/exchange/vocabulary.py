"""The words in which communes write their lists: headings of columns and names of values.

Both are data (`resources/codes/column_names.csv`, `value_names.csv`); the code lists' own codes and
labels, in both languages, and the labels of the declaration are known besides.

Words are first compared with their marks ("Nam" is not "Năm"), then without; words that mean
different things without their marks are known only with them.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar

from ctxh_desktop import paths
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.words import fold

_Meaning = TypeVar("_Meaning")
_GAP = re.compile(r"[\W_]+")
_BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_BETWEEN_CHOICES = re.compile(r"[,;/+&|\n]| - | \u2013 ")
_PREFIX_WORDS_MIN = 2


@dataclass(frozen=True)
class HeadingMeaning:
    """What a column holds: a field, or a part of it.

    Shapes: `part` is "" for the whole field, "family"/"given" of a name, "day"/"month"/"year" of
    a date, "labelled" for a text kept under its heading, the code that a mark chooses, whose phone
    it is, or "more" for words that choose besides what other columns choose.
    """

    field: str | None
    part: str = ""


@dataclass(frozen=True)
class ValueMeaning:
    """The codes that words stand for, and values of other fields that they tell besides.

    Shapes: `is_whole` is false where the words say more than the code ("thợ may" is a craft).
    """

    codes: tuple[str, ...]
    also: tuple[tuple[str, str], ...] = ()
    is_whole: bool = True


@dataclass(frozen=True)
class Vocabulary:
    """Words, with and without their marks → meanings, for one record type."""

    headings: Mapping[str, HeadingMeaning]
    values: Mapping[str, Mapping[str, ValueMeaning]]
    _chosen: dict[tuple[str, str], ValueMeaning | None] = field(default_factory=dict, repr=False)

    def heading(self, words: str) -> tuple[HeadingMeaning, int] | None:
        """Return what a heading means and how well it is known: 3 exactly … 1 by its beginning."""
        bare = _BRACKETED.sub(" ", words)
        for quality, text in ((3, words), (2, bare)):
            if meaning := _looked_up(self.headings, text):
                return meaning, quality
        parts = bare.split()
        for length in range(len(parts) - 1, _PREFIX_WORDS_MIN - 1, -1):
            if meaning := _looked_up(self.headings, " ".join(parts[:length])):
                return meaning, 1
        return None

    def choices(self, list_name: str, words: str) -> ValueMeaning | None:
        """Return the codes that a cell names, one or several, or None when a word is unknown."""
        key = (list_name, words)
        if key not in self._chosen:
            self._chosen[key] = self._choices(self.values.get(list_name, {}), words)
        return self._chosen[key]

    def _choices(self, known: Mapping[str, ValueMeaning], words: str) -> ValueMeaning | None:
        if meaning := _looked_up(known, words):
            return meaning
        if meaning := _looked_up(known, _BRACKETED.sub(" ", words)):
            return replace(meaning, is_whole=False)
        found: list[ValueMeaning] = []
        for piece in filter(_with_marks, _BETWEEN_CHOICES.split(words)):
            meanings = _pieces(known, piece)
            if not meanings:
                return None
            found += meanings
        if not found:
            return None
        codes = tuple(dict.fromkeys(code for meaning in found for code in meaning.codes))
        also = tuple(also for meaning in found for also in meaning.also)
        return ValueMeaning(codes, also, all(meaning.is_whole for meaning in found))


def _pieces(known: Mapping[str, ValueMeaning], piece: str) -> list[ValueMeaning]:
    """Return the meaning of one piece, or of its halves around "và" or of its single codes."""
    if whole := _looked_up(known, piece):
        return [whole]
    for parts in (piece.split(" và "), piece.split()):
        meanings = [meaning for part in parts if (meaning := _looked_up(known, part))]
        if len(parts) == len(meanings):
            return meanings
    return []


def _with_marks(text: str) -> str:
    """Return words as they are compared with their marks."""
    return _GAP.sub(" ", unicodedata.normalize("NFC", text).lower()).strip()


def _looked_up(known: Mapping[str, _Meaning], words: str) -> _Meaning | None:
    return known.get(_with_marks(words)) or known.get(fold(words))


def _known(pairs: Iterable[tuple[str, _Meaning]]) -> dict[str, _Meaning]:
    """Return a dictionary by words with marks, and without where that stays clear."""
    with_marks: dict[str, _Meaning] = {}
    without: dict[str, list[_Meaning]] = {}
    for words, meaning in pairs:
        with_marks[_with_marks(words)] = meaning
    for words, meaning in with_marks.items():
        without.setdefault(fold(words), []).append(meaning)
    clear = {words: all_[0] for words, all_ in without.items() if all(m == all_[0] for m in all_)}
    known = clear | with_marks
    known.pop("", None)
    return known


def read_vocabulary(
    record_type: RecordType, catalogue: Catalogue, column_names: str, value_names: str
) -> Vocabulary:
    """Build the vocabulary of a record type from the texts of the two files."""
    entered = [f for f in record_type.fields if f.entered]
    headings = [(words, HeadingMeaning(f.name)) for f in entered for words in (f.label, f.name)]
    headings += [
        (row["heading"], HeadingMeaning(row["field"] or None, row["part"]))
        for row in csv.DictReader(column_names.splitlines())
        if row["record"] == record_type.name
    ]
    lists = {f.codes for f in record_type.fields if f.codes}
    values = {name: list(_own_words(catalogue, name)) for name in lists}
    for row in csv.DictReader(value_names.splitlines()):
        if row["list"] in values:
            also = tuple(_pairs(row["also"].split()))
            meaning = ValueMeaning(tuple(row["code"].split()), also, not row["more"])
            values[row["list"]].append((row["words"], meaning))
    return Vocabulary(_known(headings), {name: _known(pairs) for name, pairs in values.items()})


def _own_words(catalogue: Catalogue, list_name: str) -> Iterable[tuple[str, ValueMeaning]]:
    """Return labels and codes of a list; a code wins over a label that reads the same."""
    codes = catalogue[list_name].codes
    for part in ("label_en", "label", "code"):
        for code in codes:
            yield getattr(code, part), ValueMeaning((code.code,))


def _pairs(texts: Iterable[str]) -> Iterable[tuple[str, str]]:
    for text in texts:
        name, _, value = text.partition("=")
        yield name, value


@lru_cache(maxsize=1)
def _files() -> tuple[str, str]:
    names, values = paths.code_list("column_names"), paths.code_list("value_names")
    return names.read_text(encoding="utf-8"), values.read_text(encoding="utf-8")


def vocabulary(record_type: RecordType, catalogue: Catalogue) -> Vocabulary:
    """Return the vocabulary of a record type, from the program's own files."""
    return read_vocabulary(record_type, catalogue, *_files())
