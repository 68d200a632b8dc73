"""Find out in which old script each column of a sheet is written, and turn it into Unicode.

Every reading of a column is weighed by how many of its telling words (those that some script reads
differently) become words that can be said.  A column is settled only when one reading is good and
no other comes near; else it is *unsure*: it stays as it is, and a person is asked.

    telling words   NguyÔn  ThÞ  V¨n   |  as Unicode 0 of 3   as TCVN3 3 of 3   as VNI 1 of 3

Invariants: a cell with letters that old fonts lack ("ễ", "đ") is Unicode whatever its column is.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ctxh_desktop.exchange import scripts
from ctxh_desktop.exchange.likelihood import share, telling_words
from ctxh_desktop.exchange.scripts import SCRIPTS, TCVN3, TCVN3_UPPER, UNICODE, VIQR
from ctxh_desktop.exchange.sheets import Cell, Sheet
from ctxh_desktop.exchange.syllables import is_syllable

GOOD_SHARE = 0.75
NEAR_SHARE = 0.2
"""A reading is good from the first on; another that comes nearer than the second is a rival."""


@dataclass(frozen=True)
class ColumnScript:
    """In which script a column is, and how sure that is.

    Shapes: `rivals` are the scripts to choose from while `is_sure` is false, the likeliest first.
    """

    script: str = UNICODE
    is_sure: bool = True
    rivals: tuple[str, ...] = ()


def detect(sheet: Sheet) -> tuple[ColumnScript, ...]:
    """Return the script of each column."""
    columns = [_Words.of(_texts(sheet, column)) for column in range(_width(sheet))]
    alone = [_judge(words) for words in columns]
    votes: Counter[str] = Counter()
    for one, words in zip(alone, columns, strict=True):
        if one.is_sure and one.script:
            votes[one.script] += len(words.old)
    if not votes:
        return tuple(alone)
    common = votes.most_common(1)[0][0]
    return tuple(_beside(one, words, common) for one, words in zip(alone, columns, strict=True))


def converted(sheet: Sheet, chosen: Mapping[int, str]) -> Sheet:
    """Return the sheet with some columns (from 0) read in their script; numbers stay."""
    if not any(chosen.values()):
        return sheet
    rows = tuple(
        tuple(_converted(cell, chosen.get(column, UNICODE)) for column, cell in enumerate(row))
        for row in sheet.rows
    )
    return replace(sheet, rows=rows)


def readings(sheet: Sheet, chosen: Mapping[int, str]) -> dict[int, dict[str, str]]:
    """Return how a cell of each column would read in the scripts that a person may choose from.

    Only columns are there that can be in an old script, or are read in one: a column with letters
    that old fonts lack leaves nothing to choose.
    """
    found = {}
    for column in range(_width(sheet)):
        texts = list(_texts(sheet, column))
        words = _Words.of(texts)
        if words.old and (chosen.get(column) or not words.has_unicode):
            shown = next(text for text in texts if words.old[0] in text)
            read = {script: scripts.decode(shown, script) for script in SCRIPTS}
            own = chosen.get(column, UNICODE)
            found[column] = {
                script: text
                for script, text in read.items()
                if script in (UNICODE, own) or text != read[UNICODE]
            }
    return found


def differs(cell: Cell, rivals: Iterable[str]) -> bool:
    """Return whether a cell says different things in the scripts that its column may be in."""
    if not isinstance(cell, str):
        return False
    return len({_converted(cell, script) for script in (UNICODE, *rivals)}) > 1


@dataclass(frozen=True)
class _Words:
    """Telling words of the cells that may be old, and whether others are Unicode for certain."""

    old: tuple[str, ...]
    has_unicode: bool

    @classmethod
    def of(cls, texts: Iterable[str]) -> _Words:
        all_texts = list(texts)
        old = [text for text in all_texts if scripts.may_be_old(text)]
        return cls(telling_words(old), len(old) < len(all_texts))


def _width(sheet: Sheet) -> int:
    return max(map(len, sheet.rows), default=0)


def _texts(sheet: Sheet, column: int) -> Iterable[str]:
    """Return the texts of a column but for titles that were merged over several."""
    for row in sheet.rows:
        cell = row[column] if column < len(row) else None
        if isinstance(cell, str):
            is_merged = any(
                0 <= other < len(row) and row[other] == cell for other in (column - 1, column + 1)
            )
            if not is_merged:
                yield unicodedata.normalize("NFC", cell)


def _judge(words: _Words) -> ColumnScript:
    """Return what the words of one column say by themselves; Unicode wins a tie."""
    old = words.old
    if not old:
        return ColumnScript()
    has_marks = any(not word.isascii() for word in old)
    # The H fonts write the same signs; which case they show cannot be read from the words.
    possible = [s for s in SCRIPTS if s != TCVN3_UPPER] if has_marks else [UNICODE, VIQR]
    shares = {script: share(old, script) for script in possible}
    best = max(shares, key=lambda script: shares[script])
    if shares[best] <= shares[UNICODE]:
        return ColumnScript()
    near = [s for s, one in shares.items() if s != best and one > shares[best] - NEAR_SHARE]
    if words.has_unicode and any(_is_double(word, best) for word in old):
        near = near or [UNICODE]
    if shares[best] >= GOOD_SHARE and not near:
        return ColumnScript(best)
    return ColumnScript(UNICODE, is_sure=False, rivals=(best, *near))


def _is_double(word: str, script: str) -> bool:
    """Return whether a word can be said both as it stands and as the script reads it."""
    read = scripts.decode(word, script)
    return read != word and is_syllable(word) and is_syllable(read)


def _beside(alone: ColumnScript, words: _Words, common: str) -> ColumnScript:
    """Ask about a column that can be Unicode as well as what the columns beside it are in."""
    if alone.script or not alone.is_sure or words.has_unicode:
        return alone
    old = [word for word in words.old if scripts.decode(word, common) != word]
    if old and share(old, common) >= max(share(old, UNICODE), GOOD_SHARE):
        return ColumnScript(UNICODE, is_sure=False, rivals=(common, UNICODE))
    return alone


def _converted(cell: Cell, script: str) -> Cell:
    if not isinstance(cell, str) or not script or not scripts.may_be_old(cell):
        return cell
    if cell.isascii() and script in (TCVN3, scripts.VNI):
        return cell
    read = scripts.decode(cell, script)
    is_kept = _is_sayable(cell) and not _is_sayable(read)  # Unicode in an old column
    return cell if is_kept else read


def _is_sayable(text: str) -> bool:
    return all(is_syllable(word) for word in text.split() if any(map(str.isalpha, word)))
