from __future__ import annotations

from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.ui.pages.case_course import CourseTab, open_steps
from ctxh_desktop.ui.widgets.chips import Chip
from ctxh_desktop.ui.widgets.labels import Label


def test_what_comes_next_stands_soonest_first_and_marks_the_overdue(qtbot, cases):
    file = cases.send(ShowCase(cases.filled.case_id))
    tab = CourseTab(cases.scene)
    qtbot.addWidget(tab)
    tab.show_case(file)
    words = [label.text() for label in tab.next.findChildren(Label)]
    assert words.index("Thăm sau can thiệp khẩn cấp") < words.index("Làm lại giấy khai sinh")
    assert [chip.mark().kind for chip in tab.next.findChildren(Chip)] == ["danger"]


def test_done_steps_are_not_ahead(cases):
    file = cases.send(ShowCase(cases.filled.case_id))
    before = open_steps(file.steps)
    from ctxh_desktop.commands.cases import CompleteStep

    cases.send(CompleteStep(before[0].id, "2026-11-16"))
    after = open_steps(cases.send(ShowCase(cases.filled.case_id)).steps)
    assert [step.id for step in after] == [step.id for step in before[1:]]
