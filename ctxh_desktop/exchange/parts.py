"""Put together a field that a list spreads over several columns.

Columns and what they become:

Họ và đệm | Tên              →  full_name
Ngày | Tháng | Năm           →  born
Nam | Nữ   (x, or the year)  →  sex, and born
Hộ nghèo | NKT  (x)          →  groups
Loại hộ  (cận nghèo)         →  groups, besides what another column says
SĐT | SĐT người giám hộ      →  phone and whose it is; a second number goes into the note
Chủ hộ, Mức trợ cấp …        →  note, each under its heading
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ctxh_desktop.domain.schema import Field
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange.births import looks_like_birth, read_birth_cell
from ctxh_desktop.exchange.cells import (
    CellReading,
    is_marked,
    read_name,
    read_phone,
    read_text,
    text_of,
)
from ctxh_desktop.exchange.columns import ColumnUse
from ctxh_desktop.exchange.sheets import Cell
from ctxh_desktop.exchange.vocabulary import Vocabulary

Parts = Sequence[tuple[ColumnUse, Cell]]
"""Columns that give parts of one field, with their cells in one row."""
MORE = "more"
HOUSEHOLD_GROUPS = frozenset(("NGHEO", "CNGHEO"))
"""What the class of a household makes of its people; other classes make nobody a client."""


def read_parts(
    reading: CellReading, declared: Field, parts: Parts, vocabulary: Vocabulary, today: date
) -> None:
    """Read the cells that give parts of a field, and note the whole."""
    if declared.kind is Kind.NAME:
        name = " ".join(text for part in ("family", "given") if (text := _text(parts, part)))
        if name and declared.name not in reading.values:
            read_name(reading, name, declared)
    elif declared.kind in (Kind.DAY, Kind.PARTIAL_DAY):
        _read_day_parts(reading, declared, parts, today)
    elif declared.kind in (Kind.CODE, Kind.CODES):
        _read_marks(reading, declared, parts, vocabulary, today)
    elif declared.is_phone:
        _read_phones(reading, declared, parts)
    else:
        _read_labelled(reading, declared, parts)


def _text(parts: Parts, part: str) -> str:
    return next((text for use, cell in parts if use.part == part and (text := text_of(cell))), "")


def _read_day_parts(reading: CellReading, declared: Field, parts: Parts, today: date) -> None:
    pieces = [_text(parts, part) for part in ("day", "month", "year")]
    if not any(pieces) or declared.name in reading.values:
        return
    day, month, year = pieces
    text = "/".join((day or "00", month or "00", year)) if day or month else year
    try:
        reading.values[declared.name] = read_birth_cell(text, today).plain
    except InputError as error:
        reading.refuse(declared.name, error.code, **{"value": text, **error.facts})


def _read_marks(
    reading: CellReading, declared: Field, parts: Parts, vocabulary: Vocabulary, today: date
) -> None:
    chosen: list[str] = []
    for use, cell in parts:
        text = text_of(cell)
        if not text:
            continue
        if use.part == MORE:
            chosen += _class_of_household(reading, declared, use, text, vocabulary)
            continue
        if looks_like_birth(cell):
            chosen.append(use.part)
            _read_birth_beside(reading, cell, today)
        elif (answer := is_marked(cell)) is not None:
            chosen += [use.part] if answer else []
        else:
            reading.refuse(declared.name, "mark-not-understood", value=text, column=use.heading)
    if declared.kind is Kind.CODES:
        told = str(reading.values.get(declared.name) or "").split()
        reading.values[declared.name] = " ".join(sorted({*told, *chosen})) or None
    elif len(set(chosen)) > 1:
        reading.refuse(declared.name, "two-choices-marked")
    elif chosen:
        reading.values.setdefault(declared.name, chosen[0])


def _class_of_household(
    reading: CellReading, declared: Field, use: ColumnUse, text: str, vocabulary: Vocabulary
) -> tuple[str, ...]:
    """Return the group that the class of somebody's household makes; other words are kept."""
    meaning = vocabulary.choices(declared.codes or "", text)
    if meaning and meaning.is_whole and HOUSEHOLD_GROUPS.issuperset(meaning.codes):
        return meaning.codes
    reading.kept.append(f"{use.heading}: {text}")
    return ()


def _read_phones(reading: CellReading, declared: Field, parts: Parts) -> None:
    """Take the number of somebody else where the person has none; a second one is kept."""
    for use, cell in parts:
        if not (text := text_of(cell)):
            continue
        one = CellReading()
        read_phone(one, text, declared)
        number = one.values.get(declared.name)
        if reading.values.get(declared.name) in (None, number):
            reading.take(one)
            reading.values["phone_of"] = use.part
        else:
            reading.kept.append(f"{use.heading}: {number or text}")


def _read_birth_beside(reading: CellReading, cell: Cell, today: date) -> None:
    """Read the year that stands in a column of one sex instead of a mark."""
    if "born" in reading.values:
        return
    try:
        birth = read_birth_cell(cell, today)
    except InputError as error:
        reading.refuse("born", error.code, **{"value": text_of(cell), **error.facts})
        return
    reading.values["born"] = birth.plain
    if birth.warning:
        reading.warn("born", birth.warning, value=text_of(cell), read=birth.plain)


def _read_labelled(reading: CellReading, declared: Field, parts: Parts) -> None:
    lines = [str(reading.values.get(declared.name) or "")]
    lines += [f"{use.heading}: {text}" for use, cell in parts if (text := text_of(cell))]
    between = "\n" if declared.kind is Kind.LONG_TEXT else ", "
    whole = between.join(filter(None, lines))
    if whole:
        read_text(reading, whole, declared)
