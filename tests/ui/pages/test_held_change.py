from __future__ import annotations

import pytest

from ctxh_desktop.commands.held import HeldChange
from ctxh_desktop.ui.pages.held_change import HeldChangeCard

VALUES = {"full_name": "Hồ Thị Lài", "born": "2026-02-31", "groups": "NCT", "sex": None}


@pytest.fixture
def made(qtbot, cases):
    def make(field="born", values=VALUES, reason="value-malformed", **facts):
        change = HeldChange("person", "1", facts.get("is_new", True), values, reason, field)
        card = HeldChangeCard(cases.scene, change)
        qtbot.addWidget(card)
        return card

    yield make
    cases.dispatcher.close()


def test_what_was_written_is_told_also_where_it_cannot_be_read(made):
    told = dict(made().written())
    assert told["Full name"] == "Hồ Thị Lài"
    assert told["Date of birth"] == "2026-02-31"
    assert "Sex" not in told, "nobody wrote it"


def test_an_emptied_field_is_told_of_a_change(made):
    assert dict(made(is_new=False).written())["Sex"] == "(empty)"


def test_the_field_at_fault_is_asked_with_what_was_typed(made):
    card = made()
    assert card.objection().startswith("Date of birth: ")
    row = card.view.row("born")
    assert row.control.text() == "2026-02-31"
    assert not card.check()
    row.control.setText("3/2012")
    assert card.check()
    assert card.values() == {"born": "2012-03"}


def test_an_objection_to_another_record_of_the_group_is_not_told_here(made):
    card = made(field="visited_on")
    assert card.objection() == ""
    assert card.view is None
    assert card.check()


def test_what_else_turns_out_wrong_is_asked_too_and_nothing_typed_is_lost(made):
    card = made()
    card.view.row("born").control.setText("3/2012")
    assert card.show_issues({"full_name": ("field-required", {"label": "Full name"})})
    assert card.view.row("born").control.text() == "3/2012"
    assert card.view.row("full_name").error()
    assert not card.show_issues({"unknown": ("field-required", {})})


def test_a_deletion_is_told_with_its_reason(made):
    values = {"deleted_at": "2026-11-16T01:00:00.000Z", "deleted_reason": "Nhập hai lần"}
    assert made("", values, "row-unknown").written() == [("Deleted", "Nhập hai lần")]


def test_a_record_of_a_newer_version_can_still_be_looked_at(qtbot, cases):
    card = HeldChangeCard(cases.scene, HeldChange("event", "1", True, {"x": 1}, "row-unknown", "x"))
    qtbot.addWidget(card)
    assert (card.written(), card.objection(), card.view) == ([], "", None)
    cases.dispatcher.close()
