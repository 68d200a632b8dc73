"""ID card: what the QR code of a citizen's card says (thẻ căn cước công dân, thẻ căn cước).

    number|old number|name|born|sex|address|issued|…      front of the chip card (2021 to 6/2024)
                                                          back of the card since 1/7/2024

Six to twelve fields: the old nine-digit number may be missing or empty, dates are DDMMYYYY or
DD/MM/YYYY, and what follows the day of issue is not read.  Readers add a byte-order mark, line
ends, decomposed letters, or hand UTF-8 on byte by byte: all of that is taken back.  The address is
that of before the communes were joined, so it belongs to the papers, never to the commune.

A scanner that acts as a keyboard may send letters without their marks: then number, birth and sex
are right, and the name is asked for (`Doubt.NO_MARKS`).

Source: domain reference §7.1, §7.4; ux reference §5 (scanner); ADR-0030.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ctxh_desktop.domain import identity, words
from ctxh_desktop.domain.values import PartialDay, Plain, clean
from ctxh_desktop.errors import InputError

FIELDS_MIN: Final = 6
FIELDS_MAX: Final = 12
CHARS_MAX: Final = 2_000
"""A card's text has some 150; more is another thing."""
SEPARATOR: Final = "|"
_NUMBER: Final = re.compile(r"[0-9]{12}")
_NEARLY: Final = re.compile(r"(?=(?:\D*\d){8})[0-9OoIlSB .\-]{9,16}")
"""A number with a lost digit or a letter for a digit: a card, badly read."""
_OLD_NUMBER: Final = re.compile(r"(?:[0-9]{9}|[0-9]{12})?")
_DATE: Final = re.compile(r"([0-9]{2})?[/.\-]?([0-9]{2})?[/.\-]?([0-9]{4})")
_GLUED: Final = re.compile(r"[0-9]{8}[0-9]{12}")
_INSURANCE: Final = re.compile(r"(?:[A-Z]{2}[0-9]{13}|[0-9]{10})")
_ISSUED_AFTER_NAME: Final = 4
_SEXES: Final = {"nam": "NAM", "nu": "NU"}
_LATIN_1_FROM_CP1252: Final = {
    c: bytes([b])
    for b in range(0x80, 0xA0)
    if (c := bytes([b]).decode("cp1252", "ignore")) and ord(c) > 0xFF  # noqa: PLR2004
}


class Doubt(StrEnum):
    """Why the name of a card is not to be believed."""

    NONE = ""
    NO_MARKS = "no-marks"
    """The reader lost the marks of letters, or letters."""
    ODD = "odd"
    """A syllable that Vietnamese does not have: changed on the way, or a highland name."""


@dataclass(frozen=True)
class Card:
    """What a card says.

    Shapes: `born` and `issued_on` are plain days, "" where they could not be read; `sex` is a code;
    `old_number` has nine digits, or none.
    """

    number: str
    full_name: str
    born: str
    sex: str
    address: str
    old_number: str = ""
    issued_on: str = ""
    doubt: Doubt = Doubt.NONE

    @property
    def warnings(self) -> tuple[identity.Issue, ...]:
        """What does not fit together: to be looked at by a person, never a reason to stop."""
        year = int(self.born[:4]) if self.born else None
        return identity.check_number(self.number, year, self.sex or None).warnings

    def values(self) -> dict[str, Plain]:
        """Return the person's fields that the card tells; a doubtful name is asked for instead."""
        told: dict[str, Plain] = {
            "id_number": self.number,
            "born": self.born,
            "sex": self.sex,
        }
        if self.doubt is not Doubt.NO_MARKS:
            told |= {"full_name": self.full_name, "paper_address": self.address}
        return {name: value for name, value in told.items() if value}


def looks_like(text: str) -> bool:
    """Whether a text is, or was meant to be, that of a card: for telling a scan from typing."""
    return text.count(SEPARATOR) >= FIELDS_MIN - 1


def read(text: str) -> Card:
    """Return what the text of a card says.

    Raises:
        InputError: "card-empty", "card-two-at-once", "card-of-insurance", "card-number-unreadable",
            "card-unknown".
    """
    plain = _plain(text)
    if not plain:
        raise InputError("card-empty")
    fields = _fields(plain)
    number, rest = fields[0], fields[1:]
    old = rest.pop(0) if _OLD_NUMBER.fullmatch(rest[0]) else ""
    # Without the old number there is one field less; name, birth, sex and address are always there.
    rest += [""] * (_ISSUED_AFTER_NAME + 1 - len(rest))
    name, born, sex, address, issued = rest[: _ISSUED_AFTER_NAME + 1]
    has_marks = any(unicodedata.decomposition(c) or c in "đĐ" for c in name + sex + address)
    is_whole = has_marks and not re.search(r"[?\ufffd0-9]", name) and bool(words.fold(name))
    return Card(
        number=number,
        old_number=old if len(old) == identity.OLD_NUMBER_DIGITS else "",
        full_name=name.title() if name.isupper() else name,
        born=_day(born),
        sex=_SEXES.get(words.fold(sex), identity.number_sex(number)),
        address=address,
        issued_on=_day(issued),
        doubt=Doubt.NONE if is_whole else Doubt.NO_MARKS,
    )


def write(card: Card) -> str:
    """Return a card as the line that `read` reads back."""
    born, issued = (_as_on_card(day) for day in (card.born, card.issued_on))
    sex = "Nam" if card.sex == _SEXES["nam"] else "Nu" if card.doubt is Doubt.NO_MARKS else "Nữ"
    fields = (card.number, card.old_number, card.full_name, born, sex, card.address, issued)
    return SEPARATOR.join(fields)


def _as_on_card(plain: str) -> str:
    year, month, day = [*plain.split("-"), "00", "00"][:3]
    return f"{day}{month}{year}" if plain else ""


def _fields(plain: str) -> list[str]:
    """Return the fields of a card's text, checked to be that."""
    lines = list(dict.fromkeys(filter(None, (line.strip() for line in plain.splitlines()))))
    fields = [clean(field) for field in lines[0].split(SEPARATOR)]
    is_insurance = len(fields) > 1 and _INSURANCE.fullmatch(fields[0])
    if is_insurance:
        raise InputError("card-of-insurance")
    is_card = len(fields) >= FIELDS_MIN and len(plain) <= CHARS_MAX
    if is_card and (len(lines) > 1 or any(_GLUED.fullmatch(field) for field in fields)):
        raise InputError("card-two-at-once")
    if not is_card or len(fields) > FIELDS_MAX:
        raise InputError("card-unknown")
    if not _NUMBER.fullmatch(fields[0]):
        is_nearly = _NEARLY.fullmatch(fields[0])
        raise InputError("card-number-unreadable" if is_nearly else "card-unknown")
    return fields


def _plain(text: str) -> str:
    """Return the text composed, with what a reader put around or made of it taken back."""
    plain = text.strip().strip("\ufeff")
    try:
        # Each byte of UTF-8 sent as a letter of its own: "Nguyá»…n".
        raw = b"".join(_LATIN_1_FROM_CP1252.get(c) or c.encode("latin-1") for c in plain)
        plain = raw.decode("utf-8")
    except UnicodeError:
        pass
    plain = "".join("\n" if c in "\r\n" else c for c in plain if c in "\r\n\t" or c.isprintable())
    return unicodedata.normalize("NFC", plain).strip()


def _day(text: str) -> str:
    """Return a day, month or year of a card in plain form, "" when it is none."""
    found = _DATE.fullmatch(text.replace(" ", ""))
    if not found:
        return ""
    day, month, year = (int(part or 0) for part in found.groups())
    known = (year, month, day) if day and month else (year, month) if month else (year,)
    plain = "-".join(f"{part:02d}" for part in known)
    try:
        return str(PartialDay.parse(plain))
    except ValueError:
        return ""
