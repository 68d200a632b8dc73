from __future__ import annotations

import pytest

from ctxh_desktop.commands.access_log import ListAccess
from ctxh_desktop.commands.records import ListHistory, SaveRecord, ShowRecord
from ctxh_desktop.ui.pages.record_sheet import RecordSheet, SealedSheet

FIELDS = ("full_name", "alias", "phone", "village")


@pytest.fixture
def sheet(qtbot, cases):
    made = RecordSheet(cases.scene, "person", "Person", FIELDS)
    qtbot.addWidget(made)
    made.show()
    made.show_row(cases.send(ShowRecord("person", cases.filled.person_id)))
    return made


@pytest.fixture
def sealed(qtbot, cases):
    made = SealedSheet(cases.scene, "person", ("illness", "treatment"))
    qtbot.addWidget(made)
    made.show()
    made.show_row(cases.send(ShowRecord("person", cases.filled.person_id)))
    return made


def test_only_what_changed_is_saved(qtbot, cases, sheet):
    assert not sheet.save_button.isEnabled()
    sheet.view.row("phone").control.setText("0912 000 111")
    with qtbot.waitSignal(sheet.saved) as told:
        sheet.save_button.click()
    assert told.args == ["person"]
    newest = cases.send(ListHistory("person", cases.filled.person_id))[0]
    assert [name for name, _, _ in newest.changes] == ["phone"]
    assert not sheet.save_button.isEnabled()


def test_a_name_cannot_be_emptied(cases, sheet):
    sheet.view.row("full_name").control.setText("")
    sheet.save()
    assert sheet.view.row("full_name").error()
    assert sheet.summary.isVisible()


def test_what_the_record_as_a_whole_finds_wrong_is_said(qtbot, cases):
    made = RecordSheet(cases.scene, "person", "Person", ("life_status", "life_status_on"))
    qtbot.addWidget(made)
    made.show()
    made.show_row(cases.send(ShowRecord("person", cases.filled.person_id)))
    made.view.row("life_status_on").control.setText("2026")
    made.save()
    qtbot.waitUntil(made.summary.isVisible)
    assert made.view.row("life_status_on").error()


def test_what_is_wrong_in_another_field_is_not_kept_quiet(qtbot, cases):
    made = RecordSheet(cases.scene, "person", "Person", ("life_status",))
    qtbot.addWidget(made)
    values = {"life_status": "MAT", "life_status_on": "2026-11-02"}
    cases.send(SaveRecord("person", cases.filled.person_id, values))
    made.show_row(cases.send(ShowRecord("person", cases.filled.person_id)))
    made.view.row("life_status").set_value("SONG")
    with qtbot.waitSignal(made.failed):
        made.save()


def test_what_somebody_is_changing_survives_a_sync(cases, sheet):
    sheet.view.row("alias").control.setText("Bé Nguyệt")
    sheet.show_row(cases.send(ShowRecord("person", cases.filled.person_id)), ("Thôn 3",))
    assert sheet.view.row("alias").typed() == "Bé Nguyệt"


def test_put_back_shows_what_is_stored(sheet):
    sheet.view.row("alias").control.setText("Bé Nguyệt")
    sheet.back.click()
    assert sheet.view.row("alias").typed() == ""


def test_sealed_fields_are_there_only_when_asked_for(qtbot, cases, sealed):
    assert sealed.sheet is None
    assert sealed.door.isVisible()
    sealed.button.click()
    qtbot.waitUntil(lambda: sealed.sheet is not None)
    assert sealed.sheet.isVisible()
    assert not sealed.door.isVisible()
    (seen,) = cases.send(ListAccess())
    assert (seen.note.by, seen.note.fields) == (cases.desk.user, ("illness", "treatment"))
    assert seen.person_id == cases.filled.person_id
    sealed.sheet.view.row("illness").control.setPlainText("Hen")
    assert sealed.is_changed()
    with qtbot.waitSignal(sealed.saved):
        sealed.save()
    assert cases.send(ShowRecord("person", cases.filled.person_id))["illness"] == "Hen"


def test_sealed_fields_are_hidden_again_for_somebody_else(qtbot, cases, sealed):
    sealed.reveal()
    qtbot.waitUntil(lambda: sealed.sheet is not None)
    sealed.show_row(cases.send(ShowRecord("person", cases.filled.other_person_id)))
    assert sealed.sheet is None
    assert sealed.door.isVisible()


def test_a_number_that_somebody_has_is_saved_with_a_reason(qtbot, cases):
    number = "046151001234"
    cases.send(SaveRecord("person", cases.filled.other_person_id, {"id_number": number}))
    made = RecordSheet(cases.scene, "person", "Person", ("id_number", "phone"))
    qtbot.addWidget(made)
    made.show()
    made.show_row(cases.send(ShowRecord("person", cases.filled.person_id)))
    made.view.row("id_number").control.setText("046 151 001 234")
    made.save()
    qtbot.waitUntil(made.same_number.isVisible)
    with qtbot.waitSignal(made.page_wanted) as wanted:
        made.same_number.open.click()
    assert wanted.args[0] == "case"
    made.same_number.input.setText("Xã ghi nhầm số")
    with qtbot.waitSignal(made.saved):
        made.same_number.go_on.click()
    saved = cases.send(ShowRecord("person", cases.filled.person_id))
    assert saved["id_number"] == number
    assert saved["note"].endswith(": Xã ghi nhầm số")
    assert made.same_number.isHidden()


def test_sealed_fields_of_somebody_left_meanwhile_are_not_shown(qtbot, cases, sealed):
    sealed.reveal()
    sealed.show_row(cases.send(ShowRecord("person", cases.filled.other_person_id)))
    cases.rest(qtbot)
    assert sealed.sheet is None


def test_a_change_is_here_again_after_somebody_else(qtbot, cases, sheet):
    cases.rest(qtbot)
    sheet.view.row("alias").control.setText("Bé Nguyệt")
    sheet.show_row(cases.send(ShowRecord("person", cases.filled.other_person_id)))
    cases.rest(qtbot)
    assert sheet.view.row("alias").typed() == ""
    cases.send(SaveRecord("person", cases.filled.person_id, {"phone": "0905000111"}))
    sheet.show_row(cases.send(ShowRecord("person", cases.filled.person_id)))
    cases.rest(qtbot)
    assert sheet.view.row("alias").typed() == "Bé Nguyệt"
    assert sheet.view.row("phone").value() == "0905000111"
    assert sheet.save_button.isEnabled()
    with qtbot.waitSignal(sheet.saved):
        sheet.save()
    cases.rest(qtbot)
    sheet.show_row(cases.send(ShowRecord("person", cases.filled.other_person_id)))
    sheet.show_row(cases.send(ShowRecord("person", cases.filled.person_id)))
    cases.rest(qtbot)
    assert not sheet.is_changed()


def test_a_change_put_back_does_not_come_again(qtbot, cases, sheet):
    cases.rest(qtbot)
    sheet.view.row("alias").control.setText("Bé Nguyệt")
    sheet.drafts.keep()
    sheet.back.click()
    cases.rest(qtbot)
    sheet.show_row(cases.send(ShowRecord("person", cases.filled.other_person_id)))
    sheet.show_row(cases.send(ShowRecord("person", cases.filled.person_id)))
    cases.rest(qtbot)
    assert not sheet.is_changed()


def test_a_sealed_change_is_here_again_once_it_is_asked_for(qtbot, cases, sealed):
    sealed.reveal()
    qtbot.waitUntil(lambda: sealed.sheet is not None)
    cases.rest(qtbot)
    sealed.sheet.view.row("illness").control.setPlainText("Hen")
    for person_id in (cases.filled.other_person_id, cases.filled.person_id):
        sealed.show_row(cases.send(ShowRecord("person", person_id)))
        cases.rest(qtbot)
    assert sealed.sheet is None
    sealed.reveal()
    qtbot.waitUntil(lambda: sealed.sheet is not None and sealed.sheet.is_changed())
    assert sealed.sheet.view.row("illness").typed() == "Hen"
