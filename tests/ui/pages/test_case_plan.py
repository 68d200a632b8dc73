from __future__ import annotations

import pytest

from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.ui.pages.case_plan import PlanTab, StepRow


@pytest.fixture
def tab(qtbot, cases):
    made = PlanTab(cases.scene)
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.show()
    made.show_case(cases.send(ShowCase(cases.filled.case_id)))
    return made


def steps(cases):
    return cases.send(ShowCase(cases.filled.case_id)).steps


def test_a_step_is_added_for_a_day_as_people_type_it(qtbot, cases, tab):
    tab.begin_step()
    tab.view.row("task").control.setText("Đưa đi khám lại")
    tab.view.row("due_on").control.setText("+7")
    with qtbot.waitSignal(tab.saved):
        tab.save()
    made = next(step for step in steps(cases) if step.text("task") == "Đưa đi khám lại")
    assert made.text("due_on") == "2026-11-23"
    assert made.text("responsible") == "Trần Thị Hoa"
    assert tab.view.row("task").typed() == ""


def test_a_step_without_words_is_not_saved(cases, tab):
    before = len(steps(cases))
    tab.save()
    assert tab.view.row("task").error()
    assert len(steps(cases)) == before


def test_a_step_is_done_today(qtbot, cases, tab):
    row = tab.findChildren(StepRow)[0]
    with qtbot.waitSignal(tab.saved):
        row.done.emit(steps(cases)[0].id)
    assert "2026-11-16" in [step.text("done_on") for step in steps(cases)]


def test_a_step_gets_a_new_day(qtbot, cases, tab):
    step = steps(cases)[0]
    tab._on_day_wanted(step.id)
    tab.new_day.save()
    assert tab.new_day.view.row("due_on").error()
    tab.new_day.view.row("due_on").control.setText("30/11")
    with qtbot.waitSignal(tab.saved):
        tab.new_day.save()
    moved = next(s for s in steps(cases) if s.id == step.id)
    assert moved.text("due_on") == "2026-11-30"
