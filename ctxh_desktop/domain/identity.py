"""Identity: personal numbers (số định danh, căn cước: 12 digits; old CMND: 9) and phone numbers.

    PPP G YY NNNNNN    place of registration, century and sex, year of birth, random; no check digit

Real papers disagree with people, so that only the count of digits is an error; everything else is a
warning that a person may overrule.

Source: domain reference §7.1 to §7.3; ux specification §6.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

Issue = tuple[str, dict[str, object]]
"""A message code and the facts for its gaps."""

NUMBER_DIGITS: Final = 12
OLD_NUMBER_DIGITS: Final = 9
INSURANCE_DIGITS: Final = 10
"""Of a social-insurance number (mã số BHXH), which also ends the 15 signs of a health card."""
MOBILE_DIGITS: Final = 10
LANDLINE_DIGITS: Final = 11
_LAST_CENTURY_DIGIT: Final = 3
"""G of people born until 2099; more would be a wrongly completed number."""
_COUNTRY_CODE_MIN: Final = 100
_IGNORED: Final = re.compile(r"[\s.\-'\u2019_/()\u200b-\u200f\u2060\ufeff]")
_FLOAT: Final = re.compile(r"(?<=\d)\.0$")
_MALE: Final = "NAM"
_FEMALE: Final = "NU"

# TT 59/2021/TT-BCA, by memory of the published list: provinces of before 1/7/2025 [unverified].
_PROVINCES: Final = frozenset(
    f"{code:03d}"
    for code in (
        1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35,
        36, 37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70,
        72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
    )
)  # fmt: skip


class Checked(NamedTuple):
    """What is wrong with a number: errors stop saving, warnings ask."""

    errors: tuple[Issue, ...]
    warnings: tuple[Issue, ...]


def clean_number(text: str) -> str:
    """Return a personal number without the signs that people and spreadsheets put between."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return _IGNORED.sub("", _FLOAT.sub("", plain))


def restore_zeros(number: str) -> str:
    """Return a cleaned number with the leading zeros that a spreadsheet dropped, where plausible.

    A number that is not plausible either way comes back unchanged.
    """
    if not _is_digits(number) or number.startswith("0"):
        return number
    if len(number) in (NUMBER_DIGITS - 1, NUMBER_DIGITS - 2):
        whole = number.zfill(NUMBER_DIGITS)
        is_plausible = whole[:3] in _PROVINCES and int(whole[3]) <= _LAST_CENTURY_DIGIT
        return whole if is_plausible else number
    return number.zfill(OLD_NUMBER_DIGITS) if len(number) == OLD_NUMBER_DIGITS - 1 else number


def check_number(number: str, birth_year: int | None = None, sex: str | None = None) -> Checked:
    """Return what is wrong with a cleaned number, beside the person's birth year and sex code."""
    if not _is_digits(number):
        return Checked((("id-not-digits", {}),), ())
    if len(number) == OLD_NUMBER_DIGITS:
        return Checked((), ())
    if len(number) != NUMBER_DIGITS:
        return Checked((("id-length", {"count": len(number)}),), ())
    warnings: list[Issue] = []
    if number_birth_year(number) != (birth_year or number_birth_year(number)):
        years: dict[str, object] = {
            "number_year": number_birth_year(number),
            "birth_year": birth_year,
        }
        warnings.append(("id-year-differs", years))
    if sex in (_MALE, _FEMALE) and sex != number_sex(number):
        warnings.append(("id-sex-differs", {"number_sex": number_sex(number), "sex": sex}))
    if number[:3] not in _PROVINCES and int(number[:3]) < _COUNTRY_CODE_MIN:
        warnings.append(("id-place-unknown", {"place": number[:3]}))
    return Checked((), tuple(warnings))


def number_birth_year(number: str) -> int:
    """Return the year of birth that 12 digits tell."""
    return 1900 + int(number[3]) // 2 * 100 + int(number[4:6])


def number_sex(number: str) -> str:
    """Return the code of the sex that 12 digits tell."""
    return _FEMALE if int(number[3]) % 2 else _MALE


def grouped(number: str) -> str:
    """Return digits in groups of three for reading: "046 088 001 234"."""
    return " ".join(number[i : i + 3] for i in range(0, len(number), 3))


def clean_phone(text: str) -> str:
    """Return a phone number as digits with a leading 0; what is not a number stays visible."""
    plain = _IGNORED.sub("", _FLOAT.sub("", unicodedata.normalize("NFKC", text).strip()))
    rest = re.fullmatch(r"(?:\+84|0084|84(?=\d{9,10}$))0?(\d{9,10})", plain)
    if rest:
        return "0" + rest[1]
    # A spreadsheet drops the first zero; every number within the country has it.
    if re.fullmatch(r"[2-9]\d{8}|2\d{9}", plain, re.ASCII):
        return "0" + plain
    return plain


def check_phone(phone: str) -> tuple[Issue, ...]:
    """Return what is wrong with a cleaned phone number; mobile and landline numbers are right."""
    if not _is_digits(phone):
        return (("phone-not-digits", {}),)
    is_landline = phone.startswith("02") and len(phone) in (MOBILE_DIGITS, LANDLINE_DIGITS)
    if is_landline or (len(phone) == MOBILE_DIGITS and phone.startswith("0")):
        return ()
    return (("phone-length", {"count": len(phone)}),)


def format_phone(phone: str) -> str:
    """Return a cleaned phone number for reading: "0912 345 678"."""
    if not _is_digits(phone) or len(phone) not in (MOBILE_DIGITS, LANDLINE_DIGITS):
        return phone
    return f"{phone[:4]} {phone[4:-3]} {phone[-3:]}"


def _is_digits(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]+", text))
