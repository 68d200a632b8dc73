"""Outbox list: what waits to be sent, what the province has not taken, and what was sent last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ctxh_desktop.commands.sync import OutboxItem
from ctxh_desktop.domain.codes import CodeList
from ctxh_desktop.ui import icons, theme, wording
from ctxh_desktop.ui.messages import record_text, remembered_sentence
from ctxh_desktop.ui.pages import marks
from ctxh_desktop.ui.widgets import painting
from ctxh_desktop.ui.widgets.labels import text_rect
from ctxh_desktop.ui.widgets.painting import Mark

Index = QModelIndex | QPersistentModelIndex
HELD = "held"
QUEUED = "queued"
_LEFT, _SIDE = 56, 20
_WHEN_PX = 176
_ROW_PX, _HEAD_PX = 56, 32

_TOLD: dict[str, tuple[str, str]] = {
    "RegisterPerson": ("people", str(QT_TRANSLATE_NOOP("outbox", "New intake"))),
    "OpenCase": ("folder", str(QT_TRANSLATE_NOOP("outbox", "New case"))),
    "RecordVisit": ("house", str(QT_TRANSLATE_NOOP("outbox", "Visit"))),
    "AddPlanStep": ("note", str(QT_TRANSLATE_NOOP("outbox", "Plan step"))),
    "CompleteStep": ("check", str(QT_TRANSLATE_NOOP("outbox", "Step done"))),
    "PostponeStep": ("calendar", str(QT_TRANSLATE_NOOP("outbox", "New day of a step"))),
    "SaveRecord": ("note", str(QT_TRANSLATE_NOOP("outbox", "Correction"))),
    "DeleteRecord": ("x", str(QT_TRANSLATE_NOOP("outbox", "Deletion"))),
    "UndoLast": ("left", str(QT_TRANSLATE_NOOP("outbox", "Taken back"))),
    "ResolveConflict": ("split", str(QT_TRANSLATE_NOOP("outbox", "Choice between two versions"))),
    "AddAttachment": ("doc", str(QT_TRANSLATE_NOOP("outbox", "Paper or picture"))),
    "RemoveAttachment": ("x", str(QT_TRANSLATE_NOOP("outbox", "Paper taken away"))),
    "SendHeldAnew": ("note", str(QT_TRANSLATE_NOOP("outbox", "Put right and sent again"))),
    "ImportPeople": ("table", str(QT_TRANSLATE_NOOP("outbox", "People from Excel"))),
}
_MADE = ("plus", str(QT_TRANSLATE_NOOP("outbox", "Newly written")))
_OTHER = ("note", str(QT_TRANSLATE_NOOP("outbox", "Change")))


@dataclass(frozen=True)
class Line:
    """One row: a head of a section (*count* ≥ 0, no item) or one thing that was done."""

    item: OutboxItem | None
    title: str
    icon: str = ""
    about: str = ""
    when: str = ""
    reason: str = ""
    mark: Mark | None = None


@dataclass(frozen=True)
class Telling:
    """What the rows are told with.

    Shapes: `names` of record types and `kinds` of contact by code; `is_offline`: no network.
    """

    today: date
    names: Mapping[str, str]
    kinds: CodeList
    is_offline: bool


def lines(
    waiting: Sequence[OutboxItem], sent: Sequence[OutboxItem], telling: Telling
) -> tuple[Line, ...]:
    """Return the rows: refused ones first, then in the order of sending, then what was sent."""
    held = [item for item in waiting if item.state == HELD]
    queued = [item for item in reversed(waiting) if item.state == QUEUED]
    found = [_line(item, telling) for item in (*held, *queued)]
    if sent:
        words = QCoreApplication.translate("outbox", "{n} items")
        head = QCoreApplication.translate("outbox", "Sent last")
        found.append(Line(None, head, when=words.format(n=len(sent))))
        found += [_line(item, telling) for item in sent]
    return tuple(found)


def _line(item: OutboxItem, telling: Telling) -> Line:
    icon, title = _told(item, telling)
    group = marks.protected().text if item.is_protected else item.group_label
    return Line(
        item=item,
        title=title,
        icon=icon,
        about=wording.joined([item.person_name or telling.names.get(item.record_type, ""), group]),
        when=wording.moment_in_list(item.made_at, telling.today),
        reason=_reason(item),
        mark=_mark(item.state, is_offline=telling.is_offline),
    )


def _reason(item: OutboxItem) -> str:
    """Return why the province has not taken it, with the field at fault first."""
    if item.state != HELD or not item.reason:
        return ""
    words = remembered_sentence(item.reason)
    return f"{record_text(item.field)}: {words}" if item.field else words


def _told(item: OutboxItem, telling: Telling) -> tuple[str, str]:
    """Return icon and title: of a visit its kind and day, of the rest what was done."""
    if item.contact_kind:
        day = wording.short_day(item.on, telling.today) if item.on else ""
        title = f"{telling.kinds.label(item.contact_kind)} {day}".strip()
        return marks.contact_icon(item.contact_kind), title
    is_made = item.is_new and item.label == "SaveRecord"
    icon, source = _MADE if is_made else _TOLD.get(item.label, _OTHER)
    return icon, QCoreApplication.translate("outbox", source)


def _mark(state: str, *, is_offline: bool) -> Mark:
    if state == HELD:
        return Mark(QCoreApplication.translate("outbox", "Not taken yet"), "danger", "alert")
    if state != QUEUED:
        return Mark(QCoreApplication.translate("outbox", "Sent"), "ok", "check")
    if is_offline:
        return Mark(QCoreApplication.translate("outbox", "Waits for network"), "unsent", "clock")
    return Mark(QCoreApplication.translate("outbox", "Waits"), "unsent", "clock")


class _LineModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            state = line.mark.text if line.mark else ""
            said = (line.title, line.about, line.when, state, line.reason)
            return ", ".join(part for part in said if part)
        return None

    def replace(self, shown: tuple[Line, ...]) -> None:
        self.beginResetModel()
        self.lines = shown
        self.endResetModel()


class _LineDelegate(QStyledItemDelegate):
    def __init__(self, model: _LineModel, view: QListView) -> None:
        super().__init__(view)
        self._model, self._view = model, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line, width = self._model.lines[index.row()], self._view.viewport().width()
        if line.item is None:
            return QSize(width, theme.height(_HEAD_PX))
        return QSize(width, theme.height(_ROW_PX) + self._reason_height(line, width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = self._model.lines[index.row()]
        rect: QRect = option.rect
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
        if is_chosen and line.item is not None:
            painter.fillRect(rect, theme.color("tint"))
            painter.fillRect(
                QRect(rect.left(), rect.top(), 4, rect.height()), theme.color("primary")
            )
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), theme.color("divider"))
        if line.item is None:
            self._paint_head(painter, rect, line)
            return
        main = rect.adjusted(0, 0, 0, -self._reason_height(line, rect.width()))
        at = (_SIDE, main.top() + (main.height() - 20) // 2)
        icons.draw(painter, line.icon, theme.color("text2"), at, 20)
        right = rect.right() - _SIDE
        if line.mark is not None:
            middle = (right, main.center().y())
            right -= painting.draw_chip(painter, middle, line.mark, right=True) + 20
        when = QRect(right - _WHEN_PX, main.top(), _WHEN_PX, main.height())
        painting.draw_text(painter, when, line.when, "hint", theme.color("text2"), painting.RIGHT)
        half = main.height() // 2
        wide = max(right - _WHEN_PX - _LEFT, 120)
        title = QRect(_LEFT, main.top() + 6, wide, half - 6)
        painting.draw_text(painter, title, line.title, "strong")
        about = QRect(_LEFT, main.top() + half, wide, half - 6)
        painting.draw_text(painter, about, line.about, "hint", theme.color("text2"))
        if line.reason:
            words = QRect(_LEFT, main.bottom() - 2, rect.width() - _LEFT - _SIDE, rect.height())
            painter.setFont(theme.font("hint"))
            painter.setPen(theme.color("danger"))
            painter.drawText(words, int(Qt.TextFlag.TextWordWrap.value), line.reason)

    def _paint_head(self, painter: QPainter, rect: QRect, line: Line) -> None:
        words = rect.adjusted(_SIDE, 1, -_SIDE, 0)
        ink = theme.color("text2")
        painting.draw_text(painter, words, line.title, "hint-strong", ink)
        painting.draw_text(painter, words, line.when, "hint", ink, painting.RIGHT)

    def _reason_height(self, line: Line, width: int) -> int:
        if not line.reason:
            return 0
        return text_rect(line.reason, "hint", max(width - _LEFT - _SIDE, 120)).height() + 8


class OutboxList(QListView):
    """The rows of the outbox; the arrows walk through them, screen readers read each.

    Signals:
        opened: a refused one is to be looked at; carries its group (str).
    """

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("flat", True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName(self.tr("What waits to be sent"))
        self._line_model = _LineModel(self)
        self.setModel(self._line_model)
        self.setItemDelegate(_LineDelegate(self._line_model, self))
        self.doubleClicked.connect(self._open)
        self.show_lines(())

    def has_held(self) -> bool:
        """Whether something was refused."""
        return bool(self._held_rows())

    @Slot()
    def open_held(self) -> None:
        """Open the refused one that is chosen, or the first."""
        rows = self._held_rows()
        row = self.currentIndex().row()
        if rows:
            self._open(self._line_model.index(row if row in rows else rows[0]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _held_rows(self) -> list[int]:
        lines = enumerate(self._line_model.lines)
        return [row for row, line in lines if line.item is not None and line.item.state == HELD]

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and index.row() in self._held_rows():
            item = self._line_model.lines[index.row()].item
            assert item is not None
            self.opened.emit(item.group_id)

    def show_lines(self, shown: tuple[Line, ...]) -> None:
        """Replace the rows; nobody gets stuck in a list without any."""
        policy = Qt.FocusPolicy.StrongFocus if shown else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        self._line_model.replace(shown)

    def shown_lines(self) -> tuple[Line, ...]:
        """Return the rows as shown."""
        return self._line_model.lines
