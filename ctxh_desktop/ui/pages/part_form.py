"""Form of one part in its list: a new one, or one that is changed; made from the declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.forms.form import form_of
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui.forms.fields import Asking
from ctxh_desktop.ui.forms.view import FormView
from ctxh_desktop.ui.messages import record_text, sentence
from ctxh_desktop.ui.pages.part_aids import OldAddressHelp, PersonPicker
from ctxh_desktop.ui.pages.part_drafts import NEW
from ctxh_desktop.ui.pages.part_words import COMMUNE, OLD_ADDRESS, UNTIL, linked_person
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.notices import DraftState
from ctxh_desktop.ui.widgets.sheets import FormRow

_AHEAD = (UNTIL, "certificate_due", "insurance_to")
"""Days that usually lie ahead; all others are of something that has been."""
_VILLAGE = "village"


def past_days(declared: RecordType) -> frozenset[str]:
    """Return the fields in which a day without a year is the last one, not the next."""
    days = (field.name for field in declared.fields if field.kind is Kind.DAY)
    return frozenset(name for name in days if name not in _AHEAD)


@dataclass(frozen=True)
class Known:
    """What the form of a part offers to choose among.

    Shapes: `names` is {id: name} of people linked to, `communes` {code: name}; without villages a
    village is typed.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    communes: Mapping[str, str] = field(default_factory=dict)
    villages: tuple[str, ...] = ()


class PartForm(QWidget):
    """Asks about one part and saves it.

    Attributes:
        part: the part that is changed, None for a new one.
        key: under which the form's draft is kept.

    Args:
        scene: data lane, code lists, today.
        declared: the type of the part.
        owner_id: whose part it is.
        row: the part that is changed, None for a new one.
        known: what is offered to choose among.

    Signals:
        edited: something was written.
        saved: it was saved.
        left: it was given up.
        failed: it could not be saved and no field is to blame (CtxhError).
    """

    edited = Signal()
    saved = Signal()
    left = Signal()
    failed = Signal(object)

    def __init__(
        self,
        scene: Scene,
        declared: RecordType,
        owner_id: str,
        row: Row | None,
        known: Known,
    ) -> None:
        super().__init__()
        self._scene, self._declared, self._owner_id = scene, declared, owner_id
        self.part = row
        self.key = row.id if row is not None else NEW
        self._form = form_of(declared)
        suggested: dict[str, Any] = {}
        if known.villages and _VILLAGE in self._form.by_name:
            suggested[_VILLAGE] = known.villages
        if COMMUNE in self._form.by_name:
            suggested[COMMUNE] = list(known.communes.items())
        asking = Asking(
            scene.catalogue, scene.today(), past=past_days(declared), suggested=suggested,
            labels=self._labels(),
        )  # fmt: skip
        stored = dict(row.values) if row else None
        self.view = FormView(
            self._form, asking, Session(self._form, stored, catalogue=scene.catalogue)
        )
        self.link = linked_person(declared)
        self.picker: PersonPicker | None = None
        self.back_again = Label(self.tr("The draft from before is here again."), "hint")
        self.back_again.hide()
        self.draft_state = DraftState()
        self.problem = Label("", "hint-strong", "danger", wrap=True)
        self.problem.hide()
        self.save_button = Button(self.tr("Save"), px=32)
        self.leave = Button(self.tr("Leave it"), "quiet", px=32)
        self._arrange(known.names)
        self.save_button.clicked.connect(self.save)
        self.leave.clicked.connect(self.left)
        self.view.edited.connect(self._on_edited)

    def begin(self) -> None:
        """Put the focus where one begins to write: in the search, where somebody is to be named."""
        if self.picker is not None and self.part is None:
            self.picker.search.setFocus()
            return
        first = self._form.questions[0].name
        self.view.focus_field(first)

    def is_changed(self) -> bool:
        """Whether something was written that is not saved."""
        return self.view.read().is_changed or self._link_changed()

    def draft(self) -> dict[str, Any]:
        """Return what is kept as a draft; nothing where nothing was written."""
        kept: dict[str, Any] = {}
        answers = self.view.draft()
        if answers["answers"] or answers["typed"]:
            kept["answers"] = answers
        if self.picker is not None and self._link_changed():
            kept["link"] = [self.picker.value(), self.picker.name()]
        return kept

    def restore(self, body: Mapping[str, Any]) -> None:
        """Show a draft."""
        session = self.view.session()
        session.restore(body.get("answers") or {})
        self.view.fill(session)
        if self.picker is not None and "link" in body:
            person_id, name = body["link"]
            self.picker.set_value(person_id or "", name)
        self.back_again.show()

    @Slot()
    def save(self) -> None:
        """Save what was written, or say what is wrong."""
        if self.view.check():
            return
        values = self._values()
        if not values:
            self.left.emit()
            return
        part_id = self.part.id if self.part else None
        command = SaveRecord(self._declared.name, part_id, values)
        self.save_button.setEnabled(False)
        self._scene.dispatcher.send(command, self._on_saved, self._on_failed, owner=self)

    def _labels(self) -> dict[str, str]:
        """Return the labels that differ here: a commune is chosen by its name, not by a code."""
        return {COMMUNE: self.tr("Commune of today")}

    def _arrange(self, names: Mapping[str, str]) -> None:
        column = sheets.column(self.back_again, gap=12, margins=(0, 8, 0, 12))
        if self.link is not None:
            known = self.part.text(self.link.name) if self.part else ""
            label = record_text(self.link.label)
            self.picker = PersonPicker(self._scene, label, self._owner_id)
            self.picker.set_value(known, names.get(known, ""))
            self.picker.edited.connect(self.edited)
            column.addWidget(FormRow(label, self.picker, optional=True))
        column.addWidget(self.view)
        if OLD_ADDRESS in self._form.by_name and COMMUNE in self._form.by_name:
            self.old_address = OldAddressHelp(self._scene, self.view)
            column.addWidget(self.old_address)
        column.addWidget(self.problem)
        column.addLayout(sheets.row(self.save_button, self.leave, None, self.draft_state))
        self.setLayout(column)

    def _link_changed(self) -> bool:
        if self.picker is None or self.link is None:
            return False
        known = self.part.values.get(self.link.name) if self.part else None
        return self.picker.value() != known

    def _values(self) -> dict[str, Plain]:
        session = self.view.session()
        if self.part is not None:
            values = dict(session.changes())
        else:
            assert self._declared.owner is not None
            values = {**session.values(), self._declared.owner.name: self._owner_id}
        if self.link is not None and self.picker is not None and self._link_changed():
            values[self.link.name] = self.picker.value()
        return values

    @Slot(str)
    def _on_edited(self, _: str) -> None:
        self.edited.emit()

    def _on_saved(self, _: str) -> None:
        self.saved.emit()

    def _on_failed(self, error: CtxhError) -> None:
        self.save_button.setEnabled(True)
        if not (isinstance(error, InputError) and error.issues):
            self.failed.emit(error)
            return
        if not self.view.show_issues(error.issues):
            self.problem.setText(sentence(error))
            self.problem.show()
