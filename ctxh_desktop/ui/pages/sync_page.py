"""Sync page (Đồng bộ): has everything been sent, and must somebody choose?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.conflicts import ConflictItem, ListConflicts
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
from ctxh_desktop.ui.pages.sync_files import FilesCard
from ctxh_desktop.ui.pages.unrolled import Unrolled
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.sync_runner import SyncRunner
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.chips import Chip, Mark
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.labels import BesideLabel, IconLabel, Label
from ctxh_desktop.ui.widgets.notices import Notice
from ctxh_desktop.ui.widgets.progress import InlineProgress

SIDE_PX = 328
CONFLICTS_SHOWN_MAX = 5
SENT_SHOWN_MAX = 20
_SENT_STATES = ("retained", "acked_waiting")
_NO_NETWORK = "no-network"


class Fact(QWidget):
    """One fact of the top sheet: icon, what, and a second line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("check", "ok", 20)
        self._title, self._line = Label("", "strong", wrap=True), Label("", "hint", wrap=True)
        words = sheets.column(self._title, self._line, gap=1)
        line = sheets.row(self._icon, words, gap=14, margins=(20, 0, 12, 0))
        line.setStretch(1, 1)
        self.setLayout(line)

    def show_fact(self, icon: str, ink: str, title: str, line: str) -> None:
        """Show the fact."""
        self._icon.show_icon(icon, ink)
        self._title.setText(title)
        self._line.setText(line)
        sheets.set_shown(self._line, bool(line))
        self.setAccessibleName(f"{title}. {line}")

    def title(self) -> str:
        """Return the fact's first line."""
        return self._title.text()


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
        self._waiting: tuple[OutboxItem, ...] = ()
        self.unsent, self.network, self.last = Fact(), Fact(), Fact()
        self.enrolment = EnrolForm()
        self.enrolment.enrolled.connect(self._on_enrolled)
        self.parcels = ParcelPanel(scene)
        self.progress = InlineProgress()
        self.progress.stopped.connect(self._on_stop)
        self.error_sentence = Label("", "body", wrap=True)
        self.error = Notice(
            "warn", sheets.row(IconLabel("alert", "warn"), self.error_sentence, gap=12)
        )
        self.outbox = OutboxList()
        self._unrolled = Unrolled(self.outbox)
        self.empty = EmptyState("check", self.tr("Nothing waits to be sent."))
        self.received = Label("", "body", wrap=True)
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
        """Exchange now (F9 on this page); nothing happens before the laptop is bound."""
        if self._runner is not None and self._state is not None and self._state.is_enrolled:
            self._runner.start()

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
        facts = sheets.row(
            self.unsent, sheets.Rule(vertical=True), self.network, sheets.Rule(vertical=True),
            self.last, gap=0, margins=(0, 12, 0, 12),
        )  # fmt: skip
        for place in (0, 2, 4):
            facts.setStretch(place, 1)
        self.facts = sheets.Card(facts)
        title = Label(self.tr("Waiting"), "section")
        hint = BesideLabel(
            self.tr("sent by itself when there is network, in this order"), "hint", "section"
        )
        head = sheets.row(title, hint, None, gap=12, margins=(20, 12, 20, 10))
        box = sheets.Card(sheets.column(head, self.outbox, self.empty, gap=0, margins=(1, 1, 1, 1)))
        columns = sheets.TwoColumns(box, self._side(), SIDE_PX)
        page_head = sheets.PageHead(Label(self.tr("Sync"), "title"), None)
        body = sheets.PageBody(
            page_head, self.enrolment, self.parcels, self.facts, self.progress, self._conflicts,
            self.error, columns,
        )  # fmt: skip
        body.body().setStretch(7, 1)
        footer = sheets.Footer(self.send_now, *self.parcels.openers, None, self.outcome)
        scroll = sheets.ScrollBody(body)
        self.parcels.turned.connect(partial(scroll.show_widget, self.parcels))
        whole = sheets.column(scroll, footer, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        for part in (self.error, self.enrolment):
            part.hide()
        self.setFocusProxy(self.send_now)

    def _side(self) -> QWidget:
        self._received_title = Label(self.tr("Received from the province"), "section")
        words = self.tr("What others of the commune write down arrives here by itself.")
        usb = self.tr(
            "No network for days? Press “Send by USB” and give the stick to the province."
        )
        received = sheets.Card(
            sheets.column(
                self._received_title, sheets.Rule(), self.received,
                Label(words, "hint", wrap=True), sheets.Rule(), Label(usb, "hint", wrap=True),
                self.parcels.last, gap=8, margins=(20, 12, 20, 14),
            )
        )  # fmt: skip
        return sheets.wrap(sheets.column(self.files, received, None, gap=12))

    def _on_state(self, state: SyncState) -> None:
        self._state = state
        today = self.scene.today()
        if state.unsent:
            words = self.tr("{n} items waiting").format(n=state.unsent)
            self.unsent.show_fact("up", "unsent", words, self.tr("Kept safely on this machine"))
        else:
            self.unsent.show_fact("check", "ok", self.tr("All sent"), self.tr("Nothing waits"))
        if state.last_error == _NO_NETWORK:
            words = self.tr("Work goes on as usual")
            self.network.show_fact("wifi-off", "text2", self.tr("No network"), words)
        elif state.is_enrolled:
            words = state.province_name or self.tr("The province")
            self.network.show_fact("server", "text2", words, self.tr("This computer is joined"))
        else:
            words = self.tr("Nothing is sent before that")
            title = self.tr("Not joined to a province yet")
            self.network.show_fact("server", "text2", title, words)
        if state.last_sync_at:
            when = wording.moment(state.last_sync_at, today)
            words = self.tr("Last sent {moment}").format(moment=when)
            done = self.tr("Successful, {n} items").format(n=state.last_sent)
            self.last.show_fact("check", "ok", words, done)
        else:
            self.last.show_fact("clock", "text2", self.tr("Never sent yet"), "")
        self._show_received(state)
        self._show_error(state)
        sheets.set_shown(self.enrolment, not state.is_enrolled)
        self._show_buttons()

    def _show_received(self, state: SyncState) -> None:
        self.received.setText(self.tr("Nothing has been received yet."))
        if state.last_sync_at:
            words = self.tr("{n} changes, {moment}")
            when = wording.moment(state.last_sync_at, self.scene.today())
            self.received.setText(words.format(n=state.last_received, moment=when))
            if not state.last_received:
                self.received.setText(self.tr("Nothing new, {moment}").format(moment=when))

    def _show_error(self, state: SyncState) -> None:
        words = ""
        if self._failure is not None:
            words = sentence(self._failure)
        elif state.last_error and state.last_error != _NO_NETWORK:
            words = remembered_sentence(state.last_error)
        elif state.is_outdated:
            words = self.tr(
                "This program is too old to receive what others write. What you write is still "
                "sent; ask your IT support for the new version."
            )
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
        is_offline = self._state is not None and self._state.last_error == _NO_NETWORK
        today = self.scene.today()
        names = {name: record_text(known.label) for name, known in self.scene.types.items()}
        kinds = self.scene.catalogue["contact_kind"]
        told = Telling(today, names, kinds, is_offline=is_offline)
        shown = outbox_list.lines(self._waiting, items, told)
        self.outbox.show_lines(shown)
        sheets.set_shown(self.outbox, bool(shown))
        sheets.set_shown(self.empty, not shown)

    def _show_buttons(self) -> None:
        is_running = self._runner is not None and self._runner.is_running()
        is_ready = self._state is not None and self._state.is_enrolled
        for button in (self.send_now, *self.parcels.openers):
            button.setEnabled(self._runner is not None and is_ready and not is_running)

    @Slot()
    def _on_started(self) -> None:
        self._show_buttons()
        if self.parcels.is_working():
            return
        self._failure = None
        self.outcome.setText("")
        self.progress.show_step(0, 0, self.tr("Asking the province…"))

    @Slot(object)
    def _on_progressed(self, step: SyncProgress) -> None:
        if self.parcels.is_working():
            return
        total = step.sent + step.unsent
        words = self.tr("Sending {done}/{total}").format(done=step.sent, total=total)
        if not step.unsent and step.received:
            words = self.tr("Receiving {n} changes").format(n=step.received)
        if step.file_bytes is not None:
            words = self.tr("Pictures and papers: {size}")
            words = words.format(size=wording.size(step.file_bytes))
            self.files.refresh()
        self.progress.show_step(step.sent, total if step.unsent else 0, words)

    @Slot(object)
    def _on_finished(self, outcome: object) -> None:
        self.progress.finish()
        if isinstance(outcome, SyncOutcome):
            words = self.tr("Sent {sent}, received {received}.")
            self.outcome.setText(words.format(sent=outcome.sent, received=outcome.received))
        self.refresh()

    @Slot(object)
    def _on_run_failed(self, error: CtxhError) -> None:
        self.progress.finish()
        if not self.parcels.is_working():
            self._failure = error
        self.refresh()

    @Slot()
    def _on_stop(self) -> None:
        if self._runner is not None:
            self._runner.cancel()

    @Slot(str)
    def _on_enrolled(self, province_name: str) -> None:
        words = self.tr("This computer now belongs to {province}.")
        self.outcome.setText(words.format(province=province_name))
        self.scene.dispatcher.announce(frozenset({"sync"}))
        self.refresh()
