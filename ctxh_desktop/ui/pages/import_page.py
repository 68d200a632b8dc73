"""Nhập từ Excel: a list of the commune is looked at first, then taken in as a whole or not at all.

    choose a file ──▶ look: what cannot, what to look at, what is ready ──▶ take in ──▶ undo
                        ▲                 │ put right, leave out, take anyway
                        └── read again ───┘

Nothing is written before "Nhập n người"; one transaction writes every ready row.  What was put
right counts for this import and survives a look at another page.

Source: reference/ux.md §8 ("Import file").
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from ctxh_desktop.commands.duplicates import CountDuplicates
from ctxh_desktop.commands.imports import Imported, ImportPreview
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui.messages import sentence
from ctxh_desktop.ui.models.import_rows import rows_of
from ctxh_desktop.ui.pages.import_choices import ImportChoices
from ctxh_desktop.ui.pages.import_history import ImportHistory
from ctxh_desktop.ui.pages.import_parts import (
    ColumnTable,
    ErrorNotice,
    ImportFooter,
    SheetChoice,
)
from ctxh_desktop.ui.pages.import_result import ResultCard
from ctxh_desktop.ui.pages.import_rows import RowsPanel
from ctxh_desktop.ui.pages.import_run import ImportRun
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.inputs import commit_composition
from ctxh_desktop.ui.widgets.labels import BesideLabel, Label

NOTHING, LOOKING, DONE = range(3)
EMPTY_PX = 220


class ImportPage(Page):
    """The import of one list."""

    watches: ClassVar[frozenset[str]] = frozenset({"person", "person_pair", "likeness"})

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._choices: ImportChoices | None = None
        self._taken: ImportChoices | None = None
        self._found: ImportPreview | None = None
        self._state = NOTHING
        self._make_parts()
        self._arrange()
        self._connect()
        self._show(NOTHING)

    def open(self, argument: str) -> None:
        """Begin with the file named by *argument*; without one, go on with what is looked at."""
        if argument:
            self.choose(Path(argument))
        elif self._state != LOOKING:
            self._choices = self._found = None
            self._show(NOTHING)
        self.refresh()

    def refresh(self) -> None:
        self.history.refresh()
        if self._state == DONE:
            count = CountDuplicates()
            show = self.result.show_pairs
            self.scene.dispatcher.latest("import-pairs", count, show, self._on_failed)

    def choose(self, path: Path) -> None:
        """Look at a file; nothing is written."""
        self._choices, self._found = ImportChoices(path), None
        self._look()

    def ready(self) -> int:
        """Return how many people would be new."""
        if self._found is None or self._choices is None:
            return 0
        return self._choices.counts(self._found)[0]

    def _make_parts(self) -> None:
        self.empty = EmptyState(
            "table",
            self.tr("Choose the commune's list. Nothing is saved before you press “Take in”."),
            self.tr("Choose a file…"),
        )
        self.empty.setMinimumHeight(EMPTY_PX)
        self._file = BesideLabel("", "body", "title")
        self.sheet = SheetChoice()
        self.columns = ColumnTable(self.scene.types["person"])
        self.rows = RowsPanel(self.scene)
        self.error = ErrorNotice()
        self.result = ResultCard()
        self.history = ImportHistory(self.scene)
        self.progress = ImportRun(self)
        self.footer = ImportFooter(self.progress.line)
        self.take, self.other = self.footer.take, self.footer.other
        self.known = self.footer.known

    def _arrange(self) -> None:
        head = sheets.PageHead(
            Label(self.tr("Take in from Excel"), "title"), self._file, None, self.sheet
        )
        columns_head = Label(self.tr("Columns of the file"), "section")
        columns = sheets.Card(
            sheets.column(columns_head, self.columns, gap=12, margins=(20, 12, 20, 16))
        )
        looked = sheets.wrap(sheets.column(self.rows, columns, gap=12))
        self._parts = (self.empty, looked, self.result)
        self._before = sheets.wrap(sheets.column(self.history, gap=0))
        body = sheets.PageBody(head, self.error, *self._parts, self._before, None)
        self.body = sheets.ScrollBody(body)
        whole = sheets.column(self.body, self.footer, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.empty.acted.connect(self._on_choose)
        self.other.clicked.connect(self._on_choose)
        self.take.clicked.connect(self._on_take)
        self.sheet.chosen.connect(self._on_sheet)
        for signal, name, is_read_anew in (
            (self.columns.changed, "take_columns", True),
            (self.known.chosen, "answer_all", False),
            (self.rows.mended, "mend", True),
            (self.rows.left_out, "leave_out", True),
            (self.rows.wanted_anyway, "take_anyway", True),
            (self.rows.answered, "answer", False),
            (self.rows.took, "take_listed", False),
        ):
            signal.connect(partial(self._on_decided, name, is_read_anew))
        self.result.people_wanted.connect(partial(self.page_wanted.emit, "people", ""))
        self.result.pairs_wanted.connect(partial(self.page_wanted.emit, "duplicates", ""))
        self.result.sheet_wanted.connect(self._on_sheet)
        self.result.undone.connect(self.history.take_back)
        self.history.taken_back.connect(self._on_taken_back)
        self.history.failed.connect(self._on_failed)

    def _show(self, state: int) -> None:
        self._state = state
        for number, part in enumerate(self._parts):
            sheets.set_shown(part, number == state)
        is_looking = state == LOOKING
        sheets.set_shown(self.take, is_looking)
        sheets.set_shown(self.known, is_looking and bool(self._found and self._found.known))
        for control in (self.other, self.footer):
            sheets.set_shown(control, state != NOTHING)
        # Below a list that is being looked at it would only be in the way.
        sheets.set_shown(self._before, not is_looking)
        self.error.say("")
        if not is_looking:
            self.sheet.hide()
        if state == NOTHING:
            self._file.setText("")

    @Slot()
    def _look(self) -> None:
        if self._choices is not None:
            self._file.setText(self._choices.path.name)
            watch = self.progress.begin(self.tr("Reading the file…"))
            self.footer.set_busy(is_busy=True)
            sheets.set_shown(self.footer, True)
            self.scene.dispatcher.latest(
                "import-preview", self._choices.preview(watch), self._on_preview,
                self._on_unreadable,
            )  # fmt: skip

    def _on_preview(self, found: ImportPreview) -> None:
        choices, before = self._choices, self._found
        if choices is None:
            return
        is_new = before is None or before.preview.sheet_name != found.preview.sheet_name
        self._found = found
        choices.looked_at(found)
        self.progress.finish()
        self.footer.set_busy(is_busy=False)
        rows = rows_of(found, choices.names, choices.left_out)
        self.rows.show_rows(rows, choices.of, is_new=is_new)
        self.rows.say_nobody(len(found.preview.skipped) - len(choices.left_out))
        if before is None or before.preview.mapping != found.preview.mapping:
            self.columns.show_columns(found.preview)
        self.footer.show_answer(choices.known)
        self._show(LOOKING)
        self.sheet.show_sheets(choices.sheets(), found.preview.sheet_name)
        self._say_counts()
        if before is None:
            self.take.setFocus()
            bar = self.body.verticalScrollBar()
            QTimer.singleShot(0, bar, partial(bar.setValue, 0))

    def _say_counts(self) -> None:
        if self._found is not None and self._choices is not None:
            self.footer.say_counts(*self._choices.counts(self._found))

    def _on_unreadable(self, error: CtxhError) -> None:
        self.progress.finish()
        self.footer.set_busy(is_busy=False)
        if self._found is None or self._choices is None:
            self._show(NOTHING)
        else:
            self._choices.looked_at(self._found)
            self._show(LOOKING)
            self.columns.show_columns(self._found.preview)
            self._say_counts()
        self.error.say(sentence(error))

    @Slot()
    def _on_choose(self) -> None:
        kinds = self.tr("Lists (*.xlsx *.xls *.ods *.csv)")
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a list"), "", kinds)
        if chosen:
            self.choose(Path(chosen))

    def _on_decided(self, name: str, is_read_anew: bool, *answer: object) -> None:
        if self._choices is None:
            return
        getattr(self._choices, name)(*answer)
        if is_read_anew:
            self._look()
        else:
            self.rows.show_chosen()
            self._say_counts()

    @Slot(str)
    def _on_sheet(self, name: str) -> None:
        """Look at another sheet, also after one was taken in."""
        self.rows.editor.commit()
        choices = self._choices or self._taken
        if choices is not None and name not in ("", choices.sheet):
            self._choices = choices.on_sheet(name)
            self._look()

    @Slot()
    def _on_take(self) -> None:
        commit_composition()
        if self._choices is None or self._found is None:
            return
        if self.rows.editor.is_dirty():
            self.rows.editor.commit()  # what was typed last is checked, then one more press
            return
        words = self.tr("Taking in the list…")
        watch = self.progress.begin(words)
        self.footer.set_busy(is_busy=True)
        self._parts[LOOKING].setEnabled(False)
        command = self._choices.take(self._found, watch)
        self.scene.dispatcher.send(command, self._on_taken, self._on_refused)

    def _on_taken(self, done: Imported) -> None:
        left_out = len(self._choices.left_out) if self._choices else 0
        self.progress.finish()
        self.footer.set_busy(is_busy=False)
        self._parts[LOOKING].setEnabled(True)
        self._taken, self._choices, self._found = self._choices, None, None
        next_sheet = ""
        if self._taken is not None:
            self._taken.is_taken_in = True
            next_sheet = self._taken.next_sheet()
        self._show(DONE)
        self.result.show_result(done, left_out, next_sheet)
        self.result.see_people.setFocus()
        self.refresh()

    def _on_refused(self, error: CtxhError) -> None:
        self.progress.finish()
        self.footer.set_busy(is_busy=False)
        self._parts[LOOKING].setEnabled(True)
        self._show(LOOKING)
        self._say_counts()
        self.error.say(sentence(error))

    def _on_taken_back(self, import_id: str, words: str) -> None:
        self.noted.emit(words)
        if self._state == DONE:
            self.result.show_undone(words)
