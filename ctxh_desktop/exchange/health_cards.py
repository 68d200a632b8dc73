"""The number of a health-insurance card (thẻ BHYT) among what lists write into its column.

    DN 4 46 4622300001           the card: two letters, level, province, ten digits of the insured
    4622300001                   the insured alone, by which the card is looked up as well
    "Thẻ BHYT: BT2460012345678"  with words before it
    có, x                        there is a card, its number is not known
    không, hộ nghèo, …           words, left for the note

Source: domain reference §7.5.
"""

from __future__ import annotations

import re
from typing import Final

FIELD: Final = "insurance_number"
"""The field of a person that is read here."""
HAS_ONE: Final = {"policies": "BHYT"}
"""What a mark in the column says."""
HAS_WORDS: Final = frozenset(("da co", "co the", "da cap", "da cap the", "da co the", "co bhyt"))
"""Folded words that are as good as a mark."""

_CARD: Final = re.compile(r"(?<![A-Za-z])([A-Za-z]{2})((?:[\s.\-]*\d){13})(?!\d)")
_INSURED: Final = re.compile(r"(?<![\dA-Za-z])((?:\d[\s.\-]*){9}\d)(?!\d)")
_LABEL: Final = re.compile(
    r"(?:số|so|mã|ma|thẻ|the|bhyt|bhxh|bảo hiểm y tế|có|co)(?!\w)|[\s.:,;/()\-]+", re.IGNORECASE
)
_LEVELS: Final = "12345"


def read(text: str) -> tuple[str, str]:
    """Return the number, "" when there is none, and the words that say more than it."""
    found = _CARD.search(text)
    number = "".join(re.findall(r"\w", found[0])).upper() if found else ""
    if not number or number[2] not in _LEVELS:
        found = _INSURED.search(text)
        number = "".join(re.findall(r"\d", found[0])) if found else ""
    if found is None:
        return "", text
    around = _LABEL.sub("", text[: found.start()] + text[found.end() :])
    return number, text if around else ""
