"""Form grid: rows of questions in two columns, in one where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

_TWO_COLUMNS_MIN_PX = 620


class FormGrid(QWidget):
    """Form rows in two columns, one where the window is narrow; gaps 24 and 14.

    Args:
        shares: how the columns share the width.
    """

    def __init__(self, *, shares: tuple[int, int] = (1, 1), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares = shares
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(14)
        self._rows: list[tuple[QWidget, bool]] = []
        self._columns = 0

    def add(self, widget: QWidget, *, wide: bool = False) -> None:
        """Add a row; a *wide* one takes both columns."""
        self._rows.append((widget, wide))
        self._columns = 0
        self._arrange()

    def column_count(self) -> int:
        """Return how many columns are shown now."""
        return self._columns

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wanted = 1 if 0 < self.width() < _TWO_COLUMNS_MIN_PX else 2
        if wanted == self._columns:
            return
        self._columns = wanted
        for widget, _ in self._rows:
            self._grid.removeWidget(widget)
        line, place = 0, 0
        for widget, is_wide in self._rows:
            if is_wide and place:
                line, place = line + 1, 0
            span = wanted if is_wide else 1
            self._grid.addWidget(widget, line, place, 1, span, Qt.AlignmentFlag.AlignTop)
            place += span
            if place >= wanted:
                line, place = line + 1, 0
        self._grid.setColumnStretch(0, self._shares[0])
        self._grid.setColumnStretch(1, self._shares[1] if wanted > 1 else 0)
