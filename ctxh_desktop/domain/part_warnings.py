"""Part warnings: what looks wrong between the parts of one person or household.

They never stop anybody from saving: papers disagree, and two laptops may each have named a head.

Source: domain reference §5.2 (one monthly allowance, NĐ 20/2021/NĐ-CP Đ6 k2), §5.4, §7.1, §7.5.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ctxh_desktop.domain import identity
from ctxh_desktop.domain.records import benefit
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.values import Plain

_TWELVE_DIGITS = ("SDDCN", "CCCD", "CC")
_HEALTH_CARD = re.compile(r"[A-Z]{2}[0-9]{13}|[0-9]{10}")
_SINGLE_PARENT = "BT4"
_BESIDE_SINGLE_PARENT = ("BT5", "BT6", "BT8")
"""What a poor single parent receives besides, as the one exception."""


@dataclass(frozen=True)
class PartWarning:
    """One warning about one part: its type and id, the field, a message code and its facts."""

    type: str
    id: str
    field: str
    code: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


def has_ended(part: Row, day: str) -> bool:
    """Return whether a part surely ended before *day* (ISO), as far as its end is known."""
    end = part.text("to_on").rstrip("~")
    return bool(end) and end < day[: len(end)]


def warnings(parts: Mapping[str, Sequence[Row]], owner: Row, day: str) -> tuple[PartWarning, ...]:
    """Return what looks wrong between the *parts* (by type) of *owner* on a day."""
    found: list[PartWarning] = []
    for paper in parts.get("person_identifier", ()):
        found += _of_paper(paper, owner)
    now = {name: [row for row in rows if not has_ended(row, day)] for name, rows in parts.items()}
    members = now.get("household_member", [])
    heads = [row for row in members if row.values.get("is_head")]
    found += [PartWarning(r.type, r.id, "is_head", "several-heads") for r in heads[1:]]
    found += _twice(members, "person_id", "member-twice")
    found += _twice(parts.get("household_year", ()), "year", "class-year-twice")
    found += _twice(now.get("person_group", ()), "target_group", "group-twice")
    found += _several_benefits(now.get("benefit", ()))
    return tuple(found)


def _of_paper(paper: Row, owner: Row) -> Iterator[PartWarning]:
    number, kind = identity.clean_number(paper.text("number")), paper["kind"]
    if kind in _TWELVE_DIGITS and number:
        born = owner.text("born")[:4]
        checked = identity.check_number(number, int(born) if born else None, owner.text("sex"))
        for code, facts in checked.warnings:
            yield PartWarning(paper.type, paper.id, "number", code, facts)
    if kind == "BHYT" and number and not _HEALTH_CARD.fullmatch(number.upper()):
        yield PartWarning(paper.type, paper.id, "number", "health-card-form")


def _twice(rows: Sequence[Row], name: str, code: str) -> Iterator[PartWarning]:
    counts: Counter[Plain] = Counter()
    for row in rows:
        value = row.values.get(name)
        counts[value] += 1
        if value is not None and counts[value] > 1:
            yield PartWarning(row.type, row.id, name, code)


def _several_benefits(rows: Sequence[Row]) -> Iterator[PartWarning]:
    """Warn of a second monthly allowance: one person receives one, the highest."""
    monthly = [
        row
        for row in rows
        if row["status"] == benefit.RECEIVED and row.text("policy").startswith("BT")
    ]
    others = [row for row in monthly if row["policy"] != _SINGLE_PARENT]
    for row in others[1:]:
        yield PartWarning(row.type, row.id, "policy", "several-monthly-benefits")
    beside = others[0].text("policy") if len(monthly) > len(others) and others else ""
    if beside and not beside.startswith(_BESIDE_SINGLE_PARENT):
        yield PartWarning(others[0].type, others[0].id, "policy", "several-monthly-benefits")
