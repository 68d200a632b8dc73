"""Đối tượng: the register of the commune, found by typing and narrowed by filters.

Source: reference screens 03 and 10; reference/ux.md §5 rule 7, §8 (empty states).
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ctxh_desktop.commands.people import ListVillages, PersonHit
from ctxh_desktop.commands.people_table import FOUND_MAX, PeopleTable, PersonCells
from ctxh_desktop.ui import actions, theme
from ctxh_desktop.ui.models.people import PeopleModel
from ctxh_desktop.ui.pages.moved_notice import MovedNotice
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.pages.people_delegate import ROW_PX, PeopleDelegate, PeopleHead
from ctxh_desktop.ui.pages.people_filters import PeopleFilters
from ctxh_desktop.ui.pages.people_table import PeopleTableView
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.inputs import commit_composition
from ctxh_desktop.ui.widgets.labels import BesideLabel, Label
from ctxh_desktop.ui.widgets.row_list import RowList

LIST, EMPTY, TABLE = range(3)
"""What the page shows: people by lines, nobody, or a table of chosen columns."""


class PeoplePage(Page):
    """The list of people."""

    watches = frozenset({"person", "case", "plan_step", "conflict", "sync"})

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._words = ""
        self._count = 0
        self.filters = PeopleFilters(scene)
        self.delegate = PeopleDelegate(scene.catalogue, scene.today)
        self.list = RowList(self.tr("People"), self.delegate, row_px=ROW_PX)
        self.model = PeopleModel(
            scene.dispatcher,
            self.filters.count_command,
            self.filters.page_command,
            self.delegate.spoken,
            self,
        )
        self.list.setModel(self.model)
        self.table = PeopleTableView(scene)
        self.hits = BesideLabel("", "body", "title")
        self._empty_import = Button(self.tr("Take in from Excel…"), icon="table")
        self.empty = EmptyState("people", "", more=[self._empty_import])
        self.moved = MovedNotice(scene)
        self._make_footer()
        self._arrange()
        self._connect()
        self.setFocusProxy(self.list)

    def open(self, argument: str) -> None:
        self.scene.dispatcher.latest("villages", ListVillages(), self._on_villages)
        self.filters.more.ask()
        if argument:
            self.search(argument)
        else:
            self.refresh()

    def refresh(self) -> None:
        self.moved.look_for(self._words)
        if self.is_table():
            self.table.show_table(self._shown())
        elif self._words:
            self.scene.dispatcher.latest(
                "find-people", self.filters.search_command(self._words),
                partial(self._on_found, self._words), self._on_failed, owner=self,
            )  # fmt: skip
        else:
            self.model.refresh()

    @Slot(str)
    def search(self, text: str) -> None:
        """Show who matches *text*; "" shows the register again."""
        self._words = text.strip()
        self.filters.order.setEnabled(not self._words)  # the best match comes first
        if self._words or self.is_table():
            self.refresh()
        else:
            self.delegate.words = ""
            self.moved.look_for("")
            self.model.ask(self.filters.count_command, self.filters.page_command)

    @Slot()
    def focus_list(self) -> None:
        """Put the focus into the list, on its first row when none is chosen."""
        if self.is_table():
            self.table.setFocus()
            return
        if self.list.row() < 0:
            self.list.choose(0)
        self.list.setFocus()

    def is_table(self) -> bool:
        """Return whether people stand in a table."""
        return self.table_button.isChecked()

    def current(self) -> PersonHit | PersonCells | None:
        """Return the chosen person."""
        if self.is_table():
            return self.table.current()
        row = self.list.row()
        found: PersonHit | None = self.model.item(row) if row >= 0 else None
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = self.window().width()
        self.filters.set_room(width)
        sheets.set_shown(self._not_found, width >= theme.NARROW_BELOW_PX)
        self._say_count(self._count)
        super().resizeEvent(event)

    def _make_footer(self) -> None:
        self.open_button = Button(self.tr("Open the case"), "primary", key="Enter")
        self.intake_button = Button(self.tr("New intake"), icon="plus", key=actions.key("register"))
        self.import_button = Button(self.tr("Take in from Excel…"), icon="table")
        self.more_button = Button(self.tr("More filters"), "quiet")
        self.more_button.setCheckable(True)
        self.table_button = Button(self.tr("As a table"), "quiet", icon="table")
        self.table_button.setCheckable(True)
        self._not_found = Label(self.tr("Not found? Try the ID number."), "hint")
        self.footer = sheets.Footer(
            self.open_button,
            self.intake_button,
            self.import_button,
            None,
            self._not_found,
            self.more_button,
            self.table_button,
        )

    def _arrange(self) -> None:
        head = sheets.PageHead(Label(self.tr("People"), "title"), self.hits, None, self.filters)
        listing = sheets.column(PeopleHead(self.list), self.list, gap=0)
        self.stack = QStackedWidget()
        self.stack.addWidget(sheets.wrap(listing))
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.table)
        card = sheets.Card(sheets.column(self.stack, margins=(1, 1, 1, 1)))
        body = sheets.PageBody(head, self.filters.more, self.moved, card)
        body.body().setStretch(3, 1)
        sheets.set_shown(self.filters.more, False)
        whole = sheets.column(body, self.footer, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.filters.changed.connect(self._on_filters_changed)
        self.filters.more.failed.connect(self._on_failed)
        self.model.counted.connect(self._on_listed)
        self.table.counted.connect(self._on_tabled)
        self.table.opened.connect(self._on_open)
        self.table.noted.connect(self.noted)
        self.more_button.toggled.connect(self._on_more)
        self.table_button.toggled.connect(self._on_as_table)
        self.list.opened.connect(self._on_open)
        self.open_button.clicked.connect(self._on_open)
        self.intake_button.clicked.connect(self._on_intake)
        self.import_button.clicked.connect(self._on_import)
        self._empty_import.clicked.connect(self._on_import)
        self.empty.acted.connect(self._on_empty_acted)

    @Slot(bool)
    def _on_more(self, is_on: bool) -> None:
        sheets.set_shown(self.filters.more, is_on)

    @Slot(bool)
    def _on_as_table(self, is_on: bool) -> None:
        self.table_button.set_words(self.tr("As a list") if is_on else self.tr("As a table"))
        self.stack.setCurrentIndex(TABLE if is_on else LIST)
        self.search(self._words)
        self.focus_list()

    @Slot()
    def _on_filters_changed(self) -> None:
        self.search(self._words)

    def _on_villages(self, villages: tuple[str, ...]) -> None:
        self.filters.show_villages(villages)

    def _on_found(self, words: str, hits: tuple[PersonHit, ...]) -> None:
        if words != self._words:
            return
        chosen = self.current()
        self.delegate.words = words
        self.model.show_found(hits)
        ids = [hit.id for hit in hits]
        self.list.choose(ids.index(chosen.id) if chosen and chosen.id in ids else 0)

    @Slot(int)
    def _on_listed(self, count: int) -> None:
        if self.is_table():
            return
        self._say_how_many(count, LIST)
        if count and self.list.row() < 0:
            self.list.choose(0)

    @Slot(int)
    def _on_tabled(self, count: int) -> None:
        if not self.is_table():
            return
        self._say_how_many(count, TABLE)
        if count and not self.table.table.currentIndex().isValid():
            self.table.table.selectRow(0)

    def _say_how_many(self, count: int, part: int) -> None:
        self._count = count
        self.stack.setCurrentIndex(part if count else EMPTY)
        self.open_button.setEnabled(count > 0)
        self._say_count(count)
        if not count:
            self._say_empty()

    def _shown(self) -> PeopleTable:
        order = self.filters.order.value() or "name"
        return PeopleTable(who=self.filters.who(), order=order, words=self._words)

    def _say_count(self, count: int) -> None:
        shown = f"{count:,}".replace(",", ".")
        more = "+" if self._words and count >= FOUND_MAX else ""
        words = self.tr("{n} people").format(n=shown + more)
        if self._words and self.window().width() >= theme.NARROW_BELOW_PX:
            words = self.tr("{n} people match “{words}”").format(n=shown + more, words=self._words)
        self.hits.setText(words)

    def _say_empty(self) -> None:
        sheets.set_shown(self._empty_import, not self._words and not self.filters.is_narrowing())
        if self._words and self.filters.is_narrowing():
            sentence = self.tr("Nobody called “{words}” fits these choices.")
            self.empty.show_sentence(
                sentence.format(words=self._words), self.tr("Search among everybody")
            )
        elif self._words:
            sentence = self.tr(
                "“{words}” was not found. Leave out some letters, or try the ID number."
            )
            self.empty.show_sentence(
                sentence.format(words=self._words), self.tr("Take in this person")
            )
        elif self.filters.is_narrowing():
            sentence = self.tr("Nobody fits these choices.")
            self.empty.show_sentence(sentence, self.tr("Show everybody"))
        else:
            self.empty.show_sentence(
                self.tr("There is nobody in the list yet."), self.tr("New intake")
            )

    @Slot()
    def _on_open(self) -> None:
        hit = self.current()
        if hit is not None:
            self.page_wanted.emit("case", hit.case_id or f"person:{hit.id}")

    @Slot()
    def _on_intake(self) -> None:
        commit_composition()
        self.page_wanted.emit("intake", "")

    @Slot()
    def _on_import(self) -> None:
        self.page_wanted.emit("import", "")

    @Slot()
    def _on_empty_acted(self) -> None:
        if self.filters.is_narrowing():
            self.filters.clear()
        elif self._words:
            self.page_wanted.emit("intake", f"name:{self._words}")
        else:
            self._on_intake()
