"""Layouts: how a person had the columns of a list read, kept for the next list of the same sender.

A layout is known by the headings of its columns, in their order.  With it goes the sheet that a
person chose where another one has more people.  It is kept in the encrypted file of this laptop and
never synced.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from ctxh_desktop.domain.words import fold
from ctxh_desktop.exchange.columns import IN_DOUBT, Mapping
from ctxh_desktop.exchange.people import Preview, fullest
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork

LAYOUTS_MAX = 40
"""The oldest are forgotten first."""
_KEY = "import.layouts"


def fingerprint(mapping: Mapping) -> str:
    """Return what lists with the same headings share, whatever their script."""
    headings = "\n".join(fold(use.heading) for use in mapping.columns)
    return hashlib.sha256(headings.encode()).hexdigest()[:32]


def keep(work: UnitOfWork, mapping: Mapping, sheet: str = "") -> None:
    """Remember a mapping as the newest, and the sheet that was chosen for it."""
    layouts = _all(work)
    layouts.pop(fingerprint(mapping), None)
    made = {**mapping.plain(), "sheet": sheet}
    kept = [*layouts.items(), (fingerprint(mapping), made)][-LAYOUTS_MAX:]
    work.set_local(_KEY, msgspec.json.encode(dict(kept)).decode())


def recalled(reader: Reader, proposed: Mapping) -> Mapping:
    """Return the proposed mapping with the columns taken as a person once had them.

    A script is recalled only where the new list leaves it in doubt, or speaks for the very one
    against which a person chose: the next file of the same sender may be in another one.
    """
    try:
        known = Mapping.from_plain(_all(reader)[fingerprint(proposed)])
    except (KeyError, TypeError, ValueError):
        return proposed
    by_column = {use.column: use for use in known.columns}
    columns = []
    for use in proposed.columns:
        kept = by_column.get(use.column)
        if kept is None:
            return proposed
        taken = replace(use, field=kept.field, part=kept.part)
        is_asked = bool(use.rivals) and kept.script in use.rivals
        is_corrected = kept.script != kept.found == use.found != IN_DOUBT
        columns.append(taken.in_script(kept.script) if is_asked or is_corrected else taken)
    return replace(proposed, columns=tuple(columns))


def chosen_sheet(reader: Reader, found: Sequence[Preview]) -> Preview:
    """Return the sheet that a person once chose for such a list, else the one with most people."""
    layouts = _all(reader)
    for one in found:
        kept = layouts.get(fingerprint(one.mapping))
        if isinstance(kept, dict) and kept.get("sheet") == one.sheet_name:
            return one
    return fullest(found)


def _all(reader: Reader) -> dict[str, Any]:
    found = msgspec.json.decode(reader.local(_KEY, "{}"))
    return dict(found)
