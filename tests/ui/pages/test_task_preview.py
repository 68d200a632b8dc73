from __future__ import annotations

import pytest

from ctxh_desktop.commands.tasks import ListTasks, ShowTask
from ctxh_desktop.ui.pages.task_preview import TaskPane
from ctxh_desktop.ui.widgets.chips import Chip
from ctxh_desktop.ui.widgets.labels import Label


@pytest.fixture
def pane(book, qtbot):
    made = TaskPane(book.scene)
    qtbot.addWidget(made)
    made.resize(342, 540)
    made.show()
    return made


@pytest.fixture
def shown(pane, book, qtbot):
    """Show the task of somebody and return the words of the pane."""

    def show(name):
        pane.show_preview(_preview(book, name))
        qtbot.waitUntil(lambda: name in words())
        return words()

    def words():
        return [label.text() for label in pane.findChildren(Label) if label.isVisible()]

    return show


def _preview(book, name):
    task = next(t for t in book.send(ListTasks(book.scene.today())).tasks if t.full_name == name)
    return book.send(ShowTask(task.step_id))


def test_a_protected_case_shows_number_task_and_day_only(pane, book, shown):
    book.with_due_work()
    words = " ".join(shown("Hoàng Thị Thuỷ"))
    chips = [chip.mark().text for chip in pane.findChildren(Chip) if chip.isVisible()]

    assert "HS-19819-2026-" in words
    assert "Đưa đi khám lại" in words
    assert "Protected case" in chips
    for secret in ("0905", "Tổ dân phố", "1990", "bạo lực", "Taken in"):
        assert secret not in words


def test_an_open_case_shows_who_what_and_how_to_reach(pane, book, shown):
    book.with_due_work()
    words = shown("Phạm Quốc Ỷ")

    assert words[0] == "Phạm Quốc Ỷ"
    assert "Người cao tuổi" in words
    assert "0905 112 334" in words
    assert "of vợ" in words


def test_the_next_preview_replaces_the_last(pane, book, shown, qtbot):
    book.with_due_work()
    shown("Phạm Quốc Ỷ")
    words = shown("Lê Văn Đức")

    assert "Phạm Quốc Ỷ" not in words


def test_nothing_scrolls_where_there_is_room(pane, book, shown, qtbot):
    book.with_due_work()
    shown("Lê Văn Đức")
    qtbot.wait(50)

    assert not pane._body.verticalScrollBar().isVisible()
