"""Take a list out of the book: into an Excel file or onto paper, with the passphrase for many."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from ctxh_desktop.commands.people_export import (
    UNASKED_MAX,
    ExportPeople,
    PrintPeople,
    Wording,
)
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.ui import printing, wording
from ctxh_desktop.ui.messages import sentence
from ctxh_desktop.ui.models.people_table import PeopleTableModel
from ctxh_desktop.ui.pages import marks
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.inputs import SecretInput
from ctxh_desktop.ui.widgets.labels import Label


class TakeOut(QWidget):
    """Two buttons, what they ask for, and what came of it.

    Args:
        scene: data lane, commune, today.
        model: the table that is taken out as it is shown.
        beside: widgets that stand left of the buttons.

    Signals:
        noted: something was done; carries the sentence (str).
        asking: the passphrase is asked for, or no longer (bool).
    """

    noted = Signal(str)
    asking = Signal(bool)

    def __init__(
        self, scene: Scene, model: PeopleTableModel, beside: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._scene, self._model = scene, model
        self.export_button = Button(self.tr("Excel file…"), icon="down")
        self.print_button = Button(self.tr("Print…"), icon="print")
        self.proof = ProofRow()
        self.words = Label("", "hint", wrap=True)
        self._note = sheets.wrap(sheets.row(self.words, margins=(16, 0, 16, 8)))
        buttons = sheets.row(
            beside, None, self.print_button, self.export_button, gap=8, margins=(12, 6, 12, 6)
        )
        self._head = sheets.wrap(buttons)
        for part in (self._note, self.proof):
            part.hide()
        self.setLayout(sheets.column(self._head, self.proof, self._note, gap=0))
        self.export_button.clicked.connect(self._on_export)
        self.print_button.clicked.connect(self._on_print)
        self.proof.proven.connect(self._on_proven)
        self.proof.closed.connect(self._on_closed)

    def ask_proof(self, purpose: str) -> None:
        """Ask for the passphrase, since many leave the book."""
        sheets.set_shown(self._head, False)  # what is asked needs the room
        self.proof.ask(purpose, self._model.rowCount())
        self.asking.emit(True)

    def export_to(self, file: Path, passphrase: str = "") -> None:
        """Write what is shown into a new file."""
        self._say(self.tr("Writing the file…"))
        table, title = self._model.table, self._title()
        command = ExportPeople(file, table, self._wording(), title, passphrase)
        self._scene.dispatcher.send(command, self._on_written, self._on_refused, self)

    def read_for_print(self, passphrase: str = "") -> None:
        """Read all rows, then ask for the printer."""
        self._say(self.tr("Getting the list ready…"))
        command = PrintPeople(self._model.table, self._wording(), passphrase)
        self._scene.dispatcher.send(command, self._on_read, self._on_refused, self)

    def _wording(self) -> Wording:
        return Wording(self._model.headings(), self._model.words_of, marks.protected().text)

    def _title(self) -> str:
        words = self.tr("List of people, {commune}, {day}")
        return words.format(commune=self._scene.commune, day=wording.full_day(self._scene.today()))

    def _say(self, words: str) -> None:
        self.words.setText(words)
        sheets.set_shown(self._note, bool(words))

    @Slot()
    def _on_export(self) -> None:
        if self._model.rowCount() > UNASKED_MAX:
            self.ask_proof("export")
        else:
            self._choose_file("")

    @Slot()
    def _on_print(self) -> None:
        if self._model.rowCount() > UNASKED_MAX:
            self.ask_proof("print")
        else:
            self.read_for_print()

    @Slot(str, str)
    def _on_proven(self, purpose: str, passphrase: str) -> None:
        if purpose == "export":
            self._choose_file(passphrase)
        else:
            self.read_for_print(passphrase)

    @Slot()
    def _on_closed(self) -> None:
        sheets.set_shown(self._head, True)
        self.asking.emit(False)

    def _choose_file(self, passphrase: str) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the list, not encrypted"),
            self.tr("people") + ".xlsx",
            "*.xlsx",
            options=QFileDialog.Option.DontConfirmOverwrite,  # a file is never replaced
        )
        if chosen:
            name = chosen if chosen.lower().endswith(".xlsx") else chosen + ".xlsx"
            self.export_to(Path(name), passphrase)

    def _on_written(self, count: int) -> None:
        self.proof.close_proof()
        words = self.tr("{n} people are in the file. It is not encrypted: delete it when done.")
        self._say(words.format(n=wording.number(count)))
        self.noted.emit(self.words.text())

    def _on_read(self, rows: tuple[tuple[str, ...], ...]) -> None:
        self.proof.close_proof()
        self._say("")
        user = self._scene.user
        made = printing.ListPrint(self._title(), self._model.headings(), rows, user)
        if printing.print_list(made, self):
            self.noted.emit(self.tr("The list went to the printer."))

    def _on_refused(self, error: CtxhError) -> None:
        self._say("")
        is_about_proof = isinstance(error, InputError) and "passphrase" in error.code
        if is_about_proof and not self.proof.isHidden():
            self.proof.refuse(sentence(error))
        else:
            self._say(sentence(error))


class ProofRow(QWidget):
    """Asks for the passphrase before many people leave the book.

    Signals:
        proven: a passphrase was typed; carries the purpose and the passphrase (str, str).
        closed: it asks no more; what was typed is forgotten.
    """

    proven = Signal(str, str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._purpose = ""
        self.phrase = SecretInput(length_max=1024)
        self.phrase.moves_on = False
        self.row = sheets.FormRow(self.tr("Your passphrase"), self.phrase)
        self.go = Button(self.tr("Go on"), "primary")
        self.leave = Button(self.tr("Leave it"), "quiet")
        self.row.add_beside(self.go, self.leave)
        self.setLayout(sheets.column(self.row, margins=(16, 4, 16, 8)))
        self.go.clicked.connect(self._on_go)
        self.phrase.submitted.connect(self._on_go)
        self.leave.clicked.connect(self.close_proof)

    def ask(self, purpose: str, count: int) -> None:
        """Ask for the passphrase, since so many people would leave the book."""
        self._purpose = purpose
        words = self.tr("{n} people leave the encrypted book. This is noted with your name.")
        self.row.set_error("")
        self.row.set_hint(words.format(n=wording.number(count)))
        self.phrase.clear()
        sheets.set_shown(self, True)
        self.phrase.setFocus()

    def refuse(self, words: str) -> None:
        """Say why the passphrase does not do; it is to be typed again."""
        self.row.set_error(words)
        self.phrase.selectAll()
        self.phrase.setFocus()

    @Slot()
    def close_proof(self) -> None:
        """Forget what was typed."""
        self.phrase.clear()
        sheets.set_shown(self, False)
        self.closed.emit()

    @Slot()
    def _on_go(self) -> None:
        if self.phrase.value():
            self.proven.emit(self._purpose, self.phrase.value())
