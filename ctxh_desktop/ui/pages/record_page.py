"""Record page: the form of any record type, from its declaration alone.

Argument: "<type>:<id>", or "<type>:new".
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.people import ListVillages
from ctxh_desktop.commands.records import DeleteRecord, SaveRecord, ShowRecord
from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.forms.form import Form
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui import actions
from ctxh_desktop.ui.forms.fields import Asking
from ctxh_desktop.ui.forms.view import FormView
from ctxh_desktop.ui.messages import record_text, sentence_of
from ctxh_desktop.ui.pages.drafting import DraftKeeper
from ctxh_desktop.ui.pages.owner_parts import PartsPanel
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.pages.record_history import RecordHistory
from ctxh_desktop.ui.pages.record_layout import whole_form
from ctxh_desktop.ui.pages.same_number import ID_NUMBER, SameNumberNotice
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.inputs import TextInput, commit_composition
from ctxh_desktop.ui.widgets.labels import BesideLabel, Label
from ctxh_desktop.ui.widgets.notices import DraftState, ErrorSummary
from ctxh_desktop.ui.widgets.sheets import FormRow

NEW = "new"


class DeletePanel(sheets.Card):
    """Asks why a record is deleted, in the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.reason = FormRow(self.tr("Why is it deleted?"), TextInput(length_max=200))
        self.confirm = Button(self.tr("Delete"))
        self.leave = Button(self.tr("Keep it"), "quiet")
        self.leave.clicked.connect(self.hide)
        buttons = sheets.row(self.confirm, self.leave, None)
        self.setLayout(sheets.column(self.reason, buttons, margins=(20, 14, 20, 14)))
        self.hide()

    def ask(self) -> None:
        """Ask for the reason."""
        self.reason.control.set_value("")  # type: ignore[attr-defined]
        self.reason.set_error("")
        self.show()
        self.reason.focus_control()

    def value(self) -> str:
        """Return the reason; without one say that it is needed and return ""."""
        commit_composition()
        words = str(self.reason.control.value())  # type: ignore[attr-defined]
        self.reason.set_error("" if words else sentence_of("field-required"))
        return words


class RecordPage(Page):
    """One record of any type: change it, delete it, see what was changed."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._argument = ""
        self._declared: RecordType | None = None
        self._row: Row | None = None
        self._form: Form | None = None
        self._villages: tuple[str, ...] = ()
        self._is_edited = False
        self.view: FormView | None = None
        self.summary = ErrorSummary()
        self.same_number = SameNumberNotice(self.tr("Save anyway"))
        self.drafts = DraftKeeper(scene.dispatcher, self._draft, self)
        self.draft_state = DraftState()
        self.parts = PartsPanel(scene)
        self.past = RecordHistory(scene)
        self.deletion = DeletePanel()
        self.back = Button("", "quiet", icon="left", flush=True)
        self._title, self._kind = Label("", "title"), BesideLabel("", "section", "title", "primary")
        self.save_button = Button(self.tr("Save"), "primary", key=actions.key("save"))
        self.delete = Button(self.tr("Delete…"), icon="x")
        self._arrange()
        self._connect()

    def open(self, argument: str) -> None:
        """Show the record named by *argument*, or an empty form for a new one."""
        self.drafts.keep()
        name, _, record_id = (argument or self._argument).partition(":")
        declared = self.scene.types.get(name)
        if declared is None or not record_id:
            return
        self._argument, self._declared, self._row = f"{name}:{record_id}", declared, None
        self._form = whole_form(declared)
        self.back.set_words(record_text(declared.plural))
        self._kind.setText(record_text(declared.label))
        self.deletion.hide()
        self.draft_state.hide()
        self._replace_view()
        self.parts.show_owner(name, "" if record_id == NEW else record_id)
        self.refresh()
        self.drafts.begin(f"record:{self._argument}")

    def refresh(self) -> None:
        if self._declared is None:
            return
        send, record_id = self.scene.dispatcher.latest, self._argument.partition(":")[2]
        send("record-villages", ListVillages(), self._on_villages)
        is_new = record_id == NEW
        sheets.set_shown(self.delete, not is_new)
        sheets.set_shown(self.past, not is_new)
        if is_new:
            self._title.setText(self.tr("New entry"))
            return
        send("record", ShowRecord(self._declared.name, record_id), self._on_row, self._on_failed)
        self.past.show_record(self._declared, record_id)

    @Slot()
    def save(self) -> None:
        """Save what differs, or say what is wrong."""
        commit_composition()
        if self.view is None or self._declared is None:
            return
        if self.parts.save() and not self._is_edited:
            return
        problems = self.view.check()
        self.summary.show_problems(problems)
        if problems:
            return
        session = self.view.session()
        values = session.changes() if self._row else session.values()
        record_id = self._row.id if self._row else None
        command = SaveRecord(self._declared.name, record_id, values, self.same_number.line())
        self.scene.dispatcher.send(command, self._on_saved, self._on_not_saved, self)

    def hideEvent(self, event: QHideEvent) -> None:
        self.drafts.keep()
        super().hideEvent(event)

    def _draft(self) -> Mapping[str, Any]:
        if self.view is None:
            return {}
        return {**self.view.draft(), "number_reason": self.same_number.input.text()}

    def _arrange(self) -> None:
        head = sheets.PageHead(
            self.back, sheets.Rule(vertical=True), self._title, self._kind, None, gap=12
        )
        self._place = sheets.column(margins=(20, 14, 20, 14))
        form = sheets.Card(self._place)
        told = (self.summary, self.same_number, self.deletion)
        body = sheets.PageBody(head, *told, self.parts, form, self.past, None)
        footer = sheets.Footer(self.save_button, None, self.draft_state, self.delete)
        whole = sheets.column(sheets.ScrollBody(body), footer, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.back.clicked.connect(self._on_back)
        self.save_button.clicked.connect(self.save)
        self.delete.clicked.connect(self.deletion.ask)
        self.deletion.confirm.clicked.connect(self._on_delete)
        self.past.failed.connect(self.failed)
        self.summary.chosen.connect(self._on_problem_chosen)
        self.same_number.opened.connect(partial(self.page_wanted.emit, "case"))
        self.same_number.confirmed.connect(self.save)
        self.same_number.edited.connect(self.drafts.touch)
        self.drafts.loaded.connect(self._on_draft_loaded)
        self.parts.saved.connect(self._on_part_saved)
        self.parts.failed.connect(self._on_failed)
        self.parts.page_wanted.connect(self.page_wanted)
        self.drafts.kept.connect(self.draft_state.show_saved)

    def _replace_view(self) -> None:
        assert self._form is not None
        suggested = {}
        if self._villages and "village" in self._form.by_name:
            suggested["village"] = self._villages
        asking = Asking(self.scene.catalogue, self.scene.today(), suggested=suggested)
        stored = dict(self._row.values) if self._row else None
        session = Session(self._form, stored, catalogue=self.scene.catalogue)
        sheets.clear(self._place)
        self.view = FormView(self._form, asking, session)
        self.view.edited.connect(self._on_edited)
        self._place.addWidget(self.view)
        self._is_edited = False
        self.summary.show_problems(())
        self.same_number.begin()
        lists = self.parts.lists() if self._row else ()
        self.setFocusProxy(
            lists[0].add if lists else self.view.row(self._form.questions[0].name).control
        )

    def _on_row(self, row: Row) -> None:
        if self._argument != f"{row.type}:{row.id}" or self._declared is None:
            return
        is_first, self._row = self._row is None, row
        name = self._declared.name_field
        shown = row.text(name.name) if name else record_text(self._declared.label)
        self._title.setText(shown)
        self._replace_view()
        first = self.focusProxy()
        if is_first and self.isVisible() and first is not None:
            first.setFocus()

    def _on_villages(self, villages: tuple[str, ...]) -> None:
        self.parts.set_villages(villages)
        if villages != self._villages and self._form is not None and not self._is_edited:
            self._villages = villages
            self._replace_view()

    def _on_saved(self, record_id: str) -> None:
        assert self._declared is not None
        self.drafts.finish()
        is_new = self._row is None
        if is_new:
            self._on_back()
        else:
            self.open(f"{self._declared.name}:{record_id}")
        self.saved.emit(self.tr("Saved."))

    def _on_not_saved(self, error: CtxhError) -> None:
        if isinstance(error, InputError) and error.issues and self.view is not None:
            self.summary.show_problems(self.view.show_issues(error.issues))
        elif not self.same_number.show_error(error):
            self.failed.emit(error)

    @Slot(str)
    def _on_part_saved(self, sentence: str) -> None:
        """Show what the part changed in its owner, unless somebody is writing there."""
        self.saved.emit(sentence)
        if not self._is_edited:
            self.refresh()

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        if name == ID_NUMBER:
            self.same_number.hide()
        self._is_edited = True
        self.drafts.touch()

    @Slot(object)
    def _on_draft_loaded(self, body: dict[str, Any]) -> None:
        if self.view is None:
            return
        session = self.view.session()
        session.restore(body)
        self.view.fill(session)
        self.same_number.begin(str(body.get("number_reason") or ""))

    @Slot(str)
    def _on_problem_chosen(self, field: str) -> None:
        if self.view is not None:
            self.view.focus_field(field)

    @Slot()
    def _on_delete(self) -> None:
        reason = self.deletion.value()
        if reason and self._row is not None:
            command = DeleteRecord(self._row.type, self._row.id, reason)
            self.scene.dispatcher.send(command, self._on_deleted, self._on_failed, self)

    def _on_deleted(self, _: None) -> None:
        self.drafts.finish()
        self._on_back()
        self.saved.emit(self.tr("Deleted."))

    @Slot()
    def _on_back(self) -> None:
        if self._declared is not None:
            self.page_wanted.emit("register", self._declared.name)
