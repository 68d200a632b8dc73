"""Việc hôm nay: what is overdue, due today and due this week, and what to do about it.

Source: reference screens 02 and 09; reference/ux.md §2 rule 12.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ctxh_desktop.commands.cases import CompleteStep, PostponeStep
from ctxh_desktop.commands.duplicates import CountDuplicates
from ctxh_desktop.commands.tasks import ListTasks, ShowTask, Task, TaskList, TaskPreview
from ctxh_desktop.errors import InputError
from ctxh_desktop.ui import actions, theme, wording
from ctxh_desktop.ui.models.tasks import TaskModel
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.pages.task_preview import WIDTH_PX, TaskPane
from ctxh_desktop.ui.pages.today_delegate import TodayDelegate
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.chips import ChipButton, Mark
from ctxh_desktop.ui.widgets.choice import CountSwitch, Part
from ctxh_desktop.ui.widgets.day_entry import DayEntry
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.inputs import commit_composition
from ctxh_desktop.ui.widgets.labels import BesideLabel, Label
from ctxh_desktop.ui.widgets.row_list import RowList

SUGGESTED_DAYS = "+7"
_LATE = {"overdue": ("danger", "alert")}


class PostponeBand(sheets.Band):
    """A line over the footer in which a task gets another day.

    Signals:
        chosen: the new day in plain form (str).
        given_up: it stays as it was.
    """

    chosen = Signal(str)
    given_up = Signal()

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        self._scene = scene
        self._task = Label("", "strong")
        self.entry = DayEntry("", scene.today())
        super().__init__(parent=parent)
        self.entry.input.setAccessibleName(self.tr("New day"))
        save = Button(self.tr("Set the day"), "normal", icon="check")
        cancel = Button(self.tr("Leave as it is"), "quiet")
        self._line = sheets.row(
            Label(self.tr("New day"), "hint-strong"), self.entry, 8, save, cancel, None, gap=8,
            margins=(sheets.SIDE_PX, 10, sheets.SIDE_PX, 10),
        )  # fmt: skip
        self.setLayout(sheets.column(sheets.Rule(), self._line, gap=0))
        save.clicked.connect(self._on_save)
        self.entry.submitted.connect(self._on_save)
        cancel.clicked.connect(self.given_up)
        self.hide()

    def begin(self) -> None:
        """Ask for a day, a week from now unless something else is typed."""
        self.entry.set_today(self._scene.today())
        self.entry.set_text(SUGGESTED_DAYS)
        sheets.set_shown(self, True)
        self.entry.input.setFocus(Qt.FocusReason.OtherFocusReason)
        self.entry.input.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = sheets.side_px(self.window().width())
        self._line.setContentsMargins(side, 10, side, 10)
        super().resizeEvent(event)

    @Slot()
    def _on_save(self) -> None:
        commit_composition()
        try:
            day = self.entry.value()
        except InputError as error:
            self.entry.show_error(error)
            return
        self.chosen.emit(day)


class PeriodSwitch(CountSwitch):
    """Overdue, today, this week, this month, each with its count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.show_counts({})
        self.set_value("week")

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many tasks each period has."""
        words = {
            "overdue": self.tr("Overdue"),
            "today": self.tr("Today"),
            "week": self.tr("This week"),
            "month": self.tr("This month"),
        }
        self.set_parts(
            Part(period, text, counts.get(period, 0), *_LATE.get(period, ("", "")))
            for period, text in words.items()
        )

    def empty_sentence(self) -> str:
        """Return what is said when the chosen period has no tasks."""
        return {
            "overdue": self.tr("Nothing is overdue."),
            "today": self.tr("Nothing is due today."),
            "week": self.tr("Nothing more is due this week."),
            "month": self.tr("Nothing more is due this month."),
        }[self.value()]


class TodayPage(Page):
    """The list of tasks with its preview."""

    watches = frozenset({"plan_step", "person", "person_pair", "likeness", "case", "visit", "sync"})

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._wanted_step = ""
        self._wanted_row = 0
        self.delegate = TodayDelegate(scene.today)
        self.model = TaskModel(self.delegate.spoken, self)
        self.list = RowList(self.tr("Tasks"), self.delegate)
        self.list.setModel(self.model)
        self.switch = PeriodSwitch()
        self.day = BesideLabel("", "body", "title")
        self.pane = TaskPane(scene)
        self.empty = EmptyState("check", "", self.tr("See this month"))
        self.postpone = PostponeBand(scene)
        self._make_footer()
        self._arrange()
        self._connect()
        self.setFocusProxy(self.list)

    def refresh(self) -> None:
        today = self.scene.today()
        self.day.setText(wording.long_day(today))
        self.scene.dispatcher.latest(
            "tasks", ListTasks(today, self.switch.value()), self._on_tasks, self._on_failed
        )
        count = CountDuplicates()
        self.scene.dispatcher.latest("today-pairs", count, self._on_pairs, self._on_failed)

    def current(self) -> Task | None:
        """Return the chosen task."""
        item = self.model.item(self.list.row())
        return item if isinstance(item, Task) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_wide = self.window().width() >= theme.NARROW_BELOW_PX
        sheets.set_shown(self._pane_card, is_wide)
        super().resizeEvent(event)

    def _make_footer(self) -> None:
        self.open_button = Button(self.tr("Open the case"), "primary", key="Enter")
        self.done_button = Button(self.tr("Done"), icon="check", key=actions.key("done"))
        self.postpone_button = Button(
            self.tr("Another day…"), icon="calendar", key=actions.key("postpone")
        )
        self.pairs = ChipButton(Mark("", "warn", "both"))
        self.pairs.hide()
        self.footer = sheets.Footer(
            self.open_button, self.done_button, self.postpone_button, None, self.pairs
        )

    def _arrange(self) -> None:
        title = Label(self.tr("Today's work"), "title")
        head = sheets.PageHead(title, self.day, None, self.switch)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.empty)
        card = sheets.Card(sheets.column(self.stack, margins=(1, 1, 1, 1)))
        self._pane_card = sheets.Card(sheets.column(self.pane, margins=(1, 1, 1, 1)))
        self._pane_card.setFixedWidth(WIDTH_PX)
        columns = sheets.row(card, self._pane_card, gap=16)
        columns.setStretch(0, 1)
        body = sheets.PageBody(head)
        body.body().addLayout(columns, 1)
        whole = sheets.column(body, self.postpone, self.footer, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.switch.chosen.connect(self._on_period_chosen)
        self.list.moved.connect(self._on_moved)
        self.list.opened.connect(self._on_open)
        self.open_button.clicked.connect(self._on_open)
        self.done_button.clicked.connect(self._on_done)
        self.postpone_button.clicked.connect(self._on_postpone)
        self.postpone.chosen.connect(self._on_day_chosen)
        self.postpone.given_up.connect(self._on_given_up)
        self.empty.acted.connect(self._on_see_month)
        self.pairs.clicked.connect(partial(self.page_wanted.emit, "duplicates", ""))

    def _on_tasks(self, found: TaskList) -> None:
        chosen = self.current()
        wanted = self._wanted_step or (chosen.step_id if chosen else "")
        place = self._wanted_row if chosen is None else self.list.row()
        self.switch.show_counts(found.counts)
        self.model.show_tasks(found.tasks, self.scene.today())
        self.stack.setCurrentIndex(0 if found.tasks else 1)
        for button in (self.open_button, self.done_button, self.postpone_button):
            button.setEnabled(bool(found.tasks))
        if not found.tasks:
            is_all = self.switch.value() == "month"
            action = "" if is_all else self.tr("See this month")
            self.empty.show_sentence(self.switch.empty_sentence(), action)
            self.pane.clear()
            return
        row = self.model.row_of(wanted)
        self.list.choose(row if row >= 0 else min(max(place, 0), self.model.rowCount() - 1))
        self._wanted_step = ""

    def _on_pairs(self, count: int) -> None:
        words = self.tr("{n} possible duplicates").format(n=count)
        self.pairs.show_mark(Mark(words, "warn", "both"))
        sheets.set_shown(self.pairs, count > 0)

    @Slot(str)
    def _on_period_chosen(self, period: str) -> None:
        self.refresh()

    @Slot()
    def _on_moved(self) -> None:
        task = self.current()
        self.postpone.hide()
        if task is None:
            self.pane.clear()
            return
        self._wanted_row = self.list.row()
        self.scene.dispatcher.latest(
            "task", ShowTask(task.step_id), self._on_preview, self.pane.clear
        )

    def _on_preview(self, shown: TaskPreview) -> None:
        task = self.current()
        if task is not None and task.step_id == shown.task.step_id:
            self.pane.show_preview(shown)

    @Slot()
    def _on_open(self) -> None:
        task = self.current()
        if task is not None:
            self.page_wanted.emit("case", task.case_id)

    @Slot()
    def _on_done(self) -> None:
        task = self.current()
        if task is not None:
            command = CompleteStep(task.step_id, str(self.scene.today()))
            self.scene.dispatcher.send(command, self._on_done_saved, self._on_failed)

    def _on_done_saved(self, _: object) -> None:
        self.saved.emit(self.tr("The task is marked as done."))

    @Slot()
    def _on_postpone(self) -> None:
        if self.current() is not None:
            self.postpone.begin()

    @Slot(str)
    def _on_day_chosen(self, day: str) -> None:
        task = self.current()
        if task is None:
            return
        self._wanted_step = task.step_id
        self._day = day
        self.scene.dispatcher.send(
            PostponeStep(task.step_id, day), self._on_postponed, self._on_failed
        )

    def _on_postponed(self, _: object) -> None:
        self._on_given_up()
        words = self.tr("The task is now due on {day}.")
        self.saved.emit(words.format(day=wording.day_of_week(self._day, self.scene.today())))

    @Slot()
    def _on_given_up(self) -> None:
        self.postpone.hide()
        self.list.setFocus()

    @Slot()
    def _on_see_month(self) -> None:
        self.switch.set_value("month")
        self.refresh()
