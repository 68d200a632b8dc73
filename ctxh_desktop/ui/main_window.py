"""Main window: navigation, header with the one search field, page stack, status bar.

The window knows page names, not what pages do; `app` adds the pages and connects the signals.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QLayout, QStackedWidget, QWidget

from ctxh_desktop.ui import actions, regions, theme
from ctxh_desktop.ui.header import Header
from ctxh_desktop.ui.navigation import Destination, Navigation, OpensThings
from ctxh_desktop.ui.status_bar import StatusBar
from ctxh_desktop.ui.sync_state import SyncFacts
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.inputs import commit_composition
from ctxh_desktop.ui.widgets.notices import UndoBar

_HISTORY_MAX = 50
MINIMUM_PX = (760, 400)
"""Least width and height of the window.  Units: logical px."""


class MainWindow(QWidget):
    """The window of an unlocked notebook.

    Signals:
        page_opened: a page came to the front; carries its name (str).
        searched: somebody looks for words (str); "" when the field was emptied.
        results_wanted: arrow down or Enter in the search field: the list takes the focus.
        visit_wanted, intake_wanted: the two buttons of the header.
        lock_wanted: "Khoá máy" or Ctrl+L.
        sync_wanted: F9 on the sync page: exchange now.
        undone: the last saved change is to be taken back.
    """

    page_opened = Signal(str)
    searched = Signal(str)
    results_wanted = Signal()
    visit_wanted = Signal()
    intake_wanted = Signal()
    lock_wanted = Signal()
    sync_wanted = Signal()
    undone = Signal()

    def __init__(self, *, commune: str, user: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = self.tr("Social work notebook")
        self.setWindowTitle(f"{name} – {commune}" if commune else name)
        self.setAutoFillBackground(True)
        self._pages: dict[str, QWidget] = {}
        self._promised: dict[str, Callable[[], QWidget]] = {}
        self._nav_of: dict[str, str] = {}
        self._history: list[tuple[str, str]] = []
        self.navigation = Navigation(self._destinations(), commune)
        self.header = Header()
        self.search = self.header.search
        self.status = StatusBar(user)
        self.undo_bar = UndoBar()
        self._stack = QStackedWidget()
        self._arrange()
        self._connect()

    def add_page(self, name: str, page: QWidget, *, nav: str = "") -> None:
        """Add a page under *name*; *nav* is the destination marked while it is in front.

        The page's focus proxy, or else its first control, gets the focus when it opens.
        """
        self._pages[name], self._nav_of[name] = page, nav or name
        self._stack.addWidget(page)

    def promise_page(self, name: str, make: Callable[[], QWidget], *, nav: str = "") -> None:
        """Add a page that is made when it is first needed, so that the window opens at once."""
        self._promised[name], self._nav_of[name] = make, nav or name

    def page(self, name: str) -> QWidget:
        """Return a page, made now if it was only promised; an unknown name is a bug (KeyError)."""
        if name in self._promised:
            self.add_page(name, self._promised.pop(name)(), nav=self._nav_of[name])
        return self._pages[name]

    def current_page(self) -> str:
        """Return the name of the page in front, "" before the first one."""
        return self._history[-1][0] if self._history else ""

    def open_page(self, name: str, argument: str = "") -> None:
        """Bring a page to the front and remember the way back."""
        commit_composition()
        if self._history and self._history[-1] == (name, argument):
            self._show(name, argument)
            return
        self._history = [*self._history, (name, argument)][-_HISTORY_MAX:]
        self._show(name, argument)

    @Slot()
    def go_back(self) -> None:
        """Return to the page before (Alt+Left)."""
        commit_composition()
        if len(self._history) > 1:
            self._history.pop()
            self._show(*self._history[-1])

    def show_sync(self, facts: SyncFacts) -> None:
        """Show the state of the exchange in status bar and badge."""
        self.status.show_sync(facts)
        self.navigation.set_badge("sync", 0 if facts.is_syncing else facts.conflicts + facts.held)

    def is_narrow(self) -> bool:
        """Whether the window is so narrow that words give way to icons."""
        return self.width() < theme.NARROW_BELOW_PX

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.navigation.set_narrow(self.is_narrow())
        super().resizeEvent(event)

    def _destinations(self) -> tuple[Destination, ...]:
        return (
            Destination("today", self.tr("Today's work"), "today", actions.key("today")),
            Destination("people", self.tr("People"), "people", actions.key("people")),
            Destination("duplicates", self.tr("Possible duplicates"), "both"),
            Destination("case", self.tr("Cases"), "folder"),
            Destination("sync", self.tr("Sync"), "sync", actions.key("sync")),
            Destination("settings", self.tr("Settings"), "gear", is_last=True),
        )

    def _arrange(self) -> None:
        body = sheets.column(self.header, sheets.Rule(), self._stack, self.undo_bar, gap=0)
        body.setStretch(2, 1)
        main = sheets.row(self.navigation, sheets.Rule(vertical=True), body, gap=0)
        main.setStretch(2, 1)
        whole = sheets.column(main, sheets.Rule(), self.status, gap=0)
        whole.setStretch(0, 1)
        # The wide look must not keep the window from becoming narrow: at 150 % a small laptop
        # has 911 x 432 logical px.
        whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumSize(*MINIMUM_PX)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.navigation.chosen.connect(self._on_destination_chosen)
        self.search.searched.connect(self.searched)
        self.search.moved_down.connect(self.results_wanted)
        self.search.submitted.connect(self.results_wanted)
        self.header.visit.clicked.connect(self.visit_wanted)
        self.header.intake.clicked.connect(self.intake_wanted)
        self.status.lock_wanted.connect(self.lock_wanted)
        self.status.sync_wanted.connect(partial(self._on_destination_chosen, "sync"))
        self.undo_bar.undone.connect(self.undone)
        for name in ("today", "people"):
            open_it = partial(self._on_destination_chosen, name)
            actions.shortcut(name, self).activated.connect(open_it)
        for name, slot in (
            ("sync", self._on_sync_key),
            ("find", self._on_find_key),
            ("back", self.go_back),
            ("lock", self.lock_wanted),
            ("next_region", self._on_region_key),
        ):
            actions.shortcut(name, self).activated.connect(slot)

    def _show(self, name: str, argument: str) -> None:
        page = self.page(name)
        self._stack.setCurrentWidget(page)
        self.navigation.set_current(self._nav_of[name])
        if isinstance(page, OpensThings):
            page.open(argument)
        focus = QApplication.focusWidget()
        if focus is not self.search and not (focus is not None and page.isAncestorOf(focus)):
            target = page.focusProxy() or regions.first_focus(page)
            if target is not None:
                target.setFocus(Qt.FocusReason.OtherFocusReason)
        self.page_opened.emit(name)

    @Slot()
    def _on_region_key(self) -> None:
        page = self._stack.currentWidget() or self._stack
        regions.go_on((self.navigation, self.header, page, self.status))

    @Slot(str)
    def _on_destination_chosen(self, name: str) -> None:
        if name in self._nav_of:
            self.open_page(name)
        else:
            self.navigation.set_current(self._nav_of.get(self.current_page(), ""))

    @Slot()
    def _on_sync_key(self) -> None:
        if self.current_page() == "sync":
            self.sync_wanted.emit()
        self._on_destination_chosen("sync")

    @Slot()
    def _on_find_key(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
