from __future__ import annotations

import pytest

from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.commands.records import ListHistory, ShowRecord
from ctxh_desktop.ui.pages.case_person import PersonTab, asked_fields


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


def test_only_what_changed_is_saved(qtbot, cases, tab):
    assert not tab.person.save_button.isEnabled()
    tab.person.view.row("phone").control.setText("0912 000 111")
    assert tab.person.save_button.isEnabled()
    with qtbot.waitSignal(tab.saved):
        tab.save()
    newest = cases.send(ListHistory("person", cases.filled.person_id))[0]
    assert [name for name, _, _ in newest.changes] == ["phone"]
    assert not tab.person.save_button.isEnabled()


def test_a_name_cannot_be_emptied(cases, tab):
    tab.person.view.row("full_name").control.setText("")
    tab.save()
    assert tab.person.view.row("full_name").error()
    assert tab.person.summary.isVisible()
    kept = cases.send(ShowRecord("person", cases.filled.person_id))
    assert kept.text("full_name") == "Nguyễn Thị Ánh Nguyệt"


def test_what_somebody_is_changing_survives_a_sync(cases, tab):
    tab.person.view.row("alias").control.setText("Bé Nguyệt")
    file = cases.send(ShowCase(cases.filled.case_id))
    tab.show_rows(file.person, file.case)
    assert tab.person.view.row("alias").typed() == "Bé Nguyệt"


def test_put_back_shows_what_is_stored(tab):
    tab.person.view.row("alias").control.setText("Bé Nguyệt")
    tab.person._back.click()
    assert tab.person.view.row("alias").typed() == ""


def test_closing_and_sealed_fields_are_not_asked(cases):
    asked = asked_fields(cases.scene.types["case"])
    assert "closed_on" not in asked
    assert "reporter" not in asked
    assert {"risk", "goal", "status"} <= set(asked)


def test_the_household_is_one_press_away(qtbot, tab):
    with qtbot.waitSignal(tab.household_wanted) as wanted:
        tab.household.click()
    assert wanted.args == [""]
