"""Chips: a small state in icon and word."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ctxh_desktop.ui import theme
from ctxh_desktop.ui.widgets import painting, sheets
from ctxh_desktop.ui.widgets.painting import Mark

__all__ = ["Chip", "ChipButton", "ChipRow", "Mark"]


class Chip(QWidget):
    """A chip that only says something."""

    def __init__(
        self, mark: Mark, *, outlined: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._is_outlined = outlined
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_mark(mark)

    def mark(self) -> Mark:
        """Return what the chip says."""
        return self._mark

    def show_mark(self, mark: Mark) -> None:
        """Say something else."""
        self._mark = mark
        self.setAccessibleName(mark.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(painting.chip_width(self._mark), painting.chip_height())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == theme.SIZE_EVENT:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        at = (0, self.height() // 2)
        painting.draw_chip(QPainter(self), at, self._mark, outlined=self._is_outlined)


class ChipButton(QPushButton):
    """A chip that can be pressed: the sync state of the status bar."""

    def __init__(self, mark: Mark, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(True)
        self.show_mark(mark)

    def mark(self) -> Mark:
        """Return what the chip says."""
        return self._mark

    def show_mark(self, mark: Mark) -> None:
        """Say something else."""
        self._mark = mark
        self.setText(mark.text)
        self.setAccessibleName(mark.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(painting.chip_width(self._mark), painting.chip_height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.draw_chip(painter, (0, self.height() // 2), self._mark, outlined=self.underMouse())
        if self.hasFocus():
            painting.draw_box(painter, self.rect(), None, theme.color("primary"), 4, 2)


class ChipRow(QWidget):
    """Chips side by side, at most three in an identity bar."""

    def __init__(self, marks: tuple[Mark, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.show_marks(marks)

    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """Replace the chips."""
        while (item := self._layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for mark in marks:
            self._layout.addWidget(Chip(mark))
        sheets.set_shown(self, bool(marks))
