"""From a card to the person, on any screen of the real window."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.drafts import LoadDraft
from ctxh_desktop.commands.people import CountPeople, RegisterPerson
from ctxh_desktop.ui.appearance import Appearance
from ctxh_desktop.ui.notebook import Notebook
from ctxh_desktop.ui.pages.card_page import CardPage
from ctxh_desktop.ui.pages.intake_page import IntakePage
from tests.data.desks import new_desk
from tests.data.typing import press
from tests.exchange.test_card_pictures import TEXT, code

OTHER = TEXT.replace("046088001234", "046088001235").replace("Nguyễn Văn A", "Trần Thị Bông")


@pytest.fixture
def notebook(qapp, qtbot: QtBot, tmp_path: Path) -> Iterator[Notebook]:
    desk = new_desk(tmp_path / "book")
    person = {"full_name": "Nguyễn Văn A", "id_number": "046088001234", "groups": "NCT"}
    Bus(desk).send(RegisterPerson(person, {}))
    opened = Notebook(desk, Appearance(qapp), is_automatic=False)
    opened.show()
    opened.window.activateWindow()
    qtbot.waitUntil(opened.is_at_rest)
    yield opened
    opened.close()


def scan(notebook: Notebook, qtbot: QtBot, text: str) -> None:
    """Type as a scanner does, 10 ms from key to key, into what has the focus."""
    ticks = itertools.count(1, 10)
    notebook.cards.scanner._now_ms = lambda: float(next(ticks))
    for letter in text:
        focus = QApplication.focusWidget() or notebook.window
        press(focus, ord(letter.upper()) if letter.isascii() else 0, letter)
    press(QApplication.focusWidget() or notebook.window, Qt.Key.Key_Return, "\r")
    qtbot.waitUntil(notebook.is_at_rest, timeout=20_000)


def intake(notebook: Notebook) -> IntakePage:
    page = notebook.window.page("intake")
    assert isinstance(page, IntakePage)
    return page


def typed(notebook: Notebook, name: str) -> str:
    return intake(notebook).person.row(name).typed()


@pytest.mark.parametrize("name", ["today", "people", "intake", "sync", "settings", "card"])
def test_the_card_of_a_known_person_opens_the_case_from_any_screen(notebook, qtbot, name) -> None:
    notebook.window.open_page(name)
    qtbot.waitUntil(notebook.is_at_rest, timeout=20_000)

    scan(notebook, qtbot, TEXT)

    assert notebook.window.current_page() == "case"


@pytest.mark.parametrize("name", ["today", "people", "case", "settings", "card"])
def test_another_card_begins_an_intake_filled_in(notebook, qtbot, name) -> None:
    notebook.window.open_page(name)
    qtbot.waitUntil(notebook.is_at_rest, timeout=20_000)

    scan(notebook, qtbot, OTHER)

    assert notebook.window.current_page() == "intake"
    assert typed(notebook, "full_name") == "Trần Thị Bông"
    assert typed(notebook, "id_number") == "046 088 001 235"
    assert typed(notebook, "sex") == "NAM", "as the card says; the number agrees"
    assert intake(notebook).person.row("born").value() == "1988-02-01"
    assert typed(notebook, "paper_address") == "Tổ 1, Kim Long, Huế, Thừa Thiên Huế"
    assert intake(notebook).card_notice.isVisible()


def test_a_scan_into_the_search_field_searches_nothing(notebook, qtbot) -> None:
    asked = []
    notebook.window.searched.connect(asked.append)
    notebook.window.search.setFocus()

    scan(notebook, qtbot, OTHER)

    assert notebook.window.current_page() == "intake"
    assert notebook.window.search.text() == ""
    assert [text for text in asked if text] == []


def test_a_card_completes_what_is_being_entered(notebook, qtbot) -> None:
    notebook.window.open_page("intake")
    qtbot.waitUntil(notebook.is_at_rest, timeout=20_000)
    page = intake(notebook)
    page.person.row("full_name").control.setText("tran thi bong")
    page.person.row("phone").control.setText("0905112334")

    scan(notebook, qtbot, OTHER)

    assert typed(notebook, "full_name") == "Trần Thị Bông"
    assert typed(notebook, "phone") == "0905112334"
    assert page.card_notice.isVisible()


def test_a_card_of_somebody_else_leaves_the_draft_as_it_was(notebook, qtbot) -> None:
    notebook.window.open_page("intake")
    qtbot.waitUntil(notebook.is_at_rest, timeout=20_000)
    intake(notebook).person.row("full_name").control.setText("Lê Văn Khác")

    scan(notebook, qtbot, OTHER)
    assert typed(notebook, "full_name") == "Trần Thị Bông"
    intake(notebook).person.row("phone").control.setText("0905112334")

    notebook.window.open_page("intake")
    qtbot.waitUntil(notebook.is_at_rest, timeout=20_000)
    assert typed(notebook, "full_name") == "Lê Văn Khác"
    assert not intake(notebook).card_notice.isVisible()

    notebook.window.open_page("today")
    scan(notebook, qtbot, OTHER)
    qtbot.waitUntil(lambda: typed(notebook, "phone") == "0905112334")
    assert typed(notebook, "full_name") == "Trần Thị Bông"


def test_what_a_card_filled_in_is_saved_with_the_intake(notebook, qtbot) -> None:
    scan(notebook, qtbot, OTHER)
    page = intake(notebook)
    page.person.row("groups").set_value("NCT")

    page.save()
    qtbot.waitUntil(lambda: notebook.window.current_page() == "case", timeout=10_000)

    bus = Bus(notebook.desk)
    assert bus.send(CountPeople()).result == 2
    assert bus.send(LoadDraft("intake:card:046088001235")).result is None


def test_letters_without_marks_are_asked_for(notebook, qtbot) -> None:
    scan(notebook, qtbot, "046088001299||Nguyen Van Be|01021988|Nam|Kim Long, Hue|25042021")

    assert notebook.window.current_page() == "intake"
    assert typed(notebook, "full_name") == ""
    assert typed(notebook, "id_number") == "046 088 001 299"
    assert "Nguyen Van Be" in intake(notebook).card_notice.sentences()


def test_what_does_not_fit_is_said_and_does_not_stop(notebook, qtbot) -> None:
    scan(notebook, qtbot, OTHER.replace("01021988", "01021989"))

    assert "1989" in intake(notebook).card_notice.sentences()
    assert typed(notebook, "id_number") == "046 088 001 235"


def test_a_wrong_card_is_named_in_the_bar(notebook, qtbot) -> None:
    scan(notebook, qtbot, "HN2464612345678|4e677579|01/01/1950|2|54e1bb95|46 - 001|-|31/12/2026")

    bar = notebook.window.undo_bar
    assert bar.isVisible()
    assert bar.kind() == "warn"
    assert notebook.window.current_page() == "today"


def test_two_entries_with_one_number_are_both_shown(notebook, qtbot) -> None:
    person = {"full_name": "Nguyễn Văn Á", "id_number": "046088001234", "groups": "NCT"}
    Bus(notebook.desk).send(RegisterPerson(person, {}, number_reason="Chép từ hai quyển sổ"))

    scan(notebook, qtbot, TEXT)

    qtbot.waitUntil(lambda: notebook.window.current_page() == "people")
    assert notebook.window.search.text() == "046088001234"


def test_the_page_reads_what_is_pasted_and_a_picture(notebook, qtbot, tmp_path) -> None:
    QTest.keyClick(notebook.window, Qt.Key.Key_F7)
    page = notebook.window.page("card")
    assert isinstance(page, CardPage)
    assert notebook.window.current_page() == "card"
    page.text.setPlainText(OTHER)
    page.read_button.click()
    qtbot.waitUntil(lambda: notebook.window.current_page() == "intake")
    assert typed(notebook, "full_name") == "Trần Thị Bông"

    file = tmp_path / "the.png"
    code(TEXT).save(file)
    notebook.window.open_page("card")
    assert page.text.toPlainText() == ""
    page.read_picture(file)
    qtbot.waitUntil(lambda: notebook.window.current_page() == "case")
