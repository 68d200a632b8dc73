"""Drop-down: not editable, painted, with the real popup and keyboard of Qt."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ctxh_desktop.domain.words import fold
from ctxh_desktop.ui import icons, theme
from ctxh_desktop.ui.widgets import painting

Choices = Iterable[tuple[str, str]]
"""(value, words) pairs in the order shown."""
Index = QModelIndex | QPersistentModelIndex

_TYPING_PAUSE_MS = 1000


class _ChoiceDelegate(QStyledItemDelegate):
    """Rows of a drop-down: 36 px, tint under the chosen one."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        words = theme.metrics().horizontalAdvance(str(index.data()))
        return QSize(words + 36, theme.height(36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("tint"))
            painter.fillRect(
                QRect(rect.left(), rect.top(), 4, rect.height()), theme.color("primary")
            )
        ink = theme.color("text" if index.data(Qt.ItemDataRole.UserRole) != "" else "text2")
        painting.draw_text(painter, rect.adjusted(12, 0, -12, 0), str(index.data()), "body", ink)


class Combo(QComboBox):
    """A drop-down that cannot be typed into; letters jump to the next matching row.

    Args:
        placeholder: shown muted while nothing is chosen ("Chọn nhóm…").
        prefix: muted word before the chosen one ("Nhóm" of "Nhóm Tất cả").

    Signals:
        chosen: somebody or something chose; carries the value (str, "" for nothing).
    """

    chosen = Signal(str)

    def __init__(
        self, *, placeholder: str = "", prefix: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._prefix = prefix
        self._is_wrong = False
        self.setPlaceholderText(placeholder)
        self.setCurrentIndex(-1)
        self.setMaxVisibleItems(12)
        self.setItemDelegate(_ChoiceDelegate(self))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if prefix:
            self.setAccessibleName(prefix)
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._typed = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._forget_typed)
        self.currentIndexChanged.connect(self._on_index_changed)

    def set_choices(self, choices: Choices, *, with_none: str = "") -> None:
        """Replace the rows and keep the choice where it still exists; tells nobody.

        *with_none* adds a first row with these words and the value "".
        """
        kept, was_blocked = self.value(), self.blockSignals(True)
        self.clear()
        if with_none:
            self.addItem(with_none, "")
        for value, words in choices:
            self.addItem(words, value)
        self.setCurrentIndex(self.findData(kept))
        self.blockSignals(was_blocked)
        self.updateGeometry()
        self.update()

    def value(self) -> str:
        """Return the chosen value, "" when nothing is chosen."""
        data = self.currentData()
        return "" if data is None else str(data)

    def set_value(self, value: object) -> None:
        """Choose a value; None or an unknown one chooses nothing, which "" may have a row for."""
        text = "" if value is None else str(value)
        if text and self.findData(text) < 0:
            self.addItem(text, text)
        self.setCurrentIndex(self.findData(text))

    def set_wrong(self, is_wrong: bool) -> None:
        """Mark or unmark the drop-down as wrong."""
        self._is_wrong = is_wrong
        self.update()

    def sizeHint(self) -> QSize:
        metrics = theme.metrics()
        rows = [self.itemText(index) for index in range(self.count())] or [self.placeholderText()]
        shown = [self.currentText() or self.placeholderText()] if self._prefix else rows
        words = max((metrics.horizontalAdvance(row) for row in shown), default=60)
        prefix = metrics.horizontalAdvance(self._prefix) + 8 if self._prefix else 0
        return QSize(min(words, 320) + prefix + 52, theme.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() if self._prefix else QSize(96, theme.height())

    def showPopup(self) -> None:
        view = self.view()
        widest = max((view.sizeHintForIndex(self.model().index(row, 0)).width()
                      for row in range(self.count())), default=0)  # fmt: skip
        view.setMinimumWidth(max(self.width() - 2, min(widest + 24, 560)))
        super().showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letters = fold(event.text()) if event.text().isalnum() else ""
        held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if not letters or held:
            super().keyPressEvent(event)
            return
        self._typed += letters
        self._pause.start()
        for index in range(self.count()):
            if fold(self.itemText(index)).startswith(self._typed):
                self.setCurrentIndex(index)
                return

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == theme.SIZE_EVENT:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = QPainter(self), self.rect()
        has_focus = self.hasFocus() or self.view().isVisible()
        edge = "danger" if self._is_wrong else "primary" if has_focus else "border"
        fill = theme.color("danger_tint" if self._is_wrong and has_focus else "surface")
        if not self.isEnabled():
            edge, fill = "line", theme.color("sunken")
        width = 2 if self._is_wrong or has_focus else 1
        painting.draw_box(painter, rect, fill, theme.color(edge), 4, width)
        left, tall = 12, rect.height()
        if self._prefix:
            wide = theme.metrics().horizontalAdvance(self._prefix)
            words = QRect(left, 0, wide + 4, tall)
            painting.draw_text(painter, words, self._prefix, "body", theme.color("text2"))
            left += wide + 8
        is_empty = self.currentIndex() < 0 or (not self.value() and not self._prefix)
        ink = theme.color("text2" if is_empty or not self.isEnabled() else "text")
        words = QRect(left, 0, rect.width() - left - 34, tall)
        shown = self.currentText() or self.placeholderText()
        painting.draw_text(painter, words, shown, "body", ink)
        at = (rect.width() - 28, (tall - 16) // 2)
        icons.draw(painter, "chev", theme.color("text2"), at, 16)

    @Slot()
    def _forget_typed(self) -> None:
        self._typed = ""

    @Slot(int)
    def _on_index_changed(self, index: int) -> None:
        self.updateGeometry()
        self.chosen.emit(self.value())
