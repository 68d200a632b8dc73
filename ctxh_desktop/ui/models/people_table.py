"""The register as a table: rows of cells, window by window, with the columns a person chose."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from ctxh_desktop.commands.people_table import (
    Column,
    CountPeopleTable,
    ListPeopleTable,
    PeopleTable,
    PersonCells,
    chosen,
)
from ctxh_desktop.domain.schema import Field
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.models.record_table import NUMBERS, shown
from ctxh_desktop.ui.models.windowed import WindowedModel
from ctxh_desktop.ui.scene import Scene

Index = QModelIndex | QPersistentModelIndex


class PeopleTableModel(WindowedModel):
    """Persons as `PersonCells`.

    Args:
        scene: data lane, code lists, declarations.
        hidden: what stands where a protected person's value is not shown.
    """

    def __init__(self, scene: Scene, hidden: str, parent: QObject | None = None) -> None:
        self.table = PeopleTable()
        self._scene, self._hidden = scene, hidden
        self.columns: tuple[Column, ...] = chosen(scene.types, self.table.columns)
        super().__init__(scene.dispatcher, self._counting, self._paging, parent)

    def show_table(self, table: PeopleTable) -> None:
        """Show another table; what is the same as before is only asked for anew."""
        if table == self.table and self.rowCount():
            self.refresh()
            return
        self.beginResetModel()
        self.table = table
        self.columns = chosen(self._scene.types, table.columns)
        self.endResetModel()
        self.ask(self._counting, self._paging)

    def headings(self) -> tuple[str, ...]:
        """Return the words above the columns."""
        return tuple(record_text(column.field.label) for column in self.columns)

    def words_of(self, field: Field, value: Plain) -> str:
        """Return a value as a person reads it."""
        return shown(field, value, self._scene.catalogue)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.headings()[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self._side(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and index.isValid():
            return self._side(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return super().data(index)
        return super().data(index, role)

    def text_of(self, item: Any, column: int) -> str:
        row: PersonCells = item
        if column in row.hidden:
            return self._hidden
        return self.words_of(self.columns[column].field, row.values[column])

    def _counting(self) -> CountPeopleTable:
        return CountPeopleTable(self.table)

    def _paging(self, offset: int, limit: int) -> ListPeopleTable:
        return ListPeopleTable(self.table, offset, limit)

    def _side(self, column: int) -> Qt.AlignmentFlag:
        is_number = self.columns[column].field.kind in NUMBERS
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
