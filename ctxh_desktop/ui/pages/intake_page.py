"""Tiếp nhận đối tượng: who it is, where, why; saved as person and case together.

The same page opens a case for somebody who is in the register already ("person:<id>").

Source: reference screens 05 and 05b; reference/ux.md §6, §8.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.cases import OpenCase, PersonFile, ShowPerson
from ctxh_desktop.commands.people import ListVillages, Registered, RegisterPerson
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.ui import actions, theme
from ctxh_desktop.ui.pages.card_notice import CARD_ARGUMENT, CardNotice, card_of
from ctxh_desktop.ui.pages.drafting import DraftKeeper
from ctxh_desktop.ui.pages.intake_sheet import COMPARED, NOTHING_GIVEN, Given, IntakeSheet, Problems
from ctxh_desktop.ui.pages.intake_side import SIDE_PX, DuplicateNotice, PersonCard, ProtectCard
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.inputs import commit_composition
from ctxh_desktop.ui.widgets.labels import BesideLabel, Label
from ctxh_desktop.ui.widgets.notices import DraftState, ErrorSummary

NAME_ARGUMENT, PERSON_ARGUMENT = "name:", "person:"


class IntakePage(Page):
    """The intake of one person, or of one more case."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._person_id = ""
        self._given: Given = NOTHING_GIVEN
        self._is_saving = False
        self.sheet = IntakeSheet(scene)
        self.person, self.case = self.sheet.person, self.sheet.case
        self.summary = ErrorSummary()
        self.duplicates = DuplicateNotice(scene, self.sheet.compared, self.sheet.apart)
        self.person_card = PersonCard(scene)
        self.card_notice = CardNotice()
        self.card_button = Button(self.tr("Read an ID card…"), icon="qr", key=actions.key("card"))
        self.keeper = DraftKeeper(scene.dispatcher, self.sheet.draft, self)
        self._make_footer()
        self._arrange()
        self._connect()

    def open(self, argument: str) -> None:
        is_person = argument.startswith(PERSON_ARGUMENT)
        self._person_id = argument.removeprefix(PERSON_ARGUMENT) if is_person else ""
        self.keeper.keep()
        self._given, draft = NOTHING_GIVEN, "intake"
        if argument.startswith(NAME_ARGUMENT):
            self._given = {"full_name": argument.removeprefix(NAME_ARGUMENT)}
        elif argument.startswith(CARD_ARGUMENT):
            card = card_of(argument)
            # A draft of its own: what was begun of somebody else stays as it was.
            self._given, draft = card.values(), f"intake:{CARD_ARGUMENT}{card.number}"
        self._reset()
        self.card_notice.show_argument(argument)
        self.person_card.hide()
        dispatcher = self.scene.dispatcher
        if is_person:
            command = ShowPerson(self._person_id)
            dispatcher.latest("intake-person", command, self._on_person, self._on_failed)
        else:
            dispatcher.latest("intake-villages", ListVillages(), self.sheet.show_villages)
        self.keeper.begin(f"intake:{self._person_id}" if is_person else draft)
        self.sheet.first_field().setFocus()

    def take_card(self, argument: str) -> bool:
        """Put a card into what is being entered; False where that is somebody else."""
        given = card_of(argument).values()
        if not self.isVisible() or self._is_saving or not self.sheet.takes(given):
            return False
        self.sheet.take(given)
        self.card_notice.show_argument(argument)
        return True

    @Slot()
    def save(self) -> None:
        """Save person and case, or say what has to be corrected."""
        commit_composition()
        if self._is_saving:
            return
        issues = self.sheet.issues()
        self._show_problems(self.sheet.show_issues(issues))
        if issues:
            return
        self._set_saving(is_saving=True)
        case = self.case.session().values()
        command: OpenCase | RegisterPerson = RegisterPerson(
            self.person.session().values(), case, tuple(sorted(self.sheet.apart)),
            self.sheet.same_number.line(),
        )  # fmt: skip
        if self._person_id:
            command = OpenCase(self._person_id, case)
        self.scene.dispatcher.send(command, self._on_saved, self._on_refused)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_duplicates()
        super().resizeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.keeper.keep()
        super().hideEvent(event)

    def _make_footer(self) -> None:
        self.save_button = Button(
            self.tr("Save and open the case"), "primary", key=actions.key("save")
        )
        self.drop_button = Button(self.tr("Drop the draft"))
        self.draft_state = DraftState()
        self.footer = sheets.Footer(self.save_button, self.drop_button, None, self.draft_state)

    def _arrange(self) -> None:
        self._hint = BesideLabel("", "body", "title")
        head = sheets.PageHead(
            Label(self.tr("Intake of a person"), "title"), self._hint, self.card_button
        )
        self._summary_box = sheets.wrap(sheets.column(self.summary, margins=(0, 8, 0, 8)))
        self._summary_box.hide()
        self._gap = sheets.wrap(sheets.column(gap=0))
        self._gap.setFixedHeight(12)
        protect = ProtectCard(self.case.row("is_protected").control)
        self._side = sheets.column(self.duplicates, protect, None, gap=12)
        self._above = sheets.column(gap=0)
        main = sheets.column(self.card_notice, self.person_card, self.sheet, None, gap=12)
        columns = sheets.TwoColumns(sheets.wrap(main), sheets.wrap(self._side), SIDE_PX)
        content = sheets.PageBody(head, self._summary_box, self._gap, gap=0)
        content.body().addLayout(self._above)
        content.body().addWidget(columns)
        content.body().addStretch(1)
        whole = sheets.column(sheets.ScrollBody(content), self.footer, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.sheet.edited.connect(self._on_edited)
        self.summary.chosen.connect(self.sheet.focus_field)
        for others in (self.duplicates, self.sheet.same_number):
            others.opened.connect(self._on_other_opened)
        self.sheet.same_number.confirmed.connect(self.save)
        self.duplicates.changed.connect(self._place_duplicates)
        self.duplicates.denied.connect(self.keeper.touch)
        self.duplicates.listed.connect(partial(self.page_wanted.emit, "duplicates", ""))
        self.keeper.loaded.connect(self._on_draft_loaded)
        self.keeper.kept.connect(self.draft_state.show_saved)
        self.save_button.clicked.connect(self.save)
        self.drop_button.clicked.connect(self._on_drop)
        self.card_button.clicked.connect(partial(self.page_wanted.emit, "card", ""))

    @Slot()
    def _place_duplicates(self) -> None:
        """Keep the hint beside the name where there is a side, else above the form."""
        is_narrow = self.window().width() < theme.NARROW_BELOW_PX
        if is_narrow and self._above.indexOf(self.duplicates) < 0:
            self._above.addWidget(self.duplicates)
        elif not is_narrow and self._side.indexOf(self.duplicates) < 0:
            self._side.insertWidget(0, self.duplicates)
        self.duplicates.set_flat(is_flat=is_narrow)
        self._above.setContentsMargins(0, 0, 0, 12 if is_narrow and self.duplicates.hits() else 0)

    def _reset(self) -> None:
        self.sheet.begin(given=self._given, is_person_asked=not self._person_id)
        self._show_problems(())
        self.duplicates.show_found(())
        if self._given:
            self.duplicates.look_soon()
        self.draft_state.hide()
        self._hint.setText("")
        self._set_saving(is_saving=False)

    def _set_saving(self, *, is_saving: bool) -> None:
        self._is_saving = is_saving
        self.save_button.setEnabled(not is_saving)

    def _show_problems(self, problems: Problems) -> None:
        self.summary.show_problems(problems)
        sheets.set_shown(self._summary_box, bool(problems))
        sheets.set_shown(self._gap, not problems)

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        self.keeper.touch()
        if name in COMPARED:
            self.duplicates.look_soon()

    def _on_person(self, file: PersonFile) -> None:
        if file.person.id == self._person_id:
            self.person_card.show_person(file)

    @Slot(object)
    def _on_draft_loaded(self, body: Mapping[str, Any]) -> None:
        self.sheet.restore(body, self._given)
        self._hint.setText(self.tr("The draft from before is here again."))
        self.duplicates.look_soon()

    def _on_saved(self, made: Registered | str) -> None:
        self.keeper.finish()
        self._set_saving(is_saving=False)
        self.saved.emit(self.tr("The case is saved."))
        self.page_wanted.emit("case", made if isinstance(made, str) else made.case_id)

    def _on_refused(self, error: CtxhError) -> None:
        self._set_saving(is_saving=False)
        if isinstance(error, InputError) and error.issues:
            self._show_problems(self.sheet.show_issues(error.issues))
        elif not self.sheet.same_number.show_error(error):
            self._on_failed(error)

    @Slot(str)
    def _on_other_opened(self, argument: str) -> None:
        commit_composition()
        self.keeper.keep()
        self.page_wanted.emit("case", argument)

    @Slot()
    def _on_drop(self) -> None:
        self.keeper.drop()
        self._given = NOTHING_GIVEN
        self._reset()
        self.card_notice.hide()
        self.sheet.first_field().setFocus()
