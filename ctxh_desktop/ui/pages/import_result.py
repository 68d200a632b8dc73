"""What an import did: how many were taken in, who was left out and why, and how to take it back."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.import_log import ImportEntry
from ctxh_desktop.commands.imports import Imported
from ctxh_desktop.ui.pages.import_history import UndoQuestion
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.labels import IconLabel, Label


class ResultCard(sheets.Card):
    """The card after an import.

    Signals:
        people_wanted, pairs_wanted: the list, or the possible duplicates, are to be shown.
        sheet_wanted: another sheet of the file is to be looked at; carries its name (str).
        undone: this import is to be taken back; carries its id (str).
    """

    people_wanted = Signal()
    pairs_wanted = Signal()
    sheet_wanted = Signal(str)
    undone = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.title = Label("", "section", wrap=True)
        self.more = Label("", "body", "text2", wrap=True)
        self.pairs = Label("", "body", wrap=True)
        self.see_people = Button(self.tr("See the list"), icon="people")
        self.see_pairs = Button(self.tr("See possible duplicates"), icon="both")
        self.see_sheet = Button("", icon="table")
        self._sheet = ""
        self.question: UndoQuestion | None = None
        self._slot = sheets.row()
        self._pairs_line = sheets.wrap(
            sheets.row(IconLabel("both", "warn", 18), self.pairs, self.see_pairs, gap=10)
        )
        head = sheets.row(IconLabel("check", "ok"), self.title, gap=10)
        head.setStretch(1, 1)
        actions = sheets.row(self.see_people, self.see_sheet, self._slot, None, gap=8)
        self.setLayout(
            sheets.column(
                head, self.more, self._pairs_line, 4, actions, gap=8, margins=(20, 16, 20, 18)
            )
        )
        self.see_people.clicked.connect(self.people_wanted)
        self.see_pairs.clicked.connect(self.pairs_wanted)
        self.see_sheet.clicked.connect(self._on_sheet)
        self.show_pairs(0)

    def show_result(self, done: Imported, left_out: int, next_sheet: str = "") -> None:
        """Say what was done.

        Args:
            done: the counts.
            left_out: how many rows the person left out.
            next_sheet: of the same file, with people who were not taken in yet.
        """
        self.title.setText(self.tr("{n} people were taken in.").format(n=done.count))
        self._sheet = next_sheet
        self.see_sheet.set_words(self.tr("Go on with sheet {sheet}").format(sheet=next_sheet))
        sheets.set_shown(self.see_sheet, bool(next_sheet))
        said = (
            (done.filled, self.tr("{n} people were filled in where something was empty.")),
            (done.with_problems, self.tr("{n} rows with problems were left out.")),
            (done.known, self.tr("{n} people were in the list already.")),
            (left_out, self.tr("{n} rows were left out by you.")),
        )
        more = [words.format(n=count) for count, words in said if count]
        self.more.setText(" ".join(more))
        sheets.set_shown(self.more, bool(more))
        sheets.clear(self._slot)
        self.question = None
        if done.id:
            entry = ImportEntry(done.id, "", "", "", done.count, 0, 0, filled=done.filled)
            self.question = UndoQuestion(entry, self.tr("Undo this import…"))
            self.question.wanted.connect(self.undone)
            self._slot.addWidget(self.question)

    def show_pairs(self, count: int) -> None:
        """Say how many pairs wait, which grows while the new people are compared."""
        words = self.tr("{n} pairs in the list may be one person each.").format(n=count)
        self.pairs.setText(words)
        sheets.set_shown(self._pairs_line, count > 0)

    def show_undone(self, words: str) -> None:
        """Say that the import was taken back."""
        self.title.setText(words)
        self.more.hide()
        sheets.clear(self._slot)
        self.question = None

    @Slot()
    def _on_sheet(self) -> None:
        self.sheet_wanted.emit(self._sheet)
