"""What holds for every declared record type."""

from __future__ import annotations

import pytest

from ctxh_desktop.domain.records import RECORD_TYPES, parts_of
from ctxh_desktop.domain.schema import RecordType, Secrecy
from ctxh_desktop.domain.values import Kind

TYPES = pytest.mark.parametrize("declared", RECORD_TYPES, ids=lambda t: t.name)


def test_names_are_unique_and_parents_come_first() -> None:
    names = [declared.name for declared in RECORD_TYPES]

    assert len(set(names)) == len(names)
    for place, declared in enumerate(RECORD_TYPES):
        for field in declared.fields:
            if field.kind is Kind.LINK and field.target != "visit":
                assert field.target in names[: place + 1], (declared.name, field.name)


@TYPES
def test_declaration_is_whole(declared: RecordType) -> None:
    assert declared.label
    assert declared.plural
    for field in declared.fields:
        assert field.label, field.name
        assert (field.codes is not None) == (field.kind in (Kind.CODE, Kind.CODES)), field.name
        assert (field.target is not None) == (field.kind is Kind.LINK), field.name


@TYPES
def test_sealed_field_is_never_listed_nor_searched(declared: RecordType) -> None:
    sealed = [field for field in declared.fields if field.secrecy is Secrecy.SEALED]

    assert not any(field.listed or field.searched for field in sealed)


@TYPES
def test_record_survives_its_plain_form(declared: RecordType) -> None:
    empty = declared.record.from_plain({})

    assert declared.record.from_plain(empty.plain()) == empty


@TYPES
def test_defaults_are_those_declared(declared: RecordType) -> None:
    optional = {field.name for field in declared.fields if not field.required}

    assert set(declared.record.defaults()) <= optional


@TYPES
def test_a_part_has_one_owner_that_it_needs(declared: RecordType) -> None:
    if not declared.part_of:
        assert declared.owner is None
        return
    owner = declared.owner

    assert owner is not None
    assert (owner.kind, owner.target) == (Kind.LINK, declared.part_of)
    assert owner.required
    assert not owner.entered, "it is known from where the part is entered"
    assert declared in parts_of(declared.part_of)


@TYPES
def test_a_part_has_no_parts_of_its_own(declared: RecordType) -> None:
    assert not (declared.part_of and parts_of(declared.name))


def test_people_and_households_have_parts() -> None:
    assert len(parts_of("person")) == 7
    assert [part.name for part in parts_of("household")] == ["household_member", "household_year"]
