"""Tasks of a period under the heads of their sections: overdue, today, this week, later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from ctxh_desktop.commands.tasks import Task, spans_of
from ctxh_desktop.ui.models.windowed import ITEM_ROLE

Index = QModelIndex | QPersistentModelIndex
SECTIONS = ("overdue", "today", "week", "month")


@dataclass(frozen=True)
class Section:
    """The head of a section: one of `SECTIONS` and how many tasks follow."""

    period: str
    count: int


def section_of(due_on: str, today: date) -> str:
    """Return the section in which a task due on this day stands."""
    if due_on < str(today):
        return "overdue"
    if due_on == str(today):
        return "today"
    return "week" if due_on <= spans_of(today)["week"][1] else "month"


class TaskModel(QAbstractListModel):
    """Rows are `Section` or `Task`; sections cannot be chosen.

    Args:
        spoken: what a screen reader says about a row.
    """

    def __init__(
        self, spoken: Callable[[Section | Task], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._spoken = spoken
        self._rows: list[Section | Task] = []

    def show_tasks(self, tasks: Sequence[Task], today: date) -> None:
        """Show these tasks, soonest first, each under the head of its section."""
        self.beginResetModel()
        self._rows = []
        for period in SECTIONS:
            own = [task for task in tasks if section_of(task.due_on, today) == period]
            if own:
                self._rows += [Section(period, len(own)), *own]
        self.endResetModel()

    def item(self, row: int) -> Section | Task | None:
        """Return what stands in a row, None outside."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, step_id: str) -> int:
        """Return the row of a step, -1 when it is not shown."""
        for row, item in enumerate(self._rows):
            if isinstance(item, Task) and item.step_id == step_id:
                return row
        return -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.item(index.row()), Section):
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
