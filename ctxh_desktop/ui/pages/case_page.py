"""Case page (Hồ sơ): what has happened with one person, and what comes next."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from ctxh_desktop.commands.cases import CaseFile, PersonFile, ShowCase, ShowPerson
from ctxh_desktop.commands.transfers import TYPE
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui import actions
from ctxh_desktop.ui.pages.case_band import IdentityBand
from ctxh_desktop.ui.pages.case_closing import ClosingPanel
from ctxh_desktop.ui.pages.case_course import CourseTab
from ctxh_desktop.ui.pages.case_lists import HistoryTab, VisitsTab
from ctxh_desktop.ui.pages.case_papers import PapersTab
from ctxh_desktop.ui.pages.case_person import PersonTab
from ctxh_desktop.ui.pages.case_plan import PlanTab
from ctxh_desktop.ui.pages.case_transfer import Moving
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.inputs import commit_composition

PERSON_PREFIX = "person:"
_NOT_FOUND = "record-not-found"


class CasePage(Page):
    """One case, or a person who has none yet ("person:<id>")."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"case", "person", "visit", "plan_step", "attachment", "conflict", "sync", TYPE}
    )

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._argument = ""
        self._file: CaseFile | None = None
        self._person: PersonFile | None = None
        self.band = IdentityBand(scene)
        self.course, self.person = CourseTab(scene), PersonTab(scene)
        self.plan, self.visits, self.history = PlanTab(scene), VisitsTab(scene), HistoryTab(scene)
        self.papers = PapersTab(scene)
        self._tabs: dict[str, QWidget] = {
            "course": self.course, "person": self.person, "plan": self.plan,
            "visits": self.visits, "papers": self.papers, "history": self.history,
        }  # fmt: skip
        self._stack = QStackedWidget()
        # Band and closing have their height; what is between them scrolls in whatever is left.
        ignored = QSizePolicy.Policy.Ignored
        self._stack.setSizePolicy(ignored, ignored)
        for tab in self._tabs.values():
            self._stack.addWidget(tab)
        self.moving = Moving(scene, self._stack, self)
        self.closing = ClosingPanel(scene)
        self.visit = Button(self.tr("Record a visit"), "primary", key=actions.key("visit"))
        self.step = Button(self.tr("Add a plan step"), key=actions.key("step"))
        self.close_case = Button(self.tr("Close the case…"), icon="more")
        self.reopen = Button(self.tr("Open again"))
        self.open_new = Button(self.tr("Open a case"), "primary", key=actions.key("visit"))
        self.empty = EmptyState("folder", "", "")
        self._arrange()
        self._connect()
        self._show_nothing()

    @property
    def case_id(self) -> str:
        """Id of the case shown last; "" when there is none."""
        return "" if self._argument.startswith(PERSON_PREFIX) else self._argument

    def open(self, argument: str) -> None:
        """Show a case by its id, a person without a case, or ("") what was shown last."""
        wanted = argument or self._argument
        if wanted != self._argument:
            self._file = self._person = None
            self._on_closing_left()
            self._go_to("course")
        self._argument = wanted
        self.refresh()

    def refresh(self) -> None:
        if not self._argument:
            self._show_nothing()
            return
        command: ShowCase | ShowPerson = ShowCase(self._argument)
        done = self._on_case
        if self._argument.startswith(PERSON_PREFIX):
            command = ShowPerson(self._argument.removeprefix(PERSON_PREFIX))
            self.scene.dispatcher.latest("case-page", command, self._on_person, self._on_missing)
            return
        self.scene.dispatcher.latest("case-page", command, done, self._on_missing)

    def _arrange(self) -> None:
        self._footer = sheets.Footer(
            self.visit, self.open_new, self.step, None, self.close_case, self.reopen
        )
        self._whole = sheets.column(
            self.band, self.moving.notice, self._stack, self.closing, self._footer, gap=0
        )
        self._whole.setStretch(2, 1)
        self.moving.put_over(self._footer)
        self._content = sheets.wrap(self._whole)
        self.setLayout(sheets.column(self._content, self.empty, gap=0))

    def _connect(self) -> None:
        self.band.tab_chosen.connect(self._go_to)
        self.band.conflict_wanted.connect(self._on_conflict_wanted)
        self.course.plan_wanted.connect(partial(self._go_to, "plan"))
        self.course.entry_opened.connect(self._on_entry_opened)
        self.visits.empty.acted.connect(self._on_visit)
        self.person.household_wanted.connect(self._on_household_wanted)
        self.person.transfer_wanted.connect(self.moving.begin)
        self.person.page_wanted.connect(self.page_wanted)
        self.moving.held_wanted.connect(partial(self.page_wanted.emit, "held"))
        for part in (self.person, self.plan, self.papers, self.closing, self.moving):
            part.saved.connect(self.saved)
            part.failed.connect(self.failed)
        self.history.older.failed.connect(self.failed)
        self.papers.viewing.connect(self.band.give_room)
        self.papers.viewing.connect(self._footer.setHidden)
        self.closing.left.connect(self._on_closing_left)
        self.closing.saved.connect(self._on_closing_left)
        self.visit.clicked.connect(self._on_visit)
        self.open_new.clicked.connect(self._on_visit)
        self.step.clicked.connect(self._on_step)
        self.close_case.clicked.connect(self._on_close)
        self.reopen.clicked.connect(self._on_close)
        self.empty.acted.connect(partial(self.page_wanted.emit, "people", ""))
        actions.shortcut("save", self).activated.connect(self._on_save)

    def _on_case(self, file: CaseFile) -> None:
        if file.case.id != self._argument:
            return
        is_first = self._file is None
        self._file, self._person = file, None
        self._show_content(True)
        self.band.show_case(file)
        self.course.show_case(file)
        self.plan.show_case(file)
        self.visits.show_case(file)
        self.papers.show_case(file)
        self.history.show_case(file)
        self.person.show_rows(file.person, file.case)
        self.moving.show_person(file.person)
        is_closed = bool(file.case["closed_on"])
        for button in (self.visit, self.step, self.close_case):
            sheets.set_shown(button, not is_closed)
        sheets.set_shown(self.reopen, is_closed)
        self.open_new.hide()
        if is_first and self.isVisible() and not _is_typing():
            self.course.setFocus()

    def _on_person(self, file: PersonFile) -> None:
        if self._argument != PERSON_PREFIX + file.person.id:
            return
        if file.cases:
            self.open(file.cases[0].id)
            return
        self._file, self._person = None, file
        self._show_content(True)
        self.band.show_person(file)
        if not self.moving.is_open():
            self._stack.setCurrentWidget(self.person)
        self.person.show_rows(file.person, None)
        self.moving.show_person(file.person)
        for button in (self.visit, self.step, self.close_case, self.reopen):
            button.hide()
        sheets.set_shown(self.open_new, True)
        self.open_new.setFocus()

    def _on_missing(self, error: CtxhError) -> None:
        self._argument = ""
        self._show_nothing()
        if error.code != _NOT_FOUND:
            self.failed.emit(error)

    def _show_content(self, is_shown: bool) -> None:
        sheets.set_shown(self._content, is_shown)
        sheets.set_shown(self.empty, not is_shown)

    def _show_nothing(self) -> None:
        words = self.tr("No case is open. Choose a person from the list.")
        self.empty.show_sentence(words, self.tr("Open the list of people"))
        self._show_content(False)

    @Slot(str)
    def _go_to(self, tab: str) -> None:
        self.band.tabs.set_value(tab)
        self._stack.setCurrentWidget(self._tabs[tab])
        if tab != "papers":  # a picture that had the room of the band gives it back
            self.papers.close_viewer()
            self.band.give_room(False)

    @Slot(str)
    def _on_entry_opened(self, entry: str) -> None:
        kind = entry.partition(":")[0]
        if kind == "conflict":
            self._on_conflict_wanted()
        elif kind == "visit":
            self._go_to("visits")
        elif kind == "step_done":
            self._go_to("plan")

    @Slot()
    def _on_conflict_wanted(self) -> None:
        if self._file is not None and self._file.conflicts:
            row = self._file.conflicts[0]
            where = f"{row.text('record_type')}:{row.text('record_id')}"
            self.page_wanted.emit("conflict", where)

    @Slot(str)
    def _on_household_wanted(self, household_id: str) -> None:
        if household_id:
            self.page_wanted.emit("record", f"household:{household_id}")
            return
        person = self._file.person if self._file else self._person.person if self._person else None
        for_whom = f"household:for:{person.id}" if person else "household"
        self.page_wanted.emit("register", for_whom)

    @Slot()
    def _on_visit(self) -> None:
        if self._file is not None:
            self.page_wanted.emit("visit", self._file.case.id)
        elif self._person is not None:
            self.page_wanted.emit("intake", PERSON_PREFIX + self._person.person.id)

    @Slot()
    def _on_step(self) -> None:
        commit_composition()
        if self._file is not None:
            self._go_to("plan")
            self.plan.begin_step()

    @Slot()
    def _on_close(self) -> None:
        """Ask for day and reason, or open a closed case again."""
        if self._file is None:
            return
        if self._file.case["closed_on"]:
            self.closing.reopen(self._file.case)
            return
        self._footer.hide()
        self.closing.ask(self._file.case)

    @Slot()
    def _on_closing_left(self) -> None:
        self.closing.hide()
        sheets.set_shown(self._footer, True)

    @Slot()
    def _on_save(self) -> None:
        commit_composition()
        if self.closing.isVisible():
            self.closing.save()
        elif self.moving.is_open():
            self.moving.sheet.save()
        elif self._stack.currentWidget() is self.plan:
            self.plan.save()
        elif self._stack.currentWidget() is self.person:
            self.person.save()


def _is_typing() -> bool:
    """Whether somebody types into a field, on the page or in the header."""
    return isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit)
