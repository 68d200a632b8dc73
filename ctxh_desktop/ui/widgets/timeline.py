"""Timeline (diễn biến): what happened in a case, newest first, on a rail.

A real list: it scrolls, the arrows walk through it, Enter opens, screen readers read each entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ctxh_desktop.ui import icons, theme
from ctxh_desktop.ui.widgets import painting
from ctxh_desktop.ui.widgets.labels import text_rect
from ctxh_desktop.ui.widgets.painting import Mark

_SIDE, _DATE, _GAP, _RAIL, _NODE = 20, 56, 12, 32, 28
_TEXT_LEFT = _SIDE + _DATE + _GAP + _RAIL + _GAP
_HEAD, _BODY_GAP, _AFTER, _MONTH = 24, 3, 20, 32


@dataclass(frozen=True)
class Entry:
    """One thing that happened.

    Shapes: *day* "15/11" and *time* "17:20" or ""; *month* is the heading under which it stands
    ("Tháng 11/2026"); *kind* one of `theme.KINDS` ("plain" for the ordinary).
    """

    id: str
    day: str
    time: str
    month: str
    icon: str
    title: str
    who: str = ""
    body: str = ""
    kind: str = "plain"
    marks: tuple[Mark, ...] = ()


class _EntryModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            said = (entry.day, entry.time, entry.title, entry.who, entry.body)
            return ", ".join([part for part in said if part] + [mark.text for mark in entry.marks])
        return None

    def replace(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def starts_month(self, row: int) -> bool:
        return row == 0 or self.entries[row].month != self.entries[row - 1].month


class _EntryDelegate(QStyledItemDelegate):
    def __init__(self, model: _EntryModel, view: QListView) -> None:
        super().__init__(view)
        self._model, self._view = model, view

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        width = self._view.viewport().width()
        entry = self._model.entries[index.row()]
        top = _MONTH if self._model.starts_month(index.row()) else 0
        tall = _head_height(entry, width)
        if entry.body:
            tall += _BODY_GAP + text_rect(entry.body, "body", _text_width(width)).height()
        return QSize(width, top + max(tall, 40) + _AFTER)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        row, entry = index.row(), self._model.entries[index.row()]
        top = rect.top()
        if self._model.starts_month(row):
            month = QRect(_SIDE, top, rect.width() - 2 * _SIDE, 20)
            painting.draw_text(painter, month, entry.month, "hint-strong", theme.color("text2"))
            top += _MONTH
        body = QRect(rect.left(), top, rect.width(), rect.bottom() + 1 - top)
        if state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            ring = body.adjusted(8, -5, -8, -(_AFTER - 8))
            painting.draw_box(painter, ring, theme.color("hover"), theme.color("primary"), 4, 2)
        self._paint_rail(painter, rect, body, row)
        _paint_when(painter, body, entry)
        _paint_words(painter, body, entry)

    def _paint_rail(self, painter: QPainter, rect: QRect, body: QRect, row: int) -> None:
        entry, last = self._model.entries[row], len(self._model.entries) - 1
        middle, node = _SIDE + _DATE + _GAP + 15, body.top()
        start = node + _NODE // 2 if row == 0 else rect.top()
        if self._model.starts_month(row):
            start = node + _NODE // 2
        ends_here = row == last or self._model.starts_month(row + 1)
        end = node + _NODE // 2 if ends_here else rect.bottom() + 1
        painter.fillRect(QRect(middle, start, 1, end - start), theme.color("line"))
        ink, ground = theme.tone(entry.kind)
        disc = QRect(middle - _NODE // 2 + 1, node, _NODE, _NODE)
        halo = disc.adjusted(-2, -2, 2, 2)
        painting.draw_box(painter, halo, theme.color("surface"), None, halo.width() // 2)
        edge = theme.color("line") if entry.kind == "plain" else ink
        painting.draw_box(painter, disc, ground, edge, _NODE // 2)
        icons.draw(painter, entry.icon, ink, (disc.left() + 6, disc.top() + 6), 16)


def _text_width(width: int) -> int:
    return max(width - _TEXT_LEFT - _SIDE, 120)


def _title_width(entry: Entry) -> int:
    who = theme.metrics().horizontalAdvance(f"– {entry.who}") + 8 if entry.who else 0
    return theme.metrics("strong").horizontalAdvance(entry.title) + who


def _marks_width(entry: Entry) -> int:
    return sum(painting.chip_width(mark) + 8 for mark in entry.marks)


def _has_room_for_marks(entry: Entry, width: int) -> bool:
    return _title_width(entry) + _marks_width(entry) + 8 <= _text_width(width)


def _head_height(entry: Entry, width: int) -> int:
    line = max(_HEAD, theme.metrics("strong").height() + 4)
    return line if not entry.marks or _has_room_for_marks(entry, width) else 2 * line + 4


def _paint_when(painter: QPainter, body: QRect, entry: Entry) -> None:
    tall = theme.metrics("strong").height()
    day = QRect(_SIDE, body.top(), _DATE + _GAP, tall)
    painting.draw_text(painter, day, entry.day, "strong")
    time = QRect(_SIDE, day.bottom() + 1, _DATE, theme.metrics("hint").height())
    painting.draw_text(painter, time, entry.time, "hint", theme.color("text2"))


def _paint_words(painter: QPainter, body: QRect, entry: Entry) -> None:
    width = _text_width(body.width())
    line = max(_HEAD, theme.metrics("strong").height() + 4)
    has_room = _has_room_for_marks(entry, body.width())
    free = width - (_marks_width(entry) if has_room else 0)
    head = QRect(_TEXT_LEFT, body.top() + 1, free, line)
    painting.draw_text(painter, head, entry.title, "strong")
    used = theme.metrics("strong").horizontalAdvance(entry.title) + 8
    if entry.who and used < free:
        who = head.adjusted(used, 0, 0, 0)
        painting.draw_text(painter, who, f"– {entry.who}", "body", theme.color("text2"))
    right = _TEXT_LEFT + width
    if has_room:
        for mark in reversed(entry.marks):
            right -= (
                painting.draw_chip(painter, (right, head.center().y() + 1), mark, right=True) + 8
            )
    else:
        left = _TEXT_LEFT
        for mark in entry.marks:
            middle = head.bottom() + 4 + line // 2
            left += painting.draw_chip(painter, (left, middle), mark) + 8
    if entry.body:
        top = body.top() + _head_height(entry, body.width()) + _BODY_GAP
        words = QRect(_TEXT_LEFT, top, width, body.bottom() - top)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text"))
        painter.drawText(words, int(Qt.TextFlag.TextWordWrap.value), entry.body)


class Timeline(QListView):
    """The entries of a case.

    Signals:
        opened: an entry was pressed or opened with Enter; carries its id (str).
    """

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("flat", True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setViewportMargins(0, 14, 0, 0)
        self.setAccessibleName(self.tr("Course of the case"))
        self._entry_model = _EntryModel(self)
        self.setModel(self._entry_model)
        self.setItemDelegate(_EntryDelegate(self._entry_model, self))
        self.activated.connect(self._on_activated)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Replace the entries, newest first; the place in the list is kept."""
        kept, at = self.currentIndex().row(), self.verticalScrollBar().value()
        self._entry_model.replace(entries)
        if entries:
            row = kept if 0 <= kept < len(entries) else 0
            self.setCurrentIndex(self._entry_model.index(row))
            self.verticalScrollBar().setValue(at)

    def entries(self) -> tuple[Entry, ...]:
        """Return what is shown."""
        return self._entry_model.entries

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(self._entry_model.entries[index.row()].id)
