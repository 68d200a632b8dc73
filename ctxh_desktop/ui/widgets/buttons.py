"""Buttons and options: real push buttons, radios and checks that paint themselves from tokens."""

from __future__ import annotations

from typing import TypedDict, Unpack

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from ctxh_desktop.ui import icons, theme
from ctxh_desktop.ui.widgets import painting

_SMALL_PX = 28
"""Icon buttons of this height and above are not inside an input."""
ROLES = ("primary", "normal", "quiet")
"""primary: the one main action; normal: boxed; quiet: coloured text without box."""


def shortcut_text(key: str) -> str:
    """Return how a shortcut is written on the screen: "Ctrl+S", "F9", "Enter"."""
    if key in ("Enter", "Esc"):
        return key
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


class ButtonLook(TypedDict, total=False):
    """How a button differs from the usual one.

    px: height at the normal text size (phrases 32, unlock 40).
    flush: a quiet button without side padding, for the end of a card's head.
    key_works: false draws the key only, where the window itself already listens to it.
    key_shown: false leaves the key undrawn (header); the tooltip names it.
    """

    px: int
    flush: bool
    key_works: bool
    key_shown: bool


class Button(QPushButton):
    """A push button, 36 px high.

    Args:
        text: its words; the accessible name.
        role: one of `ROLES`.
        icon: name of an icon, drawn 18 px before the words.
        key: shortcut such as "Ctrl+S", drawn muted behind the words and made to work in the
            window; "Enter" and "Esc" are only drawn, because the page decides about them.
        parent: the widget that owns it.
        look: see `ButtonLook`.
    """

    def __init__(
        self,
        text: str,
        role: str = "normal",
        *,
        icon: str = "",
        key: str = "",
        parent: QWidget | None = None,
        **look: Unpack[ButtonLook],
    ) -> None:
        super().__init__(parent)
        self._role, self._icon, self._px = role, icon, look.get("px", 36)
        self._key = key if look.get("key_shown", True) else ""
        self._pad = 16 if role != "quiet" else 0 if look.get("flush", False) else 8
        self._is_underlined = False
        self._ink = "primary"
        self._text_role = "medium"
        self.setText(text)
        self.setAccessibleName(text)
        self.setAutoDefault(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if key and not self._key:
            self.setToolTip(f"{text} ({shortcut_text(key)})")
        if key and look.get("key_works", True) and key not in ("Enter", "Esc"):
            # Not setShortcut: that waits 100 ms for a press animation before it clicks.
            QShortcut(QKeySequence(key), self).activated.connect(self.click)

    def set_words(self, text: str) -> None:
        """Change the words, the accessible name and the size."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_look(
        self, *, ink: str = "primary", text_role: str = "medium", underlined: bool = False
    ) -> None:
        """Let a quiet button look like a link in another tone (error summaries, status bar)."""
        self._ink, self._text_role, self._is_underlined = ink, text_role, underlined
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = theme.metrics(self._text_role).horizontalAdvance(self.text()) + 2 * self._pad + 2
        width += 26 if self._icon else 0
        if self._key:
            width += 6 + theme.metrics("hint").horizontalAdvance(self._key_words())
        return QSize(width, theme.height(self._px))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == theme.SIZE_EVENT:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink, muted = self._paint_ground(painter)
        x = self._pad
        if self._icon:
            icons.draw(painter, self._icon, ink, (x - 2, (self.height() - 18) // 2), 18)
            x += 24
        metrics = theme.metrics(self._text_role)
        baseline = (self.height() + metrics.ascent() - metrics.descent()) // 2
        width = painting.draw_line(painter, (x, baseline), self.text(), self._text_role, ink)
        if self._is_underlined:
            painter.drawLine(x, baseline + 2, x + width - 1, baseline + 2)
        if self._key:
            painting.draw_line(painter, (x + width + 6, baseline), self._key_words(), "hint", muted)

    def _key_words(self) -> str:
        return f"({shortcut_text(self._key)})"

    def _paint_ground(self, painter: QPainter) -> tuple[QColor, QColor]:
        """Paint box and focus; return the colours of words and shortcut."""
        is_idle = not self.isEnabled()
        is_over = self.underMouse() and self.isEnabled()
        if self._role == "primary":
            return self._paint_primary(painter, is_idle=is_idle, is_over=is_over)
        is_chosen = self.isCheckable() and self.isChecked()
        if self._role == "normal" or self.hasFocus() or self.isDown():
            fill = theme.color("hover" if is_over else "surface")
            if self.hasFocus() or self.isDown() or is_chosen:
                fill = theme.color("tint")
            edge, width = theme.color("line" if is_idle else "border"), 1
            if self.hasFocus():
                edge, width = theme.color("primary"), 2
            painting.draw_box(painter, self.rect(), fill, edge, 4, width)
        elif is_over:
            painting.draw_box(painter, self.rect(), theme.color("hover"))
        ink = theme.color("text" if self._role == "normal" else self._ink)
        return (theme.color("border"),) * 2 if is_idle else (ink, theme.color("text2"))

    def _paint_primary(
        self, painter: QPainter, *, is_idle: bool, is_over: bool
    ) -> tuple[QColor, QColor]:
        if is_idle:
            painting.draw_box(painter, self.rect(), theme.color("off_tint"), theme.color("line"))
            return theme.color("border"), theme.color("border")
        fill = theme.color("primary")
        if self.isDown() or is_over:
            fill = fill.darker(125 if self.isDown() else 112)
            if theme.is_dark():
                fill = theme.color("primary").lighter(116 if self.isDown() else 108)
        painting.draw_box(painter, self.rect(), fill)
        if self.hasFocus():
            inset = self.rect().adjusted(3, 3, -3, -3)
            painting.draw_box(painter, inset, None, theme.color("on"), 2, 2)
        return theme.color("on"), theme.color("on")


class LinkButton(Button):
    """A quiet button that reads as a link: for error summaries, the status bar, card heads."""

    def __init__(
        self,
        text: str,
        *,
        ink: str = "primary",
        text_role: str = "body",
        underlined: bool = False,
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, "quiet", key=key, px=24, flush=True, parent=parent)
        self.set_look(ink=ink, text_role=text_role, underlined=underlined)
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class IconButton(Button):
    """A square button with an icon only; its words are the accessible name and the tooltip."""

    def __init__(
        self,
        text: str,
        icon: str,
        *,
        px: int = 36,
        boxed: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, "normal" if boxed else "quiet", px=px, parent=parent)
        self._only_icon = icon
        self.setToolTip(text)

    def sizeHint(self) -> QSize:
        side = theme.height(self._px)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_ground(painter)
        size = 18 if self._px >= _SMALL_PX else 14
        at = ((self.width() - size) // 2, (self.height() - size) // 2)
        icons.draw(painter, self._only_icon, theme.color("text2"), at, size)


def _option_size(button: QAbstractButton, *, boxed: bool) -> QSize:
    """Size for the heavier word, so that choosing never moves the neighbours."""
    word = max(theme.metrics(role).horizontalAdvance(button.text()) for role in ("body", "medium"))
    return QSize(word + (26 + 12 + 12 if boxed else 28), theme.height(36 if boxed else 28))


def _paint_option(button: QAbstractButton, *, boxed: bool, is_check: bool, state: str) -> None:
    painter, rect = QPainter(button), button.rect()
    is_on, is_enabled = button.isChecked(), button.isEnabled()
    if boxed:
        fill = theme.color("tint" if is_on else "hover" if button.underMouse() else "surface")
        edge = "danger" if state == "error" else "primary" if is_on and is_enabled else "line"
        width = 2 if state == "error" else 1
        painting.draw_box(painter, rect, fill, theme.color(edge), 4, width)
    left = 12 if boxed else 0
    at = (left, (rect.height() - 18) // 2)
    painting.draw_choice_mark(painter, at, is_on=is_on, is_check=is_check, is_enabled=is_enabled)
    ink = theme.color("text" if is_enabled else "text2")
    words = QRect(left + 26, 0, rect.width() - left - 26, rect.height())
    painting.draw_text(painter, words, button.text(), "medium" if is_on else "body", ink)
    if button.hasFocus():
        if boxed:
            painting.draw_box(painter, rect, None, theme.color("primary"), 4, 2)
        else:
            mark = QRect(at[0], at[1], 18, 18)
            painting.draw_box(painter, mark, None, theme.color("primary"), 4 if is_check else 9, 2)
            painter.fillRect(
                QRect(words.left(), words.bottom() - 4, words.width(), 2), theme.color("primary")
            )


class RadioOption(QRadioButton):
    """One choice of several, 36 px, boxed: the whole box is the target."""

    def __init__(self, text: str, *, boxed: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._is_boxed = boxed
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return _option_size(self, boxed=self._is_boxed)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == theme.SIZE_EVENT:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        state = str(self.property("state") or "")
        _paint_option(self, boxed=self._is_boxed, is_check=False, state=state)


class CheckOption(QCheckBox):
    """A yes-or-no choice; boxed among several, bare when it stands alone."""

    def __init__(self, text: str, *, boxed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._is_boxed = boxed
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return _option_size(self, boxed=self._is_boxed)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == theme.SIZE_EVENT:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        state = str(self.property("state") or "")
        _paint_option(self, boxed=self._is_boxed, is_check=True, state=state)
