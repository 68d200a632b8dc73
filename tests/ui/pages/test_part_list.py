from __future__ import annotations

import pytest

from ctxh_desktop.commands.parts import ListParts
from ctxh_desktop.commands.records import SaveRecord, ShowRecord, UndoLast
from ctxh_desktop.domain.records import parts_of
from ctxh_desktop.ui.pages.part_list import OwnerParts, PartsPanel


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


@pytest.mark.parametrize("owner_type", ["person", "household"])
def test_every_type_of_part_has_a_list_with_a_form(qtbot, cases, owner_type):
    panel = PartsPanel(cases.scene)
    qtbot.addWidget(panel)
    owner_id = cases.filled.person_id
    if owner_type == "household":
        owner_id = cases.send(SaveRecord("household", None, {"head_name": "Lê Văn Đức"}))
    panel.show()
    panel.show_owner(owner_type, owner_id)
    cases.rest(qtbot)
    shown = [each.declared.name for each in panel.lists()]
    assert shown == [part.name for part in parts_of(owner_type)]
    for each in panel.lists():
        each.add.click()
        assert each.form.isVisible()
    panel.show_owner(owner_type, "")
    assert panel.isHidden()


def test_a_member_from_the_register_belongs_to_the_household(qtbot, cases):
    household = cases.send(SaveRecord("household", None, {"head_name": "Lê Văn Đức"}))
    panel = PartsPanel(cases.scene)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_owner("household", household)
    cases.rest(qtbot)
    members = panel.lists()[0]
    members.add.click()
    members.form.picker.search.setText("duc")
    qtbot.waitUntil(lambda: len(members.form.picker.hits) == 1)
    members.form.picker.hits[0].click()
    with qtbot.waitSignal(panel.saved):
        members.save()
    person = cases.send(ShowRecord("person", cases.filled.other_person_id))
    assert person["household_id"] == household
