"""Held page (Chưa được nhận): what the province has not taken, why, and how a person mends it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.held import HeldFile, SendHeldAnew, ShowHeld, WithdrawHeld
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.ui import actions
from ctxh_desktop.ui.messages import remembered_sentence
from ctxh_desktop.ui.pages import marks
from ctxh_desktop.ui.pages.held_change import HeldChangeCard
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.chips import ChipRow
from ctxh_desktop.ui.widgets.inputs import commit_composition
from ctxh_desktop.ui.widgets.labels import IconLabel, Label
from ctxh_desktop.ui.widgets.notices import Notice

_NOT_FOUND = "record-not-found"
_HAS_ISSUES = "record-has-issues"


class HeldPage(Page):
    """One held group: what was written, the objection, and the three ways on."""

    watches: ClassVar[frozenset[str]] = frozenset({"sync"})

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._group_id = ""
        self._file: HeldFile | None = None
        self._cards: list[HeldChangeCard] = []
        self.back = Button(self.tr("Sync"), "quiet", icon="left", flush=True)
        self._title, self._chips = Label("", "title"), ChipRow()
        self.reason = Label("", "body", wrap=True)
        self._changes = sheets.column(gap=12)
        self.send = Button(
            self.tr("Mend and send again"), "primary", key=actions.key("send"), key_shown=False
        )
        self.drop = Button(self.tr("Give this change up"))
        self.later = Button(self.tr("Later"))
        self.question = self._make_question()
        self._arrange()
        for leave in (self.back, self.later):
            leave.clicked.connect(partial(self.page_wanted.emit, "sync", ""))
        self.send.clicked.connect(self.save)
        self.drop.clicked.connect(self._on_drop)

    def open(self, argument: str) -> None:
        """Show the held group named by *argument*."""
        if argument:
            self._group_id, self._file = argument, None
            self.question.hide()
        self.refresh()

    def refresh(self) -> None:
        if self._group_id:
            command = ShowHeld(self._group_id)
            self.scene.dispatcher.latest("held", command, self._on_file, self._on_missing)

    def cards(self) -> tuple[HeldChangeCard, ...]:
        """Return the changes as shown."""
        return tuple(self._cards)

    @Slot()
    def save(self) -> None:
        """Send the group anew with what was put right."""
        commit_composition()
        if self._file is None or not self.send.isEnabled():
            return
        if not all(card.check() for card in self._cards):  # one after the other, each has the focus
            return
        values = {c.change.record_id: dict(c.values()) for c in self._cards if c.values()}
        self.send.setEnabled(False)
        command = SendHeldAnew(self._group_id, values)
        self.scene.dispatcher.send(command, self._on_sent, self._on_not_sent, self)

    def _make_question(self) -> Notice:
        self._consequence = Label("", "body", wrap=True)
        self.really = Button(self.tr("Yes, give it up"))
        self.really.clicked.connect(self._on_really)
        self.keep = Button(self.tr("Keep it"))
        self.keep.clicked.connect(self._on_keep)
        line = sheets.row(
            IconLabel("alert", "warn"), self._consequence, self.really, self.keep, gap=12
        )
        line.setStretch(1, 1)
        return Notice("warn", line)

    def _arrange(self) -> None:
        head = sheets.PageHead(
            self.back, sheets.Rule(vertical=True), self._title, None, self._chips, gap=14
        )
        hint = self.tr("It lies safely on this computer, and holds nothing else up.")
        body = sheets.PageBody(
            head, self.reason, Label(hint, "hint", wrap=True), sheets.wrap(self._changes),
            self.question, None, gap=10,
        )  # fmt: skip
        self.body = sheets.ScrollBody(body)
        whole = sheets.column(
            self.body, sheets.Footer(self.send, self.drop, self.later, None), gap=0
        )
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.question.hide()

    def _on_file(self, file: HeldFile) -> None:
        if file.group_id != self._group_id or file == self._file:
            return
        self._file = file
        title = self.tr("Not taken yet")
        self._title.setText(f"{title} – {file.person_name}" if file.person_name else title)
        self._chips.show_marks((marks.protected(),) if file.is_protected else ())
        sheets.clear(self._changes)
        self._cards = [HeldChangeCard(self.scene, change) for change in file.changes]
        for card in self._cards:
            self._changes.addWidget(card)
        told = [card for card in self._cards if card.objection()]
        words = self.tr("The province could not take this. What has to be put right is marked.")
        if not told:
            why = remembered_sentence(file.changes[0].reason) if file.changes else ""
            words = self.tr("The province could not take this: {why}").format(why=why)
        self.reason.setText(words)
        self.send.setEnabled(True)
        asked = next((card for card in self._cards if card.view is not None), None)
        can_mend = asked is not None
        self.send.set_words(self.tr("Mend and send again") if can_mend else self.tr("Send again"))
        if asked is not None:
            asked.focus_first()

    def _on_missing(self, error: CtxhError) -> None:
        if error.code == _NOT_FOUND:
            self._leave()
        else:
            self.failed.emit(error)

    def _on_sent(self, _: None) -> None:
        self._leave()
        self.noted.emit(self.tr("Put right. It is sent with the next sync."))
        self.scene.dispatcher.announce(frozenset({"sync"}))

    def _on_not_sent(self, error: CtxhError) -> None:
        self.send.setEnabled(True)
        if isinstance(error, InputError) and error.code == _HAS_ISSUES:
            shown = [card.show_issues(error.issues) for card in self._at_fault(error)]
            if any(shown):
                return
        self.failed.emit(error)

    def _at_fault(self, error: InputError) -> list[HeldChangeCard]:
        """Return the first change that holds one of the fields, or else declares one."""
        names = set(error.issues)
        holding = [card for card in self._cards if names & set(card.change.values)]
        return (holding or [card for card in self._cards if card.declares(names)])[:1]

    @Slot()
    def _on_drop(self) -> None:
        if self._file is None:
            return
        words = self.tr(
            "What you wrote here is taken back, and the record is as the province has it."
        )
        if any(change.is_new for change in self._file.changes):
            words = self.tr("What was newly written goes away from this computer for good.")
        self._consequence.setText(words)
        self.question.setAccessibleName(words)
        sheets.set_shown(self.question, True)
        self.keep.setFocus()
        self.body.show_widget(self.question)

    @Slot()
    def _on_keep(self) -> None:
        self.question.hide()
        self.drop.setFocus()

    @Slot()
    def _on_really(self) -> None:
        command = WithdrawHeld(self._group_id)
        self.scene.dispatcher.send(command, self._on_withdrawn, self._on_failed, self)

    def _on_withdrawn(self, _: None) -> None:
        self._leave()
        self.noted.emit(self.tr("The change was given up."))
        self.scene.dispatcher.announce(frozenset({"sync"}))

    def _leave(self) -> None:
        self._group_id, self._file = "", None
        self.question.hide()
        self.page_wanted.emit("sync", "")
