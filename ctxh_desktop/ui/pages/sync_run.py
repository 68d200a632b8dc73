"""A sync under way, in the page: what it does, what went through, how long it takes, a pause."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.sync import SyncProgress
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.sync_state import recovering_sentence
from ctxh_desktop.ui.time_left import TimeLeft
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.progress import InlineProgress


class SyncRun(QWidget):
    """The line that is there while a sync runs.

    How much is still to come from the province is known only once it has come, so the time left is
    that of sending.

    Args:
        clock: seconds that only go forward.

    Signals:
        paused: somebody wants it to stop, and no other to begin by itself.
    """

    paused = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, clock: Callable[[], float] = monotonic
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self.progress = InlineProgress(self.tr("Pause"))
        self.progress.stopped.connect(self.paused)
        self.detail = Label("", "hint", wrap=True)
        self._text, self._files = TimeLeft(), TimeLeft()
        self.setLayout(sheets.column(self.progress, self.detail, gap=2))
        self.hide()

    def begin(self) -> None:
        """Show that the province is being asked."""
        self._text, self._files = TimeLeft(), TimeLeft()
        self.detail.setText("")
        sheets.set_shown(self.detail, False)
        self.progress.show_step(0, 0, self.tr("Asking the province…"))
        sheets.set_shown(self, True)

    def show_step(self, step: SyncProgress) -> None:
        """Show how far it is."""
        self.progress.show_step(*self._share(step), self._phase(step))
        if not (step.bytes_up or step.bytes_down):
            return
        went = self.tr("sent {up}, received {down}").format(
            up=wording.size(step.bytes_up), down=wording.size(step.bytes_down)
        )
        left_s = self._left_s(step)
        told = "" if left_s is None else wording.time_left(left_s)
        words = wording.joined([went, told])
        self.detail.setText(words[:1].upper() + words[1:])
        sheets.set_shown(self.detail, True)

    def finish(self) -> None:
        """Hide the line."""
        self.progress.finish()
        self.hide()

    def _left_s(self, step: SyncProgress) -> float | None:
        now = self._clock()
        if step.file_bytes is not None:
            return self._files.take(step.file_bytes_left, now) if step.file_bytes_left else None
        return self._text.take(step.unsent, now) if step.unsent else None

    def _share(self, step: SyncProgress) -> tuple[int, int]:
        if step.file_bytes is not None:
            return step.file_bytes // 1000, (step.file_bytes + step.file_bytes_left) // 1000
        return step.sent, step.sent + step.unsent if step.unsent else 0

    def _phase(self, step: SyncProgress) -> str:
        if step.file_bytes is not None:
            whole = wording.size(step.file_bytes + step.file_bytes_left)
            words = self.tr("Pictures and papers: {size} of {whole}")
            return words.format(size=wording.size(step.file_bytes), whole=whole)
        if step.is_recovering:
            return recovering_sentence(is_syncing=True)
        if step.unsent:
            words = self.tr("Sending {done}/{total}")
            return words.format(done=step.sent, total=step.sent + step.unsent)
        if step.received:
            return self.tr("Receiving {n} changes").format(n=step.received)
        return self.tr("Asking the province…")
