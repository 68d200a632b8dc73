from __future__ import annotations

import pytest

from ctxh_desktop.commands.conflicts import ListConflicts
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.commands.sync import SyncOutcome, SyncProgress
from ctxh_desktop.errors import IntegrityError
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
    assert "Not joined" in page.network.title()
    assert page.unsent.title().split()[0].isdigit()


def test_sending_now_empties_the_outbox(qtbot, two_laptops, seated):
    sender(two_laptops.mine)(SaveRecord("household", None, {"head_name": "Hồ Thị Sen"}))
    page = seated.shown(qtbot, SyncPage(seated.scene))
    runner = SyncRunner(exchange_by(two_laptops), page)
    page.attach(runner, lambda address, code: "")
    assert not page.enrolment.isVisible()
    assert page.outbox.shown_lines()[0].mark.kind == "unsent"
    with qtbot.waitSignal(runner.finished, timeout=10_000):
        page.start()
        assert page.progress.isVisible()
        assert not page.send_now.isEnabled()
    seated.rest(qtbot)
    assert not page.progress.isVisible()
    assert page.unsent.title() == "All sent"
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


def test_a_stop_reaches_the_lane(qtbot, two_laptops, seated):
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
        page.progress.stopped.emit()
    assert stopped == [True]


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
