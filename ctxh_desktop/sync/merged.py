"""Merged: what the province does when one entry was edited while another laptop merged it away.

Whichever arrives first, both stand: the merged entry takes the edit and stays merged, and what the
edit says otherwise than the entry that stays becomes a conflict there, for a person to choose.

Source: sync design §4.3 (row_alias), §4.5; ADR-0024.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ctxh_desktop.domain.merge import Clash, units
from ctxh_desktop.domain.operation import SYSTEM_FIELDS, Operation
from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.storage import likeness
from ctxh_desktop.storage.unit_of_work import UnitOfWork

MERGED_INTO = "merged_into"


def is_merging(operation: Operation) -> bool:
    """Return whether an operation merges its row into another."""
    return MERGED_INTO in operation.changes and operation.changes[MERGED_INTO][1] is not None


def questions(
    work: UnitOfWork,
    declared: RecordType,
    operation: Operation,
    row: Row,
    changed: Mapping[tuple[str, str], Row],
    is_news: Callable[[str], bool],
) -> tuple[Row, list[Clash]] | None:
    """Return the entry that stays, and what it is asked about; None when there is nothing to ask.

    *row* is the merged entry as it is after the operation; *is_news* says whether others changed a
    field of it without the author's knowledge.
    """
    if not row.values.get(MERGED_INTO) or not row.deleted_at:
        return None
    if is_merging(operation):
        names = [name for name in declared.by_name if is_news(name)]
    elif is_news(MERGED_INTO):
        names = [name for name in operation.changes if name in declared.by_name]
    else:
        return None
    stays_id = likeness.standing(work, row.text(MERGED_INTO))
    stays = changed.get((row.type, stays_id)) or work.get(row.type, stays_id)
    if stays is None:
        return None
    asked = []
    for name, members in units(declared, names).items():
        if name in (MERGED_INTO, *SYSTEM_FIELDS):
            continue
        current: dict[str, Plain] = {member: stays[member] for member in members}
        proposed: dict[str, Plain] = {member: row[member] for member in members}
        if current != proposed:
            asked.append(Clash(name, dict.fromkeys(members), current, proposed))
    return stays, asked
