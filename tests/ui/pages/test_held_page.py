from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ctxh_desktop.commands.sync import ListOutbox
from ctxh_desktop.domain.operation import Ack, Status
from ctxh_desktop.storage import outbox
from ctxh_desktop.ui.pages.held_page import HeldPage
from tests.data.case_desks import COMMUNE


def hold(desk, note, **values):
    """Write somebody down as a faulty version would, and let the province refuse it."""
    row_id = desk.ambient.new_id()
    with desk.store.write(by=desk.user, label="RegisterPerson") as work:
        work.insert("person", row_id, COMMUNE, values)
        work.commit()
    with desk.store.write(by="sync") as work:
        group_id = outbox.last_group(work)[1][0].group_id
        ops = outbox.of_group(work, group_id)
        outbox.settle(work, [Ack(op.id, Status.HELD, 0, note) for op in ops])
        work.commit()
    return group_id, row_id


@pytest.fixture
def shown(qtbot, cases):
    def show(note="value-malformed:born", **values):
        values = values or {"full_name": "Hồ Thị Lài", "born": "2026-02-31", "groups": "NCT"}
        group_id, row_id = hold(cases.desk, note, **values)
        page = cases.shown(qtbot, HeldPage(cases.scene), group_id)
        page.activateWindow()
        return page, row_id

    yield show
    cases.dispatcher.close()


def states(cases):
    return [item.state for item in cases.send(ListOutbox())]


def person(cases, row_id):
    with cases.desk.read() as reader:
        return reader.get("person", row_id)


def test_the_objection_and_an_input_are_shown_with_the_focus_in_it(shown):
    page, _ = shown()
    assert page._title.text() == "Not taken yet – Hồ Thị Lài"
    row = page.cards()[0].view.row("born")
    assert row.isAncestorOf(QApplication.focusWidget())
    assert page.send.text() == "Mend and send again"


def test_mending_sends_it_anew_and_says_so(qtbot, cases, shown):
    page, row_id = shown()
    noted = []
    page.noted.connect(noted.append)
    page.cards()[0].view.row("born").control.setText("3/2012")
    with qtbot.waitSignal(page.page_wanted, timeout=10_000) as asked:
        page.send.click()
    cases.rest(qtbot)
    assert asked.args == ["sync", ""]
    assert noted == ["Put right. It is sent with the next sync."]
    assert person(cases, row_id)["born"] == "2012-03"
    assert "held" not in states(cases)


def test_what_cannot_be_read_is_not_sent(qtbot, cases, shown):
    page, _ = shown()
    page.save()
    cases.rest(qtbot)
    assert page.cards()[0].view.row("born").error()
    assert "held" in states(cases)


def test_what_the_record_s_own_rules_say_is_shown_at_the_field(qtbot, cases, shown):
    page, _ = shown(full_name="", born="2026-02-31", groups="NCT")
    page.cards()[0].view.row("born").control.setText("3/2012")
    page.save()
    cases.rest(qtbot)
    view = page.cards()[0].view
    assert view.row("full_name").error()
    view.row("full_name").control.setText("Hồ Thị Lài")
    with qtbot.waitSignal(page.page_wanted, timeout=10_000):
        page.save()
    assert "held" not in states(cases)


def test_giving_up_asks_once_with_the_consequence(qtbot, cases, shown):
    page, row_id = shown()
    page.drop.click()
    assert page.question.isVisible()
    assert "for good" in page.question.accessibleName()
    assert QApplication.focusWidget() is page.keep
    page.keep.click()
    assert not page.question.isVisible()
    assert "held" in states(cases)

    page.drop.click()
    with qtbot.waitSignal(page.noted, timeout=10_000) as noted:
        page.really.click()
    assert noted.args == ["The change was given up."]
    assert person(cases, row_id) is None
    assert "held" not in states(cases)


def test_later_leaves_all_as_it_is(qtbot, cases, shown):
    page, _ = shown()
    with qtbot.waitSignal(page.page_wanted) as asked:
        page.later.click()
    assert asked.args == ["sync", ""]
    assert "held" in states(cases)


def test_without_a_field_at_fault_it_can_be_sent_again_as_it_is(qtbot, cases, shown):
    page, row_id = shown("row-unknown", full_name="Hồ Thị Lài", groups="NCT")
    assert page.send.text() == "Send again"
    assert "could not take this: " in page.reason.text()
    with qtbot.waitSignal(page.page_wanted, timeout=10_000):
        page.send.click()
    assert person(cases, row_id) is not None
    assert "held" not in states(cases)


def test_what_is_not_held_any_more_leads_back(qtbot, cases):
    page = HeldPage(cases.scene)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.page_wanted, timeout=10_000) as asked:
        page.open("gone")
    assert asked.args == ["sync", ""]
    cases.dispatcher.close()


def test_what_did_not_get_through_can_be_sent_again_as_it_is(qtbot, cases, shown):
    page, row_id = shown("change-not-through", full_name="Hồ Thị Lài", groups="NCT")
    assert "did not get through" in page.reason.text()
    assert page.send.text() == "Send again"
    with qtbot.waitSignal(page.page_wanted, timeout=10_000):
        page.send.click()
    cases.rest(qtbot)
    assert "held" not in states(cases)
    assert "queued" in states(cases)
    assert person(cases, row_id)["full_name"] == "Hồ Thị Lài"
