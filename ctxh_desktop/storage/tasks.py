"""Tasks: open steps by the day on which they are due, over all cases."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import and_, func, select

from ctxh_desktop.domain.records.plan_step import OPEN_STATUSES
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.storage.records import Reader

TASKS_MAX = 500


def due(reader: Reader, upto: str, after: str = "") -> list[Row]:
    """Return open steps due after *after* up to *upto* (days), soonest first."""
    step = reader.tables.records["plan_step"]
    where = and_(
        step.c.due_on > after,
        step.c.due_on <= upto,
        step.c.status.in_(OPEN_STATUSES),
        step.c.deleted_at.is_(None),
    )
    statement = select(step).where(where).order_by(step.c.due_on, step.c.id).limit(TASKS_MAX)
    return reader.listing("plan_step", statement)


def counts(reader: Reader, spans: Mapping[str, tuple[str, str]]) -> dict[str, int]:
    """Return how many open steps are due in each span (after, up to) of days."""
    step = reader.tables.records["plan_step"]
    found = {}
    for name, (after, upto) in spans.items():
        where = and_(
            step.c.due_on > after,
            step.c.due_on <= upto,
            step.c.status.in_(OPEN_STATUSES),
            step.c.deleted_at.is_(None),
        )
        statement = select(func.count()).select_from(step).where(where)
        found[name] = int(reader.connection.execute(statement).scalar() or 0)
    return found
