"""Why two entries look alike, in a person's words: what agrees first, then what speaks against it.

Source: ADR-0024; the codes of `domain.likeness`.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from ctxh_desktop.commands.people import PersonHit
from ctxh_desktop.domain import likeness
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.ui import wording

AGAINST = frozenset({likeness.OTHER_NUMBER, likeness.OTHER_BIRTH, likeness.OTHER_SEX})


def reason(code: str) -> str:
    """Return one reason ("cùng số định danh"); an unknown code of a newer version says nothing."""
    return {
        likeness.SAME_NUMBER: QCoreApplication.translate("pairs", "same ID number"),
        likeness.NEAR_NUMBER: QCoreApplication.translate("pairs", "ID numbers differ in one digit"),
        likeness.OTHER_NUMBER: QCoreApplication.translate("pairs", "different ID numbers"),
        likeness.SAME_NAME: QCoreApplication.translate("pairs", "same name"),
        likeness.MOVED_NAME: QCoreApplication.translate("pairs", "same name in another order"),
        likeness.NEAR_NAME: QCoreApplication.translate(
            "pairs", "names differ in one letter or word"
        ),
        likeness.TONES: QCoreApplication.translate("pairs", "names differ in their marks"),
        likeness.GIVEN: QCoreApplication.translate("pairs", "same given name"),
        likeness.SAME_BIRTH: QCoreApplication.translate("pairs", "same date of birth"),
        likeness.BIRTH_AS_KNOWN: QCoreApplication.translate("pairs", "same year of birth"),
        likeness.NEAR_BIRTH: QCoreApplication.translate("pairs", "born within a year"),
        likeness.OTHER_BIRTH: QCoreApplication.translate("pairs", "different dates of birth"),
        likeness.SAME_HOUSEHOLD: QCoreApplication.translate("pairs", "same household"),
        likeness.SAME_VILLAGE: QCoreApplication.translate("pairs", "same village"),
        likeness.SAME_PHONE: QCoreApplication.translate("pairs", "same phone"),
        likeness.OTHER_SEX: QCoreApplication.translate("pairs", "different sex"),
    }.get(code, "")


def agreeing(codes: Sequence[str]) -> str:
    """Return what agrees: "Cùng số định danh · cùng tên"."""
    return _sentence([code for code in codes if code not in AGAINST])


def against(codes: Sequence[str]) -> str:
    """Return what speaks against it: "Khác giới tính"; "" for nothing."""
    return _sentence([code for code in codes if code in AGAINST])


def person_line(hit: PersonHit, catalogue: Catalogue) -> str:
    """Return "1951 · Nữ · Thôn 3"."""
    sex = catalogue.label("sex", hit.sex) if hit.sex else ""
    return wording.joined([wording.born(hit.born), sex, hit.village])


def _sentence(codes: Sequence[str]) -> str:
    words = wording.joined(reason(code) for code in codes)
    return words[:1].upper() + words[1:]
