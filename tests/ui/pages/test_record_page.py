from __future__ import annotations

import pytest

from ctxh_desktop.commands.records import (
    CountRecords,
    ListRecords,
    SaveRecord,
    ShowRecord,
    UndoLast,
)
from ctxh_desktop.ui.pages.record_page import RecordPage


@pytest.fixture
def household_id(cases):
    return cases.send(SaveRecord("household", None, {"head_name": "Lê Văn Đức", "phone": "0905"}))


def test_a_new_record_is_saved_from_its_declaration(qtbot, cases):
    page = cases.shown(qtbot, RecordPage(cases.scene), "household:new")
    page.view.row("head_name").control.setText("Hồ Thị Sen")
    page.view.row("member_count").control.setText("4")
    with qtbot.waitSignals([page.saved, page.page_wanted]):
        page.save()
    made = cases.send(ListRecords("household", 0, 10))[0]
    assert (made["head_name"], made["member_count"]) == ("Hồ Thị Sen", 4)


def test_only_what_differs_is_saved_and_stands_in_the_history(qtbot, cases, household_id):
    page = cases.shown(qtbot, RecordPage(cases.scene), f"household:{household_id}")
    page.view.row("village").set_value("Thôn 1")
    with qtbot.waitSignal(page.saved):
        page.save()
    cases.rest(qtbot)
    assert cases.send(ShowRecord("household", household_id))["phone"] == "0905"
    assert len(page.past.timeline.entries()) == 2


def test_what_is_required_is_asked_for(cases, qtbot, household_id):
    page = cases.shown(qtbot, RecordPage(cases.scene), f"household:{household_id}")
    page.view.row("head_name").control.setText("")
    page.save()
    assert page.view.row("head_name").error()
    assert page.summary.isVisible()


def test_deleting_needs_a_reason_and_can_be_undone(qtbot, cases, household_id):
    page = cases.shown(qtbot, RecordPage(cases.scene), f"household:{household_id}")
    page.delete.click()
    page.deletion.confirm.click()
    assert page.deletion.reason.error()
    page.deletion.reason.control.setText("Nhập hai lần")
    with qtbot.waitSignal(page.saved):
        page.deletion.confirm.click()
    assert cases.send(CountRecords("household")) == 0
    cases.send(UndoLast())
    assert cases.send(CountRecords("household")) == 1


def test_a_draft_of_a_new_record_comes_back(qtbot, cases):
    page = cases.shown(qtbot, RecordPage(cases.scene), "household:new")
    page.view.row("head_name").control.setText("Hồ Thị Sen")
    page.hide()
    cases.rest(qtbot)
    again = cases.shown(qtbot, RecordPage(cases.scene), "household:new")
    assert again.view.row("head_name").typed() == "Hồ Thị Sen"


@pytest.mark.parametrize("name", ["household", "person", "case", "plan_step", "visit"])
def test_every_declared_type_has_its_form_without_code(qtbot, cases, name):
    page = cases.shown(qtbot, RecordPage(cases.scene), f"{name}:new")
    asked = {question.name for question in page._form.questions}
    assert asked
    qtbot.waitUntil(lambda: all(page.view.row(field).isVisible() for field in asked))


def test_a_household_shows_its_members_and_follows_what_they_change(qtbot, cases, household_id):
    page = cases.shown(qtbot, RecordPage(cases.scene), f"household:{household_id}")
    members = page.parts.lists()[0]
    assert members.add.hasFocus() or page.focusProxy() is members.add
    members.add.click()
    members.form.view.row("full_name").control.setText("Lê Văn Tâm")
    members.form.view.row("is_head").set_value(True)
    with qtbot.waitSignal(page.saved) as told:
        page.save()
    assert told.args == ["Saved: member of the household."]
    cases.rest(qtbot)
    assert len(members.rows) == 1
    assert page.view.row("head_name").typed() == "Lê Văn Tâm"


def test_what_is_being_written_in_the_form_survives_a_part(qtbot, cases, household_id):
    page = cases.shown(qtbot, RecordPage(cases.scene), f"household:{household_id}")
    page.view.row("note").control.setPlainText("Nhà dột")
    years = page.parts.lists()[1]
    years.add.click()
    years.form.view.row("year").control.setText("2026")
    years.form.view.row("household_class").control.set_value("NGHEO")
    with qtbot.waitSignal(page.saved):
        years.save()
    cases.rest(qtbot)
    assert page.view.row("note").typed() == "Nhà dột"


def test_a_new_household_has_no_members_yet(qtbot, cases):
    page = cases.shown(qtbot, RecordPage(cases.scene), "household:new")
    assert page.parts.isHidden()


def test_a_person_with_somebodys_number_is_saved_with_a_reason(qtbot, cases):
    number = "046151001234"
    cases.send(SaveRecord("person", cases.filled.other_person_id, {"id_number": number}))
    page = cases.shown(qtbot, RecordPage(cases.scene), "person:new")
    page.view.row("full_name").control.setText("Hồ Thị Sen")
    page.view.row("groups").set_value("NCT")
    page.view.row("id_number").control.setText(number)
    page.save()
    qtbot.waitUntil(page.same_number.isVisible)
    page.same_number.input.setText("Xã ghi nhầm số")
    with qtbot.waitSignals([page.saved, page.page_wanted]):
        page.same_number.go_on.click()
    found = cases.send(ListRecords("person", 0, 10, number))
    notes = {row["full_name"]: row["note"] for row in found}
    assert notes["Hồ Thị Sen"].endswith(": Xã ghi nhầm số")
