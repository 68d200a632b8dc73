from __future__ import annotations

import pytest

from ctxh_desktop.commands.parts import ListParts
from ctxh_desktop.commands.people import FindPeople
from ctxh_desktop.commands.records import SaveRecord, UndoLast
from ctxh_desktop.ui.pages.owner_parts import OwnerParts


@pytest.fixture
def owner(cases):
    """The parts of the child."""
    made = OwnerParts(cases.scene, "person")
    yield made
    made.deleteLater()


@pytest.fixture
def phones(qtbot, cases, owner):
    made = owner.list_of("person_phone")
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    owner.show_owner(cases.filled.person_id)
    cases.rest(qtbot)
    return made


def add_phone(cases, number="0914000222"):
    values = {"person_id": cases.filled.person_id, "number": number}
    return cases.send(SaveRecord("person_phone", None, values))


def stored(cases):
    return cases.send(ListParts("person", cases.filled.person_id)).rows["person_phone"]


def test_nothing_is_said_to_be_nothing(phones):
    assert phones.empty.isVisible()
    assert phones.add.accessibleName() == "Add: Phones"


def test_a_part_is_added_in_place_and_can_be_undone(qtbot, cases, phones):
    phones.add.click()
    assert not phones.empty.isVisible()
    phones.form.view.row("number").control.setText("0914 000 222")
    with qtbot.waitSignal(phones.saved) as told:
        phones.form.save_button.click()
    assert told.args == ["Saved: phone."]
    qtbot.waitUntil(lambda: len(phones.rows) == 1)
    assert phones.form is None
    cases.send(UndoLast())
    cases.dispatcher.announce(frozenset({"person_phone"}))
    qtbot.waitUntil(lambda: phones.rows == {})
    assert phones.empty.isVisible()


def test_a_part_is_changed_in_its_place(qtbot, cases, owner, phones):
    part_id = add_phone(cases)
    owner.show_owner(cases.filled.person_id)
    cases.rest(qtbot)
    phones.rows[part_id].change.click()
    assert not phones.rows[part_id].isVisible()
    phones.form.view.row("owner_name").control.setText("Lê Văn Tâm")
    with qtbot.waitSignal(phones.saved):
        phones.save()
    qtbot.waitUntil(lambda: phones.rows[part_id].isVisible())  # noqa: PLW0108 (made anew)
    assert stored(cases)[0].text("owner_name") == "Lê Văn Tâm"


def test_a_part_is_removed_and_brought_back(qtbot, cases, owner, phones):
    part_id = add_phone(cases)
    owner.show_owner(cases.filled.person_id)
    cases.rest(qtbot)
    with qtbot.waitSignal(phones.saved) as told:
        phones.rows[part_id].remove.click()
    assert told.args == ["Removed: phone."]
    qtbot.waitUntil(phones.empty.isVisible)
    cases.send(UndoLast())
    assert [row.id for row in stored(cases)] == [part_id]


def test_what_is_being_written_survives_a_sync(qtbot, cases, phones):
    phones.add.click()
    phones.form.view.row("number").control.setText("0914")
    add_phone(cases)
    cases.dispatcher.announce(frozenset({"sync"}))
    qtbot.waitUntil(lambda: len(phones.rows) == 1)
    assert phones.form.view.row("number").typed() == "0914"
    assert phones.is_changed()


def test_leaving_the_form_keeps_nothing(qtbot, phones):
    phones.add.click()
    phones.form.leave.click()
    assert phones.form is None
    assert phones.empty.isVisible()


def test_somebody_named_is_one_press_away(qtbot, cases, owner):
    relations = owner.list_of("relation")
    qtbot.addWidget(relations)
    relations.show()
    values = {"person_id": cases.filled.person_id, "role": "NGUOITHAN",
              "other_id": cases.filled.other_person_id}  # fmt: skip
    part_id = cases.send(SaveRecord("relation", None, values))
    owner.show_owner(cases.filled.person_id)
    cases.rest(qtbot)
    with qtbot.waitSignal(owner.page_wanted) as wanted:
        relations.rows[part_id].open.click()
    assert wanted.args == ["case", f"person:{cases.filled.other_person_id}"]


def begin_phone(cases, qtbot, phones, number):
    phones.add.click()
    phones.form.view.row("number").control.setText(number)
    return phones.form


def show_other_and_back(cases, qtbot, owner):
    owner.show_owner(cases.filled.other_person_id)
    cases.rest(qtbot)
    owner.show_owner(cases.filled.person_id)
    cases.rest(qtbot)


def test_what_was_begun_is_here_again_after_somebody_else(qtbot, cases, owner, phones):
    begin_phone(cases, qtbot, phones, "0914 000 2")
    phones.activateWindow()
    owner.show_owner(cases.filled.other_person_id)
    cases.rest(qtbot)
    assert phones.form is None
    assert phones.add.hasFocus()
    owner.show_owner(cases.filled.person_id)
    cases.rest(qtbot)
    assert phones.form.view.row("number").typed() == "09140002"
    assert phones.form.back_again.isVisible()


def test_what_was_begun_outlives_the_program(qtbot, cases, owner, phones):
    begin_phone(cases, qtbot, phones, "0914 000 2")
    phones.hide()
    cases.rest(qtbot)
    again = OwnerParts(cases.scene, "person")
    made = again.list_of("person_phone")
    qtbot.addWidget(made)
    made.show()
    again.show_owner(cases.filled.person_id)
    cases.rest(qtbot)
    assert made.form.view.row("number").typed() == "09140002"
    again.deleteLater()


def test_one_form_may_be_left_for_another(qtbot, cases, owner, phones):
    part_id = add_phone(cases)
    owner.show_owner(cases.filled.person_id)
    cases.rest(qtbot)
    begin_phone(cases, qtbot, phones, "0914 999")
    phones.rows[part_id].change.click()
    phones.form.view.row("owner_name").control.setText("Lê Văn Tâm")
    show_other_and_back(cases, qtbot, owner)

    assert phones.form.key == "new"
    phones.form.view.row("number").control.setText("0914 999 888")
    with qtbot.waitSignal(phones.saved):
        phones.save()
    qtbot.waitUntil(lambda: phones.form is not None and phones.form.key == part_id)
    assert phones.form.view.row("owner_name").typed() == "Lê Văn Tâm"
    phones.form.leave.click()
    show_other_and_back(cases, qtbot, owner)
    assert phones.form is None
    assert len(phones.rows) == 2


@pytest.mark.parametrize("how", ["saved", "left"])
def test_what_is_saved_or_given_up_does_not_come_back(qtbot, cases, owner, phones, how):
    form = begin_phone(cases, qtbot, phones, "0914 000 222")
    phones.drafts.keep()
    cases.rest(qtbot)
    (form.save_button if how == "saved" else form.leave).click()
    cases.rest(qtbot)
    show_other_and_back(cases, qtbot, owner)
    assert phones.form is None


def test_a_person_that_was_chosen_comes_back_too(qtbot, cases, owner):
    relations = owner.list_of("relation")
    qtbot.addWidget(relations)
    relations.show()
    owner.show_owner(cases.filled.person_id)
    cases.rest(qtbot)
    relations.add.click()
    relations.form.picker._on_chosen(cases.send(FindPeople("duc"))[0])
    show_other_and_back(cases, qtbot, owner)
    assert relations.form.picker.value() == cases.filled.other_person_id
    assert "Lê Văn Đức" in relations.form.picker.name()
