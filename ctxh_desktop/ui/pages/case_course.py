"""Tab "Diễn biến": what happened, newest first, and what comes next beside it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.cases import CaseFile
from ctxh_desktop.domain.records.plan_step import OPEN_STATUSES
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.pages import case_words
from ctxh_desktop.ui.pages.unrolled import Unrolled
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.chips import Chip
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.timeline import Timeline

NEXT_SHOWN_MAX = 5
SIDE_PX = 328


def open_steps(steps: tuple[Row, ...]) -> list[Row]:
    """Return the steps that still have to be done, soonest first."""
    return [step for step in steps if step["status"] in OPEN_STATUSES]


class NextSteps(sheets.Card):
    """The sheet "Việc tiếp theo".

    Signals:
        plan_wanted: somebody wants the whole plan.
    """

    plan_wanted = Signal()

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        plan = Button(self.tr("Plan"), "quiet", px=28, flush=True)
        plan.setAccessibleName(self.tr("Open the plan"))
        plan.clicked.connect(self.plan_wanted)
        self._list = sheets.column(gap=0)
        head = sheets.row(Label(self.tr("What comes next"), "section"), None, plan)
        self.setLayout(sheets.column(head, self._list, None, gap=4, margins=(20, 12, 20, 14)))

    def show_steps(self, steps: tuple[Row, ...]) -> None:
        """List the open steps."""
        sheets.clear(self._list)
        found = open_steps(steps)
        if not found:
            self._list.addWidget(Label(self.tr("Nothing is planned."), "hint"))
        for place, step in enumerate(found[:NEXT_SHOWN_MAX]):
            if place:
                self._list.addWidget(sheets.Rule())
            self._list.addWidget(self._step(step, is_first=place == 0))
        if len(found) > NEXT_SHOWN_MAX:
            words = self.tr("{n} more in the plan").format(n=len(found) - NEXT_SHOWN_MAX)
            self._list.addWidget(sheets.Rule())
            self._list.addWidget(Label(words, "hint"))

    def _step(self, step: Row, *, is_first: bool) -> QWidget:
        today, due_on = self._scene.today(), step.text("due_on")
        mark = case_words.due_mark(due_on, today)
        lines = sheets.column(gap=1, margins=(0, 0 if is_first else 8, 0, 8))
        who = step.text("responsible")
        if mark is not None:
            lines.addLayout(sheets.row(Chip(mark), None))
            due = self.tr("due {day}").format(day=wording.short_day(due_on, today))
            who = wording.joined([who, due])
        elif due_on:
            day = wording.joined([wording.short_day(due_on, today), weekday_of(due_on)])
            lines.addWidget(Label(day, "strong"))
        lines.addWidget(Label(step.text("task"), "strong" if mark else "medium", wrap=True))
        if who:
            lines.addWidget(Label(who, "hint", wrap=True))
        return sheets.wrap(lines)


def weekday_of(day: str) -> str:
    """Return "Thứ Hai" of a plain day."""
    return wording.long_day(day).partition(",")[0]


class CourseTab(QWidget):
    """Timeline and next steps.

    Signals:
        plan_wanted: the plan is to be shown.
        entry_opened: an entry was opened; carries "kind:id" (str).
    """

    plan_wanted = Signal()
    entry_opened = Signal(str)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self.timeline = Timeline()
        self.timeline.opened.connect(self._on_opened)
        self._unrolled = Unrolled(self.timeline)
        self.next = NextSteps(scene)
        self.next.plan_wanted.connect(self.plan_wanted)
        side = sheets.wrap(sheets.column(self.next, None, gap=12))
        card = sheets.Card(sheets.column(self.timeline, margins=(1, 1, 1, 1)))
        body = sheets.PageBody(sheets.TwoColumns(card, side, SIDE_PX))
        self.setLayout(sheets.column(sheets.ScrollBody(body), gap=0))
        self.setFocusProxy(self.timeline)

    def show_case(self, file: CaseFile) -> None:
        """Show what happened and what comes next."""
        self.timeline.show_entries(
            [case_words.timeline_entry(entry, file, self._scene) for entry in file.entries]
        )
        self.next.show_steps(file.steps)

    @Slot(str)
    def _on_opened(self, entry: str) -> None:
        self.entry_opened.emit(entry)
