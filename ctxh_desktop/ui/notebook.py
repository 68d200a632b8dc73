"""Notebook: one unlocked working book on the screen: window, pages, lanes and their wiring.

Closing goes: schedule → sync → dispatcher → store, so that nothing is written after the file is
complete.  What is unsent gets a last, short try while the window is already gone.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.parcels import receive_parcels, send_parcel
from ctxh_desktop.commands.records import UndoLast, Undone
from ctxh_desktop.commands.settings import BODY_PT, SaveSetting
from ctxh_desktop.commands.sync import enrol, synchronise
from ctxh_desktop.commands.upkeep import FillColumns
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui import actions, messages
from ctxh_desktop.ui.appearance import Appearance
from ctxh_desktop.ui.card_reading import CardReading
from ctxh_desktop.ui.comparing import Comparing
from ctxh_desktop.ui.dispatcher import Dispatcher
from ctxh_desktop.ui.leaving import Leaving
from ctxh_desktop.ui.main_window import MainWindow
from ctxh_desktop.ui.pages.access_page import AccessPage
from ctxh_desktop.ui.pages.card_page import CardPage
from ctxh_desktop.ui.pages.case_page import CasePage
from ctxh_desktop.ui.pages.conflict_page import ConflictPage
from ctxh_desktop.ui.pages.duplicates_page import DuplicatesPage
from ctxh_desktop.ui.pages.held_page import HeldPage
from ctxh_desktop.ui.pages.import_page import ImportPage
from ctxh_desktop.ui.pages.intake_page import IntakePage
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.pages.pair_page import PairPage
from ctxh_desktop.ui.pages.parcel_panel import Carriers
from ctxh_desktop.ui.pages.people_page import PeoplePage
from ctxh_desktop.ui.pages.record_page import RecordPage
from ctxh_desktop.ui.pages.register_page import RegisterPage
from ctxh_desktop.ui.pages.settings_page import SettingsPage
from ctxh_desktop.ui.pages.sync_page import SyncPage
from ctxh_desktop.ui.pages.today_page import TodayPage
from ctxh_desktop.ui.pages.visit_page import VisitPage
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.sync_runner import SyncRunner
from ctxh_desktop.ui.sync_watch import SyncWatch

PAGES: tuple[tuple[str, type[Page], str], ...] = (
    ("today", TodayPage, "today"),
    ("people", PeoplePage, "people"),
    ("intake", IntakePage, "people"),
    ("card", CardPage, "people"),
    ("import", ImportPage, "people"),
    ("duplicates", DuplicatesPage, "duplicates"),
    ("pair", PairPage, "duplicates"),
    ("case", CasePage, "case"),
    ("visit", VisitPage, "case"),
    ("sync", SyncPage, "sync"),
    ("conflict", ConflictPage, "sync"),
    ("held", HeldPage, "sync"),
    ("settings", SettingsPage, "settings"),
    ("access", AccessPage, "settings"),
    ("register", RegisterPage, "people"),
    ("record", RecordPage, "people"),
)
"""Name, page, and the destination that is marked while it is in front."""


LAST_TRY_MS = 3_000


class Notebook(QObject):
    """Everything that exists while a book is open.

    Signals:
        locked: the book is closed: the person locked it, or the province dismissed this machine.
    """

    locked = Signal()

    def __init__(self, desk: Desk, appearance: Appearance, *, is_automatic: bool = True) -> None:
        super().__init__()
        self.desk = desk
        self._appearance = appearance
        self.dispatcher = Dispatcher(Bus(desk), self)
        self._comparing = Comparing(self.dispatcher, self._on_failed, self)
        self.runner = SyncRunner(lambda progress, stop: synchronise(desk, progress, stop), self)
        commune = desk.commune
        self.scene = Scene(
            dispatcher=self.dispatcher,
            catalogue=desk.catalogue,
            ambient=desk.ambient,
            user=desk.user,
            commune=commune.full_name if commune else "",
            types=desk.store.tables.types,
        )
        self.window = MainWindow(commune=self.scene.commune, user=desk.user)
        self.cards = CardReading(self.window, self.dispatcher, self)
        self._add_pages()
        self.watch = SyncWatch(self.scene, self.runner, is_automatic=is_automatic)
        self.leaving = Leaving(desk, self.runner)
        self._connect()
        appearance.follow(self.dispatcher)

    def show(self) -> None:
        """Bring the window up on today's work."""
        self.window.open_page("today")
        self.window.show()
        self.cards.scanner.start()
        self._fill_columns(is_due=True)
        self._comparing.go_on(is_due=True)

    def is_at_rest(self) -> bool:
        """Whether nothing is being asked, saved or exchanged."""
        return not self.dispatcher.is_busy() and not self.runner.is_running()

    def close(self) -> None:
        """Come to rest and close the book."""
        wants_last_try = self.watch.wants_last_try()
        self.watch.stop()
        self.cards.scanner.stop()
        self.window.hide()
        if wants_last_try:
            self.runner.start()
            self.runner.wait(LAST_TRY_MS)
        self.runner.close()
        self.dispatcher.close()
        self.window.close()
        self.window.deleteLater()
        self.leaving.go()
        self.desk.close()

    def _add_pages(self) -> None:
        for name, kind, nav in PAGES:
            self.window.promise_page(name, partial(self._make_page, kind), nav=nav)

    def _make_page(self, kind: type[Page]) -> Page:
        page = kind(self.scene)
        page.page_wanted.connect(self.window.open_page)
        page.saved.connect(self.window.undo_bar.offer)
        page.noted.connect(self.window.undo_bar.note)
        page.failed.connect(self._on_failed)
        if isinstance(page, SyncPage):
            page.attach(self.runner, partial(enrol, self.desk))
            carriers = Carriers(
                partial(send_parcel, self.desk), partial(receive_parcels, self.desk)
            )
            page.parcels.attach(self.runner, carriers)
        if isinstance(page, CardPage):
            page.card_read.connect(self.cards.follow)
        if isinstance(page, SettingsPage):
            page.appearance_chosen.connect(self._appearance.choose)
        return page

    def _connect(self) -> None:
        window = self.window
        window.searched.connect(self._on_searched)
        window.results_wanted.connect(self._on_results_wanted)
        window.intake_wanted.connect(self._on_intake_wanted)
        window.visit_wanted.connect(self._on_visit_wanted)
        window.lock_wanted.connect(self._on_lock_wanted)
        window.sync_wanted.connect(self._on_sync_wanted)
        window.undone.connect(self._on_undone)
        open_cards = partial(window.open_page, "card")
        actions.shortcut("card", window).activated.connect(open_cards)
        for name, steps in (("larger", 1), ("smaller", -1)):
            resize = partial(self._on_text_size, steps)
            actions.shortcut(name, window).activated.connect(resize)
        self.watch.stood.connect(window.show_sync)
        self._comparing.counted.connect(partial(window.navigation.set_badge, "duplicates"))
        self.watch.failed.connect(self._on_failed)
        self.leaving.told.connect(window.undo_bar.tell)
        self.leaving.due.connect(self._on_lock_wanted)
        self.dispatcher.crashed.connect(self._on_crashed)

    def _fill_columns(self, is_due: bool) -> None:
        """Go on with what an upgrade left to do, step by step between what the person asks for."""
        if is_due:
            self.dispatcher.send(FillColumns(), self._fill_columns, self._on_failed)

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        people = self.window.page("people")
        assert isinstance(people, PeoplePage)
        if text and self.window.current_page() != "people":
            self.window.open_page("people", text)
        people.search(text)

    @Slot()
    def _on_results_wanted(self) -> None:
        people = self.window.page("people")
        assert isinstance(people, PeoplePage)
        if self.window.current_page() == "people":
            people.focus_list()

    @Slot()
    def _on_intake_wanted(self) -> None:
        text = self.window.search.value()
        # Else a search still to come would lead away from the intake.
        self.window.search.set_value("")
        self.window.open_page("intake", f"name:{text}" if text else "")

    @Slot()
    def _on_visit_wanted(self) -> None:
        case = self.window.page("case")
        assert isinstance(case, CasePage)
        if case.case_id:
            self.window.open_page("visit", case.case_id)
        else:
            self.window.open_page("people")

    def _on_text_size(self, steps: int) -> None:
        size = str(self._appearance.resize_text(steps))
        self.dispatcher.send(SaveSetting(BODY_PT, size), self._on_text_size_saved, owner=self)

    def _on_text_size_saved(self, _: object) -> None:
        if self.window.current_page() == "settings":
            self.window.open_page("settings")

    @Slot()
    def _on_sync_wanted(self) -> None:
        page = self.window.page("sync")
        assert isinstance(page, SyncPage)
        page.start()

    @Slot()
    def _on_lock_wanted(self) -> None:
        self.close()
        self.locked.emit()

    @Slot()
    def _on_undone(self) -> None:
        self.dispatcher.send(UndoLast(), self._on_undo_done, self._on_failed)

    def _on_undo_done(self, undone: Undone | None) -> None:
        if undone is not None and undone.kept:
            words = self.tr("{n} changes were left as they are: somebody has changed them since.")
            self.window.undo_bar.tell(words.format(n=undone.kept), "warn")

    def _on_failed(self, error: CtxhError) -> None:
        self.window.undo_bar.tell(messages.sentence(error))

    @Slot(str)
    def _on_crashed(self, code: str) -> None:
        self.window.undo_bar.tell(messages.sentence_of("unexpected", {"kind": code}))
