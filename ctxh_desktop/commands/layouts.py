"""Layouts: how a person had the columns of a list read, kept for the next list of the same sender.

A layout is known by the headings of its columns, in their order.  It is kept in the encrypted file
of this laptop and never synced.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import msgspec

from ctxh_desktop.domain.words import fold
from ctxh_desktop.exchange.columns import Mapping
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork

LAYOUTS_MAX = 40
"""The oldest are forgotten first."""
_KEY = "import.layouts"


def fingerprint(mapping: Mapping) -> str:
    """Return what lists with the same headings share, whatever their script."""
    headings = "\n".join(fold(use.heading) for use in mapping.columns)
    return hashlib.sha256(headings.encode()).hexdigest()[:32]


def keep(work: UnitOfWork, mapping: Mapping) -> None:
    """Remember a mapping as the newest."""
    layouts = _all(work)
    layouts.pop(fingerprint(mapping), None)
    kept = [*layouts.items(), (fingerprint(mapping), mapping.plain())][-LAYOUTS_MAX:]
    work.set_local(_KEY, msgspec.json.encode(dict(kept)).decode())


def recalled(reader: Reader, proposed: Mapping) -> Mapping:
    """Return the proposed mapping with the columns taken as a person once had them.

    A script is recalled only where the new list leaves it in doubt: the next file of the same
    sender may be in another one.
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
        columns.append(replace(taken, script=kept.script, rivals=()) if is_asked else taken)
    return replace(proposed, columns=tuple(columns))


def _all(reader: Reader) -> dict[str, Any]:
    found = msgspec.json.decode(reader.local(_KEY, "{}"))
    return dict(found)
