"""Preview: what is worth knowing before doing a task; a protected case shows no contents.

Source: reference/visual.md §4 (preview pane); screens 02 and 09.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.cases import TimelineEntry
from ctxh_desktop.commands.tasks import Task, TaskPreview
from ctxh_desktop.domain.identity import format_phone
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.pages import case_words, marks
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.chips import Chip
from ctxh_desktop.ui.widgets.labels import IconLabel, Label

WIDTH_PX = 344
_BODY_LETTERS_MAX = 160


class TaskPane(QWidget):
    """The pane beside the list of tasks."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._column = sheets.column(gap=0, margins=(20, 17, 20, 14))
        inner = sheets.wrap(self._column)
        inner.setMinimumSize(1, 1)  # else wrapped lines are reckoned at their narrowest
        self._body = sheets.ScrollBody(inner)
        self.setLayout(sheets.column(self._body))
        self.setAccessibleName(self.tr("About the chosen task"))

    def clear(self, _: object = None) -> None:
        """Show nothing: no task is chosen, or it is gone."""
        sheets.clear(self._column)

    def show_preview(self, shown: TaskPreview) -> None:
        """Show a task with whom it is about."""
        self.clear()
        task = shown.task
        self._column.addWidget(Label(task.full_name, "title", wrap=True))
        self._add_person(shown)
        self._add_rule()
        self._add_task(task)
        self._add_rule()
        if task.is_protected:
            self._add_line(
                "lock",
                self.tr("Contents show only when the case is opened."),
                role="hint",
            )
        else:
            self._add_recent(shown.recent)
            self._add_contact(shown)
        self._column.addStretch(1)

    def _add_person(self, shown: TaskPreview) -> None:
        task, catalogue = shown.task, self._scene.catalogue
        self._column.addSpacing(6)
        if not task.is_protected:
            person = case_words.person_line(shown.person, self._scene.today(), catalogue)
            self._column.addWidget(Label(person, "hint", wrap=True))
        self._column.addWidget(Label(task.case_number, "hint"))
        self._column.addSpacing(8)
        if task.is_protected:
            chip = Chip(marks.protected())
            self._column.addLayout(sheets.row(chip, None))
        else:
            self._column.addWidget(Label(task.group_label, "body", "text2", wrap=True))

    def _add_task(self, task: Task) -> None:
        today = self._scene.today()
        self._add_head(self.tr("To do"))
        self._add_line(marks.contact_icon(task.contact_kind), task.task, role="strong")
        due = self.tr("Due {day}").format(day=wording.day_of_week(task.due_on, today))
        mark = case_words.due_mark(task.due_on, today)
        line = sheets.row(30, gap=0)
        if mark is not None:
            line.addWidget(Chip(mark))
            line.addSpacing(8)
        line.addWidget(Label(due, "hint"))
        line.addStretch(1)
        self._column.addSpacing(4)
        self._column.addLayout(line)

    def _add_recent(self, recent: tuple[TimelineEntry, ...]) -> None:
        if not recent:
            return
        self._add_head(self.tr("Lately"))
        for entry in recent:
            icon, title = self._told(entry)
            self._add_line(icon, title, below=_short(entry.text))
        self._add_rule()

    def _told(self, entry: TimelineEntry) -> tuple[str, str]:
        day = wording.short_day(entry.on, self._scene.today())
        if entry.kind == "visit":
            what = self._scene.catalogue.label("contact_kind", entry.code)
            return marks.contact_icon(entry.code), self._by(f"{what} {day}", entry.by)
        if entry.kind == "step_done":
            return "check", self._by(self.tr("Done {day}").format(day=day), entry.by)
        if entry.kind == "conflict":
            return "split", self.tr("Two versions {day}").format(day=day)
        return "folder", self._by(self.tr("Taken in {day}").format(day=day), entry.by)

    def _by(self, what: str, who: str) -> str:
        return f"{what} – {who}" if who else what

    def _add_contact(self, shown: TaskPreview) -> None:
        person, catalogue = shown.person, self._scene.catalogue
        village = person.text("village")
        phone = person.text("phone")
        if not phone and not village:
            return
        self._add_head(self.tr("Contact"))
        if phone:
            whose = catalogue.label("relationship", person.text("phone_of")).lower()
            guardian = person.text("guardian_name")
            of = self.tr("of {whose}").format(whose=whose) if whose else ""
            self._add_line(
                "phone", format_phone(phone), below=" – ".join(p for p in (of, guardian) if p)
            )
        if village:
            address = ", ".join(p for p in (village, person.text("address")) if p)
            self._add_line("house", address)

    def _add_head(self, words: str) -> None:
        self._column.addWidget(Label(words, "hint-strong", "text2"))
        self._column.addSpacing(8)

    def _add_rule(self) -> None:
        self._column.addSpacing(10)
        self._column.addWidget(sheets.Rule())
        self._column.addSpacing(10)

    def _add_line(self, icon: str, words: str, *, role: str = "body", below: str = "") -> None:
        text = sheets.column(Label(words, role, wrap=True), gap=0)
        if below:
            text.addWidget(Label(below, "hint", wrap=True))
        mark = sheets.column(1, IconLabel(icon, "text2", 18), None, gap=0)
        line = sheets.row(mark, text, gap=12)
        line.setStretch(1, 1)
        self._column.addLayout(line)
        self._column.addSpacing(8)


def _short(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= _BODY_LETTERS_MAX:
        return line
    return line[:_BODY_LETTERS_MAX].rsplit(" ", 1)[0] + " …"
