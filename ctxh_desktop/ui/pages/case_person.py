"""Tab "Thông tin": the person and the case, changed in place; only what changed is saved."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.people import ListVillages
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.domain.schema import RecordType, Row, Secrecy
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.forms.form import Form, form_of
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui import actions
from ctxh_desktop.ui.forms.fields import Asking
from ctxh_desktop.ui.forms.view import FormView
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.notices import ErrorSummary

_CLOSING = "closing"
"""Group of fields that the closing panel fills in."""


def asked_fields(declared: RecordType) -> tuple[str, ...]:
    """Return the fields that are changed here: all that people enter, but closing and secrets."""
    names = (question.name for question in form_of(declared).questions)
    return tuple(
        name
        for name in names
        if declared.field(name).group != _CLOSING
        and declared.field(name).secrecy is not Secrecy.SEALED
    )


class RecordSheet(sheets.Card):
    """One record as a form in a sheet, with its own button to save.

    Signals:
        saved: it was saved (str: name of the record type).
        failed: it could not be saved (CtxhError).
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, scene: Scene, type_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self._declared = scene.types[type_name]
        self._form: Form = form_of(self._declared, only=asked_fields(self._declared))
        self._row: Row | None = None
        self._villages: tuple[str, ...] = ()
        self.summary = ErrorSummary()
        self.view = self._make_view(Session(self._form))
        self.save_button = Button(self.tr("Save changes"), key=actions.key("save"), key_works=False)
        self.save_button.clicked.connect(self.save)
        self._back = Button(self.tr("Put back as it was"), "quiet")
        self._back.clicked.connect(self._on_put_back)
        self._state = Label("", "hint")
        title = Label(record_text(self._declared.label), "section")
        self._place = sheets.column(self.view)
        foot = sheets.row(self.save_button, self._back, None, self._state)
        self.setLayout(
            sheets.column(title, self.summary, self._place, foot, gap=10, margins=(20, 12, 20, 14))
        )
        self.summary.chosen.connect(self._on_problem_chosen)
        self._show_changed()

    def show_row(self, row: Row, villages: tuple[str, ...] = ()) -> None:
        """Show a record; what somebody is just changing in it is left alone."""
        if villages != self._villages:
            self._villages = villages
            self._replace_view()
        elif self._row is not None and self._row.id == row.id and self.is_changed():
            return
        self._row = row
        self._fill()

    def is_changed(self) -> bool:
        """Whether an answer differs from what is stored."""
        return self._row is not None and self.view.read().is_changed

    @Slot()
    def save(self) -> None:
        """Save what differs, or say what is wrong."""
        if self._row is None:
            return
        problems = self.view.check()
        self.summary.show_problems(problems)
        changes: Mapping[str, object] = self.view.session().changes()
        if problems or not changes:
            return
        command = SaveRecord(self._declared.name, self._row.id, dict(changes))
        self._scene.dispatcher.send(command, self._on_saved, self._on_failed, owner=self)

    def _make_view(self, session: Session) -> FormView:
        places = [*self._villages]
        asked = "village" in self._form.by_name and places
        suggested = {"village": places} if asked else {}
        asking = Asking(
            self._scene.catalogue, self._scene.today(), past=frozenset({"opened_on"}),
            suggested=suggested,
        )  # fmt: skip
        view = FormView(self._form, asking, session)
        view.edited.connect(self._show_changed)
        return view

    def _replace_view(self) -> None:
        old = self.view
        self.view = self._make_view(Session(self._form))
        self._place.replaceWidget(old, self.view)
        old.hide()
        old.deleteLater()
        self.view.show()

    def _fill(self) -> None:
        if self._row is not None:
            stored = dict(self._row.values)
            self.view.fill(Session(self._form, stored, catalogue=self._scene.catalogue))
        self.summary.show_problems(())
        self._show_changed()

    def _on_saved(self, _: str) -> None:
        if self._row is not None:
            self._row = self._row.changed(self.view.session().changes())
        self._fill()
        self.saved.emit(self._declared.name)

    def _on_failed(self, error: CtxhError) -> None:
        if isinstance(error, InputError) and error.issues:
            self.summary.show_problems(self.view.show_issues(error.issues))
            return
        self.failed.emit(error)

    @Slot()
    def _on_put_back(self) -> None:
        self._fill()

    @Slot(str)
    def _on_problem_chosen(self, field: str) -> None:
        self.view.focus_field(field)

    @Slot()
    def _show_changed(self) -> None:
        is_changed = self.is_changed()
        self.save_button.setEnabled(is_changed)
        self._back.setVisible(is_changed)
        self._state.setText(self.tr("There are changes that are not saved.") if is_changed else "")


class PersonTab(QWidget):
    """The sheets of person and case, and the way to the household.

    Signals:
        saved: a sheet was saved; carries the sentence for the undo bar (str).
        failed: a command failed (CtxhError).
        household_wanted: the person's household is to be shown; its id, "" when not known (str).
        transfer_wanted: the person lives in another commune now.
    """

    saved = Signal(str)
    failed = Signal(object)
    household_wanted = Signal(str)
    transfer_wanted = Signal()

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._rows: tuple[Row, Row | None] | None = None
        self._villages: tuple[str, ...] = ()
        self.person = RecordSheet(scene, "person")
        self.case = RecordSheet(scene, "case")
        for sheet in (self.person, self.case):
            sheet.saved.connect(self._on_saved)
            sheet.failed.connect(self.failed)
        self.household = Button(self.tr("Household"), icon="house")
        self.household.clicked.connect(self._on_household)
        self._household_hint = Label("", "hint", wrap=True)
        home = sheets.row(self.household, self._household_hint, gap=12, margins=(20, 12, 20, 12))
        home.setStretch(1, 1)
        self.transfer = Button(self.tr("Moved to another commune…"), icon="right")
        self.transfer.clicked.connect(self.transfer_wanted)
        hint = self.tr("The records go along, to the collaborators there.")
        away = sheets.row(
            self.transfer, Label(hint, "hint", wrap=True), gap=12, margins=(20, 12, 20, 12)
        )
        away.setStretch(1, 1)
        cards = sheets.Card(home), self.case, sheets.Card(away)
        body = sheets.PageBody(self.person, *cards, None)
        self.setLayout(sheets.column(sheets.ScrollBody(body), gap=0))

    def show_rows(self, person: Row, case: Row | None) -> None:
        """Show a person and the case, if there is one."""
        self._rows = (person, case)
        self._fill()
        self._scene.dispatcher.latest("case-villages", ListVillages(), self._on_villages)

    @Slot()
    def save(self) -> None:
        """Save both sheets where something changed."""
        for sheet in (self.person, self.case):
            if sheet.isVisibleTo(self) and sheet.is_changed():
                sheet.save()

    def _fill(self) -> None:
        if self._rows is None:
            return
        person, case = self._rows
        known = {*self._villages, person.text("village")} - {""}
        villages = tuple(sorted(known, key=self._villages_order)) if self._villages else ()
        self.person.show_row(person, villages)
        sheets.set_shown(self.case, case is not None)
        if case is not None:
            self.case.show_row(case)
        hint = self.tr("Who lives together, and how the commune classes the household.")
        if not person["household_id"]:
            hint = self.tr("No household is linked yet. Open the register and choose one.")
        self._household_hint.setText(hint)

    def _villages_order(self, village: str) -> int:
        return self._villages.index(village) if village in self._villages else len(self._villages)

    def _on_villages(self, villages: tuple[str, ...]) -> None:
        if villages != self._villages:
            self._villages = villages
            self._fill()

    @Slot(str)
    def _on_saved(self, type_name: str) -> None:
        sentence = self.tr("Changes of the person saved.")
        if type_name == "case":
            sentence = self.tr("Changes of the case saved.")
        self.saved.emit(sentence)

    @Slot()
    def _on_household(self) -> None:
        if self._rows is not None:
            self.household_wanted.emit(self._rows[0].text("household_id"))
