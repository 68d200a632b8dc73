"""The register as a table of chosen columns, which may be taken out of the book as it is shown."""

from __future__ import annotations

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
_COLUMN_PX = {Kind.NAME: 196, Kind.TEXT: 176, Kind.CODES: 184, Kind.PARTIAL_DAY: 160}
_OTHER_COLUMN_PX, _COLUMN_PX_MIN = 124, 72
"""Room a column wants by the kind of its field, beside the others; and what it has at least."""
_STRIP_PX, _STRIP_LOW_PX, _LOW_BELOW_PX = 232, 148, 600
"""Height of the choice of columns, and in a window lower than so much."""


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
        self.table = RecordTable()
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
        self._fit_columns()

    def _connect(self) -> None:
        self.table.activated.connect(self._on_activated)
        self.model.counted.connect(self.counted)
        self.model.modelReset.connect(self._fit_columns)
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
        wants = [_COLUMN_PX.get(kind, _OTHER_COLUMN_PX) for kind in kinds]
        share = self.table.viewport().width() / max(sum(wants), 1)
        least = theme.height(_COLUMN_PX_MIN)
        head = self.table.horizontalHeader()
        head.setMinimumSectionSize(least)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for place, want in enumerate(wants):
            head.resizeSection(place, max(int(want * share), least))

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
