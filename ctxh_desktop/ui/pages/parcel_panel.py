"""Parcel panel: give what is unsent on a USB stick, or read the province's answers from one.

It stands in the sync page and not over it: one chooses the stick, sees what will be done, may stop
it, and then reads what was done and what to do next.  The work runs in the sync lane.

Source: ux reference §11 (screen 12), §8 (progress).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.parcels import (
    ParcelGiven,
    ParcelsRead,
    ParcelState,
    ShowParcelState,
)
from ctxh_desktop.commands.sync import SyncProgress
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.messages import sentence
from ctxh_desktop.ui.pages.parcel_parts import ParcelResult, PlaceChoice
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.sync_runner import SyncRunner
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.progress import InlineProgress

Carry = Callable[[Path, Callable[[SyncProgress], None], Callable[[], bool]], Any]
"""Gives or reads parcels in a folder: takes (folder, progress, is_cancelled)."""


@dataclass(frozen=True)
class Carriers:
    """How parcels are given and read."""

    send: Carry
    receive: Carry


class ParcelPanel(sheets.Card):
    """Choosing, working and the receipt of one parcel.

    Attributes:
        openers: the two buttons that open it; they stand in the page's footer.
        last: when a parcel was last given and an answer last read; stands beside.

    Signals:
        turned: it shows something else now, which should be seen.
    """

    turned = Signal()

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        sends = Button(self.tr("Send by USB…"), icon="usb")
        sends.clicked.connect(lambda: self.ask(is_sending=True))
        reads = Button(self.tr("Receive from USB…"))
        reads.clicked.connect(lambda: self.ask(is_sending=False))
        self.openers = (sends, reads)
        self.last = Label("", "hint", wrap=True)
        self._runner: SyncRunner | None = None
        self._carriers: Carriers | None = None
        self._unsent = self._pictures = 0
        self._is_sending = True
        self._is_working = self._is_done = False
        self._title = Label("", "section")
        self._about = Label("", "body", "text2", wrap=True)
        self.place = PlaceChoice()
        self.place.chosen.connect(self._on_place)
        self.go = Button("", "primary")
        self.go.clicked.connect(self.start)
        self.leave = Button(self.tr("Close"), key="Esc")
        self.leave.clicked.connect(self._on_left)
        self.progress = InlineProgress()
        self.progress.stopped.connect(self._on_stop)
        self.result = ParcelResult()
        self.setLayout(
            sheets.column(
                self._title, self._about, self.place, self.progress, self.result,
                sheets.row(self.go, self.leave, None, gap=8), gap=10, margins=(20, 12, 20, 14),
            )
        )  # fmt: skip
        self.hide()

    def attach(self, runner: SyncRunner, carriers: Carriers) -> None:
        """Work in the lane of *runner* from now on."""
        self._runner, self._carriers = runner, carriers
        runner.started.connect(self._show_parts)
        runner.progressed.connect(self._on_progressed)
        runner.finished.connect(self._on_finished)
        runner.failed.connect(self._on_failed)

    def is_working(self) -> bool:
        """Whether what runs in the lane is a parcel of this panel."""
        return self._is_working

    def refresh(self) -> None:
        """Ask how things stand with parcels."""
        self._scene.dispatcher.latest("sync-parcels", ShowParcelState(), self._on_state)

    def ask(self, *, is_sending: bool) -> None:
        """Open the panel, to give a parcel or to read answers."""
        if self._is_working:
            return
        self._is_sending, self._is_done = is_sending, False
        title = self.tr("Send by USB") if is_sending else self.tr("Receive from USB")
        self._title.setText(title)
        self.setAccessibleName(title)
        words = self.tr("Write to the stick") if is_sending else self.tr("Read the stick")
        self.go.set_words(words)
        self.result.hide()
        self._say_about()
        sheets.set_shown(self, True)
        self.place.look()
        (self.go if self.go.isEnabled() else self.place.other).setFocus()
        self._turn()

    @Slot()
    def start(self) -> None:
        """Give or read the parcel at the chosen place."""
        folder = self.place.folder()
        if self._runner is None or self._carriers is None or folder is None:
            return
        carry = self._carriers.send if self._is_sending else self._carriers.receive
        self._is_working = True
        self.result.hide()
        if not self._runner.start(partial(carry, folder)):
            self._is_working = False
            self.result.say("text2", self.tr("A sync is running. Wait until it has ended."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_left()
            return
        super().keyPressEvent(event)

    def _say_about(self) -> None:
        if not self._is_sending:
            words = self.tr(
                "What the province laid on the stick is read. It may be read again at any time; "
                "nothing is taken twice."
            )
        elif self._unsent:
            words = self.tr(
                "{n} items are written to the stick, sealed so that only the province can read "
                "them. They stay on this computer too."
            ).format(n=self._unsent)
        elif not self._pictures:
            words = self.tr(
                "Nothing waits. A small parcel tells the province what this computer lacks; only "
                "the province can read it."
            )
        else:
            words = ""
        if self._is_sending and self._pictures:
            following = self.tr(
                "{n} papers and pictures are written too, as far as there is room on the stick."
            )
            words = f"{words} {following.format(n=self._pictures)}".strip()
        self._about.setText(words)

    @Slot()
    def _show_parts(self) -> None:
        is_busy = self._runner is not None and self._runner.is_running()
        sheets.set_shown(self.leave, not self._is_working)
        for part in (self._about, self.place, self.go):
            sheets.set_shown(part, not self._is_working and not self._is_done)
        can_go = self._carriers is not None and self.place.folder() is not None
        self.go.setEnabled(can_go and not is_busy)
        if self._is_working:
            words = self.tr("Writing…") if self._is_sending else self.tr("Reading…")
            self.progress.show_step(0, 0, words)

    @Slot()
    def _on_place(self) -> None:
        had_focus = self.place.other.hasFocus()
        self._show_parts()
        if had_focus and self.go.isEnabled():
            self.go.setFocus()

    def _turn(self) -> None:
        # Once the layout has taken in what was shown and hidden.
        QTimer.singleShot(0, self, self.turned.emit)

    def _on_state(self, state: ParcelState) -> None:
        self._unsent, self._pictures = state.unsent, state.pictures
        self._say_about()
        today, words = self._scene.today(), []
        if state.given is not None:
            when = wording.moment(state.given.at, today)
            words.append(self.tr("Last parcel given {moment}.").format(moment=when))
        if state.receipt is not None:
            when = wording.moment(state.receipt.at, today)
            words.append(self.tr("Answer read {moment}.").format(moment=when))
        self.last.setText(" ".join(words))
        sheets.set_shown(self.last, bool(words))

    @Slot()
    def _on_left(self) -> None:
        if not self._is_working:
            self.hide()

    @Slot()
    def _on_stop(self) -> None:
        if self._runner is not None:
            self._runner.cancel()

    @Slot(object)
    def _on_progressed(self, step: SyncProgress) -> None:
        if self._is_working and step.file_bytes is not None:
            words = self.tr("Reading papers and pictures, {size} so far")
            size = step.file_bytes
            if self._is_sending:
                words = self.tr("Writing papers and pictures, {size} to go")
                size = step.file_bytes_left
            self.progress.show_step(0, 0, words.format(size=wording.file_size(size)))
        elif self._is_working and not self._is_sending and step.received:
            words = self.tr("Reading, {n} changes so far").format(n=step.received)
            self.progress.show_step(0, 0, words)

    @Slot(object)
    def _on_finished(self, outcome: object) -> None:
        was_stopped = outcome is None or (isinstance(outcome, ParcelsRead) and outcome.is_stopped)
        if not self._rest(is_done=not was_stopped):
            return
        if isinstance(outcome, ParcelGiven):
            self.result.say_given(outcome)
        elif isinstance(outcome, ParcelsRead) and not was_stopped:
            self.result.say_read(outcome)
        else:
            words = self.tr("Stopped. Nothing is lost; do it again when it suits you.")
            self.result.say("text2", words)

    @Slot(object)
    def _on_failed(self, error: CtxhError) -> None:
        if self._rest(is_done=False):
            self.result.say("danger", sentence(error))

    def _rest(self, *, is_done: bool) -> bool:
        """Come to rest; whether it was this panel's work that ended."""
        was_working, self._is_working = self._is_working, False
        self._is_done = self._is_done or (was_working and is_done)
        self.progress.finish()
        self._show_parts()
        if was_working:
            (self.leave if self._is_done or not self.go.isEnabled() else self.go).setFocus()
            self._turn()
        return was_working
