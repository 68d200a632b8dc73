from __future__ import annotations

import pytest

from ctxh_desktop.domain.records import RECORD_TYPES, parts_of
from ctxh_desktop.domain.schema import Secrecy
from ctxh_desktop.forms.form import form_of
from ctxh_desktop.ui.pages.record_layout import CLOSING, groups_of, whole_form
from tests.data.case_desks import types


@pytest.mark.parametrize("declared", RECORD_TYPES, ids=lambda declared: declared.name)
def test_every_field_and_part_has_one_place(declared):
    groups = groups_of(declared, RECORD_TYPES)
    placed = [name for group in groups for name in (*group.fields, *group.sealed)]
    asked = [q.name for q in form_of(declared).questions if q.field.group != CLOSING]
    assert sorted(placed) == sorted(asked)
    parts = [name for group in groups for name in group.parts]
    assert sorted(parts) == sorted(part.name for part in parts_of(declared.name))


def test_sealed_fields_stand_apart():
    health = next(g for g in groups_of(types()["person"]) if g.key == "health")
    assert health.sealed == ("illness", "treatment", "mental_state", "emotional_state")
    assert not set(health.sealed) & set(health.fields)


def test_a_person_is_asked_in_six_groups_and_none_has_too_many_fields():
    groups = groups_of(types()["person"], RECORD_TYPES)
    assert len(groups) == 6
    assert max(len(group.fields) for group in groups) <= 12


def test_the_form_of_a_household_has_its_groups_as_sections():
    form = whole_form(types()["household"])
    assert form.sections[0].heading == "Head of household, address"
    assert len(form.sections) == 4
    sealed = [q for q in whole_form(types()["person"]).questions
              if q.field.secrecy is Secrecy.SEALED]  # fmt: skip
    assert sealed == []


def test_a_type_without_groups_is_asked_as_declared():
    assert whole_form(types()["visit"]) == form_of(types()["visit"])


def test_no_whole_form_asks_for_what_is_sealed():
    asked = [q.name for q in whole_form(types()["case"]).questions]
    assert "request" in asked
    assert "reporter" not in asked
