from __future__ import annotations

import pytest

from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.commands.records import ShowRecord
from ctxh_desktop.ui.pages.case_closing import ClosingPanel


@pytest.fixture
def panel(qtbot, cases):
    made = ClosingPanel(cases.scene)
    qtbot.addWidget(made)
    made.ask(cases.send(ShowCase(cases.filled.case_id)).case)
    return made


def test_closing_needs_a_reason(cases, panel):
    panel.save()
    assert panel.view.row("closure_reason").error()
    assert cases.send(ShowRecord("case", cases.filled.case_id))["closed_on"] is None


def test_a_case_is_closed_today_and_opened_again(qtbot, cases, panel):
    panel.view.row("closure_reason").set_value("KT01")
    with qtbot.waitSignal(panel.saved):
        panel.save()
    closed = cases.send(ShowRecord("case", cases.filled.case_id))
    assert (closed["closed_on"], closed["status"]) == ("2026-11-16", "KETTHUC")
    with qtbot.waitSignal(panel.saved):
        panel.reopen(closed)
    again = cases.send(ShowRecord("case", cases.filled.case_id))
    assert (again["closed_on"], again["closure_reason"]) == (None, None)
    assert again["status"] != "KETTHUC"


def test_a_case_cannot_be_closed_before_its_intake(qtbot, cases, panel):
    panel.view.row("closure_reason").set_value("KT01")
    panel.view.row("closed_on").control.setText("1/11/2026")
    panel.save()
    cases.rest(qtbot)
    assert panel.view.row("closed_on").error()
    assert cases.send(ShowRecord("case", cases.filled.case_id))["closed_on"] is None
