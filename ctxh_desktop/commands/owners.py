"""Owners: where a part belongs, and what its owner shows of it, kept in step.

Lists, filters, protection and older programs read the owner's own fields; the parts tell the whole
story.  So whoever saves or deletes a part changes, in the same transaction,

    person_group      person.groups, while the group lasts
    benefit           person.policies, while it is received
    household_member  the person's household and relation to its head; the name of the head
    household_year    the class of the household, if no later year is known

What time alone ends is taken out when the part is next saved.  A restricted group is never taken
out by this: who was protected stays so until a person decides.

Source: ADR-0026.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ctxh_desktop.commands.desk import Desk, require
from ctxh_desktop.domain.part_warnings import has_ended
from ctxh_desktop.domain.records import benefit
from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import likeness, registers
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork

PERSON, HOUSEHOLD = "person", "household"
_IN_STEP = ("person_group", "benefit", "household_member", "household_year")
_NAMES = {"person_group": ("groups", "target_group"), "benefit": ("policies", "policy")}
"""Part → the owner's multiple choice, and the part's own choice."""


def owner_row(reader: Reader, declared: RecordType, values: Mapping[str, Plain]) -> Row:
    """Return the record of which a part is one; a merged person is the one that stays.

    Raises:
        InputError: "record-not-found" when it is not there, or deleted.
    """
    assert declared.owner is not None
    row_id = str(values.get(declared.owner.name) or "")
    if declared.part_of == PERSON:
        row_id = likeness.standing(reader, row_id)
    owner = require(reader, declared.part_of, row_id)
    if owner.deleted_at:
        raise InputError("record-not-found")
    return owner


def placed(
    desk: Desk, work: UnitOfWork, declared: RecordType, values: Mapping[str, Plain]
) -> tuple[str, dict[str, Plain]]:
    """Return the scope and the values of a new record: a part belongs where its owner is.

    Raises:
        InputError: as `owner_row` and `check_links`.
    """
    if declared.owner is None:
        return desk.commune_code, dict(values)
    owner = owner_row(work, declared, values)
    check_links(desk, work, declared, values)
    return owner.scope, {**values, declared.owner.name: owner.id}


def check_links(
    desk: Desk,
    work: UnitOfWork,
    declared: RecordType,
    values: Mapping[str, Plain],
    part: Row | None = None,
) -> None:
    """Refuse a part that leaves its owner, or names somebody or a commune that is not there.

    Raises:
        InputError: "part-keeps-its-owner", "record-not-found", "commune-unknown".
    """
    if declared.owner is None:
        return
    for name, value in values.items():
        field = declared.field(name)
        if part is not None and field is declared.owner and value != part[name]:
            raise InputError("part-keeps-its-owner")
        if field.kind is Kind.LINK and value is not None and field is not declared.owner:
            require(work, str(field.target), str(value))
        if name == "commune_code" and value and desk.units.commune(str(value)) is None:
            raise InputError("commune-unknown", commune_code=value)


def keep_in_step(desk: Desk, work: UnitOfWork, before: Row | None, part: Row) -> None:
    """Change what the owner shows, after a part became *part*."""
    if part.type not in _IN_STEP:
        return
    declared, day = work.tables.types[part.type], str(desk.ambient.today())
    assert declared.owner is not None
    owner = work.get(declared.part_of, part.text(declared.owner.name))
    if owner is None:
        return
    stored = registers.parts(work, declared, owner.id)
    rows = [part if row.id == part.id else row for row in stored]
    rows += [part] if all(row.id != part.id for row in stored) else []
    there = [row for row in rows if row.deleted_at is None]
    if part.type == "household_year":
        _class_of_household(work, owner, before, there)
        return
    now = [row for row in there if not has_ended(row, day)]
    if part.type == "household_member":
        _membership(work, owner, part, is_member=any(row.id == part.id for row in now))
        return
    if part.type == "benefit":
        now = [row for row in now if row["status"] == benefit.RECEIVED]
    _choices(desk, work, owner, before, now, _NAMES[part.type])


def _choices(
    desk: Desk,
    work: UnitOfWork,
    owner: Row,
    before: Row | None,
    now: Sequence[Row],
    names: tuple[str, str],
) -> None:
    """Add what holds now to a multiple choice; take out what the part said and no longer holds."""
    shown, named = names
    field = work.tables.types[owner.type].field(shown)
    held, chosen = {row.text(named) for row in now}, set(owner.text(shown).split())
    wanted = chosen | held
    if before is not None and before.text(named) not in held:
        codes = desk.catalogue[str(field.codes)]
        if not codes.has_restricted([before.text(named)]):
            wanted.discard(before.text(named))
    if not wanted and field.required:
        return
    if wanted != chosen:
        work.patch(owner.type, owner.id, {shown: " ".join(sorted(wanted)) or None})


def _membership(work: UnitOfWork, household: Row, part: Row, *, is_member: bool) -> None:
    person = work.get(PERSON, part.text("person_id")) if part["person_id"] else None
    if person is not None and person.scope == household.scope:
        changes = dict(_of_person(person, household, part, is_member=is_member))
        if changes:
            work.patch(PERSON, person.id, changes)
    name = part.text("full_name") or (person.text("full_name") if person else "")
    if is_member and part["is_head"] and name and name != household["head_name"]:
        work.patch(HOUSEHOLD, household.id, {"head_name": name})


def _of_person(
    person: Row, household: Row, part: Row, *, is_member: bool
) -> Iterator[tuple[str, Plain]]:
    if is_member:
        if person["household_id"] != household.id:
            yield "household_id", household.id
        if part["relation_to_head"] and part["relation_to_head"] != person["relation_to_head"]:
            yield "relation_to_head", part["relation_to_head"]
    elif person["household_id"] == household.id:
        yield "household_id", None
        yield "relation_to_head", None


def _class_of_household(
    work: UnitOfWork, household: Row, before: Row | None, years: Sequence[Row]
) -> None:
    known = household["class_year"]
    if before is not None and before["year"] == known:
        known = None  # it was this part that said so
    newest = max(years, key=lambda row: int(row["year"] or 0), default=None)
    if newest is None:
        return
    shown = {"household_class": newest["household_class"], "class_year": newest["year"]}
    is_news = any(household[name] != value for name, value in shown.items())
    if is_news and int(newest["year"] or 0) >= int(known or 0):
        work.patch(HOUSEHOLD, household.id, shown)
