from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem

from ctxh_desktop.commands.people import CountPeople, ListPeople
from ctxh_desktop.domain.words import fold
from ctxh_desktop.ui import theme
from ctxh_desktop.ui.models.people import PeopleModel
from ctxh_desktop.ui.pages.people_delegate import (
    ROW_PX,
    PeopleDelegate,
    PeopleHead,
    columns,
    matches,
)


def marked(name, words):
    return [name[start : start + length] for start, length in matches(name, words)]


@pytest.mark.parametrize(
    ("name", "words", "parts"),
    [
        ("Nguyễn Thị Ánh Nguyệt", "ng anh", ["Ng", "Ánh"]),
        ("Ngô Anh Tuấn", "ng anh", ["Ng", "Anh"]),
        ("Đặng Văn Đức", "duc dang", ["Đặng", "Đức"]),
        ("Lê Văn Đức", "x", []),
        ("Lê Văn Đức", "", []),
        ("Trần Thị Thuỷ", "thuy", ["Thuỷ"]),
    ],
)
def test_the_first_matching_beginnings_are_marked(name, words, parts):
    assert marked(name, words) == parts


def test_marks_that_stand_apart_belong_to_the_letter_they_follow():
    name = unicodedata.normalize("NFD", "Đỗ Thị Ẩn")

    assert [unicodedata.normalize("NFC", part) for part in marked(name, "do an")] == ["Đỗ", "Ẩn"]


@given(st.text(alphabet="aăâđêơ nguyễntịháỷ", max_size=30), st.text("angdeotuh ", max_size=8))
def test_what_is_marked_spells_what_was_looked_for(name, words):
    wanted = fold(words).split()
    for part in marked(name, words):
        assert fold(part) in wanted


def test_columns_stay_in_order_and_are_counted_from_the_right():
    assert columns(1131) == (20, 491, 715, 991)
    assert list(columns(807)) == sorted(columns(807))


@pytest.fixture
def painted(book):
    """Paint one row and return the picture and the delegate."""
    book.with_due_work()
    rows = book.send(ListPeople(0, 20))
    delegate = PeopleDelegate(book.scene.catalogue, book.scene.today)
    model = PeopleModel(book.scene.dispatcher, CountPeople, ListPeople, delegate.person_line)

    def paint(name, *, is_selected=False):
        hit = next(hit for hit in rows if hit.full_name == name)
        model.show_found([hit])
        view = QListView()
        option = QStyleOptionViewItem()
        option.rect = view.rect().__class__(0, 0, 1131, ROW_PX)
        if is_selected:
            option.state |= QStyle.StateFlag.State_Selected
        image = QImage(1131, ROW_PX, QImage.Format.Format_RGB32)
        image.fill(theme.color("surface"))
        painter = QPainter(image)
        delegate.paint(painter, option, model.index(0, 0))
        painter.end()
        return image

    return paint


def colours(image, left, right):
    return {
        image.pixelColor(x, y).name()
        for x in range(left, right)
        for y in range(2, image.height() - 2)
    }


def test_an_overdue_task_is_red_and_a_later_one_is_not(painted):
    at = columns(1131)
    overdue = colours(painted("Lê Văn Đức"), at.task, at.state)
    later = colours(painted("Trương Ngọc Ẩn"), at.task, at.state)

    assert theme.color("danger").name() in overdue
    assert theme.color("danger").name() not in later


def test_a_protected_person_shows_the_chip_and_never_the_group(painted, book):
    at = columns(1131)
    shown = colours(painted("Nguyễn Thị Ánh Nguyệt"), at.group, at.task)

    assert theme.color("off_tint").name() in shown
    assert book.send(ListPeople(0, 20))[0].full_name
    hidden = [h for h in book.send(ListPeople(0, 20)) if h.is_protected]
    assert {hit.group_label for hit in hidden} == {""}


def test_the_selected_row_has_tint_and_bar(painted):
    image = painted("Lê Văn Đức", is_selected=True)

    assert image.pixelColor(1, 28).name() == theme.color("primary").name()
    assert image.pixelColor(400, 50).name() == theme.color("tint").name()


def test_the_head_takes_its_columns_from_the_viewport(qtbot):
    view = QListView()
    qtbot.addWidget(view)
    head = PeopleHead(view)
    qtbot.addWidget(head)
    view.resize(1131, 300)
    head.resize(1131, 33)
    head.show()

    assert head.grab().width() >= 1131
    assert head.height() == 33
