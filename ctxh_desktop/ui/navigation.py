"""Navigation at the left: 184 px with words, 56 px with icons where the window is narrow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QRect, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ctxh_desktop.ui import icons, theme
from ctxh_desktop.ui.widgets import painting, sheets
from ctxh_desktop.ui.widgets.labels import IconLabel, Label, YieldingLabel

WIDE_PX = 184
NARROW_PX = 56
_BADGE_MAX = 99


@dataclass(frozen=True)
class Destination:
    """One place to go: page name, words, icon, key; *is_last* stands at the bottom."""

    name: str
    text: str
    icon: str
    key: str = ""
    is_last: bool = False


@runtime_checkable
class OpensThings(Protocol):
    """A page that shows one thing at a time: `open` gets what `MainWindow.open_page` was told."""

    def open(self, argument: str) -> None:
        """Show the thing named by *argument* (an id, a search)."""


class NavButton(QPushButton):
    """One destination: a checkable button; its badge counts only what needs a person."""

    def __init__(self, place: Destination, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self._badge = 0
        self._is_narrow = False
        self.setCheckable(True)
        self.setAutoDefault(True)
        self.setText(place.text)
        self.setToolTip(f"{place.text} ({place.key})" if place.key else place.text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_badge(0)

    def set_badge(self, count: int) -> None:
        """Show how many things need a person; 0 shows none."""
        self._badge = count
        self.setAccessibleName(self.place.text + (f" ({count})" if count else ""))
        self.update()

    def set_narrow(self, is_narrow: bool) -> None:
        """Show the icon only."""
        self._is_narrow = is_narrow
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(NARROW_PX if self._is_narrow else WIDE_PX, theme.height(40))

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROW_PX, theme.height(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect, is_on = QPainter(self), self.rect(), self.isChecked()
        if is_on or self.underMouse():
            painter.fillRect(rect, theme.color("tint" if is_on else "off_tint"))
        if is_on:
            painter.fillRect(QRect(0, 0, 4, rect.height()), theme.color("primary"))
        ink = theme.color("primary" if is_on else "text2")
        icons.draw(painter, self.place.icon, ink, (18, (rect.height() - 20) // 2), 20)
        if not self._is_narrow:
            words = QRect(50, 0, rect.width() - 50 - (40 if self._badge else 8), rect.height())
            ink = theme.color("primary" if is_on else "text")
            painting.draw_text(painter, words, self.text(), "strong" if is_on else "body", ink)
        if self._badge:
            self._paint_badge(painter, rect)
        if self.hasFocus():
            inset = rect.adjusted(3, 2, -3, -2)
            painting.draw_box(painter, inset, None, theme.color("primary"), 4, 2)

    def _paint_badge(self, painter: QPainter, rect: QRect) -> None:
        ink, ground = theme.tone("warn")
        side = 18 if self._is_narrow else 22
        box = QRect(rect.width() - 36, (rect.height() - 22) // 2, side, side)
        if self._is_narrow:
            box = QRect(32, 4, side, side)
        painting.draw_box(painter, box, ground, ink, side // 2)
        shown = str(self._badge) if self._badge <= _BADGE_MAX else "…"
        painting.draw_text(painter, box, shown, "hint-strong", ink, painting.CENTER)


class Navigation(QWidget):
    """Brand, destinations, settings.

    Signals:
        chosen: a destination was pressed; carries its page name (str).
    """

    chosen = Signal(str)

    def __init__(
        self, places: tuple[Destination, ...], commune: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_clicked)
        self._buttons: dict[str, NavButton] = {}
        self._brand_words = sheets.wrap(
            sheets.column(
                None,
                Label(self.tr("Social work notebook"), "hint-strong"),
                YieldingLabel(commune, "hint"),
                None,
                gap=0,
            )
        )
        self._brand_row = sheets.row(
            IconLabel("book", "primary", 24), self._brand_words, None, gap=10
        )
        self._brand = sheets.wrap(self._brand_row)
        self._brand.setFixedHeight(theme.height(53))
        self.setLayout(self._column(self._brand, places))
        self.set_narrow(False)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == theme.SIZE_EVENT:
            self._brand.setFixedHeight(theme.height(53))
        super().changeEvent(event)

    def set_current(self, name: str) -> None:
        """Mark a destination; an unknown name marks none."""
        self._group.setExclusive(False)
        for page, button in self._buttons.items():
            button.setChecked(page == name)
        self._group.setExclusive(True)

    def set_badge(self, name: str, count: int) -> None:
        """Show how many things need a person at a destination."""
        self._buttons[name].set_badge(count)

    def set_narrow(self, is_narrow: bool) -> None:
        """Shrink to icons or grow to words."""
        self.setFixedWidth(NARROW_PX if is_narrow else WIDE_PX)
        sheets.set_shown(self._brand_words, not is_narrow)
        self._brand_row.setContentsMargins(16, 2, 0, 0)
        for button in self._buttons.values():
            button.set_narrow(is_narrow)

    def button(self, name: str) -> NavButton:
        """Return the button of a destination."""
        return self._buttons[name]

    def _column(self, brand: QWidget, places: tuple[Destination, ...]) -> QVBoxLayout:
        column = sheets.column(brand, 4, gap=0, margins=(0, 0, 0, 8))
        for place in sorted(places, key=lambda place: place.is_last):
            button = NavButton(place, self)
            if place.is_last:
                column.addStretch(1)
            column.addWidget(button)
            self._group.addButton(button)
            self._buttons[place.name] = button
        return column

    @Slot(object)
    def _on_clicked(self, button: object) -> None:
        if isinstance(button, NavButton):
            self.chosen.emit(button.place.name)
