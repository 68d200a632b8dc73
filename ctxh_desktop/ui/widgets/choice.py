"""Choosing: drop-down, option rows, count switch and tabs, all real Qt controls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import (
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QTabBar,
    QWidget,
)

from ctxh_desktop.ui import icons, theme
from ctxh_desktop.ui.widgets import painting
from ctxh_desktop.ui.widgets.buttons import CheckOption, RadioOption
from ctxh_desktop.ui.widgets.combo import Choices, Combo
from ctxh_desktop.ui.widgets.flow import FlowLayout

__all__ = ["Choices", "Combo", "CountSwitch", "OptionRow", "Part", "Tabs"]


class OptionRow(QWidget):
    """Boxed radios (one choice) or checks (several), 8 apart, wrapping where it is narrow.

    Signals:
        chosen: the choice changed; carries the value (str; several are joined by a space).
    """

    chosen = Signal(str)

    def __init__(
        self,
        choices: Choices = (),
        *,
        multiple: bool = False,
        boxed: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_multiple, self._is_boxed = multiple, boxed
        self._options: dict[str, RadioOption | CheckOption] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(not multiple)
        self._group.buttonToggled.connect(self._on_toggled)
        self._is_quiet = False
        self._layout = FlowLayout(self, gap=8)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_choices(choices)

    def set_choices(self, choices: Choices) -> None:
        """Replace the options and keep what was chosen; tells nobody."""
        kept = self.value()
        for option in self._options.values():
            self._group.removeButton(option)
            self._layout.removeWidget(option)
            option.deleteLater()
        self._options = {}
        for value, words in choices:
            kind = CheckOption if self._is_multiple else RadioOption
            option = kind(words, boxed=self._is_boxed, parent=self)
            self._options[value] = option
            self._group.addButton(option)
            self._layout.addWidget(option)
            option.show()
        self.set_value(kept)

    def option(self, value: str) -> RadioOption | CheckOption:
        """Return the control of one value; an unknown value is a bug (KeyError)."""
        return self._options[value]

    def value(self) -> str:
        """Return what is chosen; several are joined by a space, nothing is ""."""
        return " ".join(value for value, option in self._options.items() if option.isChecked())

    def set_value(self, value: object) -> None:
        """Choose exactly these; tells nobody."""
        wanted = set(str(value).split()) if self._is_multiple and value else {str(value or "")}
        self._is_quiet = True
        self._group.setExclusive(False)
        for code, option in self._options.items():
            option.setChecked(code in wanted)
        self._group.setExclusive(not self._is_multiple)
        self._is_quiet = False
        self._lead_focus()

    def set_wrong(self, is_wrong: bool) -> None:
        """Mark or unmark all options as wrong."""
        for option in self._options.values():
            option.setProperty("state", "error" if is_wrong else "")
            option.update()

    def _lead_focus(self) -> None:
        """Let Tab and the label lead to the chosen radio, or to the first option."""
        options = list(self._options.values())
        if not options:
            return
        lead = next((option for option in options if option.isChecked()), options[0])
        self.setFocusProxy(options[0] if self._is_multiple else lead)
        for option in options:
            is_reached = self._is_multiple or option is lead
            policy = Qt.FocusPolicy.StrongFocus if is_reached else Qt.FocusPolicy.ClickFocus
            option.setFocusPolicy(policy)

    @Slot(object, bool)
    def _on_toggled(self, option: object, is_on: bool) -> None:
        if is_on and not self._is_quiet:
            self._lead_focus()
        if not self._is_quiet and (is_on or self._is_multiple):
            self.chosen.emit(self.value())


@dataclass(frozen=True)
class Part:
    """One part of a count switch; *kind* and *icon* mark what needs care."""

    value: str
    text: str
    count: int = 0
    kind: str = ""
    icon: str = ""


class _PartButton(QPushButton):
    def __init__(self, part: Part, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAutoDefault(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_part(part)

    def show_part(self, part: Part) -> None:
        self.part = part
        self.setText(f"{part.text} {part.count}")
        self.setAccessibleName(f"{part.text}: {part.count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        word = theme.metrics("medium").horizontalAdvance(self.part.text)
        count = theme.metrics("strong").horizontalAdvance(str(self.part.count))
        return QSize(16 + (22 if self.part.icon else 0) + word + 8 + count + 20, theme.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect, part = QPainter(self), self.rect(), self.part
        if self.isChecked():
            painting.draw_box(painter, rect, theme.color("tint"), theme.color("primary"), 4, 2)
        elif self.underMouse():
            painting.draw_box(painter, rect.adjusted(1, 1, -1, -1), theme.color("hover"))
        if self.hasFocus():
            inset = rect.adjusted(3, 3, -3, -3)
            painting.draw_box(painter, inset, None, theme.color("primary"), 2, 1)
        ink = theme.tone(part.kind)[0] if part.kind and part.count else theme.color("text")
        left = 16
        if part.icon:
            icons.draw(painter, part.icon, ink, (left - 2, (rect.height() - 18) // 2), 18)
            left += 20
        role = "medium" if self.isChecked() else "body"
        word = theme.metrics(role).horizontalAdvance(part.text)
        painting.draw_text(painter, QRect(left, 0, word + 4, rect.height()), part.text, role, ink)
        count = QRect(left + word + 8, 0, rect.width(), rect.height())
        painting.draw_text(painter, count, str(part.count), "strong", ink)


class CountSwitch(QWidget):
    """A filter of a few parts with their counts; exactly one is chosen.

    Signals:
        chosen: the chosen part's value (str).
    """

    chosen = Signal(str)

    def __init__(
        self, parts: Iterable[Part] = (), current: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_clicked)
        self._buttons: dict[str, _PartButton] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_parts(parts)
        if current:
            self.set_value(current)

    def set_parts(self, parts: Iterable[Part]) -> None:
        """Show parts; the choice stays, or falls on the first part.  Tells nobody."""
        for part in parts:
            if part.value in self._buttons:
                self._buttons[part.value].show_part(part)
                continue
            button = _PartButton(part, self)
            button.setChecked(not self._buttons)
            self._buttons[part.value] = button
            self._group.addButton(button)
            self._layout.addWidget(button)
        self.updateGeometry()

    def value(self) -> str:
        """Return the chosen part's value."""
        chosen = self._group.checkedButton()
        return chosen.part.value if isinstance(chosen, _PartButton) else ""

    def set_value(self, value: str) -> None:
        """Choose a part; tells nobody."""
        self._buttons[value].setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.draw_box(painter, self.rect(), theme.color("surface"), theme.color("line"))
        for button in list(self._buttons.values())[1:]:
            painter.fillRect(button.x(), 1, 1, self.height() - 2, theme.color("line"))

    @Slot(object)
    def _on_clicked(self, button: object) -> None:
        self.chosen.emit(self.value())


class Tabs(QTabBar):
    """Tabs of a page: plain words, the current one in primary over a 3-px bar.

    Signals:
        chosen: the value of the tab that became current (str).
    """

    chosen = Signal(str)

    def __init__(self, tabs: Choices = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for value, words in tabs:
            self.setTabData(self.addTab(words), value)
        self.currentChanged.connect(self._on_current_changed)

    def value(self) -> str:
        """Return the current tab's value."""
        return str(self.tabData(self.currentIndex()) or "")

    def set_value(self, value: str) -> None:
        """Make a tab current."""
        for index in range(self.count()):
            if self.tabData(index) == value:
                self.setCurrentIndex(index)

    def tabSizeHint(self, index: int) -> QSize:
        words = theme.metrics("strong").horizontalAdvance(self.tabText(index))
        return QSize(words + 28, theme.height(40))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for index in range(self.count()):
            rect = self.tabRect(index)
            is_current = index == self.currentIndex()
            role = "strong" if is_current else "body"
            ink = theme.color("primary" if is_current else "text2")
            words = rect.adjusted(0, 0, 0, -3)
            painting.draw_text(painter, words, self.tabText(index), role, ink)
            wide = theme.metrics(role).horizontalAdvance(self.tabText(index))
            if is_current:
                bar = QRect(rect.left(), rect.bottom() - 2, wide, 3)
                painter.fillRect(bar, theme.color("primary"))
                if self.hasFocus():
                    ring = QRect(rect.left() - 4, rect.top() + 4, wide + 8, rect.height() - 10)
                    painting.draw_box(painter, ring, None, theme.color("primary"), 4, 2)

    @Slot(int)
    def _on_current_changed(self, index: int) -> None:
        self.chosen.emit(self.value())
