from __future__ import annotations

from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.ui.pages.visit_side import VisitSide


def test_ticks_survive_what_others_change(qtbot, cases):
    side = VisitSide(cases.scene)
    qtbot.addWidget(side)
    file = cases.send(ShowCase(cases.filled.case_id))
    side.show_case(file)
    first = next(iter(side.waiting._checks))
    side.waiting._checks[first].click()
    side.show_case(file)
    assert side.waiting.done_ids() == (first,)


def test_a_first_visit_has_no_last_time(qtbot, cases):
    side = VisitSide(cases.scene)
    qtbot.addWidget(side)
    side.last.show_visit(None)
    assert "first" in side.last._when.text()
