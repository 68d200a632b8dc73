"""Sheets and layout: card, rule, footer, page head, scrolling body, form row, columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ctxh_desktop.ui import theme
from ctxh_desktop.ui.widgets.labels import IconLabel, Label

Item = QWidget | QLayout | int | None
"""What a row or column holds: a widget, a layout, a gap in px, or None for stretch."""

SIDE_PX = 24
SIDE_NARROW_PX = 16


L = TypeVar("L", bound=QBoxLayout)


def row(
    *items: Item, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Return a horizontal layout of *items*.  Units: px; margins are left, top, right, bottom."""
    return _fill(QHBoxLayout(), items, gap, margins)


def column(
    *items: Item, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Return a vertical layout of *items*.  Units: px; margins are left, top, right, bottom."""
    return _fill(QVBoxLayout(), items, gap, margins)


def wrap(layout: QLayout, parent: QWidget | None = None) -> QWidget:
    """Return a plain widget that holds *layout*."""
    made = QWidget(parent)
    made.setLayout(layout)
    return made


def side_px(width: int) -> int:
    """Return the side margin of a page in a window of *width*.  Units: px."""
    return SIDE_NARROW_PX if width < theme.NARROW_BELOW_PX else SIDE_PX


def _fill(layout: L, items: Sequence[Item], gap: int, margins: tuple[int, int, int, int]) -> L:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout


def clear(layout: QLayout) -> None:
    """Take everything out of *layout*; its widgets are hidden and deleted."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def set_shown(widget: QWidget, is_shown: bool) -> None:
    """Show or hide *widget* inside its parent; one without parent never flashes up as a window."""
    if not is_shown:
        widget.hide()
    elif widget.parentWidget() is not None:
        widget.show()
    else:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)


class Rule(QFrame):
    """A 1-px line between thoughts."""

    def __init__(self, *, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "rule")
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class Card(QFrame):
    """A white sheet: one thought, rules inside, no box in a box."""

    def __init__(self, layout: QLayout | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "card")
        if layout is not None:
            self.setLayout(layout)


def line_card(button: QWidget, words: QWidget) -> Card:
    """Return a card of one line: a button, and what it is for."""
    line = row(button, words, gap=12, margins=(20, 12, 20, 12))
    line.setStretch(1, 1)
    return Card(line)


class Band(QFrame):
    """A full-width white band without edges (identity band of a case)."""

    def __init__(self, layout: QLayout | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "band")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        if layout is not None:
            self.setLayout(layout)


class Footer(QFrame):
    """The fixed band under a page: actions left (the main one first), state right."""

    def __init__(self, *items: Item, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "band")
        self._row = row(*items, gap=8, margins=(SIDE_PX, 11, SIDE_PX, 12))
        self.setLayout(column(Rule(), self._row, gap=0))
        self.setFixedHeight(theme.height(60))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == theme.SIZE_EVENT:
            self.setFixedHeight(theme.height(60))
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = side_px(self.window().width())
        self._row.setContentsMargins(side, 11, side, 12)
        super().resizeEvent(event)


class PageHead(QWidget):
    """The title row of a page, 36 px, so that titles sit on the same line everywhere."""

    def __init__(self, *items: Item, gap: int = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayout(row(*items, gap=gap))
        self.setMinimumHeight(theme.height(36))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == theme.SIZE_EVENT:
            self.setMinimumHeight(theme.height(36))
        super().changeEvent(event)


class PageBody(QWidget):
    """What scrolls on a page: a column with the page's margins, 24 aside, 16 where it is narrow."""

    def __init__(self, *items: Item, gap: int = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = column(*items, gap=gap, margins=(SIDE_PX, 12, SIDE_PX, 11))
        self.setLayout(self._column)

    def body(self) -> QVBoxLayout:
        """Return the column, to add to it."""
        return self._column

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = side_px(self.window().width())
        self._column.setContentsMargins(side, 12, side, 11)
        super().resizeEvent(event)


class ScrollBody(QScrollArea):
    """The part of a page that scrolls; footer and status stay outside.

    What takes the focus inside is always scrolled into view.
    """

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        content.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the focus in sight when something appears above it (the summary of errors)."""
        focus, content = QApplication.focusWidget(), self.widget()
        is_grown = event.type() == QEvent.Type.Resize and watched is content
        if not (is_grown and content is not None and focus is not None):
            return super().eventFilter(watched, event)
        # A list that is taller than the view would be thrown to its middle.
        if content.isAncestorOf(focus) and focus.height() <= self.viewport().height():
            QTimer.singleShot(0, focus, partial(self.show_widget, focus))
        return super().eventFilter(watched, event)

    def show_widget(self, widget: QWidget) -> None:
        """Scroll so far that *widget* is seen with some room around it."""
        self.ensureWidgetVisible(widget, 24, 48)


def bring_into_view(widget: QWidget) -> None:
    """Let the scrolling body around *widget*, if there is one, show it."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, ScrollBody):
        parent = parent.parentWidget()
    if parent is not None:
        parent.show_widget(widget)


class FormRow(QWidget):
    """Label above, control, then one line: a hint, or the error that says what to do.

    Args:
        label: the words; buddy and accessible name of the control.
        control: what is filled in.
        optional: writes "không bắt buộc" beside the label.
        beside: further controls in the same line (counter, "chưa có số").
    """

    def __init__(
        self,
        label: str,
        control: QWidget,
        *,
        optional: bool = False,
        hint: str = "",
        beside: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.control = control
        self._label = Label(label, "hint-strong", "text")
        self._label.setBuddy(control.focusProxy() or control)
        self._hint_text, self._error_text = hint, ""
        self._icon = IconLabel("alert", "danger", 16)
        self._line = Label("", "hint", wrap=True)
        self.counter = Label("", "hint")
        head = row(self._label, gap=6)
        self._optional = Label(self.tr("optional"), "hint")
        head.addWidget(self._optional)
        if not optional:
            self._optional.hide()
        head.addStretch(1)
        head.addWidget(self.counter)
        self.counter.hide()
        self._middle = row(control, *beside, gap=12)
        if control.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Fixed:
            self._middle.addStretch(1)
        else:
            self._middle.setStretch(0, 1)
        below = row(self._icon, self._line, gap=6)
        below.setStretch(1, 1)
        below.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(head, self._middle, below, gap=4))
        if not control.accessibleName():
            control.setAccessibleName(label)
        self._show_line()

    def hide_label(self) -> None:
        """Leave the label out where the control says it itself (a single check)."""
        policy = self._label.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._label.setSizePolicy(policy)
        self._label.hide()
        self._optional.hide()

    def add_beside(self, *widgets: QWidget) -> None:
        """Put further controls into the line of the control ("Chưa có số")."""
        for widget in widgets:
            self._middle.addWidget(widget)

    def label(self) -> str:
        """Return the label's words."""
        return self._label.text()

    def error(self) -> str:
        """Return the error sentence, "" when there is none."""
        return self._error_text

    def set_hint(self, hint: str) -> None:
        """Show a hint or reading line ("Đang hiểu: …"); an error has precedence."""
        self._hint_text = hint
        self._show_line()

    def set_error(self, sentence: str) -> None:
        """Show an error, or clear it with ""; screen readers are told."""
        self._error_text = sentence
        set_wrong = getattr(self.control, "set_wrong", None)
        if set_wrong is not None:
            set_wrong(bool(sentence))
        said = self.tr("Error: {sentence}").format(sentence=sentence) if sentence else ""
        target = self.control.focusProxy() or self.control
        target.setAccessibleDescription(said)
        self._show_line()
        if sentence:
            QAccessible.updateAccessibility(QAccessibleEvent(target, QAccessible.Event.Alert))

    def focus_control(self) -> None:
        """Put the focus into the control."""
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_line(self) -> None:
        has_error = bool(self._error_text)
        set_shown(self._icon, has_error)
        self._line.set_role("hint-strong" if has_error else "hint")
        self._line.set_ink("danger" if has_error else "text2")
        self._line.setText(self._error_text or self._hint_text)
        set_shown(self._line, bool(self._error_text or self._hint_text))


class TwoColumns(QWidget):
    """Main sheet and side pane; under 1080 px of window the side goes below the main part."""

    def __init__(
        self, main: QWidget, side: QWidget, side_width: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._side, self._side_width = side, side_width
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(main, 1)
        self._box.addWidget(side)
        self._watched: QWidget | None = None
        self._arrange()

    def is_stacked(self) -> bool:
        """Whether the side pane is shown below the main part."""
        return self._box.direction() == QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        if self._watched is not self.window():
            self._watched = self.window()
            self._watched.installEventFilter(self)
        self._arrange()

    def _arrange(self) -> None:
        is_narrow = self.window().width() < theme.NARROW_BELOW_PX
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._box.setDirection(down if is_narrow else right)
        self._box.setSpacing(12 if is_narrow else 16)
        if is_narrow:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(16_777_215)
        else:
            self._side.setFixedWidth(self._side_width)
