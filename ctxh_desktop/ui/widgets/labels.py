"""Labels: the only place that makes a QLabel; plain text only, so data can never become markup."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ctxh_desktop.ui import icons, theme

_TALL_ROLES = ("title", "section", "name")
_ROOM_PX = 2
"""Stacked capitals (Ẫ Ễ Ỗ) stand this much over the ascent of large type."""


class Label(QLabel):
    """Text in a type role and a token colour.

    Args:
        text: shown literally, never as markup.
        role: one of `theme.RAMP`.
        ink: token name; hints are `text2` and the rest `text` when not given.
        wrap: whether long text continues on the next line.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        ink: str = "",
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role = role
        self._ink = ink or ("text2" if role == "hint" else "text")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
            self.setMinimumWidth(120)
        if role in _TALL_ROLES:
            self.setContentsMargins(0, _ROOM_PX, 0, 0)
        self._use_font()
        self.setText(text)

    def role(self) -> str:
        """Return the type role."""
        return self._role

    def set_role(self, role: str) -> None:
        """Change the type role."""
        self._role = role
        self._use_font()

    def set_ink(self, ink: str) -> None:
        """Change the colour to another token."""
        self._ink = ink
        self.update()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        # A wrapped text says its height by its width; Qt's guess for the narrowest one would
        # make every sheet around it far too high.
        return QSize(hint.width(), self.fontMetrics().height()) if self.wordWrap() else hint

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.ApplicationFontChange, QEvent.Type.StyleChange):
            self._use_font()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self._use_font()  # while hidden it did not hear of another text size
        super().showEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(theme.color(self._ink if self.isEnabled() else "border"))
        flags = int(self.alignment().value)
        if self.wordWrap():
            flags |= int(Qt.TextFlag.TextWordWrap.value)
        painter.drawText(self.contentsRect(), flags, self.text())

    def _use_font(self) -> None:
        wanted = theme.font(self._role)
        if self.font() != wanted:
            self.setFont(wanted)


class YieldingLabel(Label):
    """A line that ends in "…" where there is no room; the whole of it is in the tooltip."""

    def __init__(self, text: str, role: str = "body", parent: QWidget | None = None) -> None:
        super().__init__(text, role, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, inner = QPainter(self), self.contentsRect()
        metrics = self.fontMetrics()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, inner.width())
        painter.setFont(self.font())
        painter.setPen(theme.color(self._ink))
        painter.drawText(inner, int(self.alignment().value), shown)


class BesideLabel(Label):
    """A smaller label that shares the baseline of a bigger one in the same centred row."""

    def __init__(
        self, text: str, role: str, big: str, ink: str = "text2", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, role, ink, parent=parent)
        pad = _ROOM_PX if role in _TALL_ROLES else 0
        self.setContentsMargins(0, pad + round(2 * (_drop(big) - _drop(role))), 0, 0)


class IconLabel(QWidget):
    """An icon that belongs to the words beside it; unseen by screen readers."""

    def __init__(
        self, name: str, ink: str = "text2", size: int = 20, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._ink, self._size = name, ink, size
        self.setFixedSize(size, size)

    def show_icon(self, name: str, ink: str) -> None:
        """Change the icon and its token colour."""
        self._name, self._ink = name, ink
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        icons.draw(QPainter(self), self._name, theme.color(self._ink), (0, 0), self._size)


def _drop(role: str) -> float:
    """Return how far the baseline lies below the middle of a label of this role."""
    metrics, pad = theme.metrics(role), _ROOM_PX if role in _TALL_ROLES else 0
    return pad + metrics.ascent() - (pad + metrics.height()) / 2


def text_rect(text: str, role: str, width: int) -> QRect:
    """Return the box that *text* needs when wrapped to *width*.  Units: px."""
    flags = int(Qt.TextFlag.TextWordWrap.value)
    return theme.metrics(role).boundingRect(QRect(0, 0, width, 100_000), flags, text)
