"""Sync page (Đồng bộ): has everything been sent, and must somebody choose?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.conflicts import ConflictItem, ListConflicts
from ctxh_desktop.commands.settings import SYNC_PAUSED, SaveSetting
from ctxh_desktop.commands.sync import (
    ListOutbox,
    OutboxItem,
    ShowSyncState,
    SyncOutcome,
    SyncProgress,
    SyncState,
)
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui import actions, wording
from ctxh_desktop.ui.messages import record_text, remembered_sentence, sentence
from ctxh_desktop.ui.pages import outbox_list
from ctxh_desktop.ui.pages.enrol_form import Enrol, EnrolForm
from ctxh_desktop.ui.pages.outbox_list import OutboxList, Telling
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.pages.parcel_panel import ParcelPanel
from ctxh_desktop.ui.pages.sync_facts import NO_NETWORK, FactsCard
from ctxh_desktop.ui.pages.sync_files import FilesCard
from ctxh_desktop.ui.pages.sync_received import ReceivedCard
from ctxh_desktop.ui.pages.sync_run import SyncRun
from ctxh_desktop.ui.pages.unrolled import Unrolled
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.sync_runner import SyncRunner
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.chips import Chip, Mark
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.labels import BesideLabel, IconLabel, Label
from ctxh_desktop.ui.widgets.notices import Notice

SIDE_PX = 328
CONFLICTS_SHOWN_MAX = 5
SENT_SHOWN_MAX = 20
_SENT_STATES = ("retained", "acked_waiting")


class SyncPage(Page):
    """Three facts, what a person has to choose, the outbox, and "Gửi ngay"."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"person", "case", "visit", "plan_step", "household", "attachment", "conflict", "sync"}
    )

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._runner: SyncRunner | None = None
        self._failure: CtxhError | None = None
        self._state: SyncState | None = None
        self._is_opening = False
        self._waiting: tuple[OutboxItem, ...] = ()
        self.facts = FactsCard()
        self.enrolment = EnrolForm()
        self.enrolment.enrolled.connect(self._on_enrolled)
        self.parcels = ParcelPanel(scene)
        self.run = SyncRun()
        self.run.paused.connect(self.pause)
        self.error_sentence = Label("", "body", wrap=True)
        self.error = Notice(
            "warn", sheets.row(IconLabel("alert", "warn"), self.error_sentence, gap=12)
        )
        self.outbox = OutboxList()
        self.outbox.opened.connect(partial(self.page_wanted.emit, "held"))
        self._unrolled = Unrolled(self.outbox)
        self.mend = Button(self.tr("See and mend…"))
        self.mend.clicked.connect(self.outbox.open_held)
        self.empty = EmptyState("check", self.tr("Nothing waits to be sent."))
        self.received = ReceivedCard(scene, self.parcels.last)
        self.outcome = Label("", "hint")
        self.send_now = Button(
            self.tr("Send now"), "primary", key=actions.key("sync"), key_works=False
        )
        self.send_now.clicked.connect(self.start)
        self._conflicts = sheets.column(gap=12)
        self.files = FilesCard(scene)
        self.files.failed.connect(self.failed)
        self._arrange()

    def attach(self, runner: SyncRunner, enrol: Enrol) -> None:
        """Exchange through *runner* and bind the laptop by *enrol* from now on."""
        self._runner = runner
        runner.started.connect(self._on_started)
        runner.progressed.connect(self._on_progressed)
        runner.finished.connect(self._on_finished)
        runner.failed.connect(self._on_run_failed)
        self.enrolment.use(enrol)
        self._show_buttons()

    @Slot()
    def start(self) -> None:
        """Exchange now (F9 on this page), and go on after a pause; not before it is bound."""
        if self._runner is None or self._state is None or not self._state.is_enrolled:
            return
        if self._state.is_paused:
            self._set_paused(is_paused=False)
        self._runner.start()

    @Slot()
    def pause(self) -> None:
        """Stop what runs and let nothing begin by itself, until somebody presses "Tiếp tục"."""
        self._set_paused(is_paused=True)
        if self._runner is not None:
            self._runner.cancel()

    def _set_paused(self, *, is_paused: bool) -> None:
        setting = SaveSetting(SYNC_PAUSED, "1" if is_paused else "")
        self.scene.dispatcher.send(setting, None, self._on_failed, owner=self)
        self.scene.dispatcher.announce(frozenset({"sync"}))  # what asks now is answered after it

    def open(self, argument: str) -> None:
        """Show how things stand; the main button gets the focus as soon as it can be pressed."""
        self._is_opening = True
        super().open(argument)

    def refresh(self) -> None:
        send = self.scene.dispatcher.latest
        send("sync-page-state", ShowSyncState(), self._on_state, self._on_failed)
        send("sync-conflicts", ListConflicts(), self._on_conflicts, self._on_failed)
        send("sync-waiting", ListOutbox(), self._on_waiting, self._on_failed)
        sent = ListOutbox(_SENT_STATES, SENT_SHOWN_MAX)
        send("sync-sent", sent, self._on_sent, self._on_failed)
        self.parcels.refresh()
        self.files.refresh()

    def _arrange(self) -> None:
        title = Label(self.tr("Waiting"), "section")
        hint = BesideLabel(
            self.tr("sent by itself when there is network, in this order"), "hint", "section"
        )
        head = sheets.row(title, hint, None, self.mend, gap=12, margins=(20, 12, 20, 10))
        box = sheets.Card(sheets.column(head, self.outbox, self.empty, gap=0, margins=(1, 1, 1, 1)))
        side = sheets.wrap(sheets.column(self.files, self.received, None, gap=12))
        columns = sheets.TwoColumns(box, side, SIDE_PX)
        page_head = sheets.PageHead(Label(self.tr("Sync"), "title"), None)
        body = sheets.PageBody(
            page_head, self.enrolment, self.parcels, self.facts, self.run, self._conflicts,
            self.error, columns,
        )  # fmt: skip
        body.body().setStretch(7, 1)
        footer = sheets.Footer(self.send_now, *self.parcels.openers, None, self.outcome)
        self._scroll = sheets.ScrollBody(body)
        self.parcels.turned.connect(partial(self._scroll.show_widget, self.parcels))
        whole = sheets.column(self._scroll, footer, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        for part in (self.error, self.enrolment, self.mend):
            part.hide()
        self.setFocusProxy(self.send_now)

    def _on_state(self, state: SyncState) -> None:
        self._state = state
        today = self.scene.today()
        self.facts.show_state(state, today)
        self.received.show_state(state, today)
        self._show_error(state)
        sheets.set_shown(self.enrolment, not state.is_enrolled)
        self._show_buttons()
        if self._is_opening and self.send_now.isEnabled():
            self.send_now.setFocus(Qt.FocusReason.OtherFocusReason)
            bar = self._scroll.verticalScrollBar()
            QTimer.singleShot(0, bar, partial(bar.setValue, 0))  # after what had the focus before
        self._is_opening = False

    def _show_error(self, state: SyncState) -> None:
        words = ""
        if self._failure is not None:
            words = sentence(self._failure)
        elif state.last_error and state.last_error != NO_NETWORK:
            words = remembered_sentence(state.last_error)
        elif state.is_outdated:
            words = self.tr(
                "This program is too old to receive what others write. What you write is still "
                "sent; ask your IT support for the new version."
            )
        elif state.wipe_refused_at:
            when = wording.moment(state.wipe_refused_at, self.scene.today())
            words = self.tr(
                "At {when} this computer was told to remove all records, but not by the province. "
                "Nothing was removed; tell your IT support."
            ).format(when=when)
        self.error_sentence.setText(words)
        self.error.setAccessibleName(words)
        sheets.set_shown(self.error, bool(words))

    def _on_conflicts(self, items: Sequence[ConflictItem]) -> None:
        sheets.clear(self._conflicts)
        for item in items[:CONFLICTS_SHOWN_MAX]:
            self._conflicts.addWidget(self._notice(item))
        if len(items) > CONFLICTS_SHOWN_MAX:
            words = self.tr("{n} more records were changed in two places.")
            left = len(items) - CONFLICTS_SHOWN_MAX
            self._conflicts.addWidget(Label(words.format(n=left), "hint"))

    def _notice(self, item: ConflictItem) -> Notice:
        choose = Button(self.tr("See and choose"))
        choose.setAccessibleName(f"{choose.text()}: {item.person_name}")
        where = f"{item.record_type}:{item.record_id}"
        choose.clicked.connect(partial(self.page_wanted.emit, "conflict", where))
        title = self.tr("Edited in two places")
        if item.person_name:
            title = f"{title} – {item.person_name}"
        words = self.tr("{n} boxes differ. Both versions are kept; the case can be used.")
        chip = Chip(Mark(self.tr("You need to choose"), "warn", "alert"), outlined=True)
        text = words.format(n=item.field_count)
        return Notice.of("warn", "split", title, text, actions=[chip, choose])

    def _on_waiting(self, items: tuple[OutboxItem, ...]) -> None:
        self._waiting = items

    def _on_sent(self, items: tuple[OutboxItem, ...]) -> None:
        is_offline = self._state is not None and self._state.last_error == NO_NETWORK
        today = self.scene.today()
        names = {name: record_text(known.label) for name, known in self.scene.types.items()}
        kinds = self.scene.catalogue["contact_kind"]
        told = Telling(today, names, kinds, is_offline=is_offline)
        shown = outbox_list.lines(self._waiting, items, told)
        self.outbox.show_lines(shown)
        sheets.set_shown(self.outbox, bool(shown))
        sheets.set_shown(self.empty, not shown)
        sheets.set_shown(self.mend, self.outbox.has_held())

    def _show_buttons(self) -> None:
        is_running = self._runner is not None and self._runner.is_running()
        is_ready = self._state is not None and self._state.is_enrolled
        for button in (self.send_now, *self.parcels.openers):
            button.setEnabled(self._runner is not None and is_ready and not is_running)
        is_paused = self._state is not None and self._state.is_paused
        self.send_now.set_words(self.tr("Go on") if is_paused else self.tr("Send now"))

    @Slot()
    def _on_started(self) -> None:
        self._show_buttons()
        if self.parcels.is_working():
            return
        self._failure = None
        self.outcome.setText("")
        self.run.begin()

    @Slot(object)
    def _on_progressed(self, step: SyncProgress) -> None:
        if self.parcels.is_working():
            return
        self.run.show_step(step)
        if step.file_bytes is not None:
            self.files.refresh()

    @Slot(object)
    def _on_finished(self, outcome: object) -> None:
        self.run.finish()
        is_paused = self._state is not None and self._state.is_paused
        if isinstance(outcome, SyncOutcome) and not is_paused:
            words = self.tr("Sent {sent}, received {received}.")
            self.outcome.setText(words.format(sent=outcome.sent, received=outcome.received))
        self.refresh()

    @Slot(object)
    def _on_run_failed(self, error: CtxhError) -> None:
        self.run.finish()
        if not self.parcels.is_working():
            self._failure = error
        self.refresh()

    @Slot(str)
    def _on_enrolled(self, province_name: str) -> None:
        words = self.tr("This computer now belongs to {province}.")
        self.outcome.setText(words.format(province=province_name))
        self.scene.dispatcher.announce(frozenset({"sync"}))
        self.refresh()
