"""Parts of the import page: sheet, what each column is taken for, why a file is refused, actions.

Source: reference/ux.md §8 ("Import file").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ctxh_desktop.commands.imports import TCVN3, TCVN3_UPPER, UNICODE, UTF8_TWICE, VIQR, VNI
from ctxh_desktop.commands.known_people import FILL, NEW, SKIP
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.choice import Combo
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.notices import Notice

SCRIPT_CHARS_MAX = 48
UNICODE_VALUE = "unicode"
"""Of a choice, where "" would mean that nothing is chosen."""
_JOINT = "|"
"""Between field and part in a choice's value: "born|year"."""
_NOT_IMPORTED = (Kind.LINK, Kind.ATTACHMENT, Kind.INSTANT)


class ColumnTable(QWidget):
    """Every column of the file with its heading, what it is taken for, and a few of its values.

    Signals:
        changed: a column is to be taken for something else; carries the new mapping.
    """

    changed = Signal(object)

    def __init__(self, record_type: RecordType, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._type = record_type
        self._mapping: Any = None
        self._combos: dict[int, Combo] = {}
        self._scripts: dict[int, Combo] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(2, 3)

    def combo(self, column: int) -> Combo:
        """Return the drop-down of a column of the file, counted from 0."""
        return self._combos[column]

    def script(self, column: int) -> Combo:
        """Return the choice of script of a column (from 0) that may be in another (KeyError)."""
        return self._scripts[column]

    def show_columns(self, preview: Any) -> None:
        """Show the columns of a preview (`exchange.people.Preview`)."""
        self._mapping = preview.mapping
        sheets.clear(self._grid)
        self._combos, self._scripts = {}, {}
        for place, words in enumerate(
            (self.tr("Column in the file"), self.tr("Taken as"), self.tr("For example"))
        ):
            self._grid.addWidget(Label(words, "hint-strong", "text2"), 0, place)
        line = 1
        for use in preview.mapping.columns:
            samples = preview.samples.get(use.column, ())
            if not samples and use.field is None:
                continue
            heading = use.heading or self.tr("(no heading)")
            self._grid.addWidget(Label(heading, "body", wrap=True), line, 0)
            self._grid.addWidget(self._make_combo(use, heading), line, 1)
            examples = sheets.column(Label(" · ".join(samples), "hint", wrap=True), gap=4)
            if use.field and (readings := preview.readings.get(use.column)):
                examples.addWidget(self._make_script(use, heading, readings))
            self._grid.addLayout(examples, line, 2)
            line += 1

    def _make_combo(self, use: Any, heading: str) -> Combo:
        combo = Combo()
        combo.setAccessibleName(heading)
        combo.set_choices(self._choices(use), with_none=self.tr("(leave this column out)"))
        combo.set_value(f"{use.field}{_JOINT}{use.part}" if use.field else "")
        combo.chosen.connect(partial(self._on_chosen, use.column))
        self._combos[use.column] = combo
        return combo

    def _make_script(self, use: Any, heading: str, readings: Mapping[str, str]) -> Combo:
        """Return the choice of how a column is written, each with what it makes of one cell."""
        names = {
            UNICODE: self.tr("Unicode"),
            TCVN3: self.tr("TCVN3 (.VnTime)"),
            TCVN3_UPPER: self.tr("TCVN3 in capitals (.VnTimeH)"),
            VNI: self.tr("VNI (VNI-Times)"),
            VIQR: self.tr("VIQR"),
            UTF8_TWICE: self.tr("Unicode read wrongly"),
        }
        combo = Combo(placeholder=self.tr("Choose how it is written…"))
        combo.setAccessibleName(self.tr("{column}: script").format(column=heading))
        combo.set_choices(
            (script or UNICODE_VALUE, f"{names[script]}: {text}"[:SCRIPT_CHARS_MAX])
            for script, text in readings.items()
        )
        if not use.rivals:
            combo.set_value(use.script or UNICODE_VALUE)
        combo.set_wrong(bool(use.rivals))
        combo.chosen.connect(partial(self._on_script, use.column))
        self._scripts[use.column] = combo
        return combo

    def _on_script(self, column: int, value: str) -> None:
        script = UNICODE if value == UNICODE_VALUE else value
        columns = tuple(
            use.in_script(script) if use.column == column else use for use in self._mapping.columns
        )
        self.changed.emit(replace(self._mapping, columns=columns))

    def _choices(self, use: Any) -> list[tuple[str, str]]:
        choices = []
        for field in self._type.fields:
            if not field.entered or field.kind in _NOT_IMPORTED:
                continue
            label = record_text(field.label)
            if use.field == field.name and use.part:
                part = self.tr("{label} (part of it)").format(label=label)
                choices.append((f"{field.name}{_JOINT}{use.part}", part))
            choices.append((f"{field.name}{_JOINT}", label))
        return choices

    def _on_chosen(self, column: int, value: str) -> None:
        """Take a column for a field, and leave out another that was taken for the same."""
        field, _, part = value.partition(_JOINT)
        columns = []
        for use in self._mapping.columns:
            if use.column == column:
                columns.append(replace(use, field=field or None, part=part))
            elif field and (use.field, use.part) == (field, part):
                columns.append(replace(use, field=None, part=""))
            else:
                columns.append(use)
        self.changed.emit(replace(self._mapping, columns=tuple(columns)))


class ErrorNotice(Notice):
    """Why a file cannot be read, or was not taken in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("danger", parent=parent)
        self.words = Label("", "strong", "danger", wrap=True)
        self.fill(sheets.column(self.words, gap=0))
        self.hide()

    def say(self, words: str) -> None:
        """Say what is wrong; "" takes the notice away."""
        self.words.setText(words)
        self.setAccessibleName(words)
        sheets.set_shown(self, bool(words))


class SheetChoice(Combo):
    """Which sheet of the file is looked at; hidden where there is only one with people."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(prefix=QCoreApplication.translate("import", "Sheet"), parent=parent)
        self.hide()

    def show_sheets(self, people: Mapping[str, int], current: str) -> None:
        """Show the sheets, each with how many people are in it; tells nobody."""
        words = self.tr("{sheet} ({n} people)")
        self.set_choices((name, words.format(sheet=name, n=n)) for name, n in people.items())
        was_blocked = self.blockSignals(True)
        self.set_value(current)
        self.blockSignals(was_blocked)
        sheets.set_shown(self, len(people) > 1)


class ImportFooter(sheets.Footer):
    """The actions of the import; at the right, the *progress* of what is under way."""

    def __init__(self, progress: QWidget, parent: QWidget | None = None) -> None:
        self.take = Button("", "primary")
        self.other = Button("")
        self.known = Combo(prefix=QCoreApplication.translate("import", "Already in the list"))
        super().__init__(self.take, self.other, 8, self.known, None, progress, parent=parent)
        self.other.set_words(self.tr("Choose another file…"))
        self.known.set_choices(
            (
                (SKIP, self.tr("leave as they are")),
                (FILL, self.tr("fill in what is empty")),
                (NEW, self.tr("take in as new people")),
            )
        )
        self.show_answer(SKIP)
        self.say_counts(0, 0)

    def show_answer(self, answer: str) -> None:
        """Show what becomes of all known people; tells nobody."""
        was_blocked = self.known.blockSignals(True)
        self.known.set_value(answer)
        self.known.blockSignals(was_blocked)

    def say_counts(self, new: int, filled: int) -> None:
        """Say on the button how many people would be new, and how many filled in."""
        if filled and new:
            words = self.tr("Take in {n}, fill in {m}").format(n=new, m=filled)
        elif filled:
            words = self.tr("Fill in {n} people").format(n=filled)
        else:
            words = self.tr("Take in {n} people").format(n=new)
        self.take.set_words(words)
        self.take.setEnabled(bool(new or filled))

    def set_busy(self, *, is_busy: bool) -> None:
        """Let nothing begin while something is under way."""
        for control in (self.take, self.other, self.known):
            control.setEnabled(not is_busy)
        if is_busy:
            self.known.hide()  # its room is that of the progress
