"""Closing a case: day and reason, asked in the page and not in a dialog."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.forms.form import Form, Question, Section
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui.forms.fields import Asking
from ctxh_desktop.ui.forms.view import FormView
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.labels import Label

ASKED = ("closed_on", "closure_reason")
CLOSED = "KETTHUC"
REOPENED = "THUCHIEN"
"""Status of a closed case, and of one that is opened again."""


class ClosingPanel(sheets.Band):
    """Day and reason of closing.

    Signals:
        saved: the case was closed or opened again; carries the sentence (str).
        failed: it could not be (CtxhError).
        left: it was given up.
    """

    saved = Signal(str)
    failed = Signal(object)
    left = Signal()

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self._case: Row | None = None
        declared = scene.types["case"]
        asked = tuple(Question(replace(declared.field(name), required=True)) for name in ASKED)
        self._form = Form(declared, (Section("", asked),))
        asking = Asking(scene.catalogue, scene.today(), past=frozenset({"closed_on"}))
        self.view = FormView(self._form, asking, Session(self._form))
        self.confirm = Button(self.tr("Close the case"), "primary")
        self.confirm.clicked.connect(self.save)
        leave = Button(self.tr("Leave it open"))
        leave.clicked.connect(self._on_left)
        hint = Label(self.tr("A closed case stays readable and can be opened again."), "hint")
        buttons = sheets.row(self.confirm, leave, hint, None)
        words = sheets.column(
            Label(self.tr("Close the case"), "section"), self.view, buttons,
            gap=8, margins=(24, 10, 24, 10),
        )  # fmt: skip
        self.setLayout(sheets.column(sheets.Rule(), words, gap=0))
        self.hide()

    def ask(self, case: Row) -> None:
        """Ask for day and reason; today is proposed."""
        self._case = case
        session = Session(self._form, catalogue=self._scene.catalogue)
        session.answer("closed_on", str(self._scene.today()))
        self.view.fill(session)
        self.show()
        self.view.focus_field("closure_reason")

    def reopen(self, case: Row) -> None:
        """Open a closed case again."""
        values = {"closed_on": None, "closure_reason": None, "status": REOPENED}
        command = SaveRecord("case", case.id, values)
        self._scene.dispatcher.send(command, self._on_reopened, self._on_failed, owner=self)

    @Slot()
    def save(self) -> None:
        """Close the case, or say what is missing."""
        if self._case is None:
            return
        if self.view.check():
            return
        values = {**self.view.session().values(), "status": CLOSED}
        command = SaveRecord("case", self._case.id, values)
        self._scene.dispatcher.send(command, self._on_closed, self._on_failed, owner=self)

    def _on_closed(self, _: str) -> None:
        self.hide()
        self.saved.emit(self.tr("Case closed."))

    def _on_reopened(self, _: str) -> None:
        self.saved.emit(self.tr("Case opened again."))

    def _on_failed(self, error: CtxhError) -> None:
        if isinstance(error, InputError) and set(error.issues) & set(ASKED):
            self.view.show_issues(error.issues)
            return
        self.failed.emit(error)

    @Slot()
    def _on_left(self) -> None:
        self.hide()
        self.left.emit()
