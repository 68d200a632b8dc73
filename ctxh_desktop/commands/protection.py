"""Protection: whether lists show a person's groups, or only "Hồ sơ bảo mật".

A person is protected by a restricted group (HIV, abused child, …) or group of children (L04), by
receiving a policy for such a group, or by any case marked so; what has ended protects, too.
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


def shown(desk: Desk, person: Row, cases: Iterable[Row], child_groups: Iterable[str]) -> Shown:
    """Return what may be shown of *person*, with these cases and groups of children (L04)."""
    codes = person.text("groups")
    said = {
        "target_group": codes.split(),
        "policy": person.text("policies").split(),
        "child_group": child_groups,
    }
    is_restricted = any(desk.catalogue[name].has_restricted(held) for name, held in said.items())
    if is_restricted or any(case["is_protected"] for case in cases):
        return Shown("", is_protected=True)
    return Shown(desk.catalogue.labels("target_group", codes), is_protected=False)


def shown_of(desk: Desk, reader: Reader, person: Row | None) -> Shown:
    """Return what may be shown of *person*, reading what belongs to it; nobody is not protected."""
    if person is None:
        return Shown("", is_protected=False)
    cases = people.cases_of(reader, [person.id]).get(person.id, ())
    child_groups = people.child_groups_of(reader, [person.id]).get(person.id, ())
    return shown(desk, person, cases, child_groups)


def person_of(reader: Reader, record_type: str, record_id: str) -> Row | None:
    """Return the person that a record is about, if it is about one."""
    row = reader.get(record_type, record_id) if record_type in reader.tables.types else None
    if row is None or record_type == "person":
        return row
    person_id = row.values.get("person_id")
    return reader.get("person", str(person_id)) if person_id else None
