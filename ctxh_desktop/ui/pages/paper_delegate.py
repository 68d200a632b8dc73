"""Rows of "Giấy tờ, ảnh": small picture, what it is, facts below, and where it is.

Source: reference/visual.md §4 (list row).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from ctxh_desktop.commands.attachments import AttachmentItem
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.ui import icons, theme
from ctxh_desktop.ui.models.papers import PapersModel
from ctxh_desktop.ui.models.windowed import ITEM_ROLE
from ctxh_desktop.ui.pages import paper_words
from ctxh_desktop.ui.widgets import painting

Index = QModelIndex | QPersistentModelIndex
ROW_PX = 72
PICTURE_PX = QSize(72, 54)
SIDE_PX = 20
_GAP_PX = 16


class PaperDelegate(QStyledItemDelegate):
    """Paints attachments.

    Args:
        catalogue: names the kinds of paper.
        today: the day from which days are worded.
    """

    def __init__(
        self, catalogue: Catalogue, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._catalogue, self._today = catalogue, today

    def spoken(self, item: AttachmentItem) -> str:
        """Return what a screen reader says about a row."""
        return paper_words.spoken(item, self._catalogue, self._today())

    def sizeHint(self, option: ItemOption, index: Index) -> QSize:
        return QSize(400, theme.height(ROW_PX))

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        item = index.data(ITEM_ROLE)
        model = index.model()
        if not isinstance(item, AttachmentItem) or not isinstance(model, PapersModel):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        is_over = bool(state & QStyle.StateFlag.State_MouseOver)
        painting.draw_row(painter, rect, is_selected=is_selected, is_hovered=is_over)
        picture = QRect(rect.left() + SIDE_PX, 0, PICTURE_PX.width(), PICTURE_PX.height())
        picture.moveTop(rect.top() + (rect.height() - picture.height()) // 2)
        self._paint_picture(painter, picture, item, model)
        mark = paper_words.mark(item)
        right = rect.right() - SIDE_PX
        width = painting.draw_chip(
            painter, (right, rect.center().y()), mark, right=True, outlined=is_selected
        )
        left = picture.right() + _GAP_PX
        room = right - width - _GAP_PX - left
        line = theme.metrics("strong").height()
        top = rect.center().y() - line
        title = paper_words.title(item, self._catalogue)
        painting.draw_text(painter, QRect(left, top, room, line), title, "strong")
        facts = paper_words.facts(item, self._catalogue, self._today())
        below = QRect(left, top + line + 1, room, theme.metrics("hint").height())
        painting.draw_text(painter, below, facts, "hint", theme.color("text2"))

    def _paint_picture(
        self, painter: QPainter, box: QRect, item: AttachmentItem, model: PapersModel
    ) -> None:
        pixmap = model.pixmap(item)
        if pixmap.isNull():
            painting.draw_box(painter, box, theme.color("hover"), theme.color("line"))
            middle = box.center()
            icons.draw(painter, "doc", theme.color("text2"), (middle.x() - 11, middle.y() - 11), 24)
            return
        size = pixmap.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
        shown = QRect(box.topLeft(), size)
        shown.moveCenter(box.center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(shown, pixmap)
        painter.restore()
        painting.draw_box(painter, shown, None, theme.color("line"), radius=0)
