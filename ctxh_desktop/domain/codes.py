"""Code lists (danh mục): the choices of a field, as data that the province can change.

Pure: text of a file in, objects out; `ctxh_desktop.paths` knows where the files are.

Source: domain reference §12; ADR-0005 (codes are stored, labels are looked up).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ctxh_desktop.errors import InputError

_COLUMNS = ("code", "label", "label_en", "is_restricted", "valid_from", "valid_to", "source")
_WITH_PARENT = (*_COLUMNS, "parent")
RETIRED_MARK = "(cũ)"
"""Said behind a code that has lapsed; part of the data as labels are, not a translated text."""


@dataclass(frozen=True)
class Code:
    """One choice of a list.

    Invariants: the code has no space; `is_restricted` means that whoever has it is shown as a
    protected case; `parent` is a code of the same list, or "list:code" of another one.
    """

    code: str
    label: str
    label_en: str = ""
    is_restricted: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    parent: str = ""

    def is_current(self, day: date) -> bool:
        """Return whether the code may be newly chosen on a day."""
        has_begun = self.valid_from is None or self.valid_from <= day
        return has_begun and (self.valid_to is None or day <= self.valid_to)

    def is_retired(self, day: date | None) -> bool:
        """Return whether the code has lapsed by a day; without a day nothing has."""
        return day is not None and self.valid_to is not None and self.valid_to < day


@dataclass(frozen=True)
class CodeList:
    """All choices of one list, in the order of its file; values stay readable after they lapse.

    Attributes:
        day: on which labels are read: what has lapsed by then is marked; None marks nothing.
    """

    name: str
    codes: tuple[Code, ...]
    day: date | None = None

    @cached_property
    def by_code(self) -> Mapping[str, Code]:
        """Codes by themselves."""
        return {code.code: code for code in self.codes}

    @cached_property
    def _orders(self) -> Mapping[str, int]:
        return {code.code: order for order, code in enumerate(self.codes)}

    def label(self, code: str) -> str:
        """Return what people read; an unknown code of a newer list stands for itself."""
        known = self.by_code.get(code)
        if known is None:
            return code
        return f"{known.label} {RETIRED_MARK}" if known.is_retired(self.day) else known.label

    def lapsed(self, codes: Iterable[str], day: date) -> tuple[str, ...]:
        """Return those of the codes that may not be newly chosen on a day."""
        known = self.by_code
        return tuple(code for code in codes if code in known and not known[code].is_current(day))

    def below(self, parent: str) -> tuple[Code, ...]:
        """Return the sub-groups of a code, in the order of the list."""
        return tuple(code for code in self.codes if code.parent == parent)

    def current(self, day: date) -> tuple[Code, ...]:
        """Return the choices offered on a day."""
        return tuple(code for code in self.codes if code.is_current(day))

    def order(self, code: str) -> int:
        """Return the place in the list, higher for later ones; -1 for an unknown code."""
        return self._orders.get(code, -1)

    def has_restricted(self, codes: Iterable[str]) -> bool:
        """Return whether one of the codes makes a case protected."""
        return any(code in self.by_code and self.by_code[code].is_restricted for code in codes)


class Catalogue(Mapping[str, CodeList]):
    """All code lists by their names."""

    def __init__(self, lists: Iterable[CodeList]) -> None:
        self._lists = {codes.name: codes for codes in lists}

    def __getitem__(self, name: str) -> CodeList:
        return self._lists[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lists)

    def __len__(self) -> int:
        return len(self._lists)

    def label(self, list_name: str, code: str) -> str:
        """Return the label of a code, or the code itself where list or code is unknown."""
        known = self._lists.get(list_name)
        return known.label(code) if known else code

    def labels(self, list_name: str, codes: str | None) -> str:
        """Return the labels of a plain multiple choice ("NCT NKT"), in the order of the list."""
        chosen = (codes or "").split()
        known = self._lists.get(list_name)
        if known:
            chosen.sort(key=lambda code: (known.order(code) < 0, known.order(code)))
        return ", ".join(self.label(list_name, code) for code in chosen)


def read_code_list(name: str, csv_text: str, day: date | None = None) -> CodeList:
    """Read one list from the text of its file, for labels as on *day*.

    Raises:
        InputError: `code-list-unreadable` with the list's name and the line.
    """
    reader = csv.DictReader(io.StringIO(csv_text.removeprefix("\ufeff")))
    if tuple(reader.fieldnames or ()) not in (_COLUMNS, _WITH_PARENT):
        raise InputError("code-list-unreadable", list=name, line=1)
    codes: dict[str, Code] = {}
    for cells in reader:
        try:
            code = _read_code(cells)
        except (ValueError, TypeError, AttributeError):
            raise InputError("code-list-unreadable", list=name, line=reader.line_num) from None
        if code.code in codes:
            raise InputError("code-list-unreadable", list=name, line=reader.line_num)
        codes[code.code] = code
    return CodeList(name, tuple(codes.values()), day)


def _read_code(cells: Mapping[str, str]) -> Code:
    code, label = cells["code"].strip(), cells["label"].strip()
    if not code or not label or " " in code or cells["is_restricted"] not in ("0", "1"):
        raise ValueError(code)
    return Code(
        code=code,
        label=label,
        label_en=cells["label_en"].strip(),
        is_restricted=cells["is_restricted"] == "1",
        valid_from=_read_day(cells["valid_from"]),
        valid_to=_read_day(cells["valid_to"]),
        source=cells["source"].strip(),
        parent=(cells.get("parent") or "").strip(),
    )


def _read_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
