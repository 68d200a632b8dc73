"""Tab "Kế hoạch": the steps of the help plan; add one, finish one, give one a new day."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ctxh_desktop.commands.cases import (
    AddPlanStep,
    CaseFile,
    CompleteStep,
    PostponeStep,
)
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.forms.form import form_of
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui import actions, wording
from ctxh_desktop.ui.forms.fields import Asking
from ctxh_desktop.ui.forms.view import FormView
from ctxh_desktop.ui.pages import case_words
from ctxh_desktop.ui.pages.case_course import open_steps
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.chips import Chip, Mark
from ctxh_desktop.ui.widgets.labels import Label

ASKED = ("task", "due_on", "responsible", "area")


class StepRow(QWidget):
    """One step with what can be done about it.

    Signals:
        done: it was done; carries its id (str).
        day_wanted: it shall get a new day; carries its id (str).
    """

    done = Signal(str)
    day_wanted = Signal(str)

    def __init__(self, step: Row, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        today, due_on = scene.today(), step.text("due_on")
        is_open = bool(open_steps((step,)))
        status = scene.catalogue.label("step_status", step.text("status"))
        done_on = step.text("done_on")
        if done_on:
            status = self.tr("Done {day}").format(day=wording.short_day(done_on, today))
        day = wording.day_of_week(due_on, today) if due_on else self.tr("no day yet")
        facts = wording.joined([step.text("responsible"), day if is_open else "", status])
        words = sheets.column(
            Label(step.text("task"), "strong" if is_open else "body", wrap=True),
            Label(facts, "hint", wrap=True),
            gap=1,
        )
        line = sheets.row(words, gap=8, margins=(0, 10, 0, 10))
        line.setStretch(0, 1)
        mark = case_words.due_mark(due_on, today) if is_open else Mark(status, "ok", "check")
        if mark is not None:
            line.addWidget(Chip(mark))
        if is_open:
            self._add_buttons(line, step)
        self.setLayout(line)

    def _add_buttons(self, line: QHBoxLayout, step: Row) -> None:
        task = step.text("task")
        for text, chosen in (
            (self.tr("Done"), self.done),
            (self.tr("New day…"), self.day_wanted),
        ):
            button = Button(text, px=32)
            button.setAccessibleName(f"{text}: {task}")
            button.clicked.connect(partial(chosen.emit, step.id))
            line.addWidget(button)


class NewDay(sheets.Card):
    """The line in which a step gets a new day.

    Signals:
        chosen: the new day (step id, plain day).
        left: it was given up.
    """

    chosen = Signal(str, str)
    left = Signal()

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._step_id = ""
        step_type = scene.types["plan_step"]
        self._form = form_of(step_type, only=("due_on",))
        labels = {"due_on": self.tr("New day")}
        asking = Asking(scene.catalogue, scene.today(), labels=labels)
        self.view = FormView(self._form, asking, Session(self._form), wide=("due_on",))
        self._task = Label("", "strong", wrap=True)
        save = Button(self.tr("Save the day"))
        save.clicked.connect(self.save)
        leave = Button(self.tr("Leave it"), "quiet")
        leave.clicked.connect(self.left)
        buttons = sheets.row(save, leave, None)
        self.setLayout(sheets.column(self._task, self.view, buttons, margins=(20, 14, 20, 14)))
        self.hide()

    def ask(self, step: Row) -> None:
        """Ask for the new day of a step."""
        self._step_id = step.id
        self._task.setText(step.text("task"))
        self.view.fill(Session(self._form))
        self.show()
        self.view.focus_field("due_on")

    @Slot()
    def save(self) -> None:
        """Hand on the day, or say what is wrong with it."""
        if self.view.check():
            return
        due_on = self.view.session().value("due_on")
        if due_on is None:
            label = self._form.by_name["due_on"].label
            self.view.show_issues({"due_on": ("field-required", {"label": label})})
            return
        self.hide()
        self.chosen.emit(self._step_id, str(due_on))


class PlanTab(QWidget):
    """The steps and the form for one more.

    Signals:
        saved: something was saved; carries the sentence for the undo bar (str).
        failed: a command failed (CtxhError).
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._case_id = ""
        self._steps: dict[str, Row] = {}
        self._goal = Label("", "body", wrap=True)
        self._list = sheets.column(gap=0)
        self.new_day = NewDay(scene)
        self.new_day.chosen.connect(self._on_day_chosen)
        self.new_day.left.connect(self.new_day.hide)
        self._form = form_of(scene.types["plan_step"], only=ASKED)
        self.view = FormView(self._form, self._asking(), self._fresh())
        self.add = Button(self.tr("Add the step"), key=actions.key("save"), key_works=False)
        self.add.clicked.connect(self.save)
        steps = sheets.column(self._goal, self._list, gap=4, margins=(20, 10, 20, 6))
        more = sheets.column(
            Label(self.tr("One more step"), "section"), self.view, sheets.row(self.add, None),
            gap=10, margins=(20, 12, 20, 14),
        )  # fmt: skip
        body = sheets.PageBody(sheets.Card(steps), self.new_day, sheets.Card(more), None)
        self.setLayout(sheets.column(sheets.ScrollBody(body), gap=0))

    def show_case(self, file: CaseFile) -> None:
        """Show the plan of a case."""
        if file.case.id != self._case_id:
            self._case_id = file.case.id
            self.view.fill(self._fresh())
            self.new_day.hide()
        self._steps = {step.id: step for step in file.steps}
        goal = file.case.text("goal")
        self._goal.setText(self.tr("Goal: {goal}").format(goal=goal))
        sheets.set_shown(self._goal, bool(goal))
        sheets.clear(self._list)
        still_open = open_steps(file.steps)
        others = [step for step in file.steps if step not in still_open]
        for place, step in enumerate([*still_open, *others]):
            if place:
                self._list.addWidget(sheets.Rule())
            row = StepRow(step, self._scene)
            row.done.connect(self._on_done)
            row.day_wanted.connect(self._on_day_wanted)
            self._list.addWidget(row)
        if not file.steps:
            self._list.addWidget(Label(self.tr("The plan has no steps yet."), "body", "text2"))

    def begin_step(self) -> None:
        """Put the focus where a new step is written."""
        self.view.focus_field("task")

    @Slot()
    def save(self) -> None:
        """Add the step that was written."""
        if self.view.check():
            return
        values = {n: v for n, v in self.view.session().values().items() if v is not None}
        command = AddPlanStep(self._case_id, values)
        self._scene.dispatcher.send(command, self._on_added, self._on_failed, owner=self)

    def _asking(self) -> Asking:
        return Asking(self._scene.catalogue, self._scene.today())

    def _fresh(self) -> Session:
        session = Session(self._form, catalogue=self._scene.catalogue)
        session.answer("responsible", self._scene.user)
        return session

    def _on_added(self, step_id: str) -> None:
        self.view.fill(self._fresh())
        self.view.focus_field("task")
        self.saved.emit(self.tr("Plan step saved."))

    def _on_failed(self, error: CtxhError) -> None:
        if isinstance(error, InputError) and error.issues:
            self.view.show_issues(error.issues)
            return
        self.failed.emit(error)

    @Slot(str)
    def _on_done(self, step_id: str) -> None:
        command = CompleteStep(step_id, str(self._scene.today()))
        self._scene.dispatcher.send(command, self._on_completed, self._on_failed, owner=self)

    def _on_completed(self, _: None) -> None:
        self.setFocus()
        self.saved.emit(self.tr("Step marked as done."))

    @Slot(str)
    def _on_day_wanted(self, step_id: str) -> None:
        self.new_day.ask(self._steps[step_id])

    @Slot(str, str)
    def _on_day_chosen(self, step_id: str, due_on: str) -> None:
        command = PostponeStep(step_id, due_on)
        self._scene.dispatcher.send(command, self._on_postponed, self._on_failed, owner=self)

    def _on_postponed(self, _: None) -> None:
        self.saved.emit(self.tr("New day saved."))
