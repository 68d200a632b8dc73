"""Door sheet: the white sheet with the spine on which unlock and first set-up stand.

The spine is the only ornament of the program.  Source: reference/visual.md §4; screen 01.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QLayout, QWidget

from ctxh_desktop.ui import theme
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.labels import IconLabel, Label

WIDTH_PX = 528
SPINE_PX = 8
_RADIUS_PX = 6
_MARK_PX = 44


class DoorSheet(QWidget):
    """A sheet of fixed width with a spine.

    Args:
        layout: what stands on it; gets the sheet's margins.
        width: width of the sheet.  Units: px.
    """

    def __init__(
        self, layout: QLayout, *, width: int = WIDTH_PX, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        layout.setContentsMargins(40 + SPINE_PX, 40, 40, 40)
        self.setLayout(layout)
        self.setFixedWidth(width)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("divider"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawPath(self._outline())
        painter.fillRect(QRect(0, 0, SPINE_PX, self.height()), theme.color("primary"))

    def _outline(self) -> QPainterPath:
        """Return the sheet's edge: square at the spine, round at the right."""
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath(box.topLeft())
        path.lineTo(box.right() - _RADIUS_PX, box.top())
        path.quadTo(box.topRight(), box.topRight() + QPointF(0, _RADIUS_PX))
        path.lineTo(box.right(), box.bottom() - _RADIUS_PX)
        path.quadTo(box.bottomRight(), box.bottomRight() - QPointF(_RADIUS_PX, 0))
        path.lineTo(box.bottomLeft())
        path.closeSubpath()
        return path


def head(title: str, line: str) -> QWidget:
    """Return the head of a door sheet: book, title, and a line below it (may be empty)."""
    words = sheets.column(Label(title, "title"), gap=0)
    if line:
        words.addWidget(Label(line, "body", "text2"))
    made = sheets.row(IconLabel("book", "primary", _MARK_PX), words, None, gap=16)
    made.setAlignment(words, Qt.AlignmentFlag.AlignVCenter)
    return sheets.wrap(made)


def centred(sheet: QWidget, below: QLayout | None = None) -> QLayout:
    """Return a layout that keeps *sheet* in the middle of a window, with a line *below* it."""
    middle = sheets.column(sheet, gap=0)
    if below is not None:
        middle.addSpacing(16)
        middle.addLayout(below)
    return sheets.column(None, sheets.row(None, middle, None), None, margins=(16, 16, 16, 16))
