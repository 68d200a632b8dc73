"""A whole form on the screen: its rows in two columns, read on saving, with its issues shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.domain.validation import Issues
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.forms.form import Form
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui.forms.fields import Asking, FieldRow, make_row
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.form_grid import FormGrid
from ctxh_desktop.ui.widgets.inputs import commit_composition
from ctxh_desktop.ui.widgets.labels import Label


class FormView(QWidget):
    """The rows of a form.

    Args:
        form: what is asked.
        asking: how it is asked.
        session: where the answers go.
        wide: names of fields over both columns; long texts always are.

    Signals:
        edited: an answer changed; carries the field's name (str).
    """

    edited = Signal(str)

    def __init__(
        self,
        form: Form,
        asking: Asking,
        session: Session,
        *,
        wide: Collection[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: dict[str, FieldRow] = {}
        self._is_filling = False
        column = sheets.column(gap=14)
        for section in form.sections:
            if section.heading:
                column.addWidget(Label(record_text(section.heading), "section"))
            grid = FormGrid()
            for question in section.questions:
                row = make_row(question, asking)
                row.edited.connect(self._on_edited)
                self._rows[question.name] = row
                is_wide = question.name in wide or question.kind is Kind.LONG_TEXT
                grid.add(row, wide=is_wide)
            column.addWidget(grid)
        column.addStretch(1)
        self.setLayout(column)
        self.fill(session)

    def row(self, name: str) -> FieldRow:
        """Return the row of a field; an unknown name is a bug (KeyError)."""
        return self._rows[name]

    def session(self) -> Session:
        """Return where the answers go."""
        return self._session

    def fill(self, session: Session) -> None:
        """Show the answers of *session* and let further ones go there."""
        self._session = session
        self._is_filling = True
        for name, row in self._rows.items():
            typed = session.typed(name)
            row.set_value(session.value(name))
            if typed is not None:
                row.control.set_value(typed)  # type: ignore[attr-defined]
            row.set_error("")
        self._is_filling = False

    def read(self) -> Session:
        """Take over what stands in the inputs, and the word being composed; return the session."""
        commit_composition()
        for row in self._rows.values():
            row.read_into(self._session)
        return self._session

    def draft(self) -> dict[str, Any]:
        """Return what is kept as a draft; a word that is being composed is left in peace."""
        for row in self._rows.values():
            row.read_into(self._session)
        return self._session.draft()

    def check(self) -> tuple[tuple[str, str], ...]:
        """Read, mark what is wrong, and return (field name, sentence) pairs for the summary."""
        return self.show_issues(self.read().issues())

    def show_issues(self, issues: Issues) -> tuple[tuple[str, str], ...]:
        """Mark exactly these issues, focus the first, return (field name, sentence) pairs."""
        found = []
        for name, row in self._rows.items():
            if name in issues:
                found.append((name, row.show_issue(*issues[name])))
            elif row.error():
                row.set_error("")
        if found:
            self.focus_field(found[0][0])
        return tuple(found)

    @Slot(str)
    def focus_field(self, name: str) -> None:
        """Put the focus into a field; the scrolling body around follows it."""
        row = self._rows[name]
        row.focus_control()
        sheets.bring_into_view(row)

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        if not self._is_filling:
            self.edited.emit(name)
