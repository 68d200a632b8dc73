from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.commands.records import UndoLast
from ctxh_desktop.ui.models.tasks import Section
from ctxh_desktop.ui.pages.today_page import TodayPage
from tests.data.look_alikes import LAN, LAN_AGAIN, enter_twice


@pytest.fixture
def page(book, qtbot):
    made = TodayPage(book.scene)
    qtbot.addWidget(made)
    made.resize(1182, 679)
    yield made
    made.hide()


@pytest.fixture
def full(page, book, qtbot):
    """The page with the work of screen 02."""
    page.cases = book.with_due_work()
    page.open("")
    page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: page.model.rowCount() == 11)
    return page


def tasks(page):
    rows = [page.model.item(row) for row in range(page.model.rowCount())]
    return [row.full_name for row in rows if not isinstance(row, Section)]


def choose(page, name):
    rows = range(page.model.rowCount())
    row = next(r for r in rows if getattr(page.model.item(r), "full_name", "") == name)
    page.list.choose(row)


def test_the_week_begins_with_what_is_overdue_longest(full):
    rows = [full.model.item(row) for row in range(full.model.rowCount())]
    heads = [(row.period, row.count) for row in rows if isinstance(row, Section)]

    assert heads == [("overdue", 2), ("today", 3), ("week", 3)]
    assert tasks(full)[:2] == ["Nguyễn Thị Ánh Nguyệt", "Lê Văn Đức"]
    assert full.current().full_name == "Nguyễn Thị Ánh Nguyệt"


def test_the_counts_filter_and_stay_true(full, qtbot):
    assert [full.switch._buttons[p].part.count for p in ("overdue", "today", "week")] == [2, 3, 8]

    full.switch._buttons["overdue"].click()
    qtbot.waitUntil(lambda: len(tasks(full)) == 2)

    assert full.switch.value() == "overdue"


def test_the_arrow_keys_pass_over_the_heads_of_sections(full):
    full.list.setFocus()
    walked = []
    for _ in range(9):
        walked.append(full.current().full_name)
        QTest.keyClick(full.list, Qt.Key.Key_Down)

    assert walked[:3] == ["Nguyễn Thị Ánh Nguyệt", "Lê Văn Đức", "Hoàng Thị Thuỷ"]
    assert len(set(walked)) == 8


def test_two_keys_open_the_most_overdue(full):
    wanted = []
    full.page_wanted.connect(lambda *where: wanted.append(where))
    full.list.setFocus()

    QTest.keyClick(full.list, Qt.Key.Key_Home)
    QTest.keyClick(full.list, Qt.Key.Key_Return)

    assert wanted == [("case", full.cases["Nguyễn Thị Ánh Nguyệt"])]


def test_ctrl_d_marks_as_done_and_undo_brings_it_back(full, book, qtbot):
    said = []
    full.saved.connect(said.append)
    choose(full, "Lê Văn Đức")
    full.list.setFocus()

    QTest.keyClick(full.list, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Lê Văn Đức" not in tasks(full))
    step = book.send(ShowCase(full.cases["Lê Văn Đức"])).steps[0]
    assert step["done_on"] == book.today
    assert said == ["The task is marked as done."]
    assert full.current() is not None

    book.scene.dispatcher.send(UndoLast())
    qtbot.waitUntil(lambda: "Lê Văn Đức" in tasks(full))


def test_ctrl_h_asks_for_a_day_and_enter_sets_it(full, book, qtbot):
    choose(full, "Lê Văn Đức")
    full.list.setFocus()
    QTest.keyClick(full.list, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert full.postpone.entry.input.hasFocus()
    assert full.postpone.entry.input.text() == "+7"

    QTest.keyClicks(full.postpone.entry.input, "+3")
    QTest.keyClick(full.postpone.entry.input, Qt.Key.Key_Return)
    due = book.day(3)
    qtbot.waitUntil(lambda: book.send(ShowCase(full.cases["Lê Văn Đức"])).steps[0]["due_on"] == due)
    qtbot.waitUntil(lambda: full.current().due_on == due)

    assert full.current().full_name == "Lê Văn Đức"
    assert full.postpone.isHidden()


def test_a_day_that_cannot_be_read_is_explained_and_kept(full, book):
    choose(full, "Lê Văn Đức")
    full.postpone_button.click()
    full.postpone.entry.set_text("31/2")

    QTest.keyClick(full.postpone.entry.input, Qt.Key.Key_Return)

    assert full.postpone.isVisible()
    assert full.postpone.entry.input.text() == "31/2"
    assert "28 days" in full.postpone.entry.input.accessibleDescription()
    assert book.send(ShowCase(full.cases["Lê Văn Đức"])).steps[0]["due_on"] == book.day(-1)


def test_escape_leaves_the_day_as_it_is(full):
    choose(full, "Lê Văn Đức")
    full.postpone_button.click()

    QTest.keyClick(full.postpone.entry.input, Qt.Key.Key_Escape)

    assert full.postpone.isHidden()
    assert full.list.hasFocus()


def test_an_empty_week_offers_the_month(page, qtbot):
    page.open("")
    page.show()
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)

    page.empty.acted.emit()

    assert page.switch.value() == "month"
    assert not page.done_button.isEnabled()


def test_a_narrow_window_shows_the_list_alone(full, qtbot):
    full.resize(855, 392)
    assert full._pane_card.isHidden()
    qtbot.waitUntil(lambda: full.list.viewport().width() > 780)

    full.resize(1182, 679)
    assert not full._pane_card.isHidden()


def test_rows_are_said_without_the_group_of_a_protected_person(full):
    said = [full.model.data(full.model.index(row)) for row in range(full.model.rowCount())]

    assert said[0] == "Overdue, 2 tasks"
    assert said[1].startswith("Nguyễn Thị Ánh Nguyệt, Thăm sau can thiệp khẩn cấp, Protected case")
    assert "bạo lực" not in " ".join(said)


def test_the_pane_follows_the_chosen_row(full, qtbot):
    choose(full, "Lê Văn Đức")
    qtbot.waitUntil(lambda: "Lê Văn Đức" in words(full.pane))

    assert any("47 years old (1979)" in text for text in words(full.pane))
    assert "0905 112 334" in words(full.pane)
    assert any("cần khám lại" in text for text in words(full.pane))


def words(widget):
    from ctxh_desktop.ui.widgets.labels import Label

    return [label.text() for label in widget.findChildren(Label)]


def test_possible_duplicates_are_told_only_where_there_are_some(page, book, qtbot):
    page.open("")
    page.show()
    qtbot.waitUntil(lambda: not book.scene.dispatcher.is_busy())
    assert not page.pairs.isVisible()

    enter_twice(book, LAN, LAN_AGAIN)
    book.scene.dispatcher.announce(frozenset({"likeness"}))
    qtbot.waitUntil(page.pairs.isVisible)
    assert page.pairs.accessibleName() == "1 possible duplicates"
    with qtbot.waitSignal(page.page_wanted) as asked:
        page.pairs.click()
    assert asked.args == ["duplicates", ""]
