"""Several choices from a long list: a field that shows them and a popup list to tick."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ctxh_desktop.ui import icons, theme
from ctxh_desktop.ui.widgets import painting
from ctxh_desktop.ui.widgets.combo import Choices, Index

_ROWS_SHOWN = 9


class _TickDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        words = theme.metrics().horizontalAdvance(str(index.data()))
        return QSize(words + 64, theme.height(36))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("tint"))
        checked = index.data(Qt.ItemDataRole.CheckStateRole)
        is_on = Qt.CheckState(checked) == Qt.CheckState.Checked
        at = (rect.left() + 12, rect.top() + (rect.height() - 18) // 2)
        painting.draw_choice_mark(painter, at, is_on=is_on, is_check=True)
        words = rect.adjusted(40, 0, -8, 0)
        role = "medium" if is_on else "body"
        painting.draw_text(painter, words, str(index.data()), role)


class MultiCombo(QPushButton):
    """A field like a drop-down; its list stays open while choices are ticked (Space), Esc closes.

    Signals:
        chosen: the choice changed; carries the values joined by a space (str).
    """

    chosen = Signal(str)

    def __init__(self, *, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._placeholder = placeholder
        self._is_wrong = False
        self.setAutoDefault(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._popup = QFrame(self, Qt.WindowType.Popup)
        self._list = QListWidget(self._popup)
        self._list.setItemDelegate(_TickDelegate(self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemChanged.connect(self._on_item_changed)
        self._list.itemClicked.connect(self._on_item_clicked)
        self._list.installEventFilter(self)
        layout = QVBoxLayout(self._popup)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self._list)
        self.clicked.connect(self.show_list)

    def set_choices(self, choices: Choices) -> None:
        """Replace the rows and keep what was ticked; tells nobody."""
        kept = self.value()
        self._list.blockSignals(True)
        self._list.clear()
        for value, words in choices:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self._list.addItem(item)
        self._list.blockSignals(False)
        self.set_value(kept)

    def value(self) -> str:
        """Return the ticked values, joined by a space."""
        return " ".join(str(item.data(Qt.ItemDataRole.UserRole)) for item in self._ticked())

    def set_value(self, value: object) -> None:
        """Tick exactly these; tells nobody."""
        wanted = set(str(value).split()) if value else set()
        self._list.blockSignals(True)
        for row in range(self._list.count()):
            item = self._list.item(row)
            is_on = item.data(Qt.ItemDataRole.UserRole) in wanted
            item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        self._list.blockSignals(False)
        self._show_words()

    def set_wrong(self, is_wrong: bool) -> None:
        """Mark or unmark the field as wrong."""
        self._is_wrong = is_wrong
        self.update()

    def words(self) -> str:
        """Return what the field shows."""
        return ", ".join(item.text() for item in self._ticked())

    @Slot()
    def show_list(self) -> None:
        """Open the list under the field."""
        rows = min(self._list.count(), _ROWS_SHOWN)
        widest = max((self._list.sizeHintForIndex(self._list.model().index(row, 0)).width()
                      for row in range(self._list.count())), default=0)  # fmt: skip
        width = max(self.width(), min(widest + 24, 560))
        self._popup.resize(width, rows * theme.height(36) + 4)
        self._popup.move(self.mapToGlobal(QPoint(0, self.height())))
        self._popup.show()
        if self._list.currentRow() < 0 and self._list.count():
            self._list.setCurrentRow(0)
        self._list.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_end = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
            if is_end:
                self._popup.hide()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.show_list()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(200, theme.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(96, theme.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = QPainter(self), self.rect()
        has_focus = self.hasFocus() or self._popup.isVisible()
        edge = "danger" if self._is_wrong else "primary" if has_focus else "border"
        width = 2 if self._is_wrong or has_focus else 1
        fill = theme.color("danger_tint" if self._is_wrong and has_focus else "surface")
        painting.draw_box(painter, rect, fill, theme.color(edge), 4, width)
        shown = self.words()
        ink = theme.color("text" if shown else "text2")
        words = rect.adjusted(12, 0, -34, 0)
        painting.draw_text(painter, words, shown or self._placeholder, "body", ink)
        at = (rect.width() - 28, (rect.height() - 16) // 2)
        icons.draw(painter, "chev", theme.color("text2"), at, 16)

    def _ticked(self) -> list[QListWidgetItem]:
        items = (self._list.item(row) for row in range(self._list.count()))
        return [item for item in items if item.checkState() == Qt.CheckState.Checked]

    def _show_words(self) -> None:
        self.setToolTip(self.words())
        self.setText(self.words())
        self.update()

    @Slot(QListWidgetItem)
    def _on_item_changed(self, item: QListWidgetItem) -> None:
        self._show_words()
        self.chosen.emit(self.value())

    @Slot(QListWidgetItem)
    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        is_on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)
