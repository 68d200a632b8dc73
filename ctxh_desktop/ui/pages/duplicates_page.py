"""Có thể trùng: the pairs that may be one person entered twice, likest first.

Nothing is joined here: a pair is opened, looked at side by side, and answered (`pair_page`).

Source: ADR-0024; reference/ux.md §6 (never a blocking dialog).
"""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ctxh_desktop.commands.duplicates import CountDuplicates, DuplicatePair, ListDuplicates
from ctxh_desktop.ui import theme, wording
from ctxh_desktop.ui.models.pairs import PairModel, key_of
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.pages.pair_delegate import PairDelegate
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.labels import BesideLabel, Label
from ctxh_desktop.ui.widgets.row_list import RowList


class DuplicatesPage(Page):
    """The list of pairs about which nobody has said anything yet."""

    watches: ClassVar[frozenset[str]] = frozenset({"person", "person_pair", "likeness", "sync"})

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._pairs: tuple[DuplicatePair, ...] = ()
        self._wanted = ""
        self._wanted_row = 0
        self.delegate = PairDelegate(scene.catalogue)
        self.model = PairModel(self.delegate.spoken, self)
        self.list = RowList(self.tr("Possible duplicates"), self.delegate)
        self.list.setModel(self.model)
        self.count = BesideLabel("", "body", "title")
        self.empty = EmptyState(
            "check", self.tr("Nobody seems to be in the list twice."), self.tr("See the list")
        )
        self.look = Button(self.tr("Compare"), "primary", key="Enter")
        self._hint = Label(self.tr("Nothing is joined before you say so."), "hint")
        self._arrange()
        self.list.opened.connect(self._on_open)
        self.list.moved.connect(self._on_moved)
        self.look.clicked.connect(self._on_open)
        self.empty.acted.connect(self._on_see_people)
        self.setFocusProxy(self.list)

    def refresh(self) -> None:
        send = self.scene.dispatcher.latest
        send("pairs", ListDuplicates(), self._on_pairs, self._on_failed)
        send("pairs-count", CountDuplicates(), self._on_count, self._on_failed)

    def current(self) -> DuplicatePair | None:
        """Return the chosen pair."""
        item = self.model.item(self.list.row())
        return item if isinstance(item, DuplicatePair) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        sheets.set_shown(self._hint, self.window().width() >= theme.NARROW_BELOW_PX)
        super().resizeEvent(event)

    def _arrange(self) -> None:
        head = sheets.PageHead(Label(self.tr("Possible duplicates"), "title"), self.count, None)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.empty)
        card = sheets.Card(sheets.column(self.stack, margins=(1, 1, 1, 1)))
        body = sheets.PageBody(head, card)
        body.body().setStretch(1, 1)
        footer = sheets.Footer(self.look, None, self._hint)
        whole = sheets.column(body, footer, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _on_pairs(self, pairs: tuple[DuplicatePair, ...]) -> None:
        self.look.setEnabled(bool(pairs))
        self.stack.setCurrentIndex(0 if pairs else 1)
        if pairs == self._pairs and self.list.row() >= 0:
            return
        self._pairs = pairs
        wanted, place = self._wanted, self._wanted_row
        self.model.show_pairs(pairs)
        row = self.model.row_of(wanted)
        self.list.choose(row if row >= 0 else min(place, self.model.rowCount() - 1))

    def _on_count(self, count: int) -> None:
        words = self.tr("{n} pairs").format(n=wording.number(count))
        self.count.setText(words if count else "")

    @Slot()
    def _on_moved(self) -> None:
        pair = self.current()
        if pair is not None:
            self._wanted, self._wanted_row = key_of(pair), self.list.row()

    @Slot()
    def _on_open(self) -> None:
        pair = self.current()
        if pair is not None:
            self.page_wanted.emit("pair", key_of(pair))

    @Slot()
    def _on_see_people(self) -> None:
        self.page_wanted.emit("people", "")
