from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from ctxh_desktop.commands.tasks import ListTasks
from ctxh_desktop.ui import theme
from ctxh_desktop.ui.models.tasks import Section, TaskModel
from ctxh_desktop.ui.pages.today_delegate import TodayDelegate


@pytest.fixture
def painted(book):
    book.with_due_work()
    today = book.scene.today()
    model = TaskModel(str)
    model.show_tasks(book.send(ListTasks(today)).tasks, today)
    delegate = TodayDelegate(book.scene.today)

    def paint(row, *, is_selected=False):
        option = QStyleOptionViewItem()
        size = delegate.sizeHint(option, model.index(row))
        option.rect = QRect(0, 0, 770, size.height())
        if is_selected:
            option.state |= QStyle.StateFlag.State_Selected
        image = QImage(770, size.height(), QImage.Format.Format_RGB32)
        image.fill(theme.color("surface"))
        painter = QPainter(image)
        delegate.paint(painter, option, model.index(row))
        painter.end()
        return image

    return paint


def inks(image, left, right):
    return {
        image.pixelColor(x, y).name() for x in range(left, right) for y in range(image.height())
    }


def test_sections_are_lower_than_tasks(painted):
    assert painted(0).height() == 28
    assert painted(1).height() == 56


def test_overdue_is_red_today_amber_later_plain(painted):
    danger, warn = theme.color("danger").name(), theme.color("warn").name()

    assert danger in inks(painted(1), 600, 770)
    assert warn in inks(painted(4), 600, 770)
    assert not {danger, warn} & inks(painted(8), 600, 770)


def test_the_rule_begins_at_the_text_not_at_the_edge(painted):
    image = painted(1)

    assert image.pixelColor(5, 55).name() == theme.color("surface").name()
    assert image.pixelColor(25, 55).name() == theme.color("divider").name()


def test_each_section_has_words():
    delegate = TodayDelegate(lambda: None)
    heads = [
        delegate.section_words(Section(p, 2))[0] for p in ("overdue", "today", "week", "month")
    ]

    assert heads == ["Overdue", "Today", "This week", "This month"]
