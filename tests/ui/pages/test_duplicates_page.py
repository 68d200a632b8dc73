from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.commands.duplicates import KeepApart, ListDuplicates
from ctxh_desktop.ui.models.pairs import key_of
from ctxh_desktop.ui.pages.duplicates_page import DuplicatesPage
from tests.data.look_alikes import BAY, BAY_AGAIN, LAN, LAN_AGAIN, enter_twice


@pytest.fixture
def page(book, qtbot):
    made = DuplicatesPage(book.scene)
    qtbot.addWidget(made)
    made.resize(1182, 679)
    made.show()
    made.activateWindow()
    yield made
    made.hide()


def show(page, qtbot):
    page.open("")
    qtbot.waitUntil(lambda: not page.scene.dispatcher.is_busy())


def test_nobody_twice_is_said_and_leads_to_the_list(page, qtbot):
    show(page, qtbot)
    assert page.empty.isVisible()
    assert not page.look.isEnabled()
    with qtbot.waitSignal(page.page_wanted) as asked:
        page.empty._action.click()
    assert asked.args == ["people", ""]


def test_a_pair_is_opened_with_the_keyboard(page, book, qtbot):
    enter_twice(book, LAN, LAN_AGAIN, BAY, BAY_AGAIN)
    show(page, qtbot)
    pairs = book.send(ListDuplicates())
    assert page.count.text() == "2 pairs"
    assert page.current() == pairs[0]

    QTest.keyClick(page.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.page_wanted) as asked:
        QTest.keyClick(page.list, Qt.Key.Key_Return)

    assert asked.args == ["pair", key_of(pairs[1])]


def test_after_an_answer_the_next_pair_is_chosen(page, book, qtbot):
    enter_twice(book, LAN, LAN_AGAIN, BAY, BAY_AGAIN)
    show(page, qtbot)
    first, second = book.send(ListDuplicates())

    book.send(KeepApart(first.one.id, first.other.id))
    page.scene.dispatcher.announce(frozenset({"person_pair"}))
    qtbot.waitUntil(lambda: page.count.text() == "1 pairs")

    assert page.current() == second
