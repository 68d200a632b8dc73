"""Visit page (Ghi buổi thăm nhà): what was found today, and when next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.cases import CaseFile, RecordVisit, ShowCase
from ctxh_desktop.commands.settings import SaveSetting, ShowSetting
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.forms.form import form_of
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui import actions
from ctxh_desktop.ui.forms.fields import Asking
from ctxh_desktop.ui.forms.view import FormView
from ctxh_desktop.ui.pages.drafting import DraftKeeper
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.pages.visit_form import ASKED, DAY_ROW_PX, VisitForm
from ctxh_desktop.ui.pages.visit_side import VisitHead, VisitSide
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.inputs import commit_composition
from ctxh_desktop.ui.widgets.notices import DraftState, ErrorSummary, Notice

SIDE_PX = 296
NEXT = "due_on"
_PHRASES = "phrases"
_PHRASES_MAX = 6
_VISIT = "VANGIA"


class VisitPage(Page):
    """Writes down one visit of a case; the draft survives a power cut."""

    watches: ClassVar[frozenset[str]] = frozenset({"plan_step", "visit"})

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._case_id = ""
        self._is_saving = False
        self._own_phrases: list[str] = []
        self._form = form_of(scene.types["visit"], only=ASKED)
        self._next_form = form_of(scene.types["plan_step"], only=(NEXT,))
        self.view = VisitForm(self._form, self._asking(), self._fresh())
        self.next = FormView(
            self._next_form, self._asking(), Session(self._next_form), wide=(NEXT,)
        )
        self.next.setFixedWidth(DAY_ROW_PX)
        self.side = VisitSide(scene)
        self.summary = ErrorSummary()
        self.drafts = DraftKeeper(scene.dispatcher, self._draft, self)
        self.draft_state = DraftState()
        self.save_button = Button(self.tr("Save"), "primary", key=actions.key("save"))
        self.give_up = Button(self.tr("Discard the draft"))
        self.head = VisitHead(scene)
        self.resumed = Notice.of(
            "primary", "note", self.tr("Your draft is back"),
            self.tr("Go on writing, or discard the draft below."),
        )  # fmt: skip
        self._arrange()
        self._connect()

    def open(self, argument: str) -> None:
        """Write down a visit of the case *argument*; a draft of it is shown again."""
        self.drafts.keep()
        if argument and argument != self._case_id:
            self._case_id = argument
            self._start_anew()
        self.refresh()
        self.scene.dispatcher.send(ShowSetting(_PHRASES), self._on_phrases, owner=self)

    def refresh(self) -> None:
        if self._case_id:
            command = ShowCase(self._case_id)
            self.scene.dispatcher.latest("visit-page", command, self._on_case, self._on_failed)

    @Slot()
    def save(self) -> None:
        """Save the visit with the next step and the finished ones, or say what is wrong."""
        commit_composition()
        if self._is_saving or not self._case_id:
            return
        problems = (*self.view.check(), *self.next.check())
        self.summary.show_problems(problems)
        if problems:
            self._focus_problem(problems[0][0])
            return
        self._is_saving = True
        values = self.view.session().values()
        next_on, kind = self.next.session().value(NEXT), values["contact_kind"]
        command = RecordVisit(
            self._case_id,
            values,
            next_on=None if next_on is None else str(next_on),
            next_task=self.scene.catalogue.label("contact_kind", str(kind)),
            next_kind=str(kind),
            done_step_ids=self.side.waiting.done_ids(),
        )
        self.scene.dispatcher.send(command, self._on_saved, self._on_not_saved, owner=self)

    def hideEvent(self, event: QHideEvent) -> None:
        self.drafts.keep()
        super().hideEvent(event)

    def _asking(self) -> Asking:
        labels = {
            "visited_on": self.tr("Day"),
            "contact_kind": self.tr("How"),
            "met": self.tr("Met"),
            "change": self.tr("Situation since last time"),
            "is_safe": self.tr("Safe right now"),
            "note": self.tr("Notes"),
            NEXT: self.tr("Next appointment"),
        }
        past = frozenset({"visited_on"})
        return Asking(self.scene.catalogue, self.scene.today(), past=past, labels=labels)

    def _fresh(self) -> Session:
        session = Session(self._form, catalogue=self.scene.catalogue)
        session.answer("visited_on", str(self.scene.today()))
        session.answer("contact_kind", _VISIT)
        session.answer("met", "DOITUONG")
        return session

    def _start_anew(self) -> None:
        self.view.fill(self._fresh())
        self.next.fill(Session(self._next_form))
        self.side.waiting.set_done(())
        self.summary.show_problems(())
        self.resumed.hide()
        self.draft_state.hide()
        self._is_saving = False
        self.drafts.begin(f"visit:{self._case_id}")

    def _draft(self) -> Mapping[str, Any]:
        return {
            "visit": self.view.draft(),
            "next": self.next.draft(),
            "done": list(self.side.waiting.done_ids()),
        }

    def _arrange(self) -> None:
        form = sheets.column(
            self.view,
            sheets.Rule(),
            sheets.row(self.next, None),
            None,
            gap=10,
            margins=(20, 10, 20, 8),
        )
        columns = sheets.TwoColumns(sheets.Card(form), self.side, SIDE_PX)
        body = sheets.PageBody(self.summary, self.resumed, columns)
        footer = sheets.Footer(self.save_button, self.give_up, None, self.draft_state)
        self.body = sheets.ScrollBody(body)
        whole = sheets.column(self.head, self.body, footer, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.resumed.hide()
        self.setFocusProxy(self.view.row("visited_on").control)

    def _connect(self) -> None:
        for part in (self.view, self.next):
            part.edited.connect(self.drafts.touch)
        self.side.waiting.edited.connect(self.drafts.touch)
        self.view.phrase_kept.connect(self._on_phrase_kept)
        self.summary.chosen.connect(self._focus_problem)
        self.save_button.clicked.connect(self.save)
        self.give_up.clicked.connect(self._on_give_up)
        self.head.back.clicked.connect(self._on_back)
        self.drafts.loaded.connect(self._on_draft_loaded)
        self.drafts.kept.connect(self.draft_state.show_saved)

    def _on_case(self, file: CaseFile) -> None:
        if file.case.id != self._case_id:
            return
        self.head.show_case(file)
        self.side.show_case(file)

    @Slot(object)
    def _on_draft_loaded(self, body: dict[str, Any]) -> None:
        session, following = self._fresh(), Session(self._next_form)
        session.restore(body.get("visit") or {})
        following.restore(body.get("next") or {})
        self.view.fill(session)
        self.next.fill(following)
        self.side.waiting.set_done(body.get("done") or ())
        sheets.set_shown(self.resumed, True)
        note = self.view.note()
        note.moveCursor(QTextCursor.MoveOperation.End)
        note.setFocus()

    def _on_saved(self, _: str) -> None:
        case_id, self._case_id = self._case_id, ""
        self.drafts.finish()
        self.page_wanted.emit("case", case_id)
        self.saved.emit(self.tr("Visit saved."))

    def _on_not_saved(self, error: CtxhError) -> None:
        self._is_saving = False
        if isinstance(error, InputError) and error.issues:
            problems = self.view.show_issues(error.issues)
            self.summary.show_problems(problems)
            if problems:
                return
        self.failed.emit(error)

    @Slot(str)
    def _focus_problem(self, field: str) -> None:
        (self.next if field == NEXT else self.view).focus_field(field)

    @Slot()
    def _on_give_up(self) -> None:
        case_id = self._case_id
        self.drafts.finish()
        self._case_id = ""
        self.page_wanted.emit("case", case_id)

    @Slot()
    def _on_back(self) -> None:
        self.drafts.keep()
        self.page_wanted.emit("case", self._case_id)

    def _on_phrases(self, stored: str) -> None:
        self._own_phrases = [line for line in stored.splitlines() if line]
        ready = (
            self.tr("The family cooperates."),
            self.tr("Needs to see a doctor again."),
            self.tr("Health is stable."),
        )
        self.view.show_phrases([*ready, *self._own_phrases])

    @Slot(str)
    def _on_phrase_kept(self, words: str) -> None:
        kept = [*(p for p in self._own_phrases if p != words), words][-_PHRASES_MAX:]
        self.scene.dispatcher.send(SaveSetting(_PHRASES, "\n".join(kept)))
        self._on_phrases("\n".join(kept))
