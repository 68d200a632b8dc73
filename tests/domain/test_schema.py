from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.records.case import Case
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.schema import Merge, RecordType, Row
from ctxh_desktop.domain.values import Kind, PartialDay

TYPES = pytest.mark.parametrize("declared", RECORD_TYPES, ids=lambda t: t.name)


@TYPES
def test_codes_and_links_say_where_they_point(declared: RecordType) -> None:
    names = {other.name for other in RECORD_TYPES}
    for field in declared.fields:
        assert (field.codes is not None) == (field.kind in (Kind.CODE, Kind.CODES)), field.name
        assert (field.target in names) == (field.kind is Kind.LINK), field.name


@TYPES
def test_a_group_is_not_named_like_a_field_outside_it(declared: RecordType) -> None:
    for group, members in declared.groups.items():
        assert group not in declared.by_name or declared.field(group) in members
        assert len(members) > 1, group


@TYPES
def test_members_of_groups_merge_as_one(declared: RecordType) -> None:
    grouped = [field for field in declared.fields if field.group]

    assert all(field.merge in (Merge.PLAIN, Merge.FROZEN) for field in grouped)


@TYPES
def test_no_field_is_called_like_a_system_column(declared: RecordType) -> None:
    system = {field.name for field in dataclasses.fields(Row)} | {"row_no", "search_text"}

    assert not system & set(declared.by_name)


def test_a_record_comes_back_from_its_plain_form() -> None:
    person = Person(full_name="Hồ Thị Lài", groups=("NCT",), born=PartialDay(1956, is_about=True))

    plain = person.plain()

    assert plain["born"] == "1956~"
    assert Person.from_plain(plain) == person


def test_defaults_are_what_is_declared() -> None:
    assert Case.defaults() == {"is_protected": False, "status": "TIEPNHAN"}


def test_required_is_what_has_no_default() -> None:
    assert [f.name for f in Case.type.fields if f.required] == ["person_id", "number", "opened_on"]


def test_invariants_between_fields_are_told_by_field() -> None:
    case = Case(person_id="p", number="1", opened_on=date(2026, 1, 2), closed_on=date(2026, 1, 1))

    assert case.issues() == {"closed_on": "closed-before-opened"}


def row(**values) -> Row:
    return Row("person", "p", "19819", {"full_name": "Hồ", "alias": None, **values})


def test_a_row_changes_fields_deletion_and_what_is_unknown() -> None:
    changed = row().changed({"alias": "Lài", "deleted_at": "t", "nick": "x"})

    assert (changed["alias"], changed.deleted_at, changed.extra) == ("Lài", "t", {"nick": "x"})
    assert changed.whole()["nick"] == "x"


def test_an_empty_text_is_an_empty_string() -> None:
    assert (row().text("alias"), row().text("full_name"), row().text("none")) == ("", "Hồ", "")
