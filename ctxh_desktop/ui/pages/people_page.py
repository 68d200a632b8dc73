"""Đối tượng: the register of the commune, found by typing and narrowed by filters.

Source: reference screens 03 and 10; reference/ux.md §5 rule 7, §8 (empty states).
"""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.people import ListVillages
from ctxh_desktop.commands.people_table import FOUND_MAX
from ctxh_desktop.ui import actions, theme, wording
from ctxh_desktop.ui.pages.moved_notice import MovedNotice
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.pages.people_filters import PeopleFilters
from ctxh_desktop.ui.pages.people_shown import PeopleShown
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.inputs import commit_composition
from ctxh_desktop.ui.widgets.labels import BesideLabel, Label

_HINT_FROM_PX = 1120
"""Width of the page from which the footer has room for a hint beside its buttons."""


class PeoplePage(Page):
    """The list of people."""

    watches = frozenset({"person", "case", "plan_step", "conflict", "sync"})

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._words = ""
        self._count = 0
        self.filters = PeopleFilters(scene)
        self.shown = PeopleShown(scene, self.filters)
        self.hits = BesideLabel("", "body", "title")
        self.moved = MovedNotice(scene)
        self._make_footer()
        self._arrange()
        self._connect()
        self.setFocusProxy(self.shown)

    def open(self, argument: str) -> None:
        self.scene.dispatcher.latest("villages", ListVillages(), self._on_villages)
        self.filters.more.ask()
        if argument:
            self.search(argument)
        else:
            self.refresh()

    def refresh(self) -> None:
        self.moved.look_for(self._words)
        self.shown.ask()

    @Slot(str)
    def search(self, text: str) -> None:
        """Show who matches *text*; "" shows the register again."""
        self._words = text.strip()
        self.filters.order.setEnabled(not self._words)  # the best match comes first
        self.moved.look_for(self._words)
        self.shown.show_words(self._words)

    @Slot()
    def focus_list(self) -> None:
        """Put the focus into the list, on its first row when none is chosen."""
        self.shown.choose_first()
        self.shown.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.filters.set_room(self.window().width())
        sheets.set_shown(self._not_found, self.width() >= _HINT_FROM_PX)
        self._say_count(self._count)
        super().resizeEvent(event)

    def _make_footer(self) -> None:
        self.open_button = Button(self.tr("Open the case"), "primary", key="Enter")
        self.intake_button = Button(self.tr("New intake"), icon="plus", key=actions.key("register"))
        self.import_button = Button(self.tr("Take in from Excel…"), icon="table")
        self.more_button = Button(self.tr("Filters"), "quiet")
        self.more_button.setCheckable(True)
        self.table_button = Button(self.tr("As a table"), "quiet")
        self.table_button.setCheckable(True)
        self._not_found = Label(self.tr("Not found? Try the ID number."), "hint")
        self._not_found.hide()
        self.footer = sheets.Footer(
            self.open_button, self.intake_button, self.import_button, None, self._not_found,
            self.more_button, self.table_button,
        )  # fmt: skip

    def _arrange(self) -> None:
        head = sheets.PageHead(Label(self.tr("People"), "title"), self.hits, None, self.filters)
        card = sheets.Card(sheets.column(self.shown, margins=(1, 1, 1, 1)))
        body = sheets.PageBody(head, self.filters.more, self.moved, card)
        body.body().setStretch(3, 1)
        sheets.set_shown(self.filters.more, False)
        whole = sheets.column(body, self.footer, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.filters.changed.connect(self._on_filters_changed)
        self.filters.more.failed.connect(self._on_failed)
        self.shown.counted.connect(self._on_counted)
        self.shown.opened.connect(self._on_open)
        self.shown.failed.connect(self._on_failed)
        self.shown.empty_acted.connect(self._on_empty_acted)
        self.shown.import_wanted.connect(self._on_import)
        self.shown.table.out.noted.connect(self.noted)
        self.more_button.toggled.connect(self._on_more)
        self.table_button.toggled.connect(self._on_as_table)
        self.open_button.clicked.connect(self._on_open)
        self.intake_button.clicked.connect(self._on_intake)
        self.import_button.clicked.connect(self._on_import)

    @Slot(bool)
    def _on_more(self, is_on: bool) -> None:
        sheets.set_shown(self.filters.more, is_on)

    @Slot(bool)
    def _on_as_table(self, is_on: bool) -> None:
        self.table_button.set_words(self.tr("As a list") if is_on else self.tr("As a table"))
        self.shown.show_as(table=is_on)
        self.shown.setFocus()

    @Slot()
    def _on_filters_changed(self) -> None:
        self.search(self._words)

    def _on_villages(self, villages: tuple[str, ...]) -> None:
        self.filters.show_villages(villages)

    @Slot(int)
    def _on_counted(self, count: int) -> None:
        self._count = count
        self.open_button.setEnabled(count > 0)
        self._say_count(count)

    def _say_count(self, count: int) -> None:
        shown = wording.number(count)
        more = "+" if self._words and count >= FOUND_MAX else ""
        words = self.tr("{n} people").format(n=shown + more)
        if self._words and self.window().width() >= theme.NARROW_BELOW_PX:
            words = self.tr("{n} people match “{words}”").format(n=shown + more, words=self._words)
        self.hits.setText(words)

    @Slot()
    def _on_open(self) -> None:
        hit = self.shown.current()
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
