from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.commands import cases as commands
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.ui.pages.case_page import CasePage


@pytest.fixture
def page(qtbot, cases):
    return cases.shown(qtbot, CasePage(cases.scene), cases.filled.case_id)


def test_a_case_opens_on_its_course(page):
    assert page.band.name.text() == "Nguyễn Thị Ánh Nguyệt"
    assert page.band.tabs.value() == "course"
    titles = [entry.title for entry in page.course.timeline.entries()]
    assert titles == ["Gọi điện", "Thăm nhà", "Urgent intake"]
    assert page.visit.isVisible()


def test_without_an_argument_the_last_case_comes_back(qtbot, cases, page):
    page.open("")
    cases.rest(qtbot)
    assert page.band.name.text() == "Nguyễn Thị Ánh Nguyệt"


def test_without_any_case_there_is_one_sentence_and_one_way_on(qtbot, cases):
    page = cases.shown(qtbot, CasePage(cases.scene))
    assert page.empty.isVisible()
    with qtbot.waitSignal(page.page_wanted) as asked:
        page.empty.acted.emit()
    assert asked.args == ["people", ""]


def test_a_case_that_is_gone_leaves_the_empty_page(qtbot, cases):
    page = cases.shown(qtbot, CasePage(cases.scene), "019a0000-0000-7000-8000-000000000000")
    assert page.empty.isVisible()


def test_a_person_without_a_case_is_offered_one(qtbot, cases):
    person_id = cases.send(SaveRecord("person", None, {"full_name": "Hồ Thị Sen", "groups": "NCT"}))
    page = cases.shown(qtbot, CasePage(cases.scene), f"person:{person_id}")
    assert page.band.name.text() == "Hồ Thị Sen"
    assert not page.visit.isVisible()
    with qtbot.waitSignal(page.page_wanted) as asked:
        page.open_new.click()
    assert asked.args == ["intake", f"person:{person_id}"]


def test_a_person_with_a_case_opens_it(qtbot, cases):
    page = cases.shown(qtbot, CasePage(cases.scene), f"person:{cases.filled.person_id}")
    cases.rest(qtbot)
    assert page.visit.isVisible()


def test_ctrl_g_wants_the_visit_page(qtbot, cases, page):
    page.activateWindow()
    with qtbot.waitSignal(page.page_wanted) as asked:
        QTest.keyClick(page, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert asked.args == ["visit", cases.filled.case_id]


def test_ctrl_k_leads_to_a_new_step(page):
    page.activateWindow()
    QTest.keyClick(page, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert page.band.tabs.value() == "plan"
    assert page.plan.isVisible()


def test_what_a_sync_brings_is_shown_at_once(qtbot, cases, page):
    cases.send(commands.AddPlanStep(cases.filled.case_id, {"task": "Đưa đi khám"}))
    cases.dispatcher.announce(frozenset({"plan_step"}))
    cases.rest(qtbot)
    assert "Đưa đi khám" in [step.text("task") for step in page._file.steps]


def test_a_picture_gives_its_room_back_when_another_tab_is_opened(qtbot, cases, page):
    page._go_to("papers")
    page.resize(911, 380)
    page.papers.viewing.emit(True)
    assert not page.band.isVisible()

    page.open(cases.filled.other_case_id)
    cases.rest(qtbot)
    assert page.band.isVisible()


def test_every_case_page_fits_a_narrow_window(page):
    assert page.minimumSizeHint().width() <= 855
    assert page.minimumSizeHint().height() <= 344
