"""What may be chosen in a field: the codes in force, and what is stored though it has lapsed.

Source: ADR-0005 (codes are stored, labels are looked up); ADR-0026 (editions of reference data).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ctxh_desktop.domain.codes import RETIRED_MARK, Code, CodeList
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.texts import SOURCE_LANGUAGE
from ctxh_desktop.ui import translation

BOXED_MAX = 4
BOXED_WORDS_MAX = 4
BOXED_LETTERS_MAX = 48
"""Up to four choices of up to four words stand open as boxes; more become a drop-down."""


def offered(codes: CodeList, day: date) -> list[tuple[str, str]]:
    """Return (code, words) of what may be newly chosen on a day."""
    return [(code.code, words_of(code)) for code in codes.current(day)]


def kept(codes: CodeList, day: date, value: Plain) -> list[tuple[str, str]]:
    """Return (code, words) of what is stored but not offered: lapsed ones as "… (cũ)".

    A field that shows them keeps them; once they are taken out they are offered no more.
    """
    current = {code.code for code in codes.current(day)}
    found = []
    for code in str(value or "").split():
        if code not in current:
            known = codes.by_code.get(code)
            found.append((code, f"{words_of(known)} {RETIRED_MARK}" if known else code))
    return found


def words_of(code: Code) -> str:
    """Return a choice's words: its Vietnamese label, or the English one on English screens."""
    if translation.language() == SOURCE_LANGUAGE and code.label_en:
        return code.label_en
    return code.label


def is_boxed(choices: Sequence[tuple[str, str]], limit: int = BOXED_MAX) -> bool:
    """Whether these choices stand open as boxes."""
    words = [words for _, words in choices]
    is_short = all(len(word.split()) <= BOXED_WORDS_MAX for word in words)
    return len(words) <= limit and is_short and sum(map(len, words)) <= BOXED_LETTERS_MAX
