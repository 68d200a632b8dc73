"""Imports of before: each with its file, day and number of people, and how it is taken back.

Taking back asks once more in the same place: it may be thousands of people, and no undo brings them
back.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from ctxh_desktop.commands.import_log import ImportEntry, ImportUndone, ListImports, UndoImport
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.labels import IconLabel, Label

SHOWN_MAX = 20


class UndoQuestion(QWidget):
    """A button that asks once more before it takes an import back.

    Signals:
        wanted: the import is to be taken back; carries its id (str).
    """

    wanted = Signal(str)

    def __init__(self, entry: ImportEntry, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id = entry.id
        self.ask = Button(words)
        self.ask.setAccessibleName(f"{words}: {entry.file}")
        really = self.tr("Yes, take {n} people out").format(n=entry.count)
        self.really = Button(self.tr("Yes, take all of it back") if entry.filled else really)
        self.keep = Button(self.tr("Keep them"))
        self.setLayout(sheets.row(self.ask, self.really, self.keep, gap=8))
        self._show(is_asking=False)
        self.ask.clicked.connect(partial(self._show, is_asking=True))
        self.keep.clicked.connect(partial(self._show, is_asking=False))
        self.really.clicked.connect(self._on_really)

    def _show(self, *_: object, is_asking: bool) -> None:
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        sheets.set_shown(self.ask, not is_asking)
        for button in (self.really, self.keep):
            sheets.set_shown(button, is_asking)
        if had_focus:
            (self.keep if is_asking else self.ask).setFocus()

    @Slot()
    def _on_really(self) -> None:
        for button in (self.really, self.keep):
            button.setEnabled(False)
        self.wanted.emit(self._id)


class ImportHistory(sheets.Card):
    """The card "Các lần nhập trước"; hidden while there are none.

    Signals:
        taken_back: an import was taken back; carries its id and what to say (str, str).
        failed: it could not be; carries the CtxhError.
    """

    taken_back = Signal(str, str)
    failed = Signal(object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self._questions: dict[str, UndoQuestion] = {}
        self._list = sheets.column(gap=0)
        title = Label(self.tr("Imports of before"), "section")
        self.setLayout(sheets.column(title, self._list, gap=8, margins=(20, 12, 20, 8)))
        self.hide()

    def refresh(self) -> None:
        """Ask for the imports anew."""
        self._scene.dispatcher.latest("imports", ListImports(), self.show_entries, self._on_failed)

    @Slot(str)
    def take_back(self, import_id: str) -> None:
        """Take everybody out whom an import brought in and nobody has worked on since."""
        done = partial(self._on_taken_back, import_id)
        self._scene.dispatcher.send(UndoImport(import_id), done, self._on_failed, self)

    def _on_taken_back(self, import_id: str, undone: ImportUndone) -> None:
        words = self.tr("{n} people were taken out again.").format(n=undone.count)
        if undone.emptied:
            emptied = self.tr("{n} people have again what they had before.")
            words = f"{words} {emptied.format(n=undone.emptied)}"
        if undone.kept:
            kept = self.tr("{n} stay: somebody has worked on them since.")
            words = f"{words} {kept.format(n=undone.kept)}"
        self.taken_back.emit(import_id, words)
        self.refresh()

    def _on_failed(self, error: CtxhError) -> None:
        self.failed.emit(error)
        self.refresh()

    def question(self, import_id: str) -> UndoQuestion:
        """Return what takes an import back; one that is not offered is a bug (KeyError)."""
        return self._questions[import_id]

    def show_entries(self, entries: Sequence[ImportEntry]) -> None:
        """Show the newest imports."""
        sheets.clear(self._list)
        self._questions = {}
        for entry in entries[:SHOWN_MAX]:
            self._list.addWidget(sheets.Rule())
            self._list.addLayout(self._line(entry))
        sheets.set_shown(self, bool(entries))

    def _line(self, entry: ImportEntry) -> QHBoxLayout:
        today = self._scene.today()
        name = Label(entry.file, "strong", wrap=True)
        count = self.tr("{n} people").format(n=entry.count)
        filled = self.tr("{n} filled in").format(n=entry.filled) if entry.filled else ""
        when = wording.moment_in_list(entry.at, today)
        about = Label(wording.joined([count, filled, when, entry.by]), "hint", wrap=True)
        line = sheets.row(
            IconLabel("table", "text2", 18), sheets.column(name, about, gap=2), gap=12,
            margins=(0, 8, 0, 8),
        )  # fmt: skip
        line.setStretch(1, 1)
        if entry.undone_at:
            gone = self.tr("taken back {when}").format(
                when=wording.moment_in_list(entry.undone_at, today)
            )
            line.addWidget(Label(gone, "hint"))
        else:
            question = UndoQuestion(entry, self.tr("Take this import back…"))
            question.wanted.connect(self.take_back)
            self._questions[entry.id] = question
            line.addWidget(question)
        return line
