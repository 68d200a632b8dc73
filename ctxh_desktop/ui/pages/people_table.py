"""The register as a table: columns chosen, taken into an Excel file, or printed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHeaderView, QWidget

from ctxh_desktop.commands.people_export import (
    UNASKED_MAX,
    ExportPeople,
    PrintPeople,
    Wording,
)
from ctxh_desktop.commands.people_table import (
    DEFAULT_COLUMNS,
    PeopleTable,
    PersonCells,
    offered,
)
from ctxh_desktop.commands.settings import SaveSetting, ShowSetting
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.ui import printing, theme, wording
from ctxh_desktop.ui.messages import record_text, sentence
from ctxh_desktop.ui.models.people_table import PeopleTableModel
from ctxh_desktop.ui.pages import marks
from ctxh_desktop.ui.pages.register_page import RecordTable
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.choice import OptionRow
from ctxh_desktop.ui.widgets.inputs import SecretInput
from ctxh_desktop.ui.widgets.labels import Label

COLUMNS_KEY = "people_columns"
"""The setting under which the chosen columns are kept: keys with spaces between."""
_COLUMN_PX_MIN = 112
_STRIP_PX_MAX = 148


class PeopleTableView(QWidget):
    """Table, choice of columns, and the ways out of the book.

    Signals:
        opened: a row was opened (PersonCells).
        counted: how many rows there are (int).
        noted: something was done; carries the sentence (str).
    """

    opened = Signal(object)
    counted = Signal(int)
    noted = Signal(str)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._shown = PeopleTable()
        self.model = PeopleTableModel(scene, marks.protected().text, self)
        self.table = RecordTable()
        self.table.setAccessibleName(self.tr("People"))
        self.table.setModel(self.model)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.columns_button = Button(self.tr("Choose columns"), "quiet", icon="table")
        self.columns_button.setCheckable(True)
        self.export_button = Button(self.tr("Excel file…"), icon="down")
        self.print_button = Button(self.tr("Print…"), icon="print")
        names = [(c.key, record_text(c.field.label)) for c in offered(scene.types)]
        self.options = OptionRow(names, multiple=True, boxed=False)
        self.options.set_value(" ".join(DEFAULT_COLUMNS))
        self.proof = ProofRow()
        self._arrange()
        self._connect()
        self.setFocusProxy(self.table)
        scene.dispatcher.send(
            ShowSetting(COLUMNS_KEY, " ".join(DEFAULT_COLUMNS)), self._on_setting, owner=self
        )

    def show_table(self, table: PeopleTable) -> None:
        """Show these people in the chosen columns."""
        self._shown = table
        self.model.show_table(self._wanted())

    def current(self) -> PersonCells | None:
        """Return the chosen row."""
        index = self.table.currentIndex()
        found: PersonCells | None = self.model.item(index.row()) if index.isValid() else None
        return found

    def export_to(self, file: Path, passphrase: str = "") -> None:
        """Write what is shown into a new file."""
        self._say(self.tr("Writing the file…"))
        command = ExportPeople(file, self._wanted(), self._wording(), self._title(), passphrase)
        self._scene.dispatcher.send(command, self._on_written, self._on_refused, self)

    def read_for_print(self, passphrase: str = "") -> None:
        """Read all rows, then ask for the printer."""
        self._say(self.tr("Getting the list ready…"))
        command = PrintPeople(self._wanted(), self._wording(), passphrase)
        self._scene.dispatcher.send(command, self._on_read, self._on_refused, self)

    def _arrange(self) -> None:
        head = sheets.row(
            self.columns_button, None, self.print_button, self.export_button, gap=8,
            margins=(12, 6, 12, 6),
        )  # fmt: skip
        self._strip = sheets.ScrollBody(
            sheets.wrap(sheets.column(self.options, None, margins=(16, 4, 16, 8)))
        )
        self._strip.setFixedHeight(_STRIP_PX_MAX)
        self.words = Label("", "hint", wrap=True)
        self._note = sheets.wrap(sheets.row(self.words, margins=(16, 0, 16, 8)))
        for part in (self._strip, self._note, self.proof):
            part.hide()
        self.setLayout(
            sheets.column(
                head, self.proof, self._note, self._strip, sheets.Rule(), self.table, gap=0
            )
        )
        self._fit_columns()

    def _connect(self) -> None:
        self.table.activated.connect(self._on_activated)
        self.model.counted.connect(self.counted)
        self.model.modelReset.connect(self._fit_columns)
        self.columns_button.toggled.connect(self._on_columns_toggled)
        self.options.chosen.connect(self._on_columns_chosen)
        self.export_button.clicked.connect(self._on_export)
        self.print_button.clicked.connect(self._on_print)
        self.proof.proven.connect(self._on_proven)
        self.proof.given_up.connect(self._on_given_up)

    def _wanted(self) -> PeopleTable:
        keys = tuple(self.options.value().split()) or DEFAULT_COLUMNS[:1]
        return PeopleTable(keys, self._shown.who, self._shown.order, self._shown.words)

    def _wording(self) -> Wording:
        return Wording(self.model.headings(), self.model.words_of, marks.protected().text)

    def _title(self) -> str:
        today = wording.full_day(self._scene.today())
        return self.tr("List of people, {commune}, {day}").format(
            commune=self._scene.commune, day=today
        )

    def _say(self, words: str) -> None:
        self.words.setText(words)
        sheets.set_shown(self._note, bool(words))

    @Slot()
    def _fit_columns(self) -> None:
        head = self.table.horizontalHeader()
        head.setMinimumSectionSize(theme.height(_COLUMN_PX_MIN))
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def _on_setting(self, keys: str) -> None:
        self.options.set_value(keys)
        self.model.show_table(self._wanted())

    @Slot(bool)
    def _on_columns_toggled(self, is_on: bool) -> None:
        sheets.set_shown(self._strip, is_on)

    @Slot(str)
    def _on_columns_chosen(self, keys: str) -> None:
        if not keys:
            self.options.set_value(DEFAULT_COLUMNS[0])
        self._scene.dispatcher.send(SaveSetting(COLUMNS_KEY, self.options.value()))
        self.model.show_table(self._wanted())

    @Slot()
    def _on_activated(self) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row)

    @Slot()
    def _on_export(self) -> None:
        if self.model.rowCount() > UNASKED_MAX:
            self.proof.ask("export", self.model.rowCount())
        else:
            self._choose_file("")

    @Slot()
    def _on_print(self) -> None:
        if self.model.rowCount() > UNASKED_MAX:
            self.proof.ask("print", self.model.rowCount())
        else:
            self.read_for_print()

    @Slot(str, str)
    def _on_proven(self, purpose: str, passphrase: str) -> None:
        if purpose == "export":
            self._choose_file(passphrase)
        else:
            self.read_for_print(passphrase)

    @Slot()
    def _on_given_up(self) -> None:
        self._say("")
        self.table.setFocus()

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
        self._say(words.format(n=wording.size(count)))
        self.noted.emit(self.words.text())

    def _on_read(self, rows: tuple[tuple[str, ...], ...]) -> None:
        self.proof.close_proof()
        self._say("")
        made = printing.ListPrint(self._title(), self.model.headings(), rows, self._scene.user)
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
        given_up: nothing shall leave.
    """

    proven = Signal(str, str)
    given_up = Signal()

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
        self.leave.clicked.connect(self.given_up)

    def ask(self, purpose: str, count: int) -> None:
        """Ask for the passphrase, since so many people would leave the book."""
        self._purpose = purpose
        words = self.tr("{n} people leave the encrypted book. This is noted with your name.")
        self.row.set_error("")
        self.row.set_hint(words.format(n=wording.size(count)))
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

    @Slot()
    def _on_go(self) -> None:
        if self.phrase.value():
            self.proven.emit(self._purpose, self.phrase.value())
