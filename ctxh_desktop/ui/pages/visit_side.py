"""Beside the visit form: what was found last time, and the open steps that may be done now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ctxh_desktop.commands.cases import CaseFile
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.ui import theme, wording
from ctxh_desktop.ui.pages import case_words
from ctxh_desktop.ui.pages.case_course import open_steps
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button, CheckOption
from ctxh_desktop.ui.widgets.chips import Chip, ChipRow
from ctxh_desktop.ui.widgets.labels import BesideLabel, Label


class VisitHead(sheets.Band):
    """The band over the form: whom the visit is about; on a narrow window in two lines."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self.back = Button(self.tr("Case"), "quiet", icon="left", flush=True)
        self._name, self._line = Label("", "title"), Label("", "body", "text2")
        title = BesideLabel(self.tr("Record a visit"), "section", "title", "primary")
        left = sheets.row(self.back, sheets.Rule(vertical=True), self._name, title, None, gap=12)
        self._row = sheets.row(left, self._line, gap=12, margins=(24, 8, 24, 8))
        self._row.setStretch(0, 1)
        self.setLayout(sheets.column(self._row, sheets.Rule(), gap=0))

    def show_case(self, file: CaseFile) -> None:
        """Show the person and the number of the case."""
        self._name.setText(file.person.text("full_name"))
        today, catalogue = self._scene.today(), self._scene.catalogue
        line = case_words.person_line(file.person, today, catalogue)
        self._line.setText(wording.joined([line, file.case.text("number")]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = self.window().width()
        side, is_narrow = sheets.side_px(width), width < theme.NARROW_BELOW_PX
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setContentsMargins(side, 8, side, 8)
        self._row.setDirection(down if is_narrow else right)
        self._row.setSpacing(2 if is_narrow else 12)
        super().resizeEvent(event)


class LastTime(sheets.Card):
    """The sheet "Lần trước"."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self._when = Label("", "hint", wrap=True)
        self._chips = ChipRow()
        self._note = Label("", wrap=True)
        self.setLayout(
            sheets.column(
                Label(self.tr("Last time"), "section"), self._when, sheets.Rule(),
                sheets.row(self._chips, None), self._note, gap=8, margins=(20, 12, 20, 14),
            )
        )  # fmt: skip

    def show_visit(self, visit: Row | None) -> None:
        """Show the last visit, or say that this is the first."""
        if visit is None:
            self._when.setText(self.tr("This is the first visit."))
            self._chips.show_marks(())
            self._note.setText("")
            return
        who = f"{wording.long_day(visit.text('visited_on'))} – {visit.created_by}"
        self._when.setText(who)
        marks = (
            case_words.change_mark(visit.text("change"), self._scene.catalogue),
            case_words.safe_mark(visit["is_safe"]),
        )
        self._chips.show_marks(tuple(mark for mark in marks if mark is not None))
        self._note.setText(visit.text("note"))


class WaitingSteps(sheets.Card):
    """The sheet "Việc đang chờ": open steps, to be ticked when they were done at this visit.

    Signals:
        edited: a step was ticked or unticked.
    """

    edited = Signal()

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self._checks: dict[str, CheckOption] = {}
        self._list = sheets.column(gap=0)
        title = Label(self.tr("What is waiting"), "section")
        self.setLayout(
            sheets.column(title, sheets.Rule(), self._list, gap=8, margins=(20, 12, 20, 14))
        )

    def show_steps(self, steps: tuple[Row, ...]) -> None:
        """List the open steps; ticks are kept."""
        ticked = self.done_ids()
        sheets.clear(self._list)
        self._checks = {}
        for place, step in enumerate(open_steps(steps)):
            if place:
                self._list.addWidget(sheets.Rule())
            self._list.addWidget(self._step(step, is_first=place == 0))
        sheets.set_shown(self, bool(self._checks))
        self.set_done(ticked)

    def done_ids(self) -> tuple[str, ...]:
        """Return the ids of the ticked steps."""
        return tuple(step_id for step_id, check in self._checks.items() if check.isChecked())

    def set_done(self, step_ids: Sequence[str]) -> None:
        """Tick exactly these; tells nobody."""
        for step_id, check in self._checks.items():
            check.blockSignals(True)
            check.setChecked(step_id in step_ids)
            check.blockSignals(False)

    def _step(self, step: Row, *, is_first: bool) -> QWidget:
        today, due_on = self._scene.today(), step.text("due_on")
        lines = sheets.column(gap=2, margins=(0, 0 if is_first else 8, 0, 6))
        mark = case_words.due_mark(due_on, today)
        if mark is not None:
            lines.addLayout(sheets.row(Chip(mark), None))
        elif due_on:
            lines.addWidget(Label(wording.day_of_week(due_on, today), "hint"))
        lines.addWidget(Label(step.text("task"), "strong", wrap=True))
        check = CheckOption(self.tr("Done at this visit"))
        check.setAccessibleName(f"{step.text('task')}: {check.text()}")
        check.toggled.connect(self._on_toggled)
        self._checks[step.id] = check
        lines.addLayout(sheets.row(check, None))
        return sheets.wrap(lines)

    @Slot()
    def _on_toggled(self) -> None:
        self.edited.emit()


class VisitSide(QWidget):
    """Both sheets."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.last, self.waiting = LastTime(scene), WaitingSteps(scene)
        self.setLayout(sheets.column(self.last, self.waiting, None, gap=12))

    def show_case(self, file: CaseFile) -> None:
        """Show last visit and open steps of a case."""
        self.last.show_visit(file.visits[0] if file.visits else None)
        self.waiting.show_steps(file.steps)
