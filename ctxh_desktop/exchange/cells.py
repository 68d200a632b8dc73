"""Read one cell as the value of a declared field, mending what Excel and habit do to it.

    46088001234.0       →  046088001234     the zero that Excel drops
    1905-05-01          →  1948             a year that Excel showed as a date
    NGUYỄN VĂN AN       →  Nguyễn Văn An    only when the whole name stands in capitals
    912345678           →  0912345678
    "NKT nặng, HN"      →  NGHEO NKT        and the degree of disability besides
    "thợ may"           →  TTCN             and the words, which say more, are left for the note

Invariants: nothing is guessed in silence — what was changed beyond spelling carries a warning, what
cannot be read is a problem with the words that stood there; in a field that nobody has to be asked
about (`is_asked`) it is no problem, and the words are left over for the note.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from ctxh_desktop.domain import identity
from ctxh_desktop.domain.schema import Field
from ctxh_desktop.domain.values import Kind, Plain, clean
from ctxh_desktop.domain.words import fold
from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange import health_cards, schooling
from ctxh_desktop.exchange.births import read_birth_cell, read_day_cell
from ctxh_desktop.exchange.sheets import Cell
from ctxh_desktop.exchange.vocabulary import Vocabulary

YES = frozenset(("x", "v", "co", "1", "true", "c", "yes", "✓", "✔", "√", "+", "*"))
NO = frozenset(("", "0", "khong", "false", "no", "-", "k"))
_NO_NUMBER = frozenset(("khong co", "chua co", "khong", "chua cap", "chua lam", "mat", "khong ro"))
_NOTHING = re.compile(r"[\s\-\u2013\u2014_./?…]*")
# TCVN3 letters that no Vietnamese word of Unicode has, and UTF-8 read as windows-1252.
_OLD_FONT = re.compile(
    "[µ\u00b8¶·¹¨»¾¼½Æ©ÇË®ÐÎÏÑªÖ\u00d7ØÜÞßäåæçëîïñö÷øûþÿ¡¢£¤¥¦¬]|áº|á»|Ã[\u0080-¿]"
)
_EDGE = re.compile(r"(^|[\s'\u2019\-])(\w)")
_SMALL_TONED = re.compile(r"(?<![\w'\u2019])[à-ỹ]")
_NUMBER_LABEL = re.compile(
    r"^(?:số|so|cccd|cmnd|cc|đdcn)[\s.:/]*(?:(?:cccd|cmnd|cc)[\s.:/]*)*", re.IGNORECASE
)
_SEVERAL = re.compile(r"[/;,\n]| - |\bhoặc\b")
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
_ROUNDED = re.compile(r"0{6}$")
_OF_PROTECTED = re.compile(
    r"\b(?:hiv|aids|xam hai|bao luc|mua ban|mai dam|tam than|tam tri|ma tuy|nghien)\b"
)
"""Words of policies by which somebody may have to be protected: a person chooses the policy."""
_YEAR_KINDS = (Kind.DAY, Kind.PARTIAL_DAY)


@dataclass(frozen=True)
class Problem:
    """What is wrong or was mended: field ("" for the whole row), code, facts for its sentence."""

    field: str
    code: str
    facts: dict[str, object] = dataclasses.field(default_factory=dict)


@dataclass
class CellReading:
    """What cells gave: values by field, problems that stop the row, warnings that do not.

    Shapes: `also` holds what words of one field tell of another, whose own column goes before it;
    `rest` are words of one cell that no field says, `kept` those of a row, under their headings.
    """

    values: dict[str, Plain] = field(default_factory=dict)
    also: dict[str, Plain] = field(default_factory=dict)
    rest: str = ""
    kept: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def refuse(self, name: str, code: str, **facts: object) -> None:
        """Note a problem."""
        self.problems.append(Problem(name, code, facts))

    def warn(self, name: str, code: str, **facts: object) -> None:
        """Note a warning."""
        self.warnings.append(Problem(name, code, facts))

    def leave(self, declared: Field, text: str, code: str, **facts: object) -> None:
        """Note that a cell cannot be read: a problem, or words that are left over for the note."""
        is_telling = declared.codes == "policy" and _OF_PROTECTED.search(fold(text))
        if is_asked(declared) or is_telling:
            self.refuse(declared.name, code, value=text, **facts)
        else:
            self.rest = text
            self.warn(declared.name, "kept-in-note", value=text)

    def take(self, other: CellReading, heading: str = "") -> None:
        """Add what another cell of the same row gave; *heading* is that of its column."""
        self.values |= other.values
        self.also |= other.also
        self.kept += other.kept
        if other.rest:
            self.kept.append(f"{heading}: {other.rest}" if heading else other.rest)
        self.problems += other.problems
        self.warnings += other.warnings


def is_asked(declared: Field) -> bool:
    """Return whether a person has to be asked about a cell of this field that cannot be read.

    That is what tells people apart and decides what they are entitled to; of all else the words are
    kept, so that no row waits because of somebody's trade.
    """
    return declared.required or declared.listed or declared.kind is Kind.IDENTIFIER


def text_of(cell: Cell) -> str:
    """Return a cell as one clean line of text."""
    if cell is None:
        return ""
    text = cell if isinstance(cell, str) else str(cell)
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return " ".join(text.split())
    return " ".join(clean(text).split())


def is_marked(cell: Cell) -> bool | None:
    """Return whether a cell of a column of marks is marked; None when it is neither."""
    if isinstance(cell, bool):
        return cell
    word = text_of(cell).lower()
    for known, answer in ((YES, True), (NO, False)):
        if word in known or fold(word) in known:
            return answer
    return None


def read_cell(cell: Cell, declared: Field, vocabulary: Vocabulary, today: date) -> CellReading:
    """Read a filled cell as the value of a field."""
    reading = CellReading()
    text = text_of(cell)
    if _NOTHING.fullmatch(text):
        return reading
    if declared.kind in _YEAR_KINDS:
        _read_day(reading, cell, declared, today)
    elif declared.kind is Kind.IDENTIFIER:
        _read_identifier(reading, cell, text, declared)
    elif declared.codes == schooling.CODES and (told := schooling.read(cell)):
        _take_schooling(reading, declared, told)
    elif declared.kind in (Kind.CODE, Kind.CODES):
        _read_choice(reading, text, declared, vocabulary)
    elif declared.kind is Kind.NAME:
        read_name(reading, text, declared)
    elif declared.kind is Kind.BOOL:
        _read_mark(reading, cell, text, declared)
    elif declared.kind in (Kind.INT, Kind.MONEY):
        _read_number(reading, text, declared)
    elif declared.is_phone:
        read_phone(reading, text, declared)
    elif declared.name == health_cards.FIELD:
        _read_health_card(reading, cell, text, declared)
    else:
        read_text(reading, clean(cell) if isinstance(cell, str) else text, declared)
    return reading


def read_name(reading: CellReading, text: str, declared: Field) -> None:
    """Read a person's name: one line, proper case, no digits."""
    if any(c.isdigit() for c in text):
        reading.refuse(declared.name, "name-has-digits", value=text)
    elif not any(c.isalpha() for c in text):
        reading.refuse(declared.name, "name-has-no-letters", value=text)
    elif _OLD_FONT.search(text):
        reading.refuse(declared.name, "text-in-old-font", value=text)
    else:
        read_text(reading, proper_case(text), declared)


def proper_case(name: str) -> str:
    """Return a name with capitals at the beginnings of words.

    Only a name wholly in capitals or wholly in small letters is changed, and a word whose first
    letter an old font could not write as a capital ("Quỳnh ánh"): "K'tem" stays what it is.
    """
    if (name.isupper() and len(name) > 1) or name.islower():
        return _EDGE.sub(lambda found: found[1] + found[2].upper(), name.lower())
    return _SMALL_TONED.sub(lambda found: found[0].upper(), name)


def read_text(reading: CellReading, text: str, declared: Field) -> None:
    """Read text of one line, or of several where the field has them."""
    if declared.kind is not Kind.LONG_TEXT:
        text = " ".join(text.split())
    if len(text) > declared.length_max:
        reading.refuse(declared.name, "text-too-long", length_max=declared.length_max)
    elif text:
        reading.values[declared.name] = text


def _read_day(reading: CellReading, cell: Cell, declared: Field, today: date) -> None:
    text = text_of(cell)
    try:
        read = read_birth_cell if declared.name == "born" else read_day_cell
        birth = read(cell, today)
    except InputError as error:
        reading.leave(declared, text, error.code, **error.facts)
        return
    if declared.kind is Kind.DAY and len(birth.plain) != len("2026-11-21"):
        reading.leave(declared, text, "day-unreadable")
        return
    reading.values[declared.name] = birth.plain
    if birth.warning:
        reading.warn(declared.name, birth.warning, value=text, read=birth.plain)


def _read_identifier(reading: CellReading, cell: Cell, text: str, declared: Field) -> None:
    if fold(text) in _NO_NUMBER:
        reading.values["has_no_id"] = True
        return
    bare = _NUMBER_LABEL.sub("", text)
    number = identity.clean_number(bare)
    both = [part for part in map(identity.clean_number, _SEVERAL.split(bare)) if part]
    if len(both) > 1 and all(not identity.check_number(part).errors for part in both):
        number = max(both, key=len)
        reading.warn(declared.name, "id-of-several", value=text, read=number)
    whole = identity.restore_zeros(number)
    if whole != number:
        reading.warn(declared.name, "id-zero-restored", value=number, read=whole)
    if _SCIENTIFIC.fullmatch(text) or (not isinstance(cell, str) and _ROUNDED.search(number)):
        reading.refuse(declared.name, "id-digits-lost", value=text)
        return
    errors = identity.check_number(whole).errors
    for code, facts in errors:
        reading.refuse(declared.name, code, **{"value": text, **facts})
    if not errors:
        reading.values[declared.name] = whole


def read_phone(reading: CellReading, text: str, declared: Field) -> None:
    """Read a phone number, or several; what is none is kept as it stands, with a warning."""
    phone = identity.clean_phone(text)
    several = [identity.clean_phone(part) for part in _SEVERAL.split(text) if part.strip()]
    if not identity.check_phone(phone):
        reading.values[declared.name] = phone
    elif len(several) > 1 and not any(identity.check_phone(one) for one in several):
        read_text(reading, ", ".join(several), declared)
    else:
        reading.warn(declared.name, "phone-unusual", value=text)
        read_text(reading, text, declared)


def _read_choice(reading: CellReading, text: str, declared: Field, vocabulary: Vocabulary) -> None:
    meaning = vocabulary.choices(declared.codes or "", text)
    if meaning is None or (declared.kind is Kind.CODE and len(meaning.codes) != 1):
        reading.leave(declared, text, "value-not-in-list")
        return
    reading.values[declared.name] = " ".join(sorted(meaning.codes))
    reading.also.update(meaning.also)
    if not meaning.is_whole and not is_asked(declared):
        reading.rest = text


def _take_schooling(reading: CellReading, declared: Field, told: schooling.Schooling) -> None:
    reading.values[declared.name] = told.code
    if told.school:
        reading.also["school"] = told.school
    elif not told.is_whole:
        reading.rest = told.words


def _read_health_card(reading: CellReading, cell: Cell, text: str, declared: Field) -> None:
    number, reading.rest = health_cards.read(text)
    if number:
        reading.values[declared.name] = number
    elif is_marked(cell) or fold(text) in health_cards.HAS_WORDS:
        reading.also |= health_cards.HAS_ONE
        reading.rest = ""


def _read_mark(reading: CellReading, cell: Cell, text: str, declared: Field) -> None:
    answer = is_marked(cell)
    if answer is None:
        reading.leave(declared, text, "value-not-in-list")
    else:
        reading.values[declared.name] = answer


def _read_number(reading: CellReading, text: str, declared: Field) -> None:
    digits = re.sub(r"[.,\s](?=\d{3}\b)", "", text)
    if digits.isascii() and digits.isdigit() and len(digits) <= 15:  # noqa: PLR2004 (exact in a float)
        reading.values[declared.name] = int(digits)
    else:
        reading.leave(declared, text, "value-not-a-number")
