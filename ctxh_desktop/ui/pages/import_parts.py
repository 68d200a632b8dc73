"""Parts of the import page: what each column is taken for, how many rows are ready, rows to see.

Source: reference/ux.md §8 ("Import file").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QGridLayout, QStyle, QStyledItemDelegate, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from ctxh_desktop.commands.imports import ImportPreview
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.ui import icons, theme
from ctxh_desktop.ui.messages import record_text, sentence_of
from ctxh_desktop.ui.models.import_rows import RowToSee
from ctxh_desktop.ui.models.windowed import ITEM_ROLE
from ctxh_desktop.ui.widgets import painting, sheets
from ctxh_desktop.ui.widgets.buttons import Button, CheckOption
from ctxh_desktop.ui.widgets.choice import Combo
from ctxh_desktop.ui.widgets.labels import Label, text_rect
from ctxh_desktop.ui.widgets.notices import Notice
from ctxh_desktop.ui.widgets.progress import ProgressBar

Index = QModelIndex | QPersistentModelIndex
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


def known_count(found: ImportPreview | None) -> int:
    """Return how many ready rows seem to be in the register already."""
    return 0 if found is None else len(found.known_rows)


def rows_to_see(found: ImportPreview, record_type: RecordType) -> tuple[RowToSee, ...]:
    """Return the rows with problems, then those with warnings."""
    preview = found.preview
    stopped = [_row(row, row.problems, record_type, is_problem=True) for row in preview.rows
               if row.problems]  # fmt: skip
    doubtful = [_row(row, row.warnings, record_type, is_problem=False) for row in preview.rows
                if row.warnings and not row.problems]  # fmt: skip
    return (*stopped, *doubtful)


def _row(row: Any, said: Sequence[Any], record_type: RecordType, *, is_problem: bool) -> RowToSee:
    sentences = []
    for one in said:
        declared = record_type.by_name.get(one.field)
        label = record_text(declared.label) if declared else ""
        sentence = sentence_of(one.code, {"label": label.lower(), **one.facts})
        sentences.append(f"{label}: {sentence}" if label else sentence)
    name = str(row.values.get("full_name") or "")
    return RowToSee(row.row_number_in_file, name, " ".join(sentences), is_problem)


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
    """The actions of the import, and what is being done at the moment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.take = Button("", "primary")
        self.other = Button("")
        self.skip_known = CheckOption("")
        self.skip_known.setChecked(True)
        self._bar = ProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(120)
        self._words = Label("", "hint")
        self._busy = sheets.wrap(sheets.row(self._words, self._bar, gap=8))
        self._busy.hide()
        actions = (self.take, self.other, 8, self.skip_known)
        super().__init__(*actions, None, self._busy, parent=parent)
        self.take.set_words(self.tr("Take in"))
        self.other.set_words(self.tr("Choose another file…"))
        self.skip_known.setText(self.tr("Leave out who is in the list already"))

    def set_busy(self, words: str) -> None:
        """Say what is being done; "" when it is done and the actions work again."""
        self._words.setText(words)
        sheets.set_shown(self._busy, bool(words))
        if words:
            self.skip_known.hide()
        for control in (self.take, self.other, self.skip_known):
            control.setEnabled(not words)


class RowsDelegate(QStyledItemDelegate):
    """Paints a row to see: number, name, and the sentence over as many lines as it needs."""

    def sizeHint(self, option: ItemOption, index: Index) -> QSize:
        row: RowToSee = index.data(ITEM_ROLE)
        parent = self.parent()
        width = parent.viewport().width() if isinstance(parent, QAbstractScrollArea) else 600
        box = text_rect(row.sentence, "body", max(width - self._left() - 20, 120))
        return QSize(200, max(theme.height(40), box.height() + 18))

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        row: RowToSee = index.data(ITEM_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        painting.draw_row(painter, rect, is_selected=is_selected)
        line = QRect(rect.left() + 48, rect.top() + 9, 90, theme.metrics().height())
        kind, icon = ("danger", "alert") if row.is_problem else ("warn", "info")
        at = (rect.left() + 20, rect.top() + 10)
        icons.draw(painter, icon, theme.color(kind), at, 18)
        words = self.tr("Row {n}").format(n=row.number)
        painting.draw_text(painter, line, words, "strong")
        name = QRect(rect.left() + 140, line.top(), 210, line.height())
        painting.draw_text(painter, name, row.name, "body")
        text = rect.adjusted(self._left(), 9, -20, -4)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text"))
        painter.drawText(text, int(Qt.TextFlag.TextWordWrap.value), row.sentence)

    def _left(self) -> int:
        return 364
