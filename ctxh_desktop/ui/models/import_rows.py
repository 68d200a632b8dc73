"""Rows of a list in three groups: ready, worth a look, and those that cannot be taken in yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from ctxh_desktop.commands.imports import ImportPreview
from ctxh_desktop.commands.known_people import KnownPerson
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.ui.models.windowed import ITEM_ROLE

Index = QModelIndex | QPersistentModelIndex
READY, LOOK, CANNOT = "ready", "look", "cannot"
TWICE = "duplicate-in-file"


@dataclass(frozen=True)
class RowToSee:
    """One row of the file.

    Shapes: `number` as Excel shows it; `group` one of READY, LOOK, CANNOT; `said` are problems and
    warnings (`exchange.cells.Problem`); `known` says by what the person is in the register already,
    "" when not, and `person` who that is; `is_left_out` when a person said so.
    """

    number: int
    name: str
    group: str
    said: tuple[Any, ...] = ()
    values: Mapping[str, Plain] = field(default_factory=dict)
    known: str = ""
    is_left_out: bool = False
    person: KnownPerson | None = None

    @property
    def is_twice(self) -> bool:
        """Whether the same person stands in another row of the file."""
        return any(one.code == TWICE for one in self.said)

    @property
    def faults(self) -> tuple[str, ...]:
        """Fields of which something is said, each once."""
        return tuple(dict.fromkeys(one.field for one in self.said if one.field))


def rows_of(
    found: ImportPreview, names: Mapping[int, str], left_out: Collection[int]
) -> tuple[RowToSee, ...]:
    """Return all rows of people in the order of the file, with those that a person left out."""
    shown = [_row(reading, found.known) for reading in found.preview.rows]
    gone = [
        RowToSee(row.row_number_in_file, names.get(row.row_number_in_file, ""), CANNOT,
                 is_left_out=True)
        for row in found.preview.skipped
        if row.row_number_in_file in left_out
    ]  # fmt: skip
    return tuple(sorted((*shown, *gone), key=lambda row: row.number))


def _row(reading: Any, known: Mapping[int, KnownPerson]) -> RowToSee:
    number = reading.row_number_in_file
    person = known.get(number)
    by = person.by if person else ""
    group = LOOK if by or reading.warnings else READY
    if reading.problems:
        group = CANNOT
    name = str(reading.values.get("full_name") or "")
    said = (*reading.problems, *reading.warnings)
    return RowToSee(number, name, group, said, reading.values, by, person=person)


class ImportRowsModel(QAbstractListModel):
    """Rows of one group.

    Args:
        spoken: what a screen reader says about a row.
    """

    def __init__(self, spoken: Callable[[RowToSee], str] = lambda row: row.name) -> None:
        super().__init__()
        self._spoken = spoken
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
            return f"{row.number}. {self._spoken(row)}"
        return None
