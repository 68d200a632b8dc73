"""Which people a list shows: one filter for the register's windows, its counts and its searches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, select

from ctxh_desktop.domain.records.benefit import RECEIVED
from ctxh_desktop.domain.records.person import ALIVE
from ctxh_desktop.storage.records import Reader

ENDED_STATUSES = ("KETTHUC", "KHONGQL", "LUUTRU", "CHUYENDI")
"""Case statuses in which nobody manages the case any more (code list L05)."""


@dataclass(frozen=True)
class Filter:
    """Which people a list shows; None means all.

    Units: `born_after` and `born_until` are plain partial days; who is known by the year alone
    counts as born at its beginning, by about a year at its end.  `on` is the day (ISO) on which a
    `benefit` is received.  Without a `life_status` somebody is alive.
    """

    group: str | None = None
    village: str | None = None
    is_managed: bool | None = None
    born_after: str | None = None
    born_until: str | None = None
    household_class: str | None = None
    policy: str | None = None
    case_status: str | None = None
    commune: str | None = None
    life_status: str | None = None
    benefit: str | None = None
    on: str = ""


EVERYBODY = Filter()


def filtered(reader: Reader, statement: Select[Any], where: Filter) -> Select[Any]:
    """Return *statement* about people narrowed to those who are in the register and fit."""
    person = reader.tables.records["person"]
    parts: list[ColumnElement[bool]] = [person.c.deleted_at.is_(None)]
    if where.group:
        parts.append(_has(person.c.groups, where.group))
    if where.policy:
        parts.append(_has(person.c.policies, where.policy))
    if where.commune:
        parts.append(person.c.scope == where.commune)
    if where.village:
        parts.append(person.c.village == where.village)
    if where.born_after:
        parts.append(person.c.born > where.born_after)
    if where.born_until:
        parts.append(person.c.born <= where.born_until)
    if where.household_class:
        household = reader.tables.records["household"]
        classed = select(household.c.id).where(
            household.c.household_class == where.household_class, household.c.deleted_at.is_(None)
        )
        parts.append(person.c.household_id.in_(classed))
    if where.life_status:
        parts.append(func.coalesce(person.c.life_status, ALIVE) == where.life_status)
    if where.benefit:
        parts.append(person.c.id.in_(_receiving(reader, where.benefit, where.on)))
    return statement.where(*parts, *_by_cases(reader, where))


def _receiving(reader: Reader, policy: str, on: str) -> Select[Any]:
    """Return the people who receive a policy on a day by a row of their own, read through once."""
    given = reader.tables.records["benefit"]
    return select(given.c.person_id).where(
        given.c.policy == policy,
        given.c.status == RECEIVED,
        given.c.deleted_at.is_(None),
        func.coalesce(given.c.from_on, "") <= on,
        func.coalesce(given.c.to_on, on) >= on,
    )


def in_care(reader: Reader) -> Select[Any]:
    """Return the people whose case goes on, read through the cases once."""
    case = reader.tables.records["case"]
    return select(case.c.person_id).where(is_going_on(case))


def is_going_on(case: Any) -> ColumnElement[bool]:
    """Return whether somebody manages a case."""
    return and_(
        case.c.deleted_at.is_(None),
        case.c.status.not_in(ENDED_STATUSES),
        case.c.person_id.is_not(None),
    )


def _by_cases(reader: Reader, where: Filter) -> list[ColumnElement[bool]]:
    person, case = reader.tables.records["person"], reader.tables.records["case"]
    parts: list[ColumnElement[bool]] = []
    if where.is_managed is not None:
        managed = exists().where(case.c.person_id == person.c.id, is_going_on(case))
        parts.append(managed if where.is_managed else ~managed)
    if where.case_status:
        is_so = and_(case.c.status == where.case_status, case.c.deleted_at.is_(None))
        parts.append(exists().where(case.c.person_id == person.c.id, is_so))
    return parts


def _has(chosen: Any, code: str) -> ColumnElement[bool]:
    """Return whether a multiple choice holds a code; it is kept as codes with spaces between."""
    padded: ColumnElement[str] = literal(" ") + chosen + literal(" ")
    return padded.contains(f" {code} ", autoescape=True)
