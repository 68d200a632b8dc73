from __future__ import annotations

import pytest

from ctxh_desktop.commands.access_log import ReadSealed, note_export
from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.ui.pages import access_page
from ctxh_desktop.ui.pages.access_page import AccessPage


@pytest.fixture
def page(qtbot, cases):
    return cases.shown(qtbot, AccessPage(cases.scene))


def look(cases, person_id, *fields):
    cases.send(ReadSealed("person", person_id, fields or ("illness",)))


def told(qtbot, cases, page):
    page.open("")
    cases.rest(qtbot)
    return page.timeline.entries()


def test_nobody_has_looked_yet(page):
    assert page.empty.isVisible()
    assert not page.timeline.isVisible()
    assert not page.older.isVisible()


def test_each_kind_is_told_in_words(qtbot, cases, page):
    note_export(cases.desk, 1250, "danh-sach.xlsx")
    note_export(cases.desk, 3, "")
    look(cases, cases.filled.other_person_id, "illness", "treatment")
    cases.send(SaveRecord("case", cases.filled.case_id, {"is_protected": True}))
    cases.send(ShowCase(cases.filled.case_id))

    opened, looked, printed, written = told(qtbot, cases, page)

    assert opened.title == "Protected case opened"
    assert [mark.text for mark in opened.marks] == ["Protected case"]
    assert (looked.title, looked.who) == ("Looked at what is kept apart", "Trần Thị Hoa")
    assert looked.body.endswith("Illness and its cause, Treatment and rehabilitation so far")
    assert (printed.title, printed.body) == ("List printed", "3 people")
    assert written.body == "1.250 people · danh-sach.xlsx"


def test_the_case_is_one_press_away(qtbot, cases, page):
    look(cases, cases.filled.other_person_id)
    told(qtbot, cases, page)
    with qtbot.waitSignal(page.page_wanted) as wanted:
        page.timeline.opened.emit("0")
    assert wanted.args == ["case", f"person:{cases.filled.other_person_id}"]


def test_a_list_that_left_leads_nowhere(qtbot, cases, page):
    note_export(cases.desk, 3, "")
    told(qtbot, cases, page)
    with qtbot.assertNotEmitted(page.page_wanted):
        page.timeline.opened.emit("0")


def test_older_entries_are_shown_on_demand(qtbot, cases, page, monkeypatch):
    monkeypatch.setattr(access_page, "STEP", 2)
    for count in range(3):
        note_export(cases.desk, count + 1, "")
    assert len(told(qtbot, cases, page)) == 2
    page.older.click()
    qtbot.waitUntil(lambda: len(page.timeline.entries()) == 3)
    assert page.older.isHidden()
