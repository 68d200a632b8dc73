"""Older changes are said to be at the province, fetched by a button, and shown when they came."""

from __future__ import annotations

import pytest

from ctxh_desktop.commands.older_history import OlderHistory
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.storage import older_history
from ctxh_desktop.storage.older_history import Ask
from ctxh_desktop.ui.pages.case_page import CasePage
from ctxh_desktop.ui.pages.record_page import RecordPage
from ctxh_desktop.ui.sync_watch import WANTED
from tests.data.older import leave_older


@pytest.fixture
def household_id(cases):
    made = cases.send(SaveRecord("household", None, {"head_name": "Lê Văn Đức"}))
    leave_older(cases.desk.store, cases.desk.commune_code, made)
    return made


def bring(cases, row_id: str) -> None:
    with cases.desk.store.write(by="sync") as work:
        older_history.arrived(work, Ask(row_id, cases.desk.commune_code, 1), is_last=True)
        work.commit()
    cases.scene.dispatcher.announce(frozenset({"sync", "person", "case", "household"}))


def test_a_record_says_where_its_older_changes_are(qtbot, cases, household_id):
    page = cases.shown(qtbot, RecordPage(cases.scene), f"household:{household_id}")
    changes = []
    cases.scene.dispatcher.changed.connect(changes.append)

    assert page.past.older.isVisible()
    assert page.past.older.words.text() == "Older changes are at the province."
    page.past.older.button.click()
    cases.rest(qtbot)

    assert page.past.older.state is OlderHistory.ASKED
    assert page.past.older.words.text() == "Asked for. Older changes arrive at the next connection."
    assert not page.past.older.button.isVisible()
    assert frozenset({WANTED}) in changes, "so that a sync comes at once"


def test_what_has_come_is_shown_without_touching_what_is_typed(qtbot, cases, household_id):
    page = cases.shown(qtbot, RecordPage(cases.scene), f"household:{household_id}")
    page.past.older.button.click()
    page.view.row("village").set_value("Thôn 1")
    with qtbot.waitSignal(page.past.older.arrived):
        bring(cases, household_id)
    cases.rest(qtbot)

    assert not page.past.older.isVisible()
    assert page.view.row("village").value() == "Thôn 1"


def test_a_record_with_all_its_history_says_nothing(qtbot, cases, household_id):
    other = cases.send(SaveRecord("household", None, {"head_name": "Hồ Văn Mía"}))
    page = cases.shown(qtbot, RecordPage(cases.scene), f"household:{household_id}")
    page.open(f"household:{other}")
    assert not page.past.older.isVisible(), (
        "what was said of the one before is not said of this one"
    )
    cases.rest(qtbot)
    assert not page.past.older.isVisible()


def test_the_history_of_a_case_is_that_of_case_and_person(qtbot, cases):
    case_id = cases.filled.case_id
    page = cases.shown(qtbot, CasePage(cases.scene), case_id)
    page.band.tabs.set_value("history")
    page._go_to("history")
    assert not page.history.older.isVisible()
    person_id = page._file.person.id
    leave_older(cases.desk.store, cases.desk.commune_code, person_id)
    cases.scene.dispatcher.announce(frozenset({"case"}))
    cases.rest(qtbot)
    assert page.history.older.isVisible()

    page.history.older.button.click()
    cases.rest(qtbot)
    assert page.history.older.state is OlderHistory.ASKED
    bring(cases, person_id)
    cases.rest(qtbot)
    assert not page.history.older.isVisible()


def test_a_failure_is_told_by_the_page(qtbot, cases, household_id):
    page = cases.shown(qtbot, RecordPage(cases.scene), f"household:{household_id}")
    with qtbot.waitSignal(page.failed):
        page.past.older.failed.emit(ValueError())
