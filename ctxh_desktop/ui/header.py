"""Header: the only search field of the program, and the two things that are begun everywhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ctxh_desktop.ui import actions, theme
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.inputs import SearchInput

_SEARCH_PX = 480
_SEARCH_NARROW_PX = 392
_SEARCH_MAX_PX = 560


class Header(QWidget):
    """Search field at the left, "Ghi buổi thăm" and "Tiếp nhận mới" at the right; 56 px high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = self.tr("Find a name, ID number, case number…  (Ctrl+F)")
        self.search = SearchInput(placeholder=words)
        self.search.setAccessibleName(self.tr("Find"))
        self.search.setMaximumWidth(_SEARCH_MAX_PX)
        self.visit = Button(self.tr("Record a visit"), icon="note")
        key = actions.key("register")
        self.intake = Button(self.tr("New intake"), icon="plus", key=key, key_shown=False)
        self._row = sheets.row(self.search, None, self.visit, self.intake, gap=8)
        self.setLayout(self._row)
        self.setFixedHeight(theme.height(56))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == theme.SIZE_EVENT:
            self.setFixedHeight(theme.height(56))
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_narrow = self.window().width() < theme.NARROW_BELOW_PX
        side = sheets.side_px(self.window().width())
        self._row.setContentsMargins(side, 10, side, 10)
        self.search.setMinimumWidth(_SEARCH_NARROW_PX if is_narrow else _SEARCH_PX)
        super().resizeEvent(event)
