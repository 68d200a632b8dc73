"""What the list of parts says about one part, from its declaration alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from ctxh_desktop.commands.parts import PERSON, Parts
from ctxh_desktop.domain.identity import NUMBER_DIGITS, grouped
from ctxh_desktop.domain.part_warnings import has_ended
from ctxh_desktop.domain.schema import Field, RecordType, Row
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.messages import record_text, sentence_of
from ctxh_desktop.ui.models.record_table import shown
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets.painting import Mark

COMMUNE, OLD_ADDRESS = "commune_code", "old_address"
FROM, UNTIL = "from_on", "to_on"
_NAME, _BORN = "full_name", "born"


@dataclass(frozen=True)
class PartWords:
    """One part as its line in a list says it.

    Shapes: *person_id* is the person of the register whom the part names, "" for nobody; *notes*
    are further lines, *warnings* what looks wrong.
    """

    title: str
    facts: str
    person_id: str = ""
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    is_over: bool = False


def linked_person(declared: RecordType) -> Field | None:
    """Return the field by which a part names somebody in the register, besides its owner."""
    links = (
        field
        for field in declared.fields
        if field.kind is Kind.LINK and field.target == PERSON and field is not declared.owner
    )
    return next(links, None)


def words_of(row: Row, declared: RecordType, parts: Parts, scene: Scene) -> PartWords:
    """Return the words of one part."""
    link = linked_person(declared)
    person_id = row.text(link.name) if link else ""
    told = [(field, _value(field, row, parts, scene)) for field in declared.listed]
    told = [(field, words) for field, words in told if words]
    title = row.text(_NAME) or parts.names.get(person_id, "")
    if title:
        told = [(field, words) for field, words in told if field.name != _NAME]
    elif told:
        title = told.pop(0)[1]
    facts = [_fact(field, words) for field, words in told]
    facts += _besides(row, declared)
    is_over = has_ended(row, str(scene.today()))
    return PartWords(
        title,
        wording.joined([*facts, _period(row)]),
        person_id,
        tuple(_marks(row, declared, is_over=is_over)),
        tuple(_notes(row, parts)),
        tuple(sentence_of(w.code, dict(w.facts)) for w in parts.warnings if w.id == row.id),
        is_over,
    )


def in_order(rows: Sequence[Row], declared: RecordType) -> tuple[Row, ...]:
    """Return parts as they are listed: those of years newest first, others as they come."""
    first = declared.listed[0]
    if first.kind is not Kind.INT:
        return tuple(rows)
    return tuple(sorted(rows, key=lambda row: int(row[first.name] or 0), reverse=True))


def period(begin: str, end: str) -> str:
    """Return "từ 3/2024", "đến 2025", "từ 2020 đến 2025", "" when neither is known."""
    if begin and end:
        words = QCoreApplication.translate("parts", "from {begin} to {end}")
    elif begin:
        words = QCoreApplication.translate("parts", "from {begin}")
    elif end:
        words = QCoreApplication.translate("parts", "until {end}")
    else:
        return ""
    return words.format(begin=begin, end=end)


def _value(field: Field, row: Row, parts: Parts, scene: Scene) -> str:
    """Return a listed value in words; days of begin and end and marks are said elsewhere."""
    value = row.values.get(field.name)
    if value is None or field.name in (FROM, UNTIL) or field.kind is Kind.BOOL:
        return ""
    if field.name == COMMUNE:
        return parts.communes.get(str(value), str(value))
    words = shown(field, value, scene.catalogue)
    is_number = field.kind is Kind.TEXT and words.isdecimal() and len(words) == NUMBER_DIGITS
    return grouped(words) if is_number else words


def _fact(field: Field, words: str) -> str:
    """Return a value, with its label where it does not speak for itself."""
    is_day = field.kind in (Kind.DAY, Kind.PARTIAL_DAY) and field.name != _BORN
    if is_day or field.kind is Kind.MONEY:
        unit = QCoreApplication.translate("parts", "{amount} VND").format(amount=words)
        return f"{record_text(field.label)}: {words if is_day else unit}"
    return words


def _besides(row: Row, declared: RecordType) -> Iterator[str]:
    """Yield what is not listed and still has to be said: the words of an old address."""
    field = declared.by_name.get(OLD_ADDRESS)
    if field is not None and row.text(OLD_ADDRESS):
        words = QCoreApplication.translate("parts", "old address: {address}")
        yield words.format(address=row.text(OLD_ADDRESS))


def _period(row: Row) -> str:
    return period(*(_day(row.text(name)) for name in (FROM, UNTIL)))


def _day(plain: str) -> str:
    is_whole = len(plain) == len("2026-11-29") and plain[-1].isdigit()
    return wording.full_day(date.fromisoformat(plain)) if is_whole else wording.born(plain)


def _marks(row: Row, declared: RecordType, *, is_over: bool) -> Iterator[Mark]:
    for field in declared.fields:
        usual = declared.defaults.get(field.name)
        if field.kind is not Kind.BOOL or usual is None or row.values.get(field.name) is None:
            continue
        if row[field.name] and not usual:
            yield Mark(record_text(field.label), "primary", "check")
        elif usual and not row[field.name]:
            words = QCoreApplication.translate("parts", "{label}: no")
            yield Mark(words.format(label=record_text(field.label)), "off", "x")
    if is_over:
        yield Mark(QCoreApplication.translate("parts", "Ended"), "off", "clock")


def _notes(row: Row, parts: Parts) -> Iterator[str]:
    amount = parts.amounts.get(row.id)
    if amount is not None:
        words = QCoreApplication.translate(
            "parts", "By the decree {amount} VND a month, for reference ({source})."
        )
        source = "; ".join(amount.sources)
        yield words.format(amount=wording.number(amount.total), source=source)
