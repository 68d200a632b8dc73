"""One change that the province has not taken: what was written, and what to put right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.held import HeldChange
from ctxh_desktop.domain.operation import DELETED_AT
from ctxh_desktop.domain.schema import Field
from ctxh_desktop.domain.validation import Issues
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.forms.form import form_of
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui.forms.fields import Asking
from ctxh_desktop.ui.forms.view import FormView
from ctxh_desktop.ui.messages import record_text, remembered_sentence
from ctxh_desktop.ui.pages.case_words import in_words
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.labels import IconLabel, Label

NAME_PX = 200


class HeldChangeCard(sheets.Card):
    """A held change as a person reads it, with inputs for what has to be put right.

    Attributes:
        view: the inputs; None where nothing can be put right here.
    """

    def __init__(self, scene: Scene, change: HeldChange, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene, self.change = scene, change
        self._declared = scene.types.get(change.record_type)
        self.view: FormView | None = None
        self._asked: tuple[str, ...] = ()
        self._place = sheets.column(gap=0)
        column = sheets.column(self._head(), sheets.Rule(), gap=10, margins=(20, 12, 20, 14))
        for label, value in self.written():
            name = sheets.wrap(sheets.column(Label(label, "hint-strong", wrap=True), None, gap=0))
            name.setFixedWidth(NAME_PX)
            line = sheets.row(name, Label(value, wrap=True), gap=16)
            line.setStretch(1, 1)
            column.addLayout(line)
        if self.objection():
            line = sheets.row(
                IconLabel("alert", "danger", 18),
                Label(self.objection(), "body", "danger", wrap=True), gap=10,
            )  # fmt: skip
            line.setStretch(1, 1)
            column.addLayout(line)
        column.addLayout(self._place)
        self.setLayout(column)
        if self.is_at_fault():
            self.ask((change.field,))

    def is_at_fault(self) -> bool:
        """Whether the province objects to a field of this change that a person can fill in."""
        field = self._field(self.change.field)
        return field is not None and field.entered and self.change.field in self.change.values

    def objection(self) -> str:
        """Return field and rule in a sentence; "" where the fault lies elsewhere in the group."""
        field = self._field(self.change.field)
        if field is None or self.change.field not in self.change.values:
            return ""
        return f"{record_text(field.label)}: {remembered_sentence(self.change.reason)}"

    def written(self) -> list[tuple[str, str]]:
        """Return what was written, as (label, value) in words."""
        if self._declared is None:
            return []
        if self.change.values.get(DELETED_AT):
            return [(self.tr("Deleted"), str(self.change.values.get("deleted_reason") or ""))]
        found = []
        for field in self._declared.fields:
            is_told = field.entered and field.kind is not Kind.LINK
            if is_told and field.name in self.change.values:
                value = self.change.values[field.name]
                if value is not None or not self.change.is_new:
                    found.append((record_text(field.label), self._in_words(field, value)))
        return found

    def ask(self, names: tuple[str, ...]) -> None:
        """Ask for these fields, besides those asked already."""
        if self._declared is None:
            return
        typed = self.view.read() if self.view is not None else None
        asked, before = tuple(dict.fromkeys((*self._asked, *names))), self._asked
        form = form_of(self._declared, only=asked)
        session = Session(form, catalogue=self._scene.catalogue)
        for name in asked:
            value = self.change.values.get(name)
            if typed is not None and name in before:
                value = typed.typed(name) or typed.value(name)
            self._answer(session, self._declared.field(name), value)
        sheets.clear(self._place)
        asking = Asking(self._scene.catalogue, self._scene.today())
        self.view, self._asked = FormView(form, asking, session), asked
        self._place.addWidget(self.view)

    def declares(self, names: Iterable[str]) -> bool:
        """Whether one of these fields belongs to the record."""
        return any(self._field(name) is not None for name in names)

    def focus_first(self) -> None:
        """Put the focus into the first input."""
        if self.view is not None:
            self.view.focus_field(self._asked[0])

    def check(self) -> bool:
        """Mark what still cannot be read; whether all is well."""
        return self.view is None or not self.view.check()

    def values(self) -> Mapping[str, Plain]:
        """Return what was put right."""
        return self.view.session().values() if self.view is not None else {}

    def show_issues(self, issues: Issues) -> bool:
        """Ask for the fields at fault and show what is wrong with them; whether there are any."""
        names = tuple(name for name in issues if (field := self._field(name)) and field.entered)
        if not names:
            return False
        self.ask(names)
        assert self.view is not None
        self.view.show_issues(issues)
        return True

    def _head(self) -> Label:
        kind = record_text(self._declared.label) if self._declared else self.change.record_type
        words = (
            self.tr("{record}, newly written")
            if self.change.is_new
            else self.tr("{record}, changed")
        )
        return Label(words.format(record=kind), "section")

    def _field(self, name: str) -> Field | None:
        return self._declared.by_name.get(name) if self._declared else None

    def _in_words(self, field: Field, value: Plain) -> str:
        try:
            return in_words(field, value, self._scene.catalogue)
        except ValueError:  # what the province objects to is perhaps no day at all
            return str(value)

    def _answer(self, session: Session, field: Field, value: Plain) -> None:
        try:
            in_words(field, value, self._scene.catalogue)
        except ValueError:
            label = {"label": record_text(field.label)}
            session.refuse(field.name, str(value), "value-unreadable", label)
        else:
            session.answer(field.name, value)
