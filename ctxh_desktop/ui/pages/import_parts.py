"""Parts of the import page: what each column is taken for, why a file is refused, actions.

Source: reference/ux.md §8 ("Import file").
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button, CheckOption
from ctxh_desktop.ui.widgets.choice import Combo
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.notices import Notice

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

    def show_columns(self, preview: Any) -> None:
        """Show the columns of a preview (`exchange.people.Preview`)."""
        self._mapping = preview.mapping
        sheets.clear(self._grid)
        self._combos = {}
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
            shown = " · ".join(samples)
            self._grid.addWidget(Label(shown, "hint", wrap=True), line, 2)
            line += 1

    def _make_combo(self, use: Any, heading: str) -> Combo:
        combo = Combo()
        combo.setAccessibleName(heading)
        combo.set_choices(self._choices(use), with_none=self.tr("(leave this column out)"))
        combo.set_value(f"{use.field}{_JOINT}{use.part}" if use.field else "")
        combo.chosen.connect(partial(self._on_chosen, use.column))
        self._combos[use.column] = combo
        return combo

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


class ImportFooter(sheets.Footer):
    """The actions of the import; at the right, the *progress* of what is under way."""

    def __init__(self, progress: QWidget, parent: QWidget | None = None) -> None:
        self.take = Button("", "primary")
        self.other = Button("")
        self.skip_known = CheckOption("")
        self.skip_known.setChecked(True)
        super().__init__(self.take, self.other, 8, self.skip_known, None, progress, parent=parent)
        self.take.set_words(self.tr("Take in"))
        self.other.set_words(self.tr("Choose another file…"))
        self.skip_known.setText(self.tr("Leave out who is in the list already"))

    def set_busy(self, *, is_busy: bool) -> None:
        """Let nothing begin while something is under way."""
        for control in (self.take, self.other, self.skip_known):
            control.setEnabled(not is_busy)
        if is_busy:
            self.skip_known.hide()  # its room is that of the progress
