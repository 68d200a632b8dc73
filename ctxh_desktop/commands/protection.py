"""Protection: whether lists show a person's groups, or only "Hồ sơ bảo mật".

A person is protected by a restricted group (HIV, abused child, …), by receiving a policy for such
a group, or by any case marked so, ended ones included.
Lists, the outbox and notices ask here and nowhere else.

Source: domain reference §11.5 (restricted flags); ux reference §14, A17.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.storage import people
from ctxh_desktop.storage.records import Reader


@dataclass(frozen=True)
class Shown:
    """What a list may show of a person's groups: nothing when protected."""

    group_label: str
    is_protected: bool


def shown(desk: Desk, person: Row, cases: Iterable[Row]) -> Shown:
    """Return what may be shown of *person*, whose cases are *cases*."""
    codes = person.text("groups")
    is_restricted = desk.catalogue["target_group"].has_restricted(codes.split())
    policies = person.text("policies").split()
    is_restricted = is_restricted or desk.catalogue["policy"].has_restricted(policies)
    if is_restricted or any(case["is_protected"] for case in cases):
        return Shown("", is_protected=True)
    return Shown(desk.catalogue.labels("target_group", codes), is_protected=False)


def shown_of(desk: Desk, reader: Reader, person: Row | None) -> Shown:
    """Return what may be shown of *person*, reading the cases; nobody is not protected."""
    if person is None:
        return Shown("", is_protected=False)
    return shown(desk, person, people.cases_of(reader, [person.id]).get(person.id, ()))


def person_of(reader: Reader, record_type: str, record_id: str) -> Row | None:
    """Return the person that a record is about, if it is about one."""
    row = reader.get(record_type, record_id) if record_type in reader.tables.types else None
    if row is None or record_type == "person":
        return row
    person_id = row.values.get("person_id")
    return reader.get("person", str(person_id)) if person_id else None
