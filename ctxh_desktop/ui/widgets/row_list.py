"""Row list: a painted list with a current row, opened by Enter or a double click.

One click chooses, Enter opens; rows that cannot be chosen (heads of sections) are passed over.
It is a table of one column, because a list view lays out every single row: measured with 300,000
rows, 1.3 s for each change against 2 ms.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from ctxh_desktop.ui import theme

Index = QModelIndex | QPersistentModelIndex
_FONT_EVENTS = (
    QEvent.Type.ApplicationFontChange,
    QEvent.Type.FontChange,
    QEvent.Type.StyleChange,
)
_OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RowList(QTableView):
    """Rows painted by *delegate*.

    Args:
        name: accessible name.
        delegate: paints the rows.
        row_px: height of every row at the normal text size; 0 asks the delegate for each row, which
            only short lists may do.

    Signals:
        opened: Enter or a double click on the current row.
        moved: another row became current.
    """

    opened = Signal()
    moved = Signal()

    def __init__(
        self,
        name: str,
        delegate: QStyledItemDelegate,
        *,
        row_px: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(delegate)
        delegate.setParent(self)
        self._row_px = row_px
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(28)
        self.doubleClicked.connect(self._on_double_clicked)
        self._measure()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None and not self._row_px:
            model.modelReset.connect(self._measure)
            self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._row_px:
            self._measure()

    def row(self) -> int:
        """Return the number of the current row, -1 when there is none."""
        index = self.currentIndex()
        return index.row() if index.isValid() else -1

    def choose(self, row: int) -> None:
        """Make a row current, or the nearest one that can be."""
        index = self._enabled_near(row, 1)
        if index.isValid():
            self.setCurrentIndex(index)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.moved.emit()

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        moves = QAbstractItemView.CursorAction
        steps = {moves.MoveUp: -1, moves.MovePrevious: -1, moves.MoveDown: 1, moves.MoveNext: 1}
        if action in steps:
            step = steps[action]
            return self._enabled_near(self.row() + step, step)
        if action is moves.MoveHome:
            return self._enabled_near(0, 1)
        if action is moves.MoveEnd:
            return self._enabled_near(self.model().rowCount() - 1, -1)
        found = super().moveCursor(action, modifiers)
        return self._enabled_near(found.row(), 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENING_KEYS:
            if self.currentIndex().isValid():
                self.opened.emit()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in _FONT_EVENTS:
            self._measure()
        super().changeEvent(event)

    @Slot()
    def _measure(self) -> None:
        """Give the rows their heights, which follow the text size."""
        if self._row_px:
            self.verticalHeader().setDefaultSectionSize(theme.height(self._row_px))
        else:
            self.resizeRowsToContents()

    def _enabled_near(self, row: int, step: int) -> QModelIndex:
        """Return the first row from *row* on that can be chosen; else the current one."""
        model = self.model()
        while 0 <= row < model.rowCount():
            index = model.index(row, 0)
            if model.flags(index) & Qt.ItemFlag.ItemIsSelectable:
                return index
            row += step
        return self.currentIndex()

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsSelectable:
            self.opened.emit()
