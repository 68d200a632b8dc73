from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.commands.settings import ShowSetting
from ctxh_desktop.ui.pages import people_table
from ctxh_desktop.ui.pages.people_page import PeoplePage


@pytest.fixture
def page(book, qtbot):
    book.with_due_work()
    made = PeoplePage(book.scene)
    qtbot.addWidget(made)
    made.resize(1182, 679)
    made.open("")
    made.show()
    made.table_button.click()
    qtbot.waitUntil(lambda: names(made)[:1] == ["Nguyễn Văn Anh"], timeout=10_000)
    yield made
    made.hide()


def names(page):
    model = page.shown.table.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_the_table_follows_words_and_filters(page, qtbot):
    assert page.hits.text() == "8 people"

    page.filters.group.set_value("NKT")
    qtbot.waitUntil(lambda: set(names(page)) == {"Lê Văn Đức", "Đặng Văn Lưỡng"})
    page.search("duc")
    qtbot.waitUntil(lambda: names(page) == ["Lê Văn Đức"])
    page.search("khong co ai")
    qtbot.waitUntil(lambda: page.shown.currentWidget() is page.shown.empty)
    page.search("duc")
    qtbot.waitUntil(lambda: page.shown.currentWidget() is page.shown.table)


def test_enter_opens_the_case_of_the_row(page, qtbot):
    page.shown.table.table.selectRow(0)

    with qtbot.waitSignal(page.page_wanted) as caught:
        QTest.keyClick(page.shown.table.table, Qt.Key.Key_Return)

    assert caught.args[0] == "case"


def test_chosen_columns_are_shown_and_remembered(page, book, qtbot):
    page.shown.table.columns_button.click()
    page.shown.table.options.option("person.phone").click()
    page.shown.table.options.option("person.groups").click()

    qtbot.waitUntil(lambda: names(page)[:1] == ["Nguyễn Văn Anh"])
    keys = [column.key for column in page.shown.table.model.columns]
    assert "person.phone" in keys
    assert "person.groups" not in keys
    qtbot.waitUntil(lambda: book.send(ShowSetting(people_table.COLUMNS_KEY)).split() == keys)


def test_the_last_column_cannot_be_taken_away(page, qtbot):
    for key in page.shown.table.options.value().split():
        page.shown.table.options.option(key).click()

    assert page.shown.table.options.value() == "person.full_name"


def test_back_in_the_list_the_same_people_are_shown(page, qtbot):
    page.filters.group.set_value("NKT")
    page.table_button.click()

    qtbot.waitUntil(lambda: page.shown.model.rowCount() == 2)
    assert page.shown.currentIndex() == 0


@pytest.mark.parametrize("width", [820, 1182, 1600])
def test_columns_fill_the_room_there_is_and_keep_names_whole(page, qtbot, width):
    table = page.shown.table.table
    page.resize(width, 400)

    room, head = table.viewport().width, table.horizontalHeader()
    qtbot.waitUntil(lambda: head.length() > room() - head.count())
    longest = max(names(page), key=lambda name: table.fontMetrics().horizontalAdvance(name))
    assert table.columnWidth(0) > table.fontMetrics().horizontalAdvance(longest)
