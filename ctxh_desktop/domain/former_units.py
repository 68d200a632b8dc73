"""Former units: from an address of before 1/7/2025 to the commune of today.

Districts (huyện) were abolished and communes merged on 1/7/2025, but papers, QR codes and old lists
still say "xã Phong Hiền, huyện Phong Điền, Thừa Thiên Huế".  `FormerUnits.read` leads from such
a text to the commune that the place belongs to now.  A unit that was split, a name that two units
bore, and a district that does not fit are never decided here: all candidates are returned, and
a person is asked.

Shapes: the map is one line per commune of June 2025: province and unit by name, the names that its
district had since 2020, and the codes of its heirs.

Source: domain reference §3.3, §7.4; `resources/codes/reference/former_units.csv` (README there).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ctxh_desktop.domain import words
from ctxh_desktop.domain.units import Unit, Units
from ctxh_desktop.errors import InputError

_COLUMNS = ("province", "districts", "unit", "heirs")
_KIND: Final = re.compile(
    r"^(?:thi tran|thi xa|thanh pho|dac khu|phuong|huyen|quan|tinh|xa|tp|tx|tt|p|x|h|q|t)\s+(?=\S)"
)
_PIECES: Final = re.compile(r"[,;\n]|\s[-–]\s")
_TEXT_MAX = 500


@dataclass(frozen=True)
class FormerUnit:
    """One commune, ward or township as it was in June 2025.

    Invariants: at least one heir; several where the unit was split.
    """

    province: str
    districts: tuple[str, ...]
    name: str
    heirs: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What an old address says.

    Shapes: `communes` are the units of today that it may mean, none where it says no known unit;
    `place` is what stands before the commune (house, village).
    """

    communes: tuple[Unit, ...]
    is_sure: bool
    place: str
    """Whether it can mean one commune only; otherwise a person is asked."""

    @property
    def commune(self) -> Unit | None:
        """The commune, where it is beyond doubt."""
        return self.communes[0] if self.is_sure else None


class FormerUnits:
    """The map from the units of before 1/7/2025 to those of today.

    Args:
        former: the units of then.
        units: the units of today.
    """

    def __init__(self, former: Iterable[FormerUnit], units: Units) -> None:
        self._units = units
        self._provinces: dict[str, dict[str, list[FormerUnit]]] = {}
        for unit in former:
            named = self._provinces.setdefault(_bare(unit.province), {})
            named.setdefault(_bare(unit.name), []).append(unit)

    def read(self, address: str, province_code: str | None = None) -> Reading:
        """Return what an address of before or after 1/7/2025 says.

        Args:
            address: pieces from small to large, as on papers and in the QR code of ID cards.
            province_code: where the address is when it names no province.
        """
        pieces = [p.strip() for p in _PIECES.split(address[:_TEXT_MAX]) if p.strip()]
        folded = [words.fold(piece) for piece in pieces]
        code = self._code_of(folded[-1]) if folded else None
        if code is not None and len(folded) > 1:
            old = _bare(folded.pop())
            return self._read(pieces, folded, old if old in self._provinces else "", code)
        return self._read(pieces, folded, "", province_code) if province_code else _NOTHING

    def _read(self, pieces: list[str], folded: list[str], old: str, code: str) -> Reading:
        named = self._named(old, code)
        last = len(folded) - 1
        districts = {_bare(d) for units in named.values() for u in units for d in u.districts}
        if last > 0 and _bare(folded[last]) in districts:
            found = named.get(_bare(folded[last - 1]), [])
            fitting = [u for u in found if _bare(folded[last]) in map(_bare, u.districts)]
            if fitting or found:
                place = ", ".join(pieces[: last - 1])
                communes = self._heirs(_of_kind(fitting, folded[last - 1]) or found)
                return Reading(communes, bool(fitting) and len(communes) == 1, place)
        for at in range(last, max(-1, last - 2), -1):
            communes = self._either(folded[at], named, code)
            if communes:
                # A piece that was passed over is a district nobody knows: not sure then.
                is_sure = len(communes) == 1 and at == last
                return Reading(communes, is_sure, ", ".join(pieces[:at]))
        return _NOTHING

    def _either(
        self, piece: str, named: dict[str, list[FormerUnit]], code: str
    ) -> tuple[Unit, ...]:
        """Return the communes that are called so now, and the heirs of those that were."""
        bare = _bare(piece)
        now = [u for u in self._units.of_province(code) if words.fold(u.name) == bare]
        found = {unit.code: unit for unit in (*now, *self._heirs(named.get(bare, [])))}
        return tuple(found.values())

    def _heirs(self, former: Sequence[FormerUnit]) -> tuple[Unit, ...]:
        codes = dict.fromkeys(code for unit in former for code in unit.heirs)
        found = (self._units.commune(code) for code in codes)
        return tuple(unit for unit in found if unit is not None)

    def _named(self, old: str, code: str) -> dict[str, list[FormerUnit]]:
        """Return the former units by name, of one old province or of all in the new one."""
        if old and old not in self._ambiguous:
            return self._provinces[old]
        merged: dict[str, list[FormerUnit]] = {}
        for province, named in self._provinces.items():
            if self._heirs_of_provinces.get(province) == code:
                for name, units in named.items():
                    merged.setdefault(name, []).extend(units)
        return merged

    def _code_of(self, piece: str) -> str | None:
        return self._codes.get(_bare(piece)) or self._codes.get(piece)

    @cached_property
    def _heirs_of_provinces(self) -> dict[str, str]:
        found = {}
        for province, named in self._provinces.items():
            unit = self._units.commune(next(iter(named.values()))[0].heirs[0])
            if unit is not None:
                found[province] = unit.province_code
        return found

    @cached_property
    def _ambiguous(self) -> frozenset[str]:
        """Names of provinces that exist still, larger: "Quảng Trị" may be old or new."""
        return frozenset(_bare(words.fold(p.name)) for p in self._units.provinces)

    @cached_property
    def _codes(self) -> dict[str, str]:
        now = {_bare(words.fold(p.name)): p.code for p in self._units.provinces}
        return {**self._heirs_of_provinces, **now}


_NOTHING: Final = Reading((), is_sure=False, place="")


def read_former_units(csv_text: str, units: Units) -> FormerUnits:
    """Read the map from the text of its file.

    Raises:
        InputError: `code-list-unreadable` when columns, names or heirs are missing.
    """
    reader = csv.DictReader(io.StringIO(csv_text.removeprefix("\ufeff")))
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        raise InputError("code-list-unreadable", list="former_units", line=1)
    found = []
    for cells in reader:
        heirs = tuple((cells["heirs"] or "").split())
        if not cells["province"] or not heirs or any(units.commune(c) is None for c in heirs):
            raise InputError("code-list-unreadable", list="former_units", line=reader.line_num)
        districts = tuple(cells["districts"].split("; "))
        found.append(FormerUnit(cells["province"], districts, cells["unit"], heirs))
    return FormerUnits(found, units)


def _bare(text: str) -> str:
    """Return a folded name without its kind: "xã Phong Hiền" → "phong hien"."""
    return _KIND.sub("", words.fold(text))


def _of_kind(units: list[FormerUnit], piece: str) -> list[FormerUnit]:
    """Return those of the kind that is written, where that tells them apart."""
    return [unit for unit in units if words.fold(unit.name) == piece] or units
