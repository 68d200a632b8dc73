from __future__ import annotations

from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.records.visit import Visit
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.forms.form import form_of, sectioned


def test_form_asks_what_people_fill_in_and_nothing_else():
    asked = form_of(Person.type).by_name
    assert "full_name" in asked
    assert not {question.kind for question in asked.values()} & {Kind.LINK, Kind.INSTANT}


def test_form_asks_only_the_named_fields_in_their_order():
    form = form_of(Person.type, ("born", "full_name"))
    assert [question.name for question in form.questions] == ["born", "full_name"]


def test_required_is_a_field_without_default_and_a_check_is_never_optional():
    asked = form_of(Person.type).by_name
    assert not asked["full_name"].is_optional
    assert asked["alias"].is_optional
    assert not asked["has_no_id"].is_optional
    assert asked["has_no_id"].default is False
    assert form_of(Visit.type).by_name["is_safe"].default is None


def test_sections_keep_their_headings_and_all_questions():
    form = sectioned(Person.type, {"Person": ("full_name",), "Address": ("village", "address")})
    assert [section.heading for section in form.sections] == ["Person", "Address"]
    assert list(form.by_name) == ["full_name", "village", "address"]


def test_a_form_knows_whether_a_whole_record_can_be_built():
    assert form_of(Person.type).asks_all_required
    assert not form_of(Visit.type).asks_all_required
