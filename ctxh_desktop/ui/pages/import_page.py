"""Nhập từ Excel: a list of the commune is looked at first, then taken in as a whole or not at all.

Nothing is written before "Nhập n người"; one transaction writes every ready row.

Source: reference/ux.md §8 ("Import file").
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from ctxh_desktop.commands.imports import Imported, ImportPeople, ImportPreview, PreviewImport
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui.messages import sentence
from ctxh_desktop.ui.models.import_rows import ImportRowsModel
from ctxh_desktop.ui.pages.import_parts import (
    ColumnTable,
    ErrorNotice,
    ImportFooter,
    RowsDelegate,
    known_count,
    rows_to_see,
)
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.chips import ChipRow, Mark
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.labels import BesideLabel, Label
from ctxh_desktop.ui.widgets.row_list import RowList

_ROWS_PX = 260
NOTHING, LOOKING, DONE = range(3)


class ImportPage(Page):
    """The import of one list."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._path: Path | None = None
        self._mapping: Any = None
        self._found: ImportPreview | None = None
        self._make_parts()
        self.footer = ImportFooter()
        self.take, self.other = self.footer.take, self.footer.other
        self.skip_known = self.footer.skip_known
        self._arrange()
        self._connect()
        self._show(NOTHING)

    def open(self, argument: str) -> None:
        """Begin with no file, or with the file named by *argument*."""
        self._path = self._mapping = self._found = None
        self._show(NOTHING)
        if argument:
            self.choose(Path(argument))

    def choose(self, path: Path) -> None:
        """Look at a file; nothing is written."""
        self._path, self._mapping = path, None
        self._file.setText(path.name)
        self._look()

    def _make_parts(self) -> None:
        self.empty = EmptyState(
            "table",
            self.tr("Choose the commune's list. Nothing is saved before you press “Take in”."),
            self.tr("Choose a file…"),
        )
        self._file = BesideLabel("", "body", "title")
        self.counts = ChipRow()
        self.columns = ColumnTable(self.scene.types["person"])
        self.model = ImportRowsModel()
        self.rows = RowList(self.tr("Rows to look at"), RowsDelegate())
        self.rows.setModel(self.model)
        self.rows.setFixedHeight(_ROWS_PX)
        self.error = ErrorNotice()
        self.result = Label("", "section", wrap=True)
        self.result_more = Label("", "body", "text2", wrap=True)
        self.see_people = Button(self.tr("See the list"), "primary", icon="people")

    def _arrange(self) -> None:
        head = sheets.PageHead(Label(self.tr("Take in from Excel"), "title"), self._file, None)
        rows_head = Label(self.tr("Rows to look at"), "section")
        self._rows_card = sheets.Card(
            sheets.column(
                sheets.row(rows_head, None, margins=(20, 12, 20, 8)), sheets.Rule(), self.rows,
                gap=0, margins=(1, 1, 1, 1),
            )
        )  # fmt: skip
        columns_head = Label(self.tr("Columns of the file"), "section")
        self._columns_card = sheets.Card(
            sheets.column(columns_head, self.columns, gap=12, margins=(20, 12, 20, 16))
        )
        looked = sheets.column(
            sheets.row(self.counts, None), self._rows_card, self._columns_card, None, gap=12
        )
        result = sheets.Card(
            sheets.column(
                self.result, self.result_more, 8, sheets.row(self.see_people, None), gap=6,
                margins=(20, 16, 20, 18),
            )
        )  # fmt: skip
        self._parts = (
            self.empty,
            sheets.wrap(looked),
            sheets.wrap(sheets.column(result, None)),
        )
        body = sheets.PageBody(head, self.error, *self._parts)
        body.body().setStretch(2, 1)
        body.body().setStretch(3, 1)
        body.body().setStretch(4, 1)
        whole = sheets.column(sheets.ScrollBody(body), self.footer, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.empty.acted.connect(self._on_choose)
        self.other.clicked.connect(self._on_choose)
        self.take.clicked.connect(self._on_take)
        self.columns.changed.connect(self._on_mapping_changed)
        self.skip_known.toggled.connect(self._on_known_toggled)
        self.see_people.clicked.connect(self._on_see_people)

    def _show(self, state: int) -> None:
        for number, part in enumerate(self._parts):
            sheets.set_shown(part, number == state)
        sheets.set_shown(self.take, state == LOOKING)
        sheets.set_shown(
            self.skip_known,
            state == LOOKING and known_count(self._found) > 0,
        )
        sheets.set_shown(self.other, state != NOTHING)
        sheets.set_shown(self.footer, state != NOTHING)
        self.error.say("")
        if state == NOTHING:
            self._file.setText("")

    def _look(self) -> None:
        if self._path is not None:
            self.footer.set_busy(self.tr("Reading the file…"))
            command = PreviewImport(self._path, self._mapping, self._sheet())
            self.scene.dispatcher.latest(
                "import-preview", command, self._on_preview, self._on_unreadable
            )

    def _sheet(self) -> str | None:
        is_chosen = self._found is not None and self._mapping is not None
        return self._found.preview.sheet_name if is_chosen and self._found else None

    def _ready(self) -> int:
        """Return how many people would be taken in."""
        if self._found is None:
            return 0
        left_out = known_count(self._found) if self.skip_known.isChecked() else 0
        return len(self._found.preview.ready) - left_out

    def _on_preview(self, found: ImportPreview) -> None:
        self._found = found
        self._mapping = found.preview.mapping
        self.footer.set_busy("")
        rows = rows_to_see(found, self.scene.types["person"])
        self.model.show_rows(rows)
        sheets.set_shown(self._rows_card, bool(rows))
        self.columns.show_columns(found.preview)
        self._show(LOOKING)
        self._say_counts()
        if rows:
            self.rows.choose(0)
        self.take.setFocus()

    def _say_counts(self) -> None:
        found = self._found
        if found is None:
            return
        preview = found.preview
        marks = [Mark(self.tr("{n} people are ready").format(n=self._ready()), "ok", "check")]
        bad, known, skipped = (
            len(preview.with_problems),
            known_count(self._found),
            len(preview.skipped),
        )
        if bad:
            words = self.tr("{n} rows have problems").format(n=bad)
            marks.append(Mark(words, "danger", "alert"))
        if known:
            words = self.tr("{n} are in the list already").format(n=known)
            marks.append(Mark(words, "off", "people"))
        if skipped:
            words = self.tr("{n} rows are nobody (titles, totals)").format(n=skipped)
            marks.append(Mark(words, "plain"))
        self.counts.show_marks(tuple(marks))
        self.take.set_words(self.tr("Take in {n} people").format(n=self._ready()))
        self.take.setEnabled(self._ready() > 0)

    def _on_unreadable(self, error: CtxhError) -> None:
        self.footer.set_busy("")
        if self._found is None:
            self._show(NOTHING)
        else:
            self.columns.show_columns(self._found.preview)
            self._mapping = self._found.preview.mapping
        self.error.say(sentence(error))

    @Slot()
    def _on_choose(self) -> None:
        kinds = self.tr("Lists (*.xlsx *.xls *.csv)")
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a list"), "", kinds)
        if chosen:
            self._found = None
            self.choose(Path(chosen))

    @Slot(object)
    def _on_mapping_changed(self, mapping: Any) -> None:
        self._mapping = mapping
        self._look()

    @Slot(bool)
    def _on_known_toggled(self, is_on: bool) -> None:
        self._say_counts()

    @Slot()
    def _on_take(self) -> None:
        if self._path is None or self._found is None:
            return
        words = self.tr("Taking in {n} people…").format(n=self._ready())
        self.footer.set_busy(words)
        command = ImportPeople(
            self._path, self._mapping, self._found.preview.sheet_name,
            skip_errors=True, skip_known=self.skip_known.isChecked(),
        )  # fmt: skip
        self.scene.dispatcher.send(command, self._on_taken, self._on_refused)

    def _on_taken(self, done: Imported) -> None:
        self.footer.set_busy("")
        self._found = None
        self._show(DONE)
        self.result.setText(self.tr("{n} people were taken in.").format(n=done.count))
        more = []
        if done.with_problems:
            words = self.tr("{n} rows with problems were left out; mend them in the file.")
            more.append(words.format(n=done.with_problems))
        if done.known and self.skip_known.isChecked():
            words = self.tr("{n} people were in the list already.")
            more.append(words.format(n=done.known))
        self.result_more.setText(" ".join(more))
        sheets.set_shown(self.result_more, bool(more))
        self.see_people.setFocus()

    def _on_refused(self, error: CtxhError) -> None:
        self.footer.set_busy("")
        self.error.say(sentence(error))

    @Slot()
    def _on_see_people(self) -> None:
        self.page_wanted.emit("people", "")
