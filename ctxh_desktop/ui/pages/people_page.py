"""Đối tượng: the register of the commune, found by typing and narrowed by filters.

Source: reference screens 03 and 10; reference/ux.md §5 rule 7, §8 (empty states).
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ctxh_desktop.commands.people import (
    CountPeople,
    FindPeople,
    ListPeople,
    ListVillages,
    PersonHit,
)
from ctxh_desktop.ui import actions, theme
from ctxh_desktop.ui.forms.choices import words_of
from ctxh_desktop.ui.models.people import PeopleModel
from ctxh_desktop.ui.pages.moved_notice import MovedNotice
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.pages.people_delegate import ROW_PX, PeopleDelegate, PeopleHead
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.choice import Combo
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.inputs import commit_composition
from ctxh_desktop.ui.widgets.labels import BesideLabel, Label
from ctxh_desktop.ui.widgets.row_list import RowList

FOUND_MAX = 200
"""Hits of a search that are shown; beyond it one has to type more."""
ALL, MANAGED, UNMANAGED = "all", "managed", "unmanaged"


class PeopleFilters(QWidget):
    """Group, village, whether somebody manages the case, and the order.

    Signals:
        changed: another choice was made.
    """

    changed = Signal()

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        everybody = self.tr("All")
        self.group = Combo(prefix=self.tr("Group"))
        codes = scene.catalogue["target_group"].current(scene.today())
        self.group.set_choices([(c.code, words_of(c)) for c in codes], with_none=everybody)
        self.village = Combo(prefix=self.tr("Village"))
        self.managed = Combo()
        self.managed.setAccessibleName(self.tr("State"))
        self.managed.setSizePolicy(self.group.sizePolicy())
        self.managed.set_choices(
            [(ALL, self.tr("Any state")), (MANAGED, self.tr("In care")),
             (UNMANAGED, self.tr("Not in care"))]
        )  # fmt: skip
        self.order = Combo(prefix=self.tr("Sort"))
        self.order.set_choices(
            [
                ("name", self.tr("Name")),
                ("due", self.tr("Next task")),
                ("newest", self.tr("Newest")),
            ]
        )
        self.group.set_value("")
        self.managed.set_value(ALL)
        self.order.set_value("name")
        self.show_villages(())
        for combo in self.combos():
            combo.chosen.connect(self._on_chosen)
        self.setLayout(sheets.row(self.group, self.village, self.managed, 8, self.order, gap=8))

    def combos(self) -> tuple[Combo, ...]:
        """Return the four drop-downs from left to right."""
        return self.group, self.village, self.managed, self.order

    def show_villages(self, villages: tuple[str, ...]) -> None:
        """Offer these villages; the choice stays."""
        chosen = self.village.value()
        with_all = self.tr("All")
        self.village.set_choices([(name, name) for name in villages], with_none=with_all)
        self.village.blockSignals(True)
        self.village.set_value(chosen)
        self.village.blockSignals(False)

    def count_command(self) -> CountPeople:
        """Return the command that counts what is chosen."""
        managed = {MANAGED: True, UNMANAGED: False}.get(self.managed.value())
        return CountPeople(self.group.value() or None, self.village.value() or None, managed)

    def page_command(self, offset: int, limit: int) -> ListPeople:
        """Return the command that reads one window of what is chosen."""
        where = self.count_command()
        return ListPeople(
            offset, limit, where.group, where.village, where.managed, self.order.value() or "name"
        )

    def search_command(self, words: str) -> FindPeople:
        """Return the command that finds *words* among what is chosen."""
        where = self.count_command()
        return FindPeople(words, FOUND_MAX, where.group, where.village, where.managed)

    def is_narrowing(self) -> bool:
        """Whether somebody may be left out."""
        where = self.count_command()
        return any(part is not None for part in (where.group, where.village, where.managed))

    def clear(self) -> None:
        """Leave nobody out any more."""
        self.group.set_value("")
        self.village.set_value("")
        self.managed.set_value(ALL)

    def set_room(self, width: int) -> None:
        """Keep long group names from pushing the others out.  Units: px of the window."""
        most = 176 if width < theme.NARROW_BELOW_PX else 280
        for combo in self.combos():
            combo.setMaximumWidth(most)

    @Slot()
    def _on_chosen(self) -> None:
        self.changed.emit()


class PeoplePage(Page):
    """The list of people."""

    watches = frozenset({"person", "case", "plan_step", "conflict", "sync"})

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._words = ""
        self._wanted_id = ""
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
        if argument:
            self.search(argument)
        else:
            self.refresh()

    def refresh(self) -> None:
        self.moved.look_for(self._words)
        if self._words:
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
        if self._words:
            self.refresh()
        else:
            self.delegate.words = ""
            self.moved.look_for("")
            self.model.ask(self.filters.count_command, self.filters.page_command)

    @Slot()
    def focus_list(self) -> None:
        """Put the focus into the list, on its first row when none is chosen."""
        if self.list.row() < 0:
            self.list.choose(0)
        self.list.setFocus()

    def current(self) -> PersonHit | None:
        """Return the chosen person."""
        row = self.list.row()
        found: PersonHit | None = self.model.item(row) if row >= 0 else None
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = self.window().width()
        self.filters.set_room(width)
        sheets.set_shown(self._not_found, width >= theme.NARROW_BELOW_PX)
        self._say_count(self.model.rowCount())
        super().resizeEvent(event)

    def _make_footer(self) -> None:
        self.open_button = Button(self.tr("Open the case"), "primary", key="Enter")
        self.intake_button = Button(self.tr("New intake"), icon="plus", key=actions.key("register"))
        self.import_button = Button(self.tr("Take in from Excel…"), icon="table")
        self._not_found = Label(self.tr("Not found? Try the ID number."), "hint")
        self.footer = sheets.Footer(
            self.open_button, self.intake_button, self.import_button, None, self._not_found
        )

    def _arrange(self) -> None:
        head = sheets.PageHead(Label(self.tr("People"), "title"), self.hits, None, self.filters)
        listing = sheets.column(PeopleHead(self.list), self.list, gap=0)
        self.stack = QStackedWidget()
        self.stack.addWidget(sheets.wrap(listing))
        self.stack.addWidget(self.empty)
        card = sheets.Card(sheets.column(self.stack, margins=(1, 1, 1, 1)))
        body = sheets.PageBody(head, self.moved, card)
        body.body().setStretch(2, 1)
        whole = sheets.column(body, self.footer, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.filters.changed.connect(self._on_filters_changed)
        self.model.counted.connect(self._on_counted)
        self.list.opened.connect(self._on_open)
        self.open_button.clicked.connect(self._on_open)
        self.intake_button.clicked.connect(self._on_intake)
        self.import_button.clicked.connect(self._on_import)
        self._empty_import.clicked.connect(self._on_import)
        self.empty.acted.connect(self._on_empty_acted)

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
    def _on_counted(self, count: int) -> None:
        self.stack.setCurrentIndex(0 if count else 1)
        self.open_button.setEnabled(count > 0)
        self._say_count(count)
        if count and self.list.row() < 0:
            self.list.choose(0)
        if not count:
            self._say_empty()

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
