"""The sheet of one pair: both entries as columns, a row for each field in which they differ."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from ctxh_desktop.commands.pairs import BOTH, PairFile
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.ui.pages.pair_field import PairFieldRow, PairWords
from ctxh_desktop.ui.pages.pair_parts import ColumnHeads
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets


class PairSheet(sheets.Card):
    """What has to be chosen when the two are one person.

    Signals:
        decided: a value was chosen.
        opened: an entry is to be looked at; carries the argument of the case page (str).
    """

    decided = Signal()
    opened = Signal(str)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self._rows: list[PairFieldRow] = []
        self._heads: ColumnHeads | None = None
        self._fields = sheets.column(gap=0, margins=(24, 12, 24, 8))
        self.setLayout(self._fields)

    def show_file(self, file: PairFile, words: PairWords) -> None:
        """Show another pair; what has to be chosen comes first, under the heads of the columns."""
        sheets.clear(self._fields)
        asked = sorted(file.differing, key=lambda field: bool(field.proposed))
        self._rows = [PairFieldRow(field, words) for field in asked]
        may_both = self.may_both()
        self._heads = ColumnHeads(file, self._scene.today(), may_both=may_both)
        self._heads.opened.connect(self.opened)
        self._fields.addWidget(self._heads)
        for row in self._rows:
            if may_both and BOTH not in row.choices():
                row.keep_room()
            row.decided.connect(self.decided)
            self._fields.addWidget(sheets.Rule())
            self._fields.addWidget(row)

    def rows(self) -> tuple[PairFieldRow, ...]:
        """Return the fields that differ, as shown."""
        return tuple(self._rows)

    def open_rows(self) -> list[PairFieldRow]:
        """Return the fields about which nothing is chosen yet."""
        return [row for row in self._rows if not row.choice()]

    def values(self) -> dict[str, Plain]:
        """Return what all choices mean for the entry that stays."""
        return {name: value for row in self._rows for name, value in row.values().items()}

    def may_both(self) -> bool:
        """Whether both values of a field can be kept somewhere."""
        return any(BOTH in row.choices() for row in self._rows)

    def choose(self, number: int) -> bool:
        """Choose by key 1, 2, 3 where the focus is, else in the first open field."""
        focus = QApplication.focusWidget()
        rows = [row for row in self._rows if focus is not None and row.isAncestorOf(focus)]
        row = next(iter(rows or self.open_rows() or self._rows), None)
        return row is not None and row.choose(number)

    def set_narrow(self, is_narrow: bool) -> None:
        """Put the names above the values, or beside them."""
        for row in self._rows:
            row.set_narrow(is_narrow)
        if self._heads is not None:
            self._heads.set_narrow(is_narrow)
