"""Rows of a list that somebody has to look at: what stops them, then what is only doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from ctxh_desktop.ui.models.windowed import ITEM_ROLE

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class RowToSee:
    """One row of the file: its number as Excel shows it, whose it is, and what is to be said."""

    number: int
    name: str
    sentence: str
    is_problem: bool


class ImportRowsModel(QAbstractListModel):
    """Rows to look at, in the order given."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[RowToSee, ...] = ()

    def show_rows(self, rows: Sequence[RowToSee]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rows(self) -> tuple[RowToSee, ...]:
        """Return what is shown."""
        return self._rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ITEM_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.number}. {row.name}: {row.sentence}"
        return None
