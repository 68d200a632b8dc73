"""Units (đơn vị hành chính): provinces and communes in force, and what they were formed from.

People, papers and old lists still name the units of before 1/7/2025; `Units.find` leads from an old
name to the commune of today.

Source: domain reference §3.3, L29; `resources/codes/units.csv`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ctxh_desktop.domain import words
from ctxh_desktop.errors import InputError

_COLUMNS = ("province_code", "province", "code", "kind", "name", "name_en", "formed_from")
_KINDS: Final = re.compile(
    r"^(?:(?:phuong|xa|thi tran|dac khu|huyen|thi xa|thanh pho|quan|tp|tx|tt|p|x)\s+)+(?=\S)"
)
_PIECES: Final = re.compile(r"[,;()]")
_NO_MATCH: Final = 9
_SAME: Final = 0
_FORMER: Final = 2


@dataclass(frozen=True)
class Unit:
    """One commune, ward or special zone (xã, phường, đặc khu)."""

    code: str
    kind: str
    name: str
    name_en: str
    province_code: str
    province: str
    formed_from: str = ""

    @property
    def full_name(self) -> str:
        """Kind and name, as in "Phường Phú Xuân"."""
        return f"{self.kind} {self.name}"

    @cached_property
    def former_names(self) -> tuple[str, ...]:
        """Folded pieces of what the unit was formed from, without their kinds."""
        pieces = (words.fold(piece) for piece in _PIECES.split(self.formed_from))
        return tuple(_KINDS.sub("", piece) for piece in pieces if piece)


@dataclass(frozen=True)
class Province:
    """One province or city under the central government (tỉnh, thành phố)."""

    code: str
    name: str


class Units:
    """All communes, found by code, by province, and by present or former name."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_code = {unit.code: unit for unit in units}

    @cached_property
    def provinces(self) -> tuple[Province, ...]:
        """All provinces, by their codes."""
        found = {unit.province_code: unit.province for unit in self._by_code.values()}
        return tuple(Province(code, name) for code, name in sorted(found.items()))

    @cached_property
    def _folded(self) -> tuple[tuple[str, Unit], ...]:
        return tuple((words.fold(unit.name), unit) for unit in self._by_code.values())

    def commune(self, code: str) -> Unit | None:
        """Return the commune of a five-digit code, or None when there is none in force."""
        return self._by_code.get(code)

    def of_province(self, code: str) -> tuple[Unit, ...]:
        """Return the communes of a province by name in Vietnamese order; empty when unknown."""
        found = (unit for unit in self._by_code.values() if unit.province_code == code)
        return tuple(sorted(found, key=_by_name))

    def named(self, text: str, province_code: str) -> Unit | None:
        """Return the commune of a province that is just so called, or was; else None."""
        wanted = _KINDS.sub("", words.fold(text))
        ranked = [
            (_rank(wanted, words.fold(u.name), u), u) for u in self.of_province(province_code)
        ]
        fitting = [(rank, unit) for rank, unit in ranked if rank in (_SAME, _FORMER)]
        return min(fitting, key=lambda r: r[0])[1] if fitting and wanted else None

    def find(self, text: str, province_code: str | None = None) -> tuple[Unit, ...]:
        """Return the communes that are or were called so: exact, beginning, then former names."""
        wanted = _KINDS.sub("", words.fold(text))
        if not wanted:
            return ()
        ranked = [
            (rank, unit)
            for name, unit in self._folded
            if province_code in (None, unit.province_code)
            and (rank := _rank(wanted, name, unit)) < _NO_MATCH
        ]
        return tuple(unit for _, unit in sorted(ranked, key=lambda r: (r[0], _by_name(r[1]))))


def read_units(csv_text: str) -> Units:
    """Read all units from the text of their file.

    Raises:
        InputError: `code-list-unreadable` when columns are missing or a code is not five digits.
    """
    reader = csv.DictReader(io.StringIO(csv_text.removeprefix("\ufeff")))
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        raise InputError("code-list-unreadable", list="units", line=1)
    units: list[Unit] = []
    for cells in reader:
        if not re.fullmatch(r"[0-9]{5}", cells["code"] or ""):
            raise InputError("code-list-unreadable", list="units", line=reader.line_num)
        kind = cells["kind"][:1].upper() + cells["kind"][1:]
        units.append(Unit(**{**cells, "kind": kind}))
    return Units(units)


def _by_name(unit: Unit) -> tuple[str, str]:
    # The whole name in reading order: a place has no given name to sort by.
    return words.text_key(unit.name), unit.code


def _rank(wanted: str, name: str, unit: Unit) -> int:
    if name == wanted:
        return _SAME
    if name.startswith(wanted):
        return 1
    if wanted in unit.former_names:
        return _FORMER
    # A part of a unit is named in words: "một phần … của phường Thụy Khuê".
    if any(f" {piece}".endswith(f" {wanted}") for piece in unit.former_names):
        return 3
    return 4 if any(piece.startswith(wanted) for piece in unit.former_names) else _NO_MATCH
