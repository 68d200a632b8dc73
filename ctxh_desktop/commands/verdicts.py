"""Verdicts: writing down what a person says about two entries, in a unit of work of any command.

Source: ADR-0024.
"""

from __future__ import annotations

from ctxh_desktop.domain.records.person_pair import ordered, pair_id
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.storage.unit_of_work import UnitOfWork


def say(work: UnitOfWork, ids: tuple[str, str], scope: str, verdict: str) -> None:
    """Write the answer into the one row that all laptops have for these two people."""
    row_id, (first, second) = pair_id(*ids), ordered(*ids)
    values: dict[str, Plain] = {"person_id": first, "other_id": second, "verdict": verdict}
    if work.get("person_pair", row_id) is None:
        work.insert("person_pair", row_id, scope, values)
    else:
        anew: dict[str, Plain] = {"deleted_at": None, "deleted_reason": None}
        work.patch("person_pair", row_id, {**values, **anew})
