"""The register as a table of chosen columns, which may be taken out of the book as it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from ctxh_desktop.commands.people_table import (
    DEFAULT_COLUMNS,
    PeopleTable,
    PersonCells,
)
from ctxh_desktop.commands.settings import SaveSetting, ShowSetting
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.ui import theme
from ctxh_desktop.ui.models.people_table import PeopleTableModel
from ctxh_desktop.ui.pages import marks
from ctxh_desktop.ui.pages.people_columns import ColumnChoice
from ctxh_desktop.ui.pages.people_export import TakeOut
from ctxh_desktop.ui.pages.register_page import RecordTable
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button

COLUMNS_KEY = "people_columns"
"""The setting under which the chosen columns are kept: keys with spaces between."""
_COLUMN_PX = {Kind.NAME: 212, Kind.TEXT: 176, Kind.CODES: 184, Kind.PARTIAL_DAY: 184}
_OTHER_COLUMN_PX, _SHARE_MIN = 124, 0.45
"""Room a column wants by the kind of its field, and how much of it one has at least that is no
name: a name that is cut off is nobody's.  What does not fit is reached by scrolling."""
_LINE_PX = 20
"""Height of a line in the text size for which these hold."""
_STRIP_PX, _STRIP_LOW_PX, _LOW_BELOW_PX = 232, 148, 600
"""Height of the choice of columns, and in a window lower than so much."""


class _Table(RecordTable):
    """Says when there is other room for its columns.

    Signals:
        resized: its rows have another width or height.
    """

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class PeopleTableView(QWidget):
    """Table, choice of columns, and the ways out of the book.

    Signals:
        opened: a row was opened (PersonCells).
        counted: how many rows there are (int).
    """

    opened = Signal(object)
    counted = Signal(int)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._shown = PeopleTable()
        self.model = PeopleTableModel(scene, marks.protected().text, self)
        self.table = _Table()
        self.table.setAccessibleName(self.tr("People"))
        self.table.setModel(self.model)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.columns_button = Button(self.tr("Choose columns"), "quiet", icon="table")
        self.columns_button.setCheckable(True)
        self.out = TakeOut(scene, self.model, self.columns_button)
        self.options = ColumnChoice(scene)
        self.options.set_value(" ".join(DEFAULT_COLUMNS))
        self._strip = sheets.ScrollBody(
            sheets.wrap(sheets.column(self.options, None, margins=(16, 4, 16, 8)))
        )
        self._strip.hide()
        self.setLayout(sheets.column(self.out, self._strip, sheets.Rule(), self.table, gap=0))
        self._connect()
        self.setFocusProxy(self.table)
        default = " ".join(DEFAULT_COLUMNS)
        scene.dispatcher.send(ShowSetting(COLUMNS_KEY, default), self._on_setting, owner=self)

    def show_table(self, table: PeopleTable) -> None:
        """Show these people in the chosen columns."""
        self._shown = table
        self.model.show_table(self._wanted())

    def current(self) -> PersonCells | None:
        """Return the chosen row."""
        index = self.table.currentIndex()
        found: PersonCells | None = self.model.item(index.row()) if index.isValid() else None
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_low = self.window().height() < _LOW_BELOW_PX
        self._strip.setFixedHeight(_STRIP_LOW_PX if is_low else _STRIP_PX)

    def _connect(self) -> None:
        self.table.activated.connect(self._on_activated)
        self.model.counted.connect(self.counted)
        self.model.modelReset.connect(self._fit_columns)
        self.table.resized.connect(self._fit_columns)
        self.columns_button.toggled.connect(self._on_columns_toggled)
        self.options.chosen.connect(self._on_columns_chosen)
        self.out.asking.connect(self._on_asking)

    def _wanted(self) -> PeopleTable:
        keys = tuple(self.options.value().split()) or DEFAULT_COLUMNS[:1]
        return PeopleTable(keys, self._shown.who, self._shown.order, self._shown.words)

    @Slot()
    def _fit_columns(self) -> None:
        """Share the width by what the kinds of columns want; scroll only where they are many."""
        kinds = [column.field.kind for column in self.model.columns]
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for place, width in enumerate(_widths(kinds, self.table.viewport().width())):
            head.resizeSection(place, width)

    def _on_setting(self, keys: str) -> None:
        self.options.set_value(keys)
        self.model.show_table(self._wanted())

    @Slot(bool)
    def _on_columns_toggled(self, is_on: bool) -> None:
        sheets.set_shown(self._strip, is_on)

    @Slot(bool)
    def _on_asking(self, is_asking: bool) -> None:
        if is_asking:
            self.columns_button.setChecked(False)
        else:
            self.table.setFocus()

    @Slot(str)
    def _on_columns_chosen(self, keys: str) -> None:
        if not keys:
            self.options.set_value(DEFAULT_COLUMNS[0])
        self._scene.dispatcher.send(SaveSetting(COLUMNS_KEY, self.options.value()))
        self.model.show_table(self._wanted())

    @Slot()
    def _on_activated(self) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row)


def _widths(kinds: Sequence[Kind], room: int) -> list[int]:
    """Return the width of each column; where there is little room, names keep theirs."""
    scale = max(theme.metrics().height() / _LINE_PX, 1)  # people choose the size of their text
    wants = [int(_COLUMN_PX.get(kind, _OTHER_COLUMN_PX) * scale) for kind in kinds]
    total = sum(wants)
    if room >= total:
        return [want * room // max(total, 1) for want in wants]
    firm = sum(want for kind, want in zip(kinds, wants, strict=True) if kind is Kind.NAME)
    share = max((room - firm) / max(total - firm, 1), _SHARE_MIN)
    return [
        want if kind is Kind.NAME else int(want * share)
        for kind, want in zip(kinds, wants, strict=True)
    ]
