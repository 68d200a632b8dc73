"""Rows of "Việc hôm nay": heads of sections 28 high; tasks 56: icon, name and task, group, due day.

Source: reference/visual.md §4 (list row); screens 02 and 09.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from ctxh_desktop.commands.tasks import Task
from ctxh_desktop.ui import icons, theme, wording
from ctxh_desktop.ui.models.tasks import Section
from ctxh_desktop.ui.models.windowed import ITEM_ROLE
from ctxh_desktop.ui.pages import marks
from ctxh_desktop.ui.pages.people_delegate import (
    ROW_PX,
    first_baseline,
    line_box,
    second_baseline,
)
from ctxh_desktop.ui.widgets import painting

Index = QModelIndex | QPersistentModelIndex
SECTION_PX = 28
SIDE_PX = 20
_NAME_LEFT_PX = 56
_GROUP_FROM_RIGHT_PX = 320
_DUE_PX = 150
"""Room for the longest due day at the right of a row."""


class TodayDelegate(QStyledItemDelegate):
    """Paints sections and tasks.

    Args:
        today: gives the day from which "overdue" is counted.
    """

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today

    def section_words(self, section: Section) -> tuple[str, str]:
        """Return the head of a section and its count in words."""
        heads = {
            "overdue": self.tr("Overdue"),
            "today": self.tr("Today"),
            "week": self.tr("This week"),
            "month": self.tr("This month"),
        }
        return heads[section.period], self.tr("{n} tasks").format(n=section.count)

    def spoken(self, item: Section | Task) -> str:
        """Return what a screen reader says about a row."""
        if isinstance(item, Section):
            return ", ".join(self.section_words(item))
        today = self._today()
        group = marks.protected().text if item.is_protected else item.group_label
        due = wording.due(item.due_on, today), wording.day_of_week(item.due_on, today)
        return ", ".join(part for part in (item.full_name, item.task, group, *due) if part)

    def sizeHint(self, option: ItemOption, index: Index) -> QSize:
        is_section = isinstance(index.data(ITEM_ROLE), Section)
        return QSize(400, theme.height(SECTION_PX if is_section else ROW_PX))

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        item = index.data(ITEM_ROLE)
        rect: QRect = option.rect
        if isinstance(item, Section):
            self._paint_section(painter, rect, item)
        elif isinstance(item, Task):
            state: QStyle.StateFlag = option.state
            is_selected = bool(state & QStyle.StateFlag.State_Selected)
            is_over = bool(state & QStyle.StateFlag.State_MouseOver)
            painting.draw_row(painter, rect, is_selected=is_selected, is_hovered=is_over)
            self._paint_words(painter, rect, item)
            self._paint_group(painter, rect, item, is_selected=is_selected)
            self._paint_due(painter, rect, item)

    def _paint_section(self, painter: QPainter, rect: QRect, section: Section) -> None:
        painter.fillRect(rect, theme.color("sunken"))
        line = QRect(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(line, theme.color("divider"))
        head, count = self.section_words(section)
        words = rect.adjusted(SIDE_PX, 0, -SIDE_PX, 0)
        ink = theme.color("text2")
        painting.draw_text(painter, words, head, "hint-strong", ink)
        painting.draw_text(painter, words, count, "hint", ink, painting.RIGHT)

    def _paint_words(self, painter: QPainter, rect: QRect, task: Task) -> None:
        at = (rect.left() + SIDE_PX, rect.top() + (rect.height() - 20) // 2)
        icon = marks.contact_icon(task.contact_kind)
        icons.draw(painter, icon, theme.color("text2"), at, 20)
        room = rect.width() - _GROUP_FROM_RIGHT_PX - _NAME_LEFT_PX - 12
        name = line_box(rect, _NAME_LEFT_PX, first_baseline() + 1, room, "strong")
        painting.draw_text(painter, name, task.full_name, "strong")
        below = line_box(rect, _NAME_LEFT_PX, second_baseline() + 1, room, "body")
        painting.draw_text(painter, below, task.task, "body", theme.color("text2"))

    def _paint_group(
        self, painter: QPainter, rect: QRect, task: Task, *, is_selected: bool
    ) -> None:
        left = rect.right() + 1 - _GROUP_FROM_RIGHT_PX
        if task.is_protected:
            at = (left, rect.center().y() + 1)
            painting.draw_chip(painter, at, marks.protected(), outlined=is_selected)
            return
        room = _GROUP_FROM_RIGHT_PX - _DUE_PX - SIDE_PX - 8
        box = QRect(left, rect.top(), room, rect.height())
        painting.draw_text(painter, box, task.group_label, "body", theme.color("text2"))

    def _paint_due(self, painter: QPainter, rect: QRect, task: Task) -> None:
        today = self._today()
        kind = wording.due_kind(task.due_on, today)
        words = wording.due(task.due_on, today)
        role = "strong" if kind else "body"
        ink = theme.color(kind or "text")
        left = rect.width() - SIDE_PX - _DUE_PX - 1
        box = line_box(rect, left, first_baseline() + 1, _DUE_PX, role)
        painting.draw_text(painter, box, words, role, ink, painting.RIGHT)
        if kind:
            wide = theme.metrics(role).horizontalAdvance(words)
            at = (box.right() + 1 - wide - 24, box.top() + 3)
            icons.draw(painter, wording.due_icon(task.due_on, today), ink, at, 18)
        day = wording.day_of_week(task.due_on, today)
        below = line_box(rect, left, second_baseline() + 1, _DUE_PX, "hint")
        painting.draw_text(painter, below, day, "hint", theme.color("text2"), painting.RIGHT)
