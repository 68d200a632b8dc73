"""Choice cell: one version of a field as a whole-cell radio, what differs underlined.

Source: reference/visual.md §4 (conflict cell).
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from ctxh_desktop.ui import theme
from ctxh_desktop.ui.widgets import painting
from ctxh_desktop.ui.widgets.labels import text_rect

_LEFT, _KEY_PX, _PAD = 46, 22, 14
_MIN_PX = 64
_ALIKE_SHARE_MIN = 0.3
"""Share of the longer text that both must have in common before the rest is underlined."""

Span = tuple[int, int]
"""(start, length) of the part that differs."""


def differing(one: str, other: str) -> tuple[Span, Span]:
    """Return the part of each text that the other does not have; (0, 0) where all differs."""
    start = _alike(one, other)
    end = _alike(one[start:][::-1], other[start:][::-1])
    longer = max(len(one), len(other))
    if not longer or (start + end) / longer < _ALIKE_SHARE_MIN:
        return (0, 0), (0, 0)
    return (start, len(one) - end - start), (start, len(other) - end - start)


def _alike(one: str, other: str) -> int:
    """Return how many characters at the beginning are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


class ChoiceCell(QRadioButton):
    """One version.

    Args:
        text: the value.
        key: the key that chooses it, drawn as a cap at the right.
        hint: a second line ("mới hơn", who wrote it).
        span: the part of *text* that differs.
    """

    def __init__(
        self, text: str, key: str, hint: str = "", span: Span = (0, 0),
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(text, parent)
        self._key, self._hint, self._span = key, hint, span
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{text}. {hint}" if hint else text)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(180)

    def span(self) -> Span:
        """Return the part that is underlined."""
        return self._span

    def hint(self) -> str:
        """Return the second line."""
        return self._hint

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        inner = self._inner_width(width)
        hint = text_rect(self._hint, "hint", inner).height() + 2 if self._hint else 0
        return max(theme.height(_MIN_PX), self._laid_out(inner)[1] + hint + 2 * 10)

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(300))

    def minimumSizeHint(self) -> QSize:
        return QSize(180, theme.height(_MIN_PX))

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == theme.SIZE_EVENT:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect, is_on = QPainter(self), self.rect(), self.isChecked()
        fill = theme.color("tint" if is_on else "hover" if self.underMouse() else "surface")
        edge = theme.color("primary" if is_on or self.hasFocus() else "line")
        painting.draw_box(painter, rect, fill, edge, 4, 2 if is_on or self.hasFocus() else 1)
        if is_on and self.hasFocus():
            inset = rect.adjusted(4, 4, -4, -4)
            painting.draw_box(painter, inset, None, theme.color("primary"), 3, 1)
        mark = (_PAD + 2, (rect.height() - 18) // 2)
        painting.draw_choice_mark(painter, mark, is_on=is_on, is_check=False)
        self._paint_words(painter, rect)
        cap = QRect(rect.width() - _KEY_PX - _PAD, (rect.height() - _KEY_PX) // 2, _KEY_PX, _KEY_PX)
        painting.draw_box(painter, cap, theme.color("sunken"), theme.color("line"), 4, 1)
        painting.draw_text(painter, cap, self._key, "hint", theme.color("text2"), painting.CENTER)

    def _paint_words(self, painter: QPainter, rect: QRect) -> None:
        inner = self._inner_width(rect.width())
        layout, tall = self._laid_out(inner)
        hint = text_rect(self._hint, "hint", inner).height() + 2 if self._hint else 0
        top = (rect.height() - tall - hint) // 2
        painter.setPen(theme.color("text"))
        layout.draw(painter, QPointF(_LEFT, top))
        if self._hint:
            painter.setFont(theme.font("hint"))
            painter.setPen(theme.color("text2"))
            words = QRect(_LEFT, top + tall + 2, inner, hint)
            painter.drawText(words, int(Qt.TextFlag.TextWordWrap.value), self._hint)

    def _inner_width(self, width: int) -> int:
        return max(width - _LEFT - _KEY_PX - 2 * _PAD, 80)

    def _laid_out(self, width: int) -> tuple[QTextLayout, int]:
        """Return the text in lines of *width*, and its height.  Units: px."""
        shown = self.text().replace("\n", "\u2028")
        layout = QTextLayout(shown, theme.font("medium"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        start, length = self._span
        if length:
            differs = QTextCharFormat()
            differs.setFontWeight(QFont.Weight.DemiBold)
            differs.setFontUnderline(True)
            part = QTextLayout.FormatRange()
            part.start, part.length, part.format = start, length, differs
            layout.setFormats([part])
        layout.beginLayout()
        tall = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, tall))
            tall += line.height()
        layout.endLayout()
        return layout, round(tall)
