"""Say whether a written word can be a Vietnamese syllable, marks included.

    onset + rhyme, with one tone at most; a syllable that ends in c, ch, p or t carries only sắc or
    nặng: "Nguyễn", "hoà", "hòa" can be, "NguyÔn", "Hä", "hảt" cannot

Old fonts and wrong decodings give themselves away by it: they make words that nobody can say.

Source: the spelling of Vietnamese (QĐ 240/QĐ 1984, both places of the tone); domain reference §7.8.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ONSET_WORDS = "ngh ng gh gi tr th ph nh kh ch qu b c d đ g h k l m n p q r s t v x"
_ONSETS = tuple(_ONSET_WORDS.split())
_RHYME_WORDS = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e "
    "ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên "
    "iêng iêp iêt iêu yêm yên yêng yêt yêu o oa oac oach oai oam oan oang oanh oao oap oat "
    "oay oăc oăm oăn oăng oăt oc oe oem oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn "
    "ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc ui um un ung uôc uôi uôm uôn uông "
    "uôt up ut uê uêch uênh uy uya uych uyên uyêt uynh uyt uyu uyn uyp uơ ư ưa ưc ưi ưm ưn "
    "ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y ênh êng yn ynh"
)
_RHYMES = frozenset(_RHYME_WORDS.split())
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_TONES_BEFORE_STOP = frozenset("\u0301\u0323")
_STOPS = ("c", "ch", "p", "t")
_EDGE = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_CACHED_WORDS_MAX = 1 << 15


@lru_cache(maxsize=_CACHED_WORDS_MAX)
def is_syllable(word: str) -> bool:
    """Return whether a word, in any case and normal form, can be one Vietnamese syllable.

    Signs and digits around it do not count; a word without letters is none.
    """
    bare = _EDGE.sub("", unicodedata.normalize("NFC", word)).lower()
    letters, tones = _without_tones(bare)
    if not letters or len(tones) > 1:
        return False
    return any(rhyme in _RHYMES and _may_carry(rhyme, tones) for rhyme in _rhymes_of(letters))


def _rhymes_of(letters: str) -> list[str]:
    """Return what may follow an onset; "gi" and "qu" also lend their vowel to the rhyme."""
    found = [letters]
    for onset in _ONSETS:
        if letters.startswith(onset):
            rest = letters[len(onset) :]
            found.append(rest)
            if onset == "gi":
                found.append("i" + rest)
            elif onset == "qu":
                found.append("u" + rest)
    return found


def _may_carry(rhyme: str, tones: str) -> bool:
    return not tones or tones in _TONES_BEFORE_STOP or not rhyme.endswith(_STOPS)


def _without_tones(word: str) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFD", word)
    tones = "".join(c for c in decomposed if c in _TONES)
    letters = "".join(c for c in decomposed if c not in _TONES)
    return unicodedata.normalize("NFC", letters), tones
