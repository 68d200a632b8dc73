from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.ui.main_window import MainWindow
from ctxh_desktop.ui.pages.people_page import PeoplePage
from tests.data.typing import compose, type_unikey


@pytest.fixture
def page(book, qtbot):
    made = PeoplePage(book.scene)
    qtbot.addWidget(made)
    made.resize(1182, 679)
    yield made
    made.hide()


def shown(page):
    rows = [page.shown.model.item(row) for row in range(page.shown.model.rowCount())]
    return [hit.full_name for hit in rows if hit is not None]


def begin(page, qtbot, count):
    page.open("")
    page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: len(shown(page)) == count, timeout=10_000)


def test_the_register_shows_everybody_by_given_name_with_the_first_chosen(page, book, qtbot):
    book.with_due_work()

    begin(page, qtbot, 8)

    assert shown(page)[:3] == ["Nguyễn Văn Anh", "Trương Ngọc Ẩn", "Võ Thị Mỹ Duyên"]
    assert page.hits.text() == "8 people"
    assert page.shown.current().full_name == "Nguyễn Văn Anh"


def test_searching_shows_who_matches_and_emptying_shows_all_again(page, book, qtbot):
    book.with_due_work()
    begin(page, qtbot, 8)

    page.search("ng anh")
    qtbot.waitUntil(lambda: page.shown.model.rowCount() == 2)
    assert set(shown(page)) == {"Nguyễn Văn Anh", "Nguyễn Thị Ánh Nguyệt"}
    assert page.hits.text() == "2 people match “ng anh”"

    page.search("")
    qtbot.waitUntil(lambda: len(shown(page)) == 8)
    assert page.filters.group.isEnabled()


def test_filters_narrow_a_search_too_and_widening_finds_again(page, book, qtbot):
    book.with_due_work()
    begin(page, qtbot, 8)
    page.search("van")
    qtbot.waitUntil(lambda: len(shown(page)) == 3)

    page.filters.group.set_value("NKT")
    qtbot.waitUntil(lambda: len(shown(page)) == 2)
    assert set(shown(page)) == {"Lê Văn Đức", "Đặng Văn Lưỡng"}
    page.filters.group.set_value("MATUY")
    qtbot.waitUntil(lambda: page.shown.currentIndex() == 1)
    page.shown.empty.acted.emit()
    qtbot.waitUntil(lambda: len(shown(page)) == 3)

    page.filters.village.set_value("Tổ dân phố 2")
    qtbot.waitUntil(lambda: len(shown(page)) == 2)
    page.search("")
    qtbot.waitUntil(lambda: set(shown(page)) == {"Lê Văn Đức", "Đặng Văn Lưỡng"})
    assert page.hits.text() == "2 people"
    assert all(combo.isEnabled() for combo in page.filters.combos())


def test_an_older_answer_never_replaces_a_newer_one(page, book, qtbot):
    book.with_due_work()
    begin(page, qtbot, 8)

    for words in ("n", "ng", "ng a", "le van d"):
        page.search(words)
    qtbot.waitUntil(lambda: shown(page) == ["Lê Văn Đức"])
    qtbot.wait(50)

    assert shown(page) == ["Lê Văn Đức"]


def test_a_search_that_was_emptied_meanwhile_is_passed_over(page, book, qtbot):
    book.with_due_work()
    begin(page, qtbot, 8)

    page.search("le van")
    page.search("")
    qtbot.waitUntil(lambda: len(shown(page)) == 8)
    qtbot.wait(50)

    assert len(shown(page)) == 8


def test_enter_opens_the_case_and_a_person_without_one_by_id(page, book, qtbot):
    cases = book.with_due_work()
    book.with_people(2)
    begin(page, qtbot, 10)
    wanted = []
    page.page_wanted.connect(lambda *where: wanted.append(where))

    page.search("le van duc")
    qtbot.waitUntil(lambda: shown(page) == ["Lê Văn Đức"])
    page.focus_list()
    QTest.keyClick(page.shown.list, Qt.Key.Key_Return)
    assert wanted == [("case", cases["Lê Văn Đức"])]

    page.search("")
    qtbot.waitUntil(lambda: len(shown(page)) == 10)
    row = next(r for r in range(10) if page.shown.model.item(r).case_id is None)
    page.shown.list.choose(row)
    page.open_button.click()
    assert wanted[1] == ("case", f"person:{page.shown.model.item(row).id}")


def test_the_arrow_keys_walk_the_list(page, book, qtbot):
    book.with_due_work()
    begin(page, qtbot, 8)

    page.focus_list()
    QTest.keyClick(page.shown.list, Qt.Key.Key_Down)
    QTest.keyClick(page.shown.list, Qt.Key.Key_Down)
    assert page.shown.list.row() == 2
    QTest.keyClick(page.shown.list, Qt.Key.Key_End)
    assert page.shown.list.row() == 7
    QTest.keyClick(page.shown.list, Qt.Key.Key_Home)
    assert page.shown.list.row() == 0


def test_a_group_and_a_village_narrow_the_list(page, book, qtbot):
    book.with_due_work()
    begin(page, qtbot, 8)
    qtbot.waitUntil(lambda: page.filters.village.count() == 6)

    page.filters.group.set_value("NKT")
    qtbot.waitUntil(lambda: len(shown(page)) == 2)
    page.filters.village.set_value("Tổ dân phố 2")
    qtbot.waitUntil(lambda: len(shown(page)) == 2 and page.filters.is_narrowing())

    assert set(shown(page)) == {"Lê Văn Đức", "Đặng Văn Lưỡng"}


def test_the_order_by_due_day_puts_the_overdue_first(page, book, qtbot):
    book.with_due_work()
    begin(page, qtbot, 8)

    page.filters.order.set_value("due")
    qtbot.waitUntil(lambda: shown(page)[:1] == ["Nguyễn Thị Ánh Nguyệt"])

    assert shown(page)[1] == "Lê Văn Đức"


def test_an_empty_register_offers_intake_and_import(page, qtbot):
    page.open("")
    page.show()
    qtbot.waitUntil(lambda: page.shown.currentIndex() == 1)
    wanted = []
    page.page_wanted.connect(lambda *where: wanted.append(where))

    page.shown.empty.acted.emit()
    page.shown._import.click()

    assert wanted == [("intake", ""), ("import", "")]


def test_a_search_without_hits_offers_to_take_that_person_in(page, book, qtbot):
    book.with_due_work()
    begin(page, qtbot, 8)
    wanted = []
    page.page_wanted.connect(lambda *where: wanted.append(where))

    page.search("Hồ Thị Không Có")
    qtbot.waitUntil(lambda: page.shown.currentIndex() == 1)
    page.shown.empty.acted.emit()

    assert wanted == [("intake", "name:Hồ Thị Không Có")]
    assert not page.open_button.isEnabled()


def test_a_choice_that_fits_nobody_offers_to_show_everybody(page, book, qtbot):
    book.with_due_work()
    begin(page, qtbot, 8)

    page.filters.group.set_value("MATUY")
    qtbot.waitUntil(lambda: page.shown.currentIndex() == 1)
    page.shown.empty.acted.emit()
    qtbot.waitUntil(lambda: len(shown(page)) == 8)

    assert not page.filters.is_narrowing()


def test_a_new_person_appears_without_losing_the_chosen_row(page, book, qtbot):
    book.with_due_work()
    begin(page, qtbot, 8)
    page.shown.list.choose(3)

    command = RegisterPerson({"full_name": "Lý Thị Xuân", "groups": "NCT"}, {})
    book.scene.dispatcher.send(command)
    qtbot.waitUntil(lambda: len(shown(page)) == 9)

    assert page.shown.list.row() == 3


@pytest.mark.parametrize("way", ["unikey", "composition"])
def test_the_window_s_search_finds_while_vietnamese_is_typed(page, book, qtbot, way):
    book.with_due_work()
    window = MainWindow(commune=book.scene.commune, user=book.scene.user)
    qtbot.addWidget(window)
    window.add_page("people", page)
    window.searched.connect(page.search)
    window.results_wanted.connect(page.focus_list)
    window.open_page("people")
    window.show()
    qtbot.waitUntil(lambda: len(shown(page)) == 8)

    if way == "unikey":
        type_unikey(window.search, ["D", "Đ", "Đa", "Đă", "Đăn", "Đặn", "Đặng"])
    else:
        compose(window.search, "Đặng", commits=False)
    qtbot.waitUntil(lambda: shown(page) == ["Đặng Văn Lưỡng"])
    QTest.keyClick(window.search, Qt.Key.Key_Down)

    assert page.shown.list.hasFocus()
    window.hide()


def test_rows_say_to_screen_readers_what_is_seen_and_not_more(page, book, qtbot):
    book.with_due_work()
    begin(page, qtbot, 8)
    said = [page.shown.model.data(page.shown.model.index(row, 0)) for row in range(8)]

    protected = next(words for words in said if words.startswith("Nguyễn Thị Ánh Nguyệt"))
    assert "Protected case" in protected
    assert "3 days overdue" in protected
    assert "xâm hại" not in " ".join(said)


def test_narrow_windows_keep_all_four_columns_and_filters_inside(page, book, qtbot):
    book.with_due_work()
    page.resize(855, 392)
    begin(page, qtbot, 8)

    right = page.filters.mapTo(page, page.filters.rect().topRight()).x()
    assert right < 855
    assert page.hits.text() == "8 people"


def test_pages_are_read_when_they_come_into_view(page, book, qtbot):
    book.with_people(300)
    page.open("")
    page.show()
    qtbot.waitUntil(lambda: page.shown.model.rowCount() == 300)
    qtbot.waitUntil(lambda: 0 in page.shown.model._pages)
    assert 2 not in page.shown.model._pages

    page.shown.list.scrollToBottom()
    qtbot.waitUntil(lambda: 2 in page.shown.model._pages)

    assert page.shown.model.item(299) is not None
