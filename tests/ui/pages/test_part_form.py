from __future__ import annotations

import pytest

from ctxh_desktop.commands.parts import ListParts
from ctxh_desktop.ui.pages.part_form import Known, PartForm, past_days


@pytest.fixture
def form_for(qtbot, cases):
    """Return a function that shows the form of a type of part."""

    def make(type_name, row=None, known=Known()):  # noqa: B008 (frozen)
        declared = cases.scene.types[type_name]
        made = PartForm(cases.scene, declared, cases.filled.person_id, row, known)
        qtbot.addWidget(made)
        made.show()
        made.begin()
        return made

    return make


def rows_of(cases, type_name):
    return cases.send(ListParts("person", cases.filled.person_id)).rows[type_name]


def test_a_new_part_is_saved_with_its_owner(qtbot, cases, form_for):
    form = form_for("person_phone")
    assert form.view.row("number").control.hasFocus() or form.focusWidget() is not None
    form.view.row("number").control.setText("0914 000 222")
    with qtbot.waitSignal(form.saved):
        form.save()
    assert rows_of(cases, "person_phone")[0].text("number") == "0914000222"


def test_what_the_record_itself_finds_wrong_is_said_at_the_field(qtbot, cases, form_for):
    form = form_for("person_identifier")
    form.view.row("kind").control.set_value("CMND9")
    form.view.row("number").control.setText("1901")
    form.save()
    qtbot.waitUntil(lambda: bool(form.view.row("number").error()))
    assert form.save_button.isEnabled()
    assert rows_of(cases, "person_identifier") == ()


def test_what_concerns_no_field_is_said_below(qtbot, cases, form_for):
    form = form_for("relation")
    form.view.row("role").control.set_value("NGUOITHAN")
    form.picker.set_value(cases.filled.person_id, "oneself")
    form.save()
    qtbot.waitUntil(form.problem.isVisible)


def test_somebody_of_the_register_needs_no_name(qtbot, cases, form_for):
    form = form_for("relation")
    assert form.picker.search.hasFocus() or form.picker.search.isVisible()
    form.view.row("role").control.set_value("CHAMSOC")
    form.picker.set_value(cases.filled.other_person_id, "Lê Văn Đức")
    with qtbot.waitSignal(form.saved):
        form.save()
    assert rows_of(cases, "relation")[0]["other_id"] == cases.filled.other_person_id


def test_only_what_changed_is_saved_and_nothing_is_as_leaving(qtbot, cases, form_for):
    form = form_for("person_phone")
    form.view.row("number").control.setText("0914000222")
    with qtbot.waitSignal(form.saved):
        form.save()
    again = form_for("person_phone", rows_of(cases, "person_phone")[0])
    assert not again.is_changed()
    with qtbot.waitSignal(again.left):
        again.save()
    again.view.row("owner_name").control.setText("Lê Văn Tâm")
    assert again.is_changed()
    with qtbot.waitSignal(again.saved):
        again.save()
    assert rows_of(cases, "person_phone")[0].text("owner_name") == "Lê Văn Tâm"


def test_a_card_may_be_valid_until_a_day_that_lies_ahead(qtbot, cases, form_for):
    form = form_for("person_identifier")
    form.view.row("kind").control.set_value("CC")
    form.view.row("number").control.setText("046 185 000 123")
    form.view.row("valid_to").control.setText("3/2031")
    with qtbot.waitSignal(form.saved):
        form.save()
    assert rows_of(cases, "person_identifier")[0]["valid_to"] == "2031-03"


def test_villages_and_communes_are_chosen_from_what_is_known(form_for):
    known = Known(communes={"19819": "Phường Phong Điền"}, villages=("Thôn 1", "Thôn 2"))
    form = form_for("person_address", known=known)
    form.view.row("village").control.set_value("Thôn 2")
    assert form.view.row("village").value() == "Thôn 2"
    assert form.view.row("commune_code").label() == "Commune of today"


def test_a_day_of_a_decision_looks_back_and_an_end_ahead(cases):
    assert past_days(cases.scene.types["benefit"]) == {"from_on", "decided_on"}
