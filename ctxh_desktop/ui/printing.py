"""Print a list: pages of rows with a repeated head, painted page by page.

The print job's name says nothing about anybody; each page says who printed it and when.

Source: security reference §6 (printing), T25 (watermark).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QMarginsF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPageLayout,
    QPageSize,
    QPainter,
    QPen,
    QTextOption,
)
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from ctxh_desktop.ui import theme

_MARGIN_MM = 12.0
_BODY_PT, _TITLE_PT = 9, 13
_PAD_PT = 3.0
_LOOKED_AT_ROWS = 200
_SHARE_MAX = 0.34
"""No column takes more of the width than this, however long its words."""


@dataclass(frozen=True)
class ListPrint:
    """A list to be printed, in words."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    by: str


def printer_for(made: ListPrint) -> QPrinter:
    """Return a printer set up for a list: A4, lying where there are many columns."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(QCoreApplication.translate("ListPrint", "List"))
    printer.setCreator("")
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    is_wide = len(made.headings) > 5  # noqa: PLR2004 (columns that fit on an upright page)
    way = QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
    printer.setPageOrientation(way)
    margin = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    printer.setPageMargins(margin, QPageLayout.Unit.Millimeter)
    return printer


def print_list(made: ListPrint, parent: QWidget) -> bool:
    """Ask for a printer and print; return whether anything was printed."""
    printer = printer_for(made)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    paint(made, printer)
    return True


def paint(made: ListPrint, printer: QPrinter) -> int:
    """Paint all pages and return how many there are."""
    painter = QPainter(printer)
    try:
        sheet = _Sheet(made, painter, printer)
        for page in range(sheet.page_count):
            if page:
                printer.newPage()
            sheet.paint_page(page)
        return sheet.page_count
    finally:
        painter.end()


class _Sheet:
    """The measures of a page, and how one is painted.  Units: points of the printer's grid."""

    def __init__(self, made: ListPrint, painter: QPainter, printer: QPrinter) -> None:
        self._made, self._painter = made, painter
        page = printer.pageLayout().paintRectPixels(printer.resolution())
        self._width, self._height = page.width(), page.height()
        self._dot = printer.resolution() / 72
        self._body, self._strong = _font(_BODY_PT), _font(_BODY_PT, is_strong=True)
        self._title = _font(_TITLE_PT, is_strong=True)
        self._line = round(QFontMetrics(self._body, printer).height() + 2 * _PAD_PT * self._dot)
        self._head = round(QFontMetrics(self._title, printer).height() * 1.6)
        self._metrics = QFontMetrics(self._body, printer)
        room = self._height - self._head - 2 * self._line
        self._rows_a_page = max(room // self._line, 1)
        self._lefts = self._columns(QFontMetrics(self._strong, printer))
        self.page_count = max(-(-len(made.rows) // self._rows_a_page), 1)

    def paint_page(self, page: int) -> None:
        """Paint one page, counted from 0."""
        first = page * self._rows_a_page
        rows = self._made.rows[first : first + self._rows_a_page]
        self._write(QRect(0, 0, self._width, self._head), self._made.title, self._title)
        self._row(self._head, self._made.headings, self._strong)
        for place, row in enumerate(rows, start=1):
            self._row(self._head + place * self._line, row, self._body)
        foot = QRect(0, self._height - self._line, self._width, self._line)
        words = QCoreApplication.translate("ListPrint", "Printed from the working book by {name}")
        self._write(foot, words.format(name=self._made.by), self._body)
        number = f"{page + 1}/{self.page_count}"
        self._write(foot, number, self._body, Qt.AlignmentFlag.AlignRight)

    def _row(self, top: int, words: Sequence[str], font: QFont) -> None:
        edges = [*self._lefts, self._width]
        gap = round(4 * self._dot)
        for place, text in enumerate(words):
            box = QRect(edges[place], top, edges[place + 1] - edges[place] - gap, self._line)
            self._write(box, text, font)
        self._painter.setPen(QPen(QColor("#9a9a92"), max(self._dot / 3, 1)))
        self._painter.drawLine(0, top + self._line, self._width, top + self._line)

    def _write(
        self,
        box: QRect,
        words: str,
        font: QFont,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        self._painter.setFont(font)
        self._painter.setPen(QColor("black"))
        metrics = self._painter.fontMetrics()
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        self._painter.drawText(QRectF(box), shown, _option(side))

    def _columns(self, strong: QFontMetrics) -> list[int]:
        """Return the left edges: each column as wide as its words ask, within its share."""
        wants = []
        for place, heading in enumerate(self._made.headings):
            sample = [row[place] for row in self._made.rows[:_LOOKED_AT_ROWS]]
            longest = max((self._metrics.horizontalAdvance(words) for words in sample), default=0)
            want = max(longest, strong.horizontalAdvance(heading)) + round(8 * self._dot)
            wants.append(min(want, round(self._width * _SHARE_MAX)))
        factor = self._width / max(sum(wants), 1)
        lefts, at = [], 0.0
        for want in wants:
            lefts.append(round(at))
            at += want * factor
        return lefts


def _option(side: Qt.AlignmentFlag) -> QTextOption:
    option = QTextOption(side | Qt.AlignmentFlag.AlignVCenter)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    return option


def _font(points: int, *, is_strong: bool = False) -> QFont:
    font = QFont(theme.font("strong" if is_strong else "body"))
    font.setPointSize(points)
    return font
