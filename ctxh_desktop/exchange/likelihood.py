"""How likely it is that words are in some script: which of them tell, and how many can be said.

Shapes: a share is between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ctxh_desktop.exchange import scripts
from ctxh_desktop.exchange.scripts import SCRIPTS, UNICODE, VIQR
from ctxh_desktop.exchange.syllables import is_syllable

WORDS_MAX = 400
_VIQR_SHAPES = ("^", "(", "+", "*", "dd", "DD", "Dd")


def telling_words(texts: Iterable[str]) -> tuple[str, ...]:
    """Return distinct words that some script reads differently, or that hold marks already."""
    found: dict[str, None] = {}
    for text in texts:
        for word in text.split(" "):
            if word not in found and _is_telling(word):
                found[word] = None
                if len(found) >= WORDS_MAX:
                    return tuple(found)
    return tuple(found)


def best_share(texts: Iterable[str]) -> float:
    """Return the share of telling words that the best reading makes sayable; 1 when none tells."""
    words = telling_words(texts)
    return max(share(words, script) for script in SCRIPTS) if words else 1.0


def _is_telling(word: str) -> bool:
    if not word.isascii():
        return any(c.isalpha() for c in word)
    return any(shape in word for shape in _VIQR_SHAPES) and scripts.decode(word, VIQR) != word


def share(words: Sequence[str], script: str) -> float:
    """Return the share of words that can be said when they are read in a script."""
    readings = (
        scripts.decode(word, script if scripts.may_be_old(word) else UNICODE) for word in words
    )
    return sum(map(is_syllable, readings)) / len(words)
