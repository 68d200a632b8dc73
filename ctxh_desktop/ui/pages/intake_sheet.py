"""Both forms of the intake as one sheet: read, checked, drafted and restored together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.domain import words
from ctxh_desktop.domain.validation import Issues
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.errors import InputError
from ctxh_desktop.forms.form import form_of
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui.forms.fields import Asking
from ctxh_desktop.ui.pages import intake_forms as forms
from ctxh_desktop.ui.pages.same_number import ID_NUMBER, SameNumberNotice
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button

COMPARED = ("full_name", "born", "id_number", "village", "phone")
"""Fields by which somebody may be found to be in the register already."""
_RARE_IN_CASE = ("risk", "reporter", "request")
Given = Mapping[str, Plain]
"""Answers that are known when the intake begins, by field."""
NOTHING_GIVEN: Given = {}
Problems = tuple[tuple[str, str], ...]
"""(field name, sentence) pairs for the summary."""


class IntakeSheet(sheets.Card):
    """Person and case; for somebody in the register only the case.

    Signals:
        edited: an answer changed; carries the field's name (str).
    """

    edited = Signal(str)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self._is_person_asked = True
        self.apart: set[str] = set()
        """Ids of people who look alike and of whom somebody said that they are others."""
        labels = {
            "id_number": self.tr("ID number"), "born": self.tr("Date of birth"),
            "guardian_name": self.tr("Guardian"),
        }  # fmt: skip
        asking = Asking(scene.catalogue, scene.today(), frozenset({"opened_on"}), labels)
        asked = (*forms.PERSON_FIRST, *forms.PERSON_BESIDE, *forms.PERSON_MORE)
        self._person_form = form_of(scene.types["person"], asked)
        opened = (*forms.CASE_FIRST, *forms.CASE_BESIDE, *forms.CASE_MORE)
        self._case_form = form_of(scene.types["case"], opened)
        person, case = self._sessions()
        self.person = forms.PersonForm(
            self._person_form, asking, person, first=forms.PERSON_FIRST, more=forms.PERSON_MORE
        )
        self.case = forms.CaseForm(
            self._case_form, asking, case, first=forms.CASE_FIRST, more=forms.CASE_MORE
        )
        self.more = Button(self.tr("More about the person and the case"), "quiet", flush=True)
        self.same_number = SameNumberNotice(self.tr("Create anyway"))
        more = sheets.row(self.more, None)
        self.setLayout(
            sheets.column(
                self.same_number, self.person, self.case, more, gap=14, margins=(20, 14, 20, 12)
            )
        )
        self.same_number.edited.connect(partial(self.edited.emit, "number_reason"))
        self.person.edited.connect(self._on_edited)
        self.case.edited.connect(self._on_edited)
        self.more.clicked.connect(self._on_more)

    def begin(self, *, given: Given = NOTHING_GIVEN, is_person_asked: bool = True) -> None:
        """Empty both forms; what is *given* stands there without counting as a change."""
        self.apart.clear()
        self.same_number.begin()
        self._is_person_asked = is_person_asked
        sheets.set_shown(self.person, is_person_asked)
        person, case = self._sessions()
        for name, value in given.items():
            person.answer(name, value)
        self.person.fill(person)
        self.case.fill(case)
        self.show_more(is_shown=False)

    def restore(self, body: Mapping[str, Any], given: Given) -> None:
        """Show a draft; what is *given* only where the draft has no answer."""
        self.apart.update(body.get("apart") or ())
        self.same_number.begin(str(body.get("number_reason") or ""))
        person, case = self._sessions()
        person.restore(body.get("person") or {})
        case.restore(body.get("case") or {})
        for name, value in given.items():
            if not person.value(name):
                person.answer(name, value)
        self.person.fill(person)
        self.case.fill(case)
        is_long = self.person.has_answers_in(forms.PERSON_MORE)
        self.show_more(is_shown=is_long or self.case.has_answers_in(_RARE_IN_CASE))

    def takes(self, given: Given) -> bool:
        """Whether what is being entered may be the person to whom the answers belong."""
        name, _, number, *_ = self.compared()
        is_same_number = not number or number == given.get("id_number")
        known = words.fold(str(given.get("full_name") or "")).split()
        is_same_name = not known or set(words.fold(name).split()) <= set(known)
        return self._is_person_asked and is_same_number and is_same_name

    def take(self, given: Given) -> None:
        """Put these answers in, in place of what stands there."""
        for name, value in given.items():
            self.person.row(name).set_value(value)
            self.edited.emit(name)

    def draft(self) -> dict[str, Any]:
        """Return what is kept as a draft."""
        beside = {"apart": sorted(self.apart), "number_reason": self.same_number.input.text()}
        told = {name: said for name, said in beside.items() if said}
        return {"person": self.person.draft(), "case": self.case.draft(), **told}

    def issues(self) -> Issues:
        """Read everything and return what has to be corrected."""
        case = self.case.read().issues()
        return {**(self.person.read().issues() if self._is_person_asked else {}), **case}

    def show_issues(self, issues: Issues) -> Problems:
        """Mark exactly these, focus the first, and return them for the summary."""
        if any(name in issues for name in (*forms.PERSON_MORE, *forms.CASE_MORE)):
            self.show_more(is_shown=True)
        case = self.case.show_issues(issues)
        person = self.person.show_issues(issues) if self._is_person_asked else ()
        return (*person, *case)

    @Slot(str)
    def focus_field(self, name: str) -> None:
        """Put the focus into a field of either form."""
        is_person = self._is_person_asked and name in self._person_form.by_name
        (self.person if is_person else self.case).focus_field(name)

    def first_field(self) -> QWidget:
        """Return where one begins."""
        if self._is_person_asked:
            return self.person.row("full_name").control
        return self.case.row("source").control

    def compared(self) -> tuple[str, ...]:
        """Return `COMPARED` as far as they can be read; nothing for a known person."""
        if not self._is_person_asked:
            return ("",) * len(COMPARED)
        return tuple(self._readable(field) for field in COMPARED)

    def show_villages(self, villages: tuple[str, ...]) -> None:
        """Offer these villages."""
        self.person.village().set_villages(villages)

    def show_more(self, *, is_shown: bool) -> None:
        """Show or hide the further questions of both forms."""
        self.person.show_more(is_shown=is_shown)
        self.case.show_more(is_shown=is_shown)
        sheets.set_shown(self.more, not is_shown)

    def _sessions(self) -> tuple[Session, Session]:
        catalogue = self._scene.catalogue
        case = Session(self._case_form, catalogue=catalogue)
        case.answer("opened_on", str(self._scene.today()))
        return Session(self._person_form, catalogue=catalogue), case

    def _readable(self, field: str) -> str:
        try:
            return str(self.person.row(field).value() or "")
        except InputError:
            return ""

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        if name == "groups":
            self._protect_restricted()
        elif name == ID_NUMBER:
            self.same_number.hide()
        self.edited.emit(name)

    def _protect_restricted(self) -> None:
        """Tick "Hồ sơ bảo mật" for restricted groups, as lists treat them so anyway."""
        groups = self.person.row("groups").typed().split()
        if self._scene.catalogue["target_group"].has_restricted(groups):
            self.case.row("is_protected").set_value(True)

    @Slot()
    def _on_more(self) -> None:
        self.show_more(is_shown=True)
