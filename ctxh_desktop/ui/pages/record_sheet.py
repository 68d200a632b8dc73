"""Record sheet: a group of a record's fields, changed in place; only what changed is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.access_log import ReadSealed
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.forms.form import Form, form_of
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui import actions
from ctxh_desktop.ui.forms.fields import Asking
from ctxh_desktop.ui.forms.view import FormView
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.pages.drafting import DraftKeeper
from ctxh_desktop.ui.pages.part_form import past_days
from ctxh_desktop.ui.pages.same_number import ID_NUMBER, SameNumberNotice
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.notices import ErrorSummary


class RecordSheet(sheets.Card):
    """Some fields of a record as a form in a sheet, with its own button to save.

    What is changed and not saved is a draft: it is here again whenever the record is.

    Args:
        scene: data lane, code lists, declarations.
        type_name: the record type.
        heading: the words above.
        fields: what is asked, in this order.

    Signals:
        saved: it was saved (str: name of the record type).
        failed: it could not be saved (CtxhError).
        page_wanted: another page is to be opened; carries its name and argument (str, str).
    """

    saved = Signal(str)
    failed = Signal(object)
    page_wanted = Signal(str, str)

    def __init__(
        self,
        scene: Scene,
        type_name: str,
        heading: str,
        fields: Iterable[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self._declared = scene.types[type_name]
        self._form: Form = form_of(self._declared, only=fields)
        self._row: Row | None = None
        self._villages: tuple[str, ...] = ()
        self.summary = ErrorSummary()
        self.same_number = SameNumberNotice(self.tr("Save anyway"))
        self.same_number.opened.connect(partial(self.page_wanted.emit, "case"))
        self.same_number.confirmed.connect(self.save)
        self.drafts = DraftKeeper(scene.dispatcher, self._draft, self)
        self.drafts.loaded.connect(self._on_draft_loaded)
        self.same_number.edited.connect(self.drafts.touch)
        self.view = self._make_view(Session(self._form))
        self.save_button = Button(self.tr("Save changes"), key=actions.key("save"), key_works=False)
        self.save_button.clicked.connect(self.save)
        self.back = Button(self.tr("Put back as it was"), "quiet")
        self.back.clicked.connect(self._on_put_back)
        self._state = Label("", "hint")
        title = Label(heading, "section")
        self._place = sheets.column(self.view)
        foot = sheets.row(self.save_button, self.back, None, self._state)
        told = (title, self.summary, self.same_number)
        self.setLayout(sheets.column(*told, self._place, foot, gap=10, margins=(20, 12, 20, 14)))
        self.summary.chosen.connect(self._on_problem_chosen)
        self._show_changed()

    def show_row(self, row: Row, villages: tuple[str, ...] = ()) -> None:
        """Show a record; what somebody is just changing in it is left alone."""
        is_same = self._row is not None and self._row.id == row.id
        if is_same and self.is_changed():
            return
        if not is_same:
            self.drafts.keep()
        if villages != self._villages and "village" in self._form.by_name:
            self._villages = villages
            self._replace_view()
        self._row = row
        self._fill()
        if not is_same:
            first = self._form.questions[0].name
            self.drafts.begin(f"sheet:{self._declared.name}:{row.id}:{first}")

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
        reason = self.same_number.line()
        command = SaveRecord(self._declared.name, self._row.id, dict(changes), reason)
        self._scene.dispatcher.send(command, self._on_saved, self._on_failed, owner=self)

    def hideEvent(self, event: QHideEvent) -> None:
        self.drafts.keep()
        super().hideEvent(event)

    def _draft(self) -> Mapping[str, Any]:
        return {"answers": self.view.draft(), "number_reason": self.same_number.input.text()}

    def _make_view(self, session: Session) -> FormView:
        asked = "village" in self._form.by_name and self._villages
        suggested = {"village": self._villages} if asked else {}
        asking = Asking(
            self._scene.catalogue, self._scene.today(), past=past_days(self._declared),
            suggested=suggested,
        )  # fmt: skip
        view = FormView(self._form, asking, session)
        view.edited.connect(self._on_edited)
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
        self.same_number.begin()
        self._show_changed()

    def _on_saved(self, _: str) -> None:
        if self._row is not None:
            self._row = self._row.changed(self.view.session().changes())
        self.drafts.drop()
        self._fill()
        self.saved.emit(self._declared.name)

    def _on_failed(self, error: CtxhError) -> None:
        if isinstance(error, InputError) and error.issues:
            problems = self.view.show_issues(error.issues)
            self.summary.show_problems(problems)
            if problems:
                return
        if not self.same_number.show_error(error):
            self.failed.emit(error)

    @Slot()
    def _on_put_back(self) -> None:
        self.drafts.drop()
        self._fill()

    @Slot(object)
    def _on_draft_loaded(self, body: Mapping[str, Any]) -> None:
        session = self.view.session()
        session.restore(body.get("answers") or {})
        self.view.fill(session)
        self.same_number.begin(str(body.get("number_reason") or ""))
        self._show_changed()

    @Slot(str)
    def _on_problem_chosen(self, field: str) -> None:
        self.view.focus_field(field)

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        if name == ID_NUMBER:
            self.same_number.hide()
        self.drafts.touch()
        self._show_changed()

    def _show_changed(self) -> None:
        is_changed = self.is_changed()
        self.save_button.setEnabled(is_changed)
        self.back.setVisible(is_changed)
        self._state.setText(self.tr("There are changes that are not saved.") if is_changed else "")


class SealedSheet(QWidget):
    """The sealed fields of a record (class A): hidden until somebody asks for them, which is noted.

    They are hidden again as soon as another record is shown.

    Signals:
        saved, failed: as of `RecordSheet`.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(
        self, scene: Scene, type_name: str, fields: Iterable[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._scene, self._type_name, self._fields = scene, type_name, tuple(fields)
        self._row: Row | None = None
        self.sheet: RecordSheet | None = None
        declared = scene.types[type_name]
        labels = [record_text(declared.field(name).label) for name in self._fields]
        words = labels[:1] + [label[:1].lower() + label[1:] for label in labels[1:]]
        self.button = Button(self.tr("Show and change"), icon="eye")
        self.button.clicked.connect(self.reveal)
        hint = self.tr(
            "{fields}. Only shown when asked for; it is noted who looks. Nobody should read along."
        )
        told = sheets.column(
            Label(self.tr("Kept apart"), "section"),
            Label(hint.format(fields=", ".join(words)), "hint", wrap=True),
            gap=2,
        )
        line = sheets.row(told, self.button, gap=12, margins=(20, 12, 20, 12))
        line.setStretch(0, 1)
        self.door = sheets.Card(line)
        self._column = sheets.column(self.door, gap=0)
        self.setLayout(self._column)

    def show_row(self, row: Row, villages: tuple[str, ...] = ()) -> None:
        """Show a record, its sealed fields only where they are shown already."""
        if self._row is not None and self._row.id != row.id:
            self.cover()
        self._row = row
        if self.sheet is not None:
            self.sheet.show_row(row)

    def is_changed(self) -> bool:
        """Whether something sealed was changed and is not saved."""
        return self.sheet is not None and self.sheet.is_changed()

    def save(self) -> None:
        """Save what was changed."""
        if self.sheet is not None:
            self.sheet.save()

    @Slot()
    def reveal(self) -> None:
        """Show the sealed fields once it is noted who looks at them."""
        if self._row is None or self.sheet is not None:
            return
        command = ReadSealed(self._type_name, self._row.id, self._fields)
        self._scene.dispatcher.send(command, self._on_read, self.failed.emit, owner=self)

    def _on_read(self, row: Row) -> None:
        if self._row is None or self._row.id != row.id or self.sheet is not None:
            return
        heading = self.tr("Kept apart")
        self.sheet = RecordSheet(self._scene, self._type_name, heading, self._fields)
        self.sheet.saved.connect(self.saved)
        self.sheet.failed.connect(self.failed)
        self._column.addWidget(self.sheet)
        self.door.hide()
        self.sheet.show_row(row)
        self.sheet.show()
        self.sheet.view.focus_field(self._fields[0])

    def cover(self) -> None:
        """Hide the sealed fields again."""
        if self.sheet is not None:
            self.sheet.drafts.keep()
            self.sheet.hide()
            self.sheet.deleteLater()
            self.sheet = None
        sheets.set_shown(self.door, True)
