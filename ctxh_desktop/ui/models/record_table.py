"""Register (sổ) of one record type: the columns are the fields declared as listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Slot

from ctxh_desktop.domain import identity
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.schema import Field, RecordType, Row
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.dispatcher import Dispatcher
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.models.windowed import WindowedModel

NUMBERS = (Kind.INT, Kind.MONEY)


class RecordTableModel(WindowedModel):
    """Rows of one record type.

    Args:
        record_type: the declaration; its `listed` fields are the columns.
        catalogue: code lists for the words of codes.
        dispatcher: the data lane.
        count_command: as in `WindowedModel`.
        page_command: as in `WindowedModel`; answers tuples of `Row`.
    """

    def __init__(
        self,
        record_type: RecordType,
        catalogue: Catalogue,
        dispatcher: Dispatcher,
        count_command: Callable[[], Any],
        page_command: Callable[[int, int], Any],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(dispatcher, count_command, page_command, parent)
        self._type, self._catalogue = record_type, catalogue
        dispatcher.changed.connect(self._on_changed)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._type.listed)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and section < len(self._type.listed):
            if role == Qt.ItemDataRole.DisplayRole:
                return record_text(self._type.listed[section].label)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self._side(section)
        return None

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and index.isValid():
            return self._side(index.column())
        return super().data(index, role)

    def text_of(self, item: Any, column: int) -> str:
        field = self._type.listed[column]
        row: Row = item
        return shown(field, row.values.get(field.name), self._catalogue)

    def _side(self, column: int) -> Qt.AlignmentFlag:
        """Return the side a column and its head stand on: numbers right, words left."""
        is_number = self._type.listed[column].kind in NUMBERS
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    @Slot(object)
    def _on_changed(self, changes: frozenset[str]) -> None:
        if self._type.name in changes:
            self.refresh()


def shown(field: Field, value: Plain, catalogue: Catalogue) -> str:
    """Return a stored value as a person reads it."""
    if value is None:
        return ""
    if field.codes is not None:
        return catalogue.labels(field.codes, str(value))
    if field.kind is Kind.DAY:
        return wording.full_day(date.fromisoformat(str(value)))
    if field.kind is Kind.PARTIAL_DAY:
        return wording.born(str(value))
    if field.kind is Kind.INSTANT:
        return wording.clock(str(value))
    if field.kind is Kind.MONEY:
        return wording.number(int(value))
    if field.kind is Kind.IDENTIFIER:
        return identity.grouped(str(value))
    return identity.format_phone(str(value)) if field.is_phone else str(value)
