"""Pairs that may be one person, under the heads "almost surely" and "look closely"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ctxh_desktop.commands.duplicates import DuplicatePair
from ctxh_desktop.ui.models.windowed import ITEM_ROLE

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class PairHead:
    """The head of a section: whether its pairs are almost surely one person, and how many."""

    is_sure: bool
    count: int


def key_of(pair: DuplicatePair) -> str:
    """Return what names a pair: both ids with ":" between."""
    return f"{pair.one.id}:{pair.other.id}"


class PairModel(QAbstractListModel):
    """Rows are `PairHead` or `DuplicatePair`; heads cannot be chosen.

    Args:
        spoken: what a screen reader says about a row.
    """

    def __init__(
        self, spoken: Callable[[PairHead | DuplicatePair], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._spoken = spoken
        self._rows: list[PairHead | DuplicatePair] = []

    def show_pairs(self, pairs: Sequence[DuplicatePair]) -> None:
        """Show these pairs in their order, each under the head of its section."""
        self.beginResetModel()
        self._rows = []
        for is_sure in (True, False):
            own = [pair for pair in pairs if pair.is_sure == is_sure]
            if own:
                self._rows += [PairHead(is_sure, len(own)), *own]
        self.endResetModel()

    def item(self, row: int) -> PairHead | DuplicatePair | None:
        """Return what stands in a row, None outside."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, key: str) -> int:
        """Return the row of a pair, -1 when it is not shown."""
        for row, item in enumerate(self._rows):
            if isinstance(item, DuplicatePair) and key_of(item) == key:
                return row
        return -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.item(index.row()), PairHead):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.item(index.row())
        if item is None:
            return None
        if role == ITEM_ROLE:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(item)
        return None
