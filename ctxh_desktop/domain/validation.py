"""Validation: what is wrong with a record's values before they are stored.

One rule for the window, the command line and imports: required, form of the value, length, code
list, and the record's own invariants.  Values are cleaned first: nobody is blamed for a space.

Shapes: issues are {field name: (message code, facts)}.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from ctxh_desktop.domain import identity, values
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.schema import Field, Record, RecordType
from ctxh_desktop.domain.values import Kind, PartialDay, Plain

Issue = tuple[str, dict[str, object]]
Issues = dict[str, Issue]

_TEXTS = (Kind.TEXT, Kind.LONG_TEXT, Kind.NAME)
_CHOICES = (Kind.CODE, Kind.CODES)
_TRUTHS = {"true": True, "false": False}
_NUMBER = re.compile(r"-?[0-9]{1,15}")
_THOUSANDS = re.compile(r"(?<=[0-9])[ .,](?=[0-9]{3}(?![0-9]))")


def cleaned(record_type: RecordType, raw: Mapping[str, Any]) -> dict[str, Plain]:
    """Return the plain values that a person meant; unknown names are a bug (KeyError)."""
    return {name: clean_value(record_type.field(name), value) for name, value in raw.items()}


def clean_value(field: Field, value: Any) -> Plain:
    """Return one plain value as it was meant: spaces, signs between digits, letter forms."""
    if isinstance(value, str):
        value = values.clean(value)
        if "\n" in value and field.kind is not Kind.LONG_TEXT:
            value = " ".join(value.split())
        if field.kind is Kind.IDENTIFIER:
            value = identity.clean_number(value)
        if field.is_phone:
            value = identity.clean_phone(value)
        if field.kind is Kind.PARTIAL_DAY:
            value = _partial_day(value)
        if field.kind in (Kind.INT, Kind.MONEY):
            value = _whole_number(value)
        if field.kind is Kind.BOOL:
            value = _TRUTHS.get(value.lower(), value)
    return values.to_plain(field.kind, value)


def issues(record_type: RecordType, plain: Mapping[str, Plain], catalogue: Catalogue) -> Issues:
    """Return what is wrong with a whole record."""
    found: Issues = {}
    for field in record_type.fields:
        issue = field_issue(field, plain.get(field.name), catalogue)
        if issue is not None:
            found[field.name] = issue
    return found or record_issues(record_type, plain)


def newly_retired(
    record_type: RecordType,
    changes: Mapping[str, Plain],
    stored: Mapping[str, Plain],
    catalogue: Catalogue,
    day: date,
) -> Issues:
    """Return the fields in which a code is newly chosen that may not be chosen on *day*.

    What was stored before a code lapsed stays, also when other choices of the field change.
    """
    found: Issues = {}
    for name, value in changes.items():
        field = record_type.field(name)
        if field.codes is None or value is None or field.codes not in catalogue:
            continue
        kept = set(str(stored.get(name) or "").split())
        new = [code for code in str(value).split() if code not in kept]
        if catalogue[field.codes].lapsed(new, day):
            found[name] = ("choice-retired", {"label": field.label})
    return found


def field_issue(field: Field, value: Plain, catalogue: Catalogue | None) -> Issue | None:
    """Return what is wrong with one cleaned value, or None.

    Args:
        field: its declaration.
        value: in plain form.
        catalogue: code lists against which choices are checked; None checks none.
    """
    if value is None:
        code = "choice-required" if field.kind in _CHOICES else "field-required"
        return (code, {"label": field.label}) if field.required else None
    if field.kind in _TEXTS and len(str(value)) > field.length_max:
        facts: dict[str, object] = {"length": len(str(value)), "length_max": field.length_max}
        return "text-too-long", {"label": field.label, **facts}
    if field.kind is Kind.MONEY and isinstance(value, int) and value < 0:
        return "amount-below-zero", {"label": field.label}
    if field.kind is Kind.IDENTIFIER:
        return next(iter(identity.check_number(str(value)).errors), None)
    if field.codes is not None and catalogue is not None and field.codes in catalogue:
        known = catalogue[field.codes].by_code
        if any(code not in known for code in str(value).split()):
            return "unknown-choice", {"label": field.label}
    if not values.fits(field.kind, value):
        return "value-unreadable", {"label": field.label}
    return None


def record_issues(record_type: RecordType, plain: Mapping[str, Plain]) -> Issues:
    """Ask the record itself; possible only when everything it requires is known."""
    if record_type.record.issues is Record.issues:
        return {}  # it has no invariants of its own
    if any(plain.get(field.name) is None for field in record_type.fields if field.required):
        return {}
    found = record_type.record.from_plain(plain).issues()
    return {name: (code, {}) for name, code in found.items()}


def _whole_number(text: str) -> str | int:
    """Return a number as it was meant, "500.000" too; what is none stays and is told."""
    bare = _THOUSANDS.sub("", text)
    return int(bare) if _NUMBER.fullmatch(bare) else text


def _partial_day(text: str) -> str:
    try:
        return str(PartialDay.parse(text))
    except ValueError:
        return text
