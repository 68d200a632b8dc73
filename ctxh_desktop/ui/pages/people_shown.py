"""Who is shown in "Đối tượng": people by lines, a table of columns, or why there is nobody."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from ctxh_desktop.commands.people import PersonHit
from ctxh_desktop.commands.people_table import PeopleTable, PersonCells
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui.models.people import PeopleModel
from ctxh_desktop.ui.pages.people_delegate import ROW_PX, PeopleDelegate, PeopleHead
from ctxh_desktop.ui.pages.people_filters import PeopleFilters
from ctxh_desktop.ui.pages.people_table import PeopleTableView
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.row_list import RowList

LIST, EMPTY, TABLE = range(3)
"""The parts, by their places in the stack."""


class PeopleShown(QStackedWidget):
    """Lines, table or nothing, as filters and words say.

    Signals:
        counted: how many are shown (int).
        opened: the chosen one is to be opened.
        empty_acted: the button under "nobody" was pressed.
        import_wanted: the register is empty and a list shall be taken in.
        failed: a command failed (CtxhError).
    """

    counted = Signal(int)
    opened = Signal()
    empty_acted = Signal()
    import_wanted = Signal()
    failed = Signal(object)

    def __init__(self, scene: Scene, filters: PeopleFilters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene, self._filters = scene, filters
        self._words, self._is_table = "", False
        self.delegate = PeopleDelegate(scene.catalogue, scene.today)
        self.list = RowList(self.tr("People"), self.delegate, row_px=ROW_PX)
        self.model = PeopleModel(
            scene.dispatcher, filters.count_command, filters.page_command, self.delegate.spoken,
            self,
        )  # fmt: skip
        self.list.setModel(self.model)
        self.table = PeopleTableView(scene)
        self._import = Button(self.tr("Take in from Excel…"), icon="table")
        self.empty = EmptyState("people", "", more=[self._import])
        self.addWidget(sheets.wrap(sheets.column(PeopleHead(self.list), self.list, gap=0)))
        self.addWidget(self.empty)
        self.addWidget(self.table)
        self.setFocusProxy(self.list)
        self.model.counted.connect(self._on_listed)
        self.table.counted.connect(self._on_tabled)
        self.list.opened.connect(self.opened)
        self.table.opened.connect(self.opened)
        self._import.clicked.connect(self.import_wanted)
        self.empty.acted.connect(self.empty_acted)

    def show_words(self, words: str) -> None:
        """Show who matches *words*; "" shows the register again."""
        self._words = words
        if words or self._is_table:
            self.ask()
        else:
            self.delegate.words = ""
            self.model.ask(self._filters.count_command, self._filters.page_command)

    def ask(self) -> None:
        """Ask for the same again."""
        if self._is_table:
            order = self._filters.order.value() or "name"
            self.table.show_table(
                PeopleTable(who=self._filters.who(), order=order, words=self._words)
            )
        elif self._words:
            self._scene.dispatcher.latest(
                "find-people", self._filters.search_command(self._words),
                partial(self._on_found, self._words), self._on_failed, owner=self,
            )  # fmt: skip
        else:
            self.model.refresh()

    def show_as(self, *, table: bool) -> None:
        """Show people as a table, or by lines."""
        self._is_table = table
        self.setFocusProxy(self.table if table else self.list)
        self.setCurrentIndex(TABLE if table else LIST)
        self.show_words(self._words)

    def current(self) -> PersonHit | PersonCells | None:
        """Return the chosen person."""
        if self._is_table:
            return self.table.current()
        row = self.list.row()
        found: PersonHit | None = self.model.item(row) if row >= 0 else None
        return found

    def choose_first(self) -> None:
        """Choose the first person where nobody is chosen."""
        if not self._is_table and self.list.row() < 0:
            self.list.choose(0)
        elif self._is_table and not self.table.table.currentIndex().isValid():
            self.table.table.selectRow(0)

    def _on_found(self, words: str, hits: tuple[PersonHit, ...]) -> None:
        if words != self._words or self._is_table:
            return
        chosen = self.current()
        self.delegate.words = words
        self.model.show_found(hits)
        ids = [hit.id for hit in hits]
        self.list.choose(ids.index(chosen.id) if chosen and chosen.id in ids else 0)

    def _on_failed(self, error: CtxhError) -> None:
        self.failed.emit(error)

    @Slot(int)
    def _on_listed(self, count: int) -> None:
        if not self._is_table:
            self._show_part(count, LIST)

    @Slot(int)
    def _on_tabled(self, count: int) -> None:
        if self._is_table:
            self._show_part(count, TABLE)

    def _show_part(self, count: int, part: int) -> None:
        self.setCurrentIndex(part if count else EMPTY)
        if count:
            self.choose_first()
        else:
            self._say_nobody()
        self.counted.emit(count)

    def _say_nobody(self) -> None:
        is_narrowing = self._filters.is_narrowing()
        sheets.set_shown(self._import, not self._words and not is_narrowing)
        if self._words and is_narrowing:
            sentence = self.tr("Nobody called “{words}” fits these choices.")
            action = self.tr("Search among everybody")
        elif self._words:
            sentence = self.tr(
                "“{words}” was not found. Leave out some letters, or try the ID number."
            )
            action = self.tr("Take in this person")
        elif is_narrowing:
            sentence, action = self.tr("Nobody fits these choices."), self.tr("Show everybody")
        else:
            sentence = self.tr("There is nobody in the list yet.")
            action = self.tr("New intake")
        self.empty.show_sentence(sentence.format(words=self._words), action)
