from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.commands.conflicts import ListConflicts
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.commands.sync import ShowSyncState, SyncOutcome, SyncProgress
from ctxh_desktop.domain.operation import Ack, Status
from ctxh_desktop.errors import IntegrityError
from ctxh_desktop.storage import outbox
from ctxh_desktop.ui.pages.sync_page import SyncPage
from ctxh_desktop.ui.sync_runner import SyncRunner
from ctxh_desktop.ui.widgets.buttons import Button
from tests.data.case_desks import seat, sender


@pytest.fixture
def seated(qtbot, two_laptops):
    found = seat(two_laptops.mine, two_laptops.filled)
    yield found
    found.dispatcher.close()


def exchange_by(two_laptops):
    def work(progress, is_cancelled):
        progress(SyncProgress(0, 1, 0))
        two_laptops.office.exchange(two_laptops.mine, "A")
        return SyncOutcome(1, 0, 0, 0)

    return work


def test_before_joining_the_form_stands_on_top_and_nothing_is_sent(qtbot, cases):
    page = cases.shown(qtbot, SyncPage(cases.scene))
    page.attach(SyncRunner(lambda progress, stop: None, page), lambda address, code: "")
    assert page.enrolment.isVisible()
    assert not page.send_now.isEnabled()
    assert "Not joined" in page.facts.network.title()
    assert page.facts.unsent.title().split()[0].isdigit()


def test_sending_now_empties_the_outbox(qtbot, two_laptops, seated):
    sender(two_laptops.mine)(SaveRecord("household", None, {"head_name": "Hồ Thị Sen"}))
    page = seated.shown(qtbot, SyncPage(seated.scene))
    runner = SyncRunner(exchange_by(two_laptops), page)
    page.attach(runner, lambda address, code: "")
    assert not page.enrolment.isVisible()
    assert page.outbox.shown_lines()[0].mark.kind == "unsent"
    with qtbot.waitSignal(runner.finished, timeout=10_000):
        page.start()
        assert page.run.isVisible()
        assert not page.send_now.isEnabled()
    seated.rest(qtbot)
    assert not page.run.isVisible()
    assert page.facts.unsent.title() == "All sent"
    assert "1" in page.outcome.text()


def test_a_contested_person_can_be_chosen_about(qtbot, two_laptops, seated):
    person_id = two_laptops.filled.other_person_id
    for desk, phone in ((two_laptops.other, "0905111333"), (two_laptops.mine, "0905111444")):
        sender(desk)(SaveRecord("person", person_id, {"phone": phone}))
    two_laptops.office.exchange(two_laptops.other, "B")
    two_laptops.office.exchange(two_laptops.mine, "A")
    two_laptops.office.exchange(two_laptops.mine, "A")
    assert len(seated.send(ListConflicts())) == 1
    page = seated.shown(qtbot, SyncPage(seated.scene))
    choose = next(b for b in page.findChildren(Button) if "Lê Văn Đức" in b.accessibleName())
    with qtbot.waitSignal(page.page_wanted) as asked:
        choose.click()
    assert asked.args == ["conflict", f"person:{person_id}"]


def test_a_failure_is_told_in_a_sentence(qtbot, two_laptops, seated):
    def fail(progress, is_cancelled):
        raise IntegrityError("wrong-certificate-authority")

    page = seated.shown(qtbot, SyncPage(seated.scene))
    runner = SyncRunner(fail, page)
    page.attach(runner, lambda address, code: "")
    with qtbot.waitSignal(runner.failed, timeout=10_000):
        page.start()
    seated.rest(qtbot)
    assert page.error.isVisible()
    assert "sending was stopped" in page.error_sentence.text()
    assert page.send_now.isEnabled()


def test_a_pause_stops_what_runs_and_holds_until_go_on(qtbot, two_laptops, seated):
    stopped = []

    def wait(progress, is_cancelled):
        while not is_cancelled():
            progress(SyncProgress(1, 2, 0))
        stopped.append(True)
        return SyncOutcome(1, 0, 0, 0)

    page = seated.shown(qtbot, SyncPage(seated.scene))
    runner = SyncRunner(wait, page)
    page.attach(runner, lambda address, code: "")
    with qtbot.waitSignal(runner.finished, timeout=10_000):
        page.start()
        page.run.paused.emit()
    seated.rest(qtbot)
    assert stopped == [True]
    assert seated.send(ShowSyncState()).is_paused
    assert page.send_now.text() == "Go on"
    assert page.facts.network.title() == "Sending is paused"

    page.start()
    runner.cancel()
    seated.rest(qtbot)
    assert not seated.send(ShowSyncState()).is_paused
    assert page.send_now.text() == "Send now"


def test_what_was_received_and_mended_is_told_in_words(qtbot, two_laptops, seated):
    with two_laptops.mine.store.write(by="x") as work:
        work.set_local("last_sync_at", "2026-11-16T01:00:00.000Z")
        work.set_local("last_news", '{"visit":9,"person":3,"conflict":1}')
        work.set_local("last_mended", "2")
        work.set_local("last_mended_at", "2026-11-15T09:42:00.000Z")
        work.commit()
    page = seated.shown(qtbot, SyncPage(seated.scene))
    assert "12 lines: 9 visits, 3 people" in page.received.received.text()
    assert "2 lines right (16:42 " in page.received.mended.text()


def test_a_refused_one_is_opened_by_enter_and_by_the_button(qtbot, two_laptops, seated):
    sender(two_laptops.mine)(SaveRecord("household", None, {"head_name": "Hồ Thị Sen"}))
    with two_laptops.mine.store.write(by="x") as work:
        (op,) = outbox.unsent(work, 1)
        outbox.settle(work, [Ack(op.id, Status.HELD, note="value-malformed:head_name")])
        work.commit()
    page = seated.shown(qtbot, SyncPage(seated.scene))
    assert page.mend.isVisible()
    page.outbox.setCurrentIndex(page.outbox.model().index(0, 0))
    with qtbot.waitSignal(page.page_wanted) as asked:
        QTest.keyClick(page.outbox, Qt.Key.Key_Return)
    assert asked.args == ["held", op.group_id]
    with qtbot.waitSignal(page.page_wanted) as asked:
        page.mend.click()
    assert asked.args == ["held", op.group_id]


def test_a_program_that_is_too_old_is_told_so_and_goes_on(qtbot, two_laptops, seated):
    page = seated.shown(qtbot, SyncPage(seated.scene))
    assert not page.error.isVisible()
    with two_laptops.mine.store.write(by="sync") as work:
        work.set_local("outdated", "1")
        work.commit()

    page.refresh()
    seated.rest(qtbot)

    assert page.error.isVisible()
    assert "too old" in page.error_sentence.text()


def test_an_order_that_was_refused_is_told(qtbot, two_laptops, seated):
    page = seated.shown(qtbot, SyncPage(seated.scene))
    with two_laptops.mine.store.write(by="sync") as work:
        work.set_local("wipe_refused_at", "2026-11-20T09:42:00.000Z")
        work.commit()

    page.refresh()
    seated.rest(qtbot)

    assert page.error.isVisible()
    assert "not by the province" in page.error_sentence.text()
