from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ctxh_desktop.commands.conflicts import ListConflicts
from ctxh_desktop.commands.records import DeleteRecord, SaveRecord, ShowRecord, UndoLast
from ctxh_desktop.ui.pages.conflict_page import ConflictPage
from tests.data.case_desks import seat, sender


@pytest.fixture
def contest(two_laptops):
    """Both laptops change other name and sex of one person."""
    found = two_laptops
    person_id = found.filled.other_person_id
    for desk, alias, sex in ((found.other, "Chú Đức", "NU"), (found.mine, "Chú Đợi", "KXD")):
        sender(desk)(SaveRecord("person", person_id, {"alias": alias, "sex": sex}))
    return meet(found)


def meet(found):
    found.office.exchange(found.other, "B")
    found.office.exchange(found.mine, "A")
    found.office.exchange(found.mine, "A")
    seated = seat(found.mine, found.filled)
    return found, seated


@pytest.fixture
def page(qtbot, contest):
    found, seated = contest
    made = seated.shown(qtbot, ConflictPage(seated.scene), f"person:{found.filled.other_person_id}")
    made.activateWindow()
    yield made
    seated.dispatcher.close()


def row_of(page, name):
    return next(row for row in page.rows() if row.field.name == name)


def test_both_versions_stand_side_by_side(page):
    alias, sex = row_of(page, "alias"), row_of(page, "sex")
    assert alias.cell("mine").text() == "Chú Đợi"
    assert alias.cell("province").text() == "Chú Đức"
    assert alias.choice() == "province"
    assert sex.choice() == ""
    assert "1" in page.apply.text()


def test_the_main_button_leads_to_what_is_open(page):
    page.apply.setFocus()
    page.save()
    assert row_of(page, "sex").isAncestorOf(QApplication.focusWidget())


def test_keys_choose_and_applying_settles_both(qtbot, contest, page):
    found, seated = contest
    row_of(page, "sex").focus_cell()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)
    assert row_of(page, "sex").choice() == "mine"
    assert QApplication.focusWidget() is page.apply
    with qtbot.waitSignal(page.page_wanted, timeout=10_000) as asked:
        page.save()
    assert asked.args == ["sync", ""]
    person = seated.send(ShowRecord("person", found.filled.other_person_id))
    assert (person["alias"], person["sex"]) == ("Chú Đức", "KXD")
    assert seated.send(ListConflicts()) == ()


def test_a_choice_can_be_taken_back_whole(qtbot, contest, page):
    found, seated = contest
    row_of(page, "alias").choose(1)
    row_of(page, "sex").choose(1)
    saved = []
    page.saved.connect(saved.append)
    with qtbot.waitSignal(page.page_wanted, timeout=10_000):
        page.save()
    assert saved == ["The choice was applied."]
    assert seated.send(ShowRecord("person", found.filled.other_person_id))["alias"] == "Chú Đợi"

    seated.send(UndoLast())
    found.office.exchange(found.mine, "A")
    found.office.exchange(found.other, "B")
    person = seated.send(ShowRecord("person", found.filled.other_person_id))
    assert person["alias"] == "Chú Đức"
    for desk in (found.mine, found.other):
        assert sender(desk)(ListConflicts())[0].field_count == 2


def test_keeping_both_puts_the_other_name_into_the_note(qtbot, contest, page):
    found, seated = contest
    row_of(page, "alias").choose(3)
    row_of(page, "sex").choose(2)
    with qtbot.waitSignal(page.page_wanted, timeout=10_000):
        page.save()
    person = seated.send(ShowRecord("person", found.filled.other_person_id))
    assert person["alias"] == "Chú Đức"
    assert "Chú Đợi" in person.text("note")


def test_later_changes_nothing(qtbot, contest, page):
    _, seated = contest
    with qtbot.waitSignal(page.page_wanted) as asked:
        page.later.click()
    assert asked.args == ["sync", ""]
    assert len(seated.send(ListConflicts())) == 1


def test_a_deletion_against_an_edit_can_be_kept(qtbot, two_laptops):
    person_id = two_laptops.filled.other_person_id
    sender(two_laptops.other)(DeleteRecord("person", person_id, "Nhập hai lần"))
    sender(two_laptops.mine)(SaveRecord("person", person_id, {"phone": "0905111444"}))
    _, seated = meet(two_laptops)
    page = seated.shown(qtbot, ConflictPage(seated.scene), f"person:{person_id}")
    page.rows()[0].choose(1)
    with qtbot.waitSignal(page.page_wanted, timeout=10_000):
        page.save()
    kept = seated.send(ShowRecord("person", person_id))
    assert kept.deleted_at is None
    assert kept["phone"] == "0905111444"
    assert seated.send(ListConflicts()) == ()
    seated.dispatcher.close()
