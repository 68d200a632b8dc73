"""Rows of "Có thể trùng": both people side by side, and why they look alike.

Source: reference/visual.md §4 (list row).
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from ctxh_desktop.commands.duplicates import DuplicatePair
from ctxh_desktop.commands.people import PersonHit
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.ui import icons, theme, wording
from ctxh_desktop.ui.models.pairs import PairHead
from ctxh_desktop.ui.models.windowed import ITEM_ROLE
from ctxh_desktop.ui.pages import pair_words
from ctxh_desktop.ui.pages.people_delegate import (
    ROW_PX,
    first_baseline,
    line_box,
    second_baseline,
)
from ctxh_desktop.ui.widgets import painting

Index = QModelIndex | QPersistentModelIndex
SECTION_PX = 28
SIDE_PX = 20
_GAP_PX = 16


class Columns(NamedTuple):
    """Left edges of both people and the reasons in a list of some width.  Units: px."""

    one: int
    other: int
    why: int


def columns(width: int) -> Columns:
    """Return where the columns begin; the reasons get the widest."""
    room = width - 2 * SIDE_PX
    return Columns(SIDE_PX, SIDE_PX + room * 3 // 10, SIDE_PX + room * 6 // 10)


class PairDelegate(QStyledItemDelegate):
    """Paints heads of sections and pairs.

    Args:
        catalogue: for the words of sex.
    """

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue

    def section_words(self, head: PairHead) -> tuple[str, str]:
        """Return the head of a section and its count in words."""
        sure, unsure = self.tr("Almost surely one person"), self.tr("Look closely")
        return sure if head.is_sure else unsure, self.tr("{n} pairs").format(n=head.count)

    def spoken(self, item: PairHead | DuplicatePair) -> str:
        """Return what a screen reader says about a row."""
        if isinstance(item, PairHead):
            return ", ".join(self.section_words(item))
        parts = []
        for hit in (item.one, item.other):
            parts += [hit.full_name, pair_words.person_line(hit, self._catalogue)]
        parts += [pair_words.agreeing(item.reasons), pair_words.against(item.reasons)]
        return ", ".join(part for part in parts if part)

    def sizeHint(self, option: ItemOption, index: Index) -> QSize:
        is_head = isinstance(index.data(ITEM_ROLE), PairHead)
        return QSize(400, theme.height(SECTION_PX if is_head else ROW_PX))

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        item = index.data(ITEM_ROLE)
        rect: QRect = option.rect
        if isinstance(item, PairHead):
            self._paint_section(painter, rect, item)
        elif isinstance(item, DuplicatePair):
            state: QStyle.StateFlag = option.state
            is_selected = bool(state & QStyle.StateFlag.State_Selected)
            is_over = bool(state & QStyle.StateFlag.State_MouseOver)
            painting.draw_row(painter, rect, is_selected=is_selected, is_hovered=is_over)
            at = columns(rect.width())
            self._paint_person(painter, rect, at.one, item.one)
            self._paint_person(painter, rect, at.other, item.other)
            self._paint_why(painter, rect, at.why, item.reasons)

    def _paint_section(self, painter: QPainter, rect: QRect, head: PairHead) -> None:
        painter.fillRect(rect, theme.color("sunken"))
        line = QRect(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(line, theme.color("divider"))
        title, count = self.section_words(head)
        words = rect.adjusted(SIDE_PX, 0, -SIDE_PX, 0)
        ink = theme.color("text2")
        painting.draw_text(painter, words, title, "hint-strong", ink)
        painting.draw_text(painter, words, count, "hint", ink, painting.RIGHT)

    def _paint_person(self, painter: QPainter, rect: QRect, left: int, hit: PersonHit) -> None:
        at = columns(rect.width())
        room = at.other - at.one - _GAP_PX
        name = line_box(rect, left, first_baseline(), room, "strong")
        painting.draw_text(painter, name, hit.full_name, "strong")
        below = line_box(rect, left, second_baseline(), room, "hint")
        line = pair_words.person_line(hit, self._catalogue)
        painting.draw_text(painter, below, line, "hint", theme.color("text2"))

    def _paint_why(
        self, painter: QPainter, rect: QRect, left: int, reasons: tuple[str, ...]
    ) -> None:
        """Paint what agrees, as much as fits; below what speaks against it, then the rest."""
        room = rect.width() - left - SIDE_PX
        agreeing = [code for code in reasons if code not in pair_words.AGAINST]
        count = len(agreeing)
        while count > 1 and _width(pair_words.agreeing(agreeing[:count])) > room:
            count -= 1
        first = line_box(rect, left, first_baseline(), room, "hint")
        painting.draw_text(painter, first, pair_words.agreeing(agreeing[:count]), "hint")
        against = pair_words.against(reasons)
        below = line_box(rect, left, second_baseline(), room, "hint")
        if against:
            ink = theme.color("warn")
            icons.draw(painter, "alert", ink, (below.left(), below.top() + 4), 16)
            below.setLeft(below.left() + 22)
            painting.draw_text(painter, below, against, "hint-strong", ink)
            wide = theme.metrics("hint-strong").horizontalAdvance(against + wording.JOINT)
            below.setLeft(below.left() + wide)
        rest = wording.joined(pair_words.reason(code) for code in agreeing[count:])
        painting.draw_text(painter, below, rest, "hint", theme.color("text2"))


def _width(text: str) -> int:
    return theme.metrics("hint").horizontalAdvance(text)
