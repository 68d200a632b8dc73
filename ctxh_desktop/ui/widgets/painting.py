"""Painting that widgets and list delegates share: text, box, chip, marks, matched beginnings."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ctxh_desktop.ui import icons, theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True)
class Mark:
    """What a chip says: icon and word in a semantic tone (one of `theme.KINDS`)."""

    text: str
    kind: str = "off"
    icon: str = ""


def draw_text(
    painter: QPainter,
    rect: QRect,
    text: str,
    role: str = "body",
    ink: QColor | None = None,
    align: Qt.AlignmentFlag = LEFT,
) -> None:
    """Paint one line in a type role; what does not fit ends in "…" (data only, never a label)."""
    painter.setFont(theme.font(role))
    painter.setPen(ink or theme.color("text"))
    fits = theme.metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, align | Qt.TextFlag.TextSingleLine, fits)


def draw_line(
    painter: QPainter, at: tuple[int, int], text: str, role: str, ink: QColor | None = None
) -> int:
    """Paint text with its baseline start *at* and return its width.  Units: px."""
    painter.setFont(theme.font(role))
    painter.setPen(ink or theme.color("text"))
    painter.drawText(at[0], at[1], text)
    return theme.metrics(role).horizontalAdvance(text)


def draw_box(
    painter: QPainter,
    rect: QRect,
    fill: QColor | None = None,
    line: QColor | None = None,
    radius: int = 4,
    width: int = 1,
) -> None:
    """Paint a rounded box; the line lies inside *rect*."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(line, width) if line is not None else Qt.PenStyle.NoPen)
    inset = width / 2 if line is not None else 0
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def chip_width(mark: Mark) -> int:
    """Return how wide a chip becomes.  Units: px."""
    word = theme.metrics("hint").horizontalAdvance(mark.text)
    return word + (6 + 16 + 4 + 8 if mark.icon else 16)


def chip_height() -> int:
    """Return the height of a chip, 24 at the normal text size.  Units: px."""
    return max(24, theme.metrics("hint").height() + 6)


def draw_chip(
    painter: QPainter,
    at: tuple[int, int],
    mark: Mark,
    *,
    right: bool = False,
    outlined: bool = False,
) -> int:
    """Paint a chip and return its width.

    Shapes: *at* is the left edge (the right one when *right*) and the vertical middle.  On a
    selected row a chip is *outlined* on surface instead of tinted.
    """
    ink, ground = theme.tone(mark.kind)
    width, tall = chip_width(mark), chip_height()
    box = QRect(at[0] - width if right else at[0], at[1] - tall // 2, width, tall)
    edge = theme.color("line") if mark.kind == "plain" else ink if outlined else None
    draw_box(painter, box, theme.color("surface") if outlined else ground, edge)
    left = box.left() + 8
    if mark.icon:
        icons.draw(painter, mark.icon, ink, (box.left() + 6, box.top() + (tall - 16) // 2), 16)
        left = box.left() + 26
    draw_text(painter, QRect(left, box.top(), width, tall), mark.text, "hint", ink)
    return width


def draw_choice_mark(
    painter: QPainter, at: tuple[int, int], *, is_on: bool, is_check: bool, is_enabled: bool = True
) -> None:
    """Paint the 18-px mark of a radio (round) or a check (square)."""
    edge = theme.color("primary" if is_on else "border") if is_enabled else theme.color("line")
    box = QRect(at[0], at[1], 18, 18)
    if is_check:
        draw_box(painter, box, edge if is_on else theme.color("surface"), edge, 3)
        if is_on:
            icons.draw(painter, "check", theme.color("on"), (at[0] + 2, at[1] + 2), 14)
        return
    draw_box(painter, box, theme.color("surface"), edge, 9, 2 if is_on else 1)
    if is_on:
        draw_box(painter, box.adjusted(5, 5, -5, -5), edge, None, 4)


def draw_matched(
    painter: QPainter, rect: QRect, text: str, matched: tuple[tuple[int, int], ...], role: str
) -> None:
    """Paint *text* with the matched beginnings underlined in primary.

    Shapes: *matched* holds (start, length) pairs in reading order, without overlap.
    """
    metrics = theme.metrics(role)
    fits = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    baseline = rect.top() + (rect.height() + metrics.ascent() - metrics.descent()) // 2
    x, position = rect.left(), 0
    for start, length in (*matched, (len(fits), 0)):
        begin = min(max(start, position), len(fits))
        x += draw_line(painter, (x, baseline), fits[position:begin], role)
        part = fits[begin : begin + length]
        wide = draw_line(painter, (x, baseline), part, role, theme.color("primary"))
        if part:
            painter.setPen(QPen(theme.color("primary"), 1))
            painter.drawLine(QPointF(x, baseline + 2.5), QPointF(x + wide - 1, baseline + 2.5))
        x, position = x + wide, begin + len(part)


def draw_row(
    painter: QPainter, rect: QRect, *, is_selected: bool, is_hovered: bool = False
) -> None:
    """Paint the ground of a list row: tint and 4-px bar when selected, a rule below from x 20."""
    if is_selected:
        painter.fillRect(rect, theme.color("tint"))
        painter.fillRect(QRect(rect.left(), rect.top(), 4, rect.height()), theme.color("primary"))
    elif is_hovered:
        painter.fillRect(rect, theme.color("hover"))
    painter.fillRect(
        QRect(rect.left() + 20, rect.bottom(), rect.width() - 20, 1), theme.color("divider")
    )
