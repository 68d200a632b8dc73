"""Old ways to write Vietnamese, and back to Unicode NFC.

    tcvn3        TCVN3 (ABC), fonts .VnTime …   one sign per letter; tones only on small letters
    tcvn3-upper  the same, fonts .VnTimeH …     small letters that the font shows as capitals
    vni          VNI-Windows, fonts VNI-Times   letter and mark as two signs
    viqr         "Nguye^~n Va(n A'nh"           ASCII only
    utf8-twice   "Nguyá»…n"                     UTF-8 that was read as windows-1252
    ""           Unicode, composed or not

Invariants: `decode` never raises and never drops a sign that it does not know; for every Vietnamese
letter `decode(encode(letter)) == letter` (TCVN3 writes a capital with a tone only in its H fonts).

Source: domain reference §7.8; TCVN 5712:1993 (VN3), VNI-Windows, RFC 1456 (VIQR).
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable

UNICODE, TCVN3, TCVN3_UPPER, VNI, VIQR, UTF8_TWICE = (
    "", "tcvn3", "tcvn3-upper", "vni", "viqr", "utf8-twice",
)  # fmt: skip
SCRIPTS = (UNICODE, TCVN3, TCVN3_UPPER, VNI, VIQR, UTF8_TWICE)
"""All that can be read, the most likely first."""

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_SMALL = [unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES] + ["đ"]
LETTERS = (*_SMALL, *(letter.upper() for letter in _SMALL))
"""Every Vietnamese vowel with every tone, and đ, in both cases."""

_TCVN3 = dict(
    zip(
        "µ\u00b8¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ\u00d7ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ",
        strict=True,
    )
) | dict(zip("¡¢§£¤¥¦", "ĂÂĐÊÔƠƯ", strict=True))
_TCVN3_TABLE = str.maketrans(_TCVN3 | {"\u03bc": "à"})  # Word writes the micro sign as Greek mu
_TCVN3_CAPITALS = frozenset("¡¢§£¤¥¦" + string.ascii_uppercase)
_TCVN3_CODES = {letter: code for code, letter in _TCVN3.items()}

_VNI_MARKS = {
    "ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "à": "\u0302\u0300", "á": "\u0302\u0301", "å": "\u0302\u0309",
    "ã": "\u0302\u0303", "ä": "\u0302\u0323", "ê": "\u0306", "è": "\u0306\u0300",
    "é": "\u0306\u0301", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"

_VIQR_MARKS = {
    "`": "\u0300", "'": "\u0301", "?": "\u0309", "~": "\u0303", ".": "\u0323",
    "^": _CIRCUMFLEX, "(": _BREVE, "+": _HORN, "*": _HORN,
}  # fmt: skip
_VIQR_SIGNS = {mark: sign for sign, mark in reversed(_VIQR_MARKS.items())}
_VIQR_WORD = re.compile(
    r"\\(.)|([Dd])([Dd])|([AaEeOo]\^|[Aa]\(|[OoUu][+*]|[AaEeIiOoUuYy])([`'?~.]?)"
)

_HIGH_FIRST = 0x80
_CP1252 = {
    (bytes([code]).decode("windows-1252", "ignore") or chr(code)): code
    for code in range(_HIGH_FIRST, 256)
} | {chr(code): code for code in range(_HIGH_FIRST, 0xA0)}


def decode(text: str, script: str) -> str:
    """Return the text in Unicode NFC, read in one of `SCRIPTS`."""
    return unicodedata.normalize("NFC", _DECODERS[script](text))


def encode(text: str, script: str) -> str | None:
    """Return the text as the script writes it, or None where it has no such letter."""
    written = "".join(_encoded(c, script) or "\0" for c in unicodedata.normalize("NFC", text))
    return None if "\0" in written else written


def may_be_old(text: str) -> bool:
    """Return whether all signs exist in the 8-bit sets of old fonts; "ễ" or "đ" never do."""
    return all(ord(c) < _HIGH_FIRST or c in _CP1252 or c == "\u03bc" for c in text)


def _tcvn3(text: str) -> str:
    """Return the text; what was typed in capitals has its letters with tones small in the file."""
    if _is_in_capitals(text):
        return text.translate(_TCVN3_TABLE).upper()
    read = ((word, word.translate(_TCVN3_TABLE)) for word in text.split(" "))
    return " ".join(new.upper() if _is_in_capitals(word) else new for word, new in read)


def _is_in_capitals(text: str) -> bool:
    """Return whether some word has two capitals or more, and none a small letter of ASCII."""
    has_small = any(c.isascii() and c.islower() for c in text)
    capitals = [sum(c in _TCVN3_CAPITALS for c in word) for word in text.split(" ")]
    return not has_small and max(capitals) > 1


def _tcvn3_upper(text: str) -> str:
    return text.translate(_TCVN3_TABLE).upper()


def _vni(text: str) -> str:
    read: list[str] = []
    for sign in text:
        marks = _VNI_MARKS.get(sign.lower(), "")
        if marks and read and _takes(read[-1], marks):
            read[-1] = unicodedata.normalize("NFC", read[-1] + marks)
        else:
            letter = _VNI_LETTERS.get(sign.lower())
            read.append(sign if letter is None else letter.upper() if sign.isupper() else letter)
    return "".join(read)


def _takes(letter: str, marks: str) -> bool:
    """Return whether VNI puts these marks on the letter before them."""
    bare = letter.lower()
    if bare not in "aeouyơư":
        return False
    if marks[0] == _CIRCUMFLEX:
        return bare in "aeo"
    return marks[0] != _BREVE or bare == "a"


def _viqr(text: str) -> str:
    return _VIQR_WORD.sub(_viqr_letter, text)


def _viqr_letter(found: re.Match[str]) -> str:
    escaped, d, _, vowel, tone = found.groups()
    if escaped:
        return str(escaped)
    if d:
        return "Đ" if d == "D" else "đ"
    marks = [_VIQR_MARKS[sign] for sign in vowel[1:] + tone]
    return unicodedata.normalize("NFC", vowel[0] + "".join(marks))


def _utf8_twice(text: str) -> str:
    """Return runs of signs that are UTF-8 read one byte each, as what they were."""
    data = [_CP1252.get(c, ord(c) if ord(c) < _HIGH_FIRST else None) for c in text]
    if None in data:
        return text
    try:
        return bytes(code for code in data if code is not None).decode("utf-8")
    except UnicodeDecodeError:
        return text


def _encoded(letter: str, script: str) -> str | None:
    if letter.isascii():
        return letter
    if script == TCVN3:
        return _TCVN3_CODES.get(letter)
    if script == TCVN3_UPPER:
        return _TCVN3_CODES.get(letter.lower())
    if script == UTF8_TWICE:
        return "".join(
            bytes([code]).decode("windows-1252", "ignore") or chr(code) for code in letter.encode()
        )
    return _encoded_by_marks(letter, script)


def _encoded_by_marks(letter: str, script: str) -> str | None:
    small = letter.lower()
    base, marks = unicodedata.normalize("NFD", small)[:1], unicodedata.normalize("NFD", small)[1:]
    if script == VIQR:
        order = sorted(marks, key=lambda mark: mark not in (_CIRCUMFLEX, _BREVE, _HORN))
        written = "dd" if small == "đ" else base + "".join(_VIQR_SIGNS[mark] for mark in order)
    else:
        written = _vni_written(small, base, marks)
    return written.upper() if letter != small else written


def _vni_written(small: str, base: str, marks: str) -> str:
    signs = {letter: sign for sign, letter in _VNI_LETTERS.items()}
    if small in signs or small in "ìí":
        return signs.get(small, small)
    horned = {"o": "ô", "u": "ö"}[base] if _HORN in marks else base
    rest = "".join(sorted(marks.replace(_HORN, ""), key=lambda m: m not in (_CIRCUMFLEX, _BREVE)))
    return horned + next((s for s, m in _VNI_MARKS.items() if m == rest), "") if rest else horned


_DECODERS: dict[str, Callable[[str], str]] = {
    UNICODE: str,
    TCVN3: _tcvn3,
    TCVN3_UPPER: _tcvn3_upper,
    VNI: _vni,
    VIQR: _viqr,
    UTF8_TWICE: _utf8_twice,
}
