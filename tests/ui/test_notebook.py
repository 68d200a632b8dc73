"""The whole window on a real book: pages wired, work saved, undone, sent and locked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ctxh_desktop.commands import sync
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.people import CountPeople, FindPeople, RegisterPerson
from ctxh_desktop.server import office
from ctxh_desktop.server.serve import Served
from ctxh_desktop.storage import backfill
from ctxh_desktop.ui.appearance import Appearance
from ctxh_desktop.ui.notebook import PAGES, Notebook
from ctxh_desktop.ui.pages.people_page import PeoplePage
from ctxh_desktop.ui.pages.today_page import TodayPage
from ctxh_desktop.ui.sync_state import SyncFacts
from tests.data.desks import PHONG_DIEN, new_desk, open_desk

PERSON = {"full_name": "Hoàng Thị Thuỷ", "groups": "NCT"}


@pytest.fixture
def notebook(qapp, qtbot: QtBot, tmp_path: Path) -> Iterator[Notebook]:
    """Return an open notebook with one person with a case, shown on today's work."""
    desk = new_desk(tmp_path / "book")
    Bus(desk).send(RegisterPerson(PERSON, {}))
    opened = Notebook(desk, Appearance(qapp), is_automatic=False)
    opened.show()
    qtbot.waitUntil(opened.is_at_rest)
    yield opened
    if opened.window is not None:
        opened.close()


def test_every_page_opens_and_comes_to_rest(notebook: Notebook, qtbot: QtBot) -> None:
    arguments = {"register": "household", "record": "household:new"}
    for name, _, nav in PAGES:
        notebook.window.open_page(name, arguments.get(name, ""))
        qtbot.waitUntil(notebook.is_at_rest)

        assert notebook.window.current_page() == name
        assert notebook.window.page(name).isVisible(), nav


def test_possible_duplicates_are_counted_in_navigation_and_today(
    notebook: Notebook, qtbot: QtBot
) -> None:
    window = notebook.window
    twin = {**PERSON, "born": "1990", "village": "Thôn 3", "groups": "NCT"}
    for _ in range(2):
        notebook.dispatcher.send(RegisterPerson(twin, {}))
    badge = window.navigation.button("duplicates")
    qtbot.waitUntil(lambda: badge.accessibleName().endswith("(1)"))
    today = window.page("today")
    assert isinstance(today, TodayPage)
    qtbot.waitUntil(lambda: today.pairs.isVisible() and today.pairs.text().startswith("1 "))

    today.pairs.click()

    assert window.current_page() == "duplicates"


def test_typing_in_the_search_field_leads_to_the_people(notebook: Notebook, qtbot: QtBot) -> None:
    window = notebook.window
    QTest.keyClicks(window.search, "thuy")
    qtbot.waitUntil(lambda: window.current_page() == "people")
    page = window.page("people")
    assert isinstance(page, PeoplePage)
    qtbot.waitUntil(lambda: page.shown.current() is not None)

    hit = page.shown.current()

    assert hit is not None
    assert hit.full_name == "Hoàng Thị Thuỷ"
    window.results_wanted.emit()
    assert page.shown.list.hasFocus() or page.shown.list.currentIndex().isValid()


def test_undo_in_the_bar_takes_the_last_change_back(notebook: Notebook, qtbot: QtBot) -> None:
    notebook.window.undone.emit()
    qtbot.waitUntil(notebook.is_at_rest)

    assert Bus(notebook.desk).send(CountPeople()).result == 0


def test_new_intake_takes_over_what_was_searched(notebook: Notebook, qtbot: QtBot) -> None:
    notebook.window.search.set_value("Lê Thị Mới")
    notebook.window.intake_wanted.emit()
    qtbot.waitUntil(notebook.is_at_rest)

    assert notebook.window.current_page() == "intake"


def test_visit_asks_for_a_case_first(notebook: Notebook, qtbot: QtBot) -> None:
    notebook.window.visit_wanted.emit()
    qtbot.waitUntil(notebook.is_at_rest)
    assert notebook.window.current_page() == "people"

    case_id = Bus(notebook.desk).send(FindPeople("thuy")).result[0].case_id
    notebook.window.open_page("case", case_id)
    qtbot.waitUntil(notebook.is_at_rest)
    notebook.window.visit_wanted.emit()
    qtbot.waitUntil(notebook.is_at_rest)
    assert notebook.window.current_page() == "visit"


def test_lock_closes_the_book(notebook: Notebook, qtbot: QtBot) -> None:
    folder = notebook.desk.folder
    with qtbot.waitSignal(notebook.locked):
        notebook.window.lock_wanted.emit()
    notebook.window = None  # type: ignore[assignment]

    again = open_desk(folder)  # the lock on the folder is free again
    assert Bus(again).send(CountPeople()).result == 1
    again.close()


def test_sync_from_the_window_sends_what_waits(
    qapp, qtbot: QtBot, tmp_path: Path, served: Served
) -> None:
    desk = new_desk(tmp_path / "book")
    Bus(desk).send(RegisterPerson(PERSON, {}))
    sync.enrol(desk, served.url, office.hand_out_code(served.store, PHONG_DIEN, 1).code)
    notebook = Notebook(desk, Appearance(qapp), is_automatic=False)
    notebook.show()
    qtbot.waitUntil(notebook.is_at_rest)

    notebook.window.open_page("sync")
    QTest.keyClick(notebook.window, Qt.Key.Key_F9)
    qtbot.waitUntil(notebook.is_at_rest)
    notebook.runner.start()
    qtbot.waitUntil(notebook.is_at_rest, timeout=20_000)

    assert Bus(desk).send(sync.ShowSyncState()).result.unsent == 0
    notebook.close()


def test_the_status_bar_is_true_while_the_sync_page_is_open(
    notebook: Notebook, qtbot: QtBot
) -> None:
    """Page and bar ask the same at the same time: neither may take the other's answer."""
    told: list[SyncFacts] = []
    notebook.watch.stood.connect(told.append)
    notebook.window.open_page("sync")
    qtbot.waitUntil(notebook.is_at_rest)
    with qtbot.waitSignal(notebook.runner.failed):
        notebook.runner.start()
    qtbot.waitUntil(notebook.is_at_rest)

    qtbot.waitUntil(lambda: bool(told) and not told[-1].is_syncing)


def test_hundred_openings_leave_no_widgets_behind(notebook: Notebook, qtbot: QtBot) -> None:
    case_id = Bus(notebook.desk).send(FindPeople("thuy")).result[0].case_id
    counts = []
    for round_no in range(3):
        for name, argument in (("case", case_id), ("visit", case_id), ("people", "thuy"),
                               ("today", ""), ("intake", ""), ("sync", "")):  # fmt: skip
            notebook.window.open_page(name, argument)
            qtbot.waitUntil(notebook.is_at_rest)
        qtbot.wait(20)
        counts.append(len(notebook.window.findChildren(object)))
        assert round_no < 1 or counts[-1] <= counts[0] * 1.1


def test_what_an_upgrade_left_to_do_is_done_beside_the_work(notebook: Notebook) -> None:
    with notebook.desk.read() as reader:
        assert not backfill.is_due(reader)
