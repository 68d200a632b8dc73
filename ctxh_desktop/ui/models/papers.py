"""Papers and pictures of one case, newest first, each with its small picture ready to paint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from ctxh_desktop.commands.attachments import AttachmentItem
from ctxh_desktop.ui.models.windowed import ITEM_ROLE

Index = QModelIndex | QPersistentModelIndex


class PapersModel(QAbstractListModel):
    """The attachments of a case.

    Args:
        spoken: what a screen reader says about one.
    """

    def __init__(self, spoken: Callable[[AttachmentItem], str]) -> None:
        super().__init__()
        self._spoken = spoken
        self._items: tuple[AttachmentItem, ...] = ()
        self._pixmaps: dict[str, QPixmap] = {}

    def show_items(self, items: Sequence[AttachmentItem]) -> None:
        """Show these attachments; small pictures that are known are not decoded again."""
        self.beginResetModel()
        self._items = tuple(items)
        known = {item.id for item in items}
        self._pixmaps = {key: made for key, made in self._pixmaps.items() if key in known}
        self.endResetModel()

    def items(self) -> tuple[AttachmentItem, ...]:
        """Return what is shown."""
        return self._items

    def pixmap(self, item: AttachmentItem) -> QPixmap:
        """Return the small picture of an attachment, a null one where it has none."""
        if item.id not in self._pixmaps:
            made = QPixmap()
            made.loadFromData(item.preview, "JPG")
            self._pixmaps[item.id] = made
        return self._pixmaps[item.id]

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(item)
        return None
