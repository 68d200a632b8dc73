from __future__ import annotations

import pytest

from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.commands.records import ListHistory
from ctxh_desktop.ui.pages.case_person import PersonTab


@pytest.fixture
def tab(qtbot, cases):
    made = PersonTab(cases.scene)
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.show()
    file = cases.send(ShowCase(cases.filled.case_id))
    made.show_rows(file.person, file.case)
    cases.rest(qtbot)
    return made


def test_one_group_is_shown_and_only_what_was_looked_at_is_made(tab):
    assert set(tab.panes) == {"identity"}
    tab.switch.row.option("contact").click()
    assert tab.pane("contact").isVisible()
    assert not tab.pane("identity").isVisible()
    assert set(tab.panes) == {"identity", "contact"}


def test_only_what_changed_is_saved(qtbot, cases, tab):
    tab.choose("contact")
    tab.pane("contact").fields.view.row("phone").control.setText("0912 000 111")
    with qtbot.waitSignal(tab.saved):
        tab.save()
    newest = cases.send(ListHistory("person", cases.filled.person_id))[0]
    assert [name for name, _, _ in newest.changes] == ["phone"]


def test_what_was_changed_in_another_group_stays_is_said_and_is_saved(qtbot, cases, tab):
    tab.pane("identity").fields.view.row("alias").control.setText("Bé Nguyệt")
    tab.choose("living")
    assert tab._unsaved.isVisible()
    assert "Personal details" in tab._unsaved.text()
    with qtbot.waitSignal(tab.saved):
        tab.save()
    assert not tab._unsaved.isVisible()
    newest = cases.send(ListHistory("person", cases.filled.person_id))[0]
    assert [name for name, _, _ in newest.changes] == ["alias"]


def test_a_part_that_is_being_written_is_saved_with_the_rest(qtbot, cases, tab):
    tab.choose("contact")
    phones = tab.pane("contact").lists[1]
    phones.add.click()
    phones.form.view.row("number").control.setText("0914000222")
    with qtbot.waitSignal(tab.saved):
        tab.save()
    qtbot.waitUntil(lambda: len(phones.rows) == 1)


def test_closing_and_sealed_fields_are_not_asked_openly(tab):
    tab.choose("case")
    pane = tab.pane("case")
    asked = set(pane.fields.view.session().values())
    assert {"risk", "goal", "status"} <= asked
    assert "closed_on" not in asked
    assert "reporter" not in asked
    assert pane.sealed is not None


def test_without_a_case_there_is_no_group_of_it(cases, tab):
    tab.choose("case")
    file = cases.send(ShowCase(cases.filled.case_id))
    tab.show_rows(file.person, None)
    assert tab.switch.value() == "identity"
    assert tab.pane("identity").isVisible()
    with pytest.raises(KeyError):
        tab.switch.row.option("case")


def test_a_narrow_window_asks_by_a_drop_down(qtbot, tab):
    tab.resize(800, 400)
    qtbot.waitUntil(tab.switch.combo.isVisible)
    assert not tab.switch.row.isVisible()
    tab.switch.combo.setCurrentIndex(tab.switch.combo.findData("family"))
    tab.switch.combo.chosen.emit("family")
    assert tab.pane("family").isVisible()
    assert tab.switch.row.value() == "family"


def test_the_household_is_one_press_away(qtbot, tab):
    tab.choose("family")
    with qtbot.waitSignal(tab.household_wanted) as wanted:
        tab.household.click()
    assert wanted.args == [""]
