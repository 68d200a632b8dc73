"""Register page (sổ): the list of any record type, from its declaration alone.

Argument: a record type ("household"), or "<type>:for:<person id>" when one of its records is to be
linked to a person.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ctxh_desktop.commands.records import CountRecords, ListRecords, SaveRecord
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.ui import theme
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.models.record_table import RecordTableModel
from ctxh_desktop.ui.models.windowed import ITEM_ROLE
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import painting, sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.inputs import SearchInput
from ctxh_desktop.ui.widgets.labels import BesideLabel, Label
from ctxh_desktop.ui.widgets.notices import Notice

Index = QModelIndex | QPersistentModelIndex
_FOR = ":for:"
_OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _CellDelegate(QStyledItemDelegate):
    """Cells with 12 px of room, the key column in a heavier weight."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("tint"))
            if index.column() == 0:
                painter.fillRect(QRect(0, rect.top(), 4, rect.height()), theme.color("primary"))
        line = QRect(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(line, theme.color("divider"))
        align = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        role = "strong" if index.column() == 0 else "body"
        words = rect.adjusted(12, 0, -12, 0)
        painting.draw_text(painter, words, str(index.data()), role, None, align)


class _Head(QHeaderView):
    """The names of the columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setHighlightSections(False)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == theme.SIZE_EVENT:
            self._measure()

    def _measure(self) -> None:
        self.setFixedHeight(theme.height(32))
        if self.font() != theme.font("hint-strong"):
            self.setFont(theme.font("hint-strong"))


class RecordTable(QTableView):
    """The rows of a register; Enter and a double click open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.height(40))
        self.setHorizontalHeader(_Head(self))
        self.setItemDelegate(_CellDelegate(self))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == theme.SIZE_EVENT:
            self.verticalHeader().setDefaultSectionSize(theme.height(40))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENING_KEYS and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class RegisterPage(Page):
    """All records of one type, with a search; Enter opens one."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._declared: RecordType | None = None
        self._person_id = ""
        self._text = ""
        self.model: RecordTableModel | None = None
        self._title, self._count = Label("", "title"), BesideLabel("", "body", "title")
        self.search = SearchInput(placeholder=self.tr("Find in this register"))
        self.search.setAccessibleName(self.tr("Find in this register"))
        self.search.setMaximumWidth(360)
        self.search.searched.connect(self._on_searched)
        self.table = RecordTable()
        self.table.activated.connect(self._on_activated)
        self.search.moved_down.connect(self.table.setFocus)
        self.search.submitted.connect(self.table.setFocus)
        self.empty = EmptyState("table", "")
        self.linking = Notice.of(
            "primary", "people", self.tr("Choose the one that belongs to the person"),
            self.tr("Enter links it and goes back."),
        )  # fmt: skip
        self.open_button = Button(self.tr("Open"), "primary", key="Enter")
        self.open_button.clicked.connect(self._on_open)
        self.add = Button(self.tr("Add"), icon="plus")
        self.add.clicked.connect(self._on_add)
        self._arrange()

    def open(self, argument: str) -> None:
        """Show the register of the record type *argument*."""
        name, _, self._person_id = argument.partition(_FOR)
        declared = self.scene.types.get(name) or self._declared
        if declared is None:
            return
        sheets.set_shown(self.linking, bool(self._person_id))
        if declared is not self._declared:
            self._declared, self._text = declared, ""
            self.search.clear()
            self._title.setText(record_text(declared.plural))
            self.table.setAccessibleName(record_text(declared.plural))
            old = self.model
            self.model = RecordTableModel(
                declared, self.scene.catalogue, self.scene.dispatcher, self._count_command,
                self._page_command, self,
            )  # fmt: skip
            self.model.counted.connect(self._on_counted)
            self.table.setModel(self.model)
            if old is not None:
                old.deleteLater()
        self.refresh()

    def refresh(self) -> None:
        if self.model is not None:
            self.model.refresh()

    def _arrange(self) -> None:
        head = sheets.PageHead(self._title, self._count, None, self.search)
        card = sheets.Card(sheets.column(self.table, self.empty, gap=0, margins=(1, 1, 1, 1)))
        body = sheets.PageBody(head, self.linking, card)
        body.body().setStretch(2, 1)
        footer = sheets.Footer(self.open_button, self.add, None)
        whole = sheets.column(body, footer, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.linking.hide()
        self.setFocusProxy(self.table)

    def _count_command(self) -> CountRecords:
        assert self._declared is not None
        return CountRecords(self._declared.name, self._text)

    def _page_command(self, offset: int, limit: int) -> ListRecords:
        assert self._declared is not None
        return ListRecords(self._declared.name, offset, limit, self._text)

    @Slot(int)
    def _on_counted(self, count: int) -> None:
        self._count.setText(self.tr("{n} entries").format(n=count))
        words = self.tr("There is nothing in this register yet.")
        if self._text:
            words = self.tr("Nothing found. Try with fewer letters.")
        self.empty.show_sentence(words)
        sheets.set_shown(self.table, count > 0)
        sheets.set_shown(self.empty, count == 0)
        self.open_button.setEnabled(count > 0)
        if self.model is not None and count and not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        self._text = text
        if self.model is not None:
            self.model.ask(self._count_command, self._page_command)

    @Slot()
    def _on_open(self) -> None:
        self._on_activated(self.table.currentIndex())

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        row: Any = index.data(ITEM_ROLE) if index.isValid() else None
        if row is None or self._declared is None:
            return
        if self._person_id:
            self._link(row.id)
            return
        self.page_wanted.emit("record", f"{self._declared.name}:{row.id}")

    def _link(self, record_id: str) -> None:
        """Link the record to the person through the field that is declared for it."""
        assert self._declared is not None
        links = [
            field.name
            for field in self.scene.types["person"].fields
            if field.kind is Kind.LINK and field.target == self._declared.name
        ]
        values = dict.fromkeys(links, record_id)
        command = SaveRecord("person", self._person_id, values)
        self.scene.dispatcher.send(command, self._on_linked, self._on_failed, self)

    def _on_linked(self, person_id: str) -> None:
        self._person_id = ""
        self.page_wanted.emit("case", f"person:{person_id}")
        self.saved.emit(self.tr("Linked to the person."))

    @Slot()
    def _on_add(self) -> None:
        if self._declared is not None:
            self.page_wanted.emit("record", f"{self._declared.name}:new")
