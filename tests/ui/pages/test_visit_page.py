from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.commands.drafts import LoadDraft
from ctxh_desktop.ui.pages.visit_page import VisitPage
from tests.data.typing import compose, press


@pytest.fixture
def page(qtbot, cases):
    made = cases.shown(qtbot, VisitPage(cases.scene), cases.filled.other_case_id)
    made.activateWindow()
    return made


def file_of(cases):
    return cases.send(ShowCase(cases.filled.other_case_id))


def test_today_at_home_is_proposed_and_last_time_stands_beside(page):
    assert page.view.row("visited_on").value() == "2026-11-16"
    assert page.view.row("contact_kind").value() == "VANGIA"
    assert "Sức khoẻ ổn định" in page.side.last._note.text()


def test_a_visit_is_saved_with_the_next_step_and_the_finished_one(qtbot, cases, page):
    page.view.row("visited_on").control.setText("hq")
    page.view.row("contact_kind").set_value("DIENTHOAI")
    page.view.row("change").set_value("KHAHON")
    page.view.row("is_safe").set_value(True)
    page.next.row("due_on").control.setText("+14")
    assert "30/11/2026" in page.next.row("due_on")._hint_text
    step_id = next(iter(page.side.waiting._checks))
    page.side.waiting.set_done([step_id])
    with qtbot.waitSignals([page.saved, page.page_wanted]):
        page.save()
    file = file_of(cases)
    assert file.visits[0].text("visited_on") == "2026-11-15"
    assert file.visits[0]["is_safe"] is True
    done = next(step for step in file.steps if step.id == step_id)
    assert done.text("done_on") == "2026-11-15"
    following = next(step for step in file.steps if step.text("due_on") == "2026-11-30")
    assert following.text("task") == "Gọi điện"


def test_a_structured_visit_takes_at_most_fifteen_keys(qtbot, cases, page):
    page.view.row("visited_on").control.setFocus()
    keys = 0

    def key(code, modifiers=Qt.KeyboardModifier.NoModifier):
        nonlocal keys
        keys += 1
        QTest.keyClick(QApplication.focusWidget(), code, modifiers)

    key(Qt.Key.Key_Tab)  # kind: proposed
    key(Qt.Key.Key_Tab)  # other kinds
    while QApplication.focusWidget() is not page.view.row("change").control.option("KHAHON"):
        key(Qt.Key.Key_Tab) if keys < 3 else page.view.row("change").control.setFocus()
    key(Qt.Key.Key_Space)
    page.view.row("is_safe").control.setFocus()
    key(Qt.Key.Key_Space)
    page.next.row("due_on").control.setFocus()
    for letter in "+14":
        keys += 1
        press(page.next.row("due_on").control, 0, letter)
    with qtbot.waitSignal(page.saved):
        key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert keys <= 15
    assert file_of(cases).visits[0].text("change") == "KHAHON"


def test_ctrl_s_keeps_the_word_being_composed(qtbot, cases, page):
    note = page.view.note()
    note.setFocus()
    compose(note, "khám")
    with qtbot.waitSignal(page.saved):
        QTest.keyClick(note, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert file_of(cases).visits[0].text("note") == "khám"


def test_what_is_wrong_stays_on_the_screen(cases, page):
    page.view.row("visited_on").control.setText("31/2")
    page.view.note().set_value("còn sợ người lạ")
    page.save()
    assert page.view.row("visited_on").error()
    assert page.summary.isVisible()
    assert page.view.note().value() == "còn sợ người lạ"
    assert len(file_of(cases).visits) == 1


def test_a_visit_before_the_intake_is_refused_beside_the_day(qtbot, cases, page):
    page.view.row("visited_on").control.setText("1/11/2026")
    page.save()
    cases.rest(qtbot)
    assert page.view.row("visited_on").error()
    assert len(file_of(cases).visits) == 1


def test_unsafe_shows_whom_to_call(page):
    assert page.view.danger.isHidden()
    page.view.row("is_safe").control.option("0").click()
    assert page.view.danger.isVisible()
    page.view.row("is_safe").control.option("1").click()
    assert page.view.danger.isHidden()


def test_a_draft_resumes_after_a_kill(qtbot, cases, page):
    page.view.note().set_value("đang viết dở")
    page.view.row("change").control.option("XAUDI").click()
    page.drafts.keep()
    cases.rest(qtbot)
    again = cases.shown(qtbot, VisitPage(cases.scene), cases.filled.other_case_id)
    assert again.view.note().value() == "đang viết dở"
    assert again.view.row("change").value() == "XAUDI"
    assert again.resumed.isVisible()
    assert again.view.note().textCursor().atEnd()


def test_a_saved_visit_leaves_no_draft(qtbot, cases, page):
    page.view.note().set_value("xong")
    page.drafts.keep()
    with qtbot.waitSignal(page.saved):
        page.save()
    cases.rest(qtbot)
    assert cases.send(LoadDraft(f"visit:{cases.filled.other_case_id}")) is None


def test_two_quick_presses_save_once(qtbot, cases, page):
    with qtbot.waitSignal(page.saved):
        page.save()
        page.save()
    cases.rest(qtbot)
    assert len(file_of(cases).visits) == 2


def test_own_phrases_are_kept_for_next_time(qtbot, cases, page):
    note = page.view.note()
    note.set_value("Cháu ăn ngủ tốt")
    note.selectAll()
    page.view.keep_phrase.click()
    cases.rest(qtbot)
    again = cases.shown(qtbot, VisitPage(cases.scene), cases.filled.case_id)
    assert "Cháu ăn ngủ tốt" in again.view.phrases()


def test_the_footer_stays_in_a_small_window(page):
    page.resize(855, 342)
    assert page.height() == 342
    assert page.save_button.isVisible()
    assert page.body.verticalScrollBar().maximum() > 0
