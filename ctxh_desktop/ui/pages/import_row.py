"""One row of a list: what is said about it, its fields to put right, and whether it is taken.

What is written here counts for this import; the file stays as it is.

Source: reference/ux.md §8 ("Import file").
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from ctxh_desktop.commands.known_people import FILL
from ctxh_desktop.domain.schema import Field
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.ui.forms.choices import words_of
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.models.import_rows import CANNOT, RowToSee
from ctxh_desktop.ui.pages import import_words
from ctxh_desktop.ui.pages.import_choices import Decided
from ctxh_desktop.ui.pages.import_known import KnownPanel
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.choice import Combo
from ctxh_desktop.ui.widgets.inputs import TextInput, commit_composition
from ctxh_desktop.ui.widgets.labels import IconLabel, Label

SIDE_PX = 344
NOTHING_DECIDED = Decided()
ALWAYS = ("full_name",)
TOLD_APART_BY = ("full_name", "born", "id_number")
"""Fields that are offered for a row of which something is said as a whole."""


class RowEditor(sheets.Card):
    """The chosen row.

    Signals:
        mended: fields were written anew; carries row number and {field: text}.
        left_out: a row is to be left out, or not any more; carries row number and answer.
        wanted_anyway: a row is to be taken although the person stands in another, or not any more.
        answered: what becomes of the known person of a row; carries number and answer.
        took: differences in which the list's is taken; carries number and their names (frozenset).
    """

    mended = Signal(int, object)
    left_out = Signal(int, bool)
    wanted_anyway = Signal(int, bool)
    answered = Signal(int, str)
    took = Signal(int, object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene, self._type = scene, scene.types["person"]
        self._row: RowToSee | None = None
        self._decided = Decided()
        self._controls: dict[str, TextInput | Combo] = {}
        self._before: dict[str, str] = {}
        self._body = sheets.column(gap=8, margins=(20, 12, 20, 16))
        self.setLayout(self._body)
        self.check = Button(self.tr("Check again"), icon="check")
        self.leave = Button("")
        self.anyway = Button("")
        self.known: KnownPanel | None = None

    def row(self) -> RowToSee | None:
        """Return the row that is shown."""
        return self._row

    def control(self, name: str) -> TextInput | Combo:
        """Return the control of a field; one that is not offered is a bug (KeyError)."""
        return self._controls[name]

    def show_row(self, row: RowToSee | None, decided: Decided = NOTHING_DECIDED) -> None:
        """Show another row; while somebody writes in one, that one stays."""
        same = self._row is not None and row is not None and row.number == self._row.number
        if self.is_dirty() or (same and row == self._row and decided == self._decided):
            return
        self._row, self._decided, self.known = row, decided, None
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        sheets.clear(self._body)
        self._controls, self._before = {}, {}
        sheets.set_shown(self, row is not None)
        if row is None:
            return
        self._show_words(row)
        self._show_known(row)
        self._show_fields(row)
        self._show_answers(row)
        if had_focus:
            (next(iter(self._controls.values()), None) or self.leave).setFocus()

    def is_dirty(self) -> bool:
        """Whether something was written that is not checked yet."""
        return any(self._text(name) != text for name, text in self._before.items())

    @Slot()
    def commit(self) -> None:
        """Take over what was written, if anything was."""
        commit_composition()
        if self._row is None or not self.is_dirty():
            return
        changed = {n: self._text(n) for n, text in self._before.items() if self._text(n) != text}
        self._before.update(changed)
        self.mended.emit(self._row.number, changed)

    def _show_words(self, row: RowToSee) -> None:
        words = self.tr("Row {n}").format(n=row.number)
        self._body.addWidget(Label(words, "section"))
        name = Label(row.name, "strong", wrap=True)
        line = import_words.person_line(row, self._scene.catalogue)
        self._body.addLayout(sheets.column(name, Label(line, "hint", wrap=True), gap=2))
        kind, icon = ("danger", "alert") if row.group == CANNOT else ("warn", "info")
        if row.is_left_out:
            kind, icon = "text2", "info"
        for sentence in import_words.sentences(row, self._type):
            mark = IconLabel(icon, kind, 16)
            said = sheets.row(mark, Label(sentence, "hint", "text", wrap=True), gap=8)
            said.setStretch(1, 1)
            self._body.addLayout(said)

    def _show_known(self, row: RowToSee) -> None:
        if row.person is None or row.is_left_out:
            return
        self.known = KnownPanel(self._scene, row.person, self._decided)
        self.known.answered.connect(partial(self._on_answered, row.number))
        self.known.took.connect(partial(self._on_took, row.number))
        self._body.addWidget(self.known)
        self._body.addWidget(sheets.Rule())

    def _show_fields(self, row: RowToSee) -> None:
        if row.is_left_out:
            return
        is_whole = row.known or any(not one.field for one in row.said)
        names = (*row.faults, *(TOLD_APART_BY if is_whole else ALWAYS))
        for name in dict.fromkeys(names):
            field = self._type.by_name[name]
            text = import_words.typed(row, name, self._type, self._scene.catalogue)
            control = self._make_control(field, text)
            self._controls[name], self._before[name] = control, self._text_of(control)
            self._body.addWidget(sheets.FormRow(record_text(field.label), control))
        self.check = Button(self.tr("Check again"), icon="check")
        self.check.clicked.connect(self.commit)
        self._body.addLayout(sheets.row(self.check, None))
        hint = self.tr("Put right for this import only; the file stays as it is.")
        self._body.addWidget(Label(hint, "hint", wrap=True))

    def _make_control(self, field: Field, text: str) -> TextInput | Combo:
        if field.kind in (Kind.CODE, Kind.CODES) and field.codes is not None:
            combo = Combo()
            known = self._scene.catalogue[field.codes].current(self._scene.today())
            choices = [(code.label, words_of(code)) for code in known]
            combo.set_choices(choices, with_none=text or "–")
            if text in dict(choices):
                combo.set_value(text)
            combo.chosen.connect(self._on_chosen)
            return combo
        made = TextInput()
        made.moves_on = False
        made.set_value(text)
        made.submitted.connect(self.commit)
        return made

    def _show_answers(self, row: RowToSee) -> None:
        is_anyway = self._decided.is_anyway
        self.leave = Button(self.tr("Leave this row out"))
        if row.is_left_out:
            self.leave = Button(self.tr("Take this row after all"))
        self.leave.clicked.connect(partial(self.left_out.emit, row.number, not row.is_left_out))
        answers = sheets.column(gap=8)
        self._body.addWidget(sheets.Rule())
        if row.is_twice and not row.is_left_out:
            words = self.tr("Take it in all the same")
            self.anyway = Button(self.tr("Do not take it in twice") if is_anyway else words)
            self.anyway.clicked.connect(partial(self.wanted_anyway.emit, row.number, not is_anyway))
            answers.addLayout(sheets.row(self.anyway, None))
        answers.addLayout(sheets.row(self.leave, None))
        self._body.addLayout(answers)

    def _text(self, name: str) -> str:
        return self._text_of(self._controls[name])

    def _text_of(self, control: TextInput | Combo) -> str:
        return control.value()

    def _on_answered(self, number: int, answer: str) -> None:
        self._decided = replace(self._decided, answer=answer)
        self.answered.emit(number, answer)

    def _on_took(self, number: int, names: frozenset[str]) -> None:
        answer = FILL if names else self._decided.answer
        self._decided = replace(self._decided, answer=answer, taken=names)
        self.took.emit(number, names)

    @Slot(str)
    def _on_chosen(self, label: str) -> None:
        self.commit()
