"""Adding papers and pictures: which files, of what kind; then one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.attachments import AddAttachment
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.forms.form import form_of
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui.forms.fields import Asking
from ctxh_desktop.ui.forms.view import FormView
from ctxh_desktop.ui.messages import sentence
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.labels import IconLabel, Label
from ctxh_desktop.ui.widgets.notices import Notice

ASKED = ("paper_kind", "title", "taken_on")
FILES_MAX = 50
"""Files taken at once; more are meant for somebody who has chosen a whole folder by mistake."""


class PaperForm(sheets.Card):
    """What is said about the files that somebody has chosen.

    Signals:
        added: all were taken in; carries how many (int).
        left: it was given up.
    """

    added = Signal(int)
    left = Signal()

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self._case_id = ""
        self._files: list[Path] = []
        self._refused: list[str] = []
        self._taken = 0
        self._form = form_of(scene.types["attachment"], only=ASKED)
        asking = Asking(scene.catalogue, scene.today(), past=frozenset({"taken_on"}))
        self.view = FormView(self._form, asking, Session(self._form), wide=("title",))
        self.title = Label("", "section")
        self.names = Label("", "hint", wrap=True)
        self.problems = Label("", "body", wrap=True)
        self.error = Notice("warn", sheets.row(IconLabel("alert", "warn"), self.problems, gap=12))
        self.save_button = Button(self.tr("Add to the case"), "primary")
        self.save_button.clicked.connect(self.save)
        self.leave = Button(self.tr("Leave it"))
        self.leave.clicked.connect(self._on_left)
        buttons = sheets.row(self.save_button, self.leave, None)
        self.setLayout(
            sheets.column(
                self.title, self.names, self.error, self.view, buttons,
                gap=10, margins=(20, 12, 20, 14),
            )
        )  # fmt: skip
        self.error.hide()

    def has_problems(self) -> bool:
        """Whether some files were not taken, and somebody should read why."""
        return bool(self._refused)

    def ask(self, case_id: str, files: Sequence[Path]) -> None:
        """Ask what the files are; they are read only when this is answered."""
        self._case_id, self._files, self._taken = case_id, list(files[:FILES_MAX]), 0
        self._refused = []
        words = self.tr("Add {n} files") if len(self._files) > 1 else self.tr("Add a file")
        self.title.setText(words.format(n=len(self._files)))
        self.names.setText(", ".join(file.name for file in self._files))
        self.error.hide()
        self.save_button.setEnabled(True)
        self.leave.set_words(self.tr("Leave it"))
        for part in (self.names, self.view, self.save_button):
            sheets.set_shown(part, True)
        self.view.fill(Session(self._form, catalogue=self._scene.catalogue))
        self.view.focus_field("paper_kind")

    @Slot()
    def save(self) -> None:
        """Take the files in one after the other, or say what is missing."""
        if self.view.check() or not self.save_button.isEnabled():
            return
        self._refused = []
        self.error.hide()
        self.save_button.setEnabled(False)
        self._send_next()

    def _send_next(self) -> None:
        if not self._files:
            self._finish()
            return
        if self._taken:
            words = self.tr("{n} files added, {left} to go")
            self.names.setText(words.format(n=self._taken, left=len(self._files)))
        values = {n: v for n, v in self.view.session().values().items() if v is not None}
        command = AddAttachment(self._case_id, self._files[0], values)
        self._scene.dispatcher.send(command, self._on_taken, self._on_failed, owner=self)

    def _on_taken(self, _: str) -> None:
        self._taken += 1
        self._files.pop(0)
        self._send_next()

    def _on_failed(self, error: CtxhError) -> None:
        if isinstance(error, InputError) and set(error.issues) & set(ASKED):
            self.save_button.setEnabled(True)
            self.view.show_issues(error.issues)
            return
        file = self._files.pop(0)
        self._refused.append(f"{file.name}: {sentence(error)}")
        if isinstance(error, InputError):
            self._send_next()
        else:
            self._finish()  # a full disk stays full for the others

    def _finish(self) -> None:
        """Tell how many were taken; stay and say which were not, and why."""
        taken, self._taken = self._taken, 0
        if taken:
            self.added.emit(taken)
        if not self._refused:
            return
        words = (
            self.tr("{n} files were not taken") if len(self._refused) > 1 else self.tr("Not taken")
        )
        self.title.setText(words.format(n=len(self._refused)))
        for part in (self.names, self.view, self.save_button):
            sheets.set_shown(part, False)
        self.leave.set_words(self.tr("Back to the list"))
        self.leave.setFocus()
        self.problems.setText("\n".join(self._refused))
        self.error.setAccessibleName(self.problems.text())
        sheets.set_shown(self.error, True)

    @Slot()
    def _on_left(self) -> None:
        self._files = []
        self.left.emit()
