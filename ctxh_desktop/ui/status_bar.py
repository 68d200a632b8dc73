"""Status bar: who works here, the lock, and the one sync indicator."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ctxh_desktop.ui import actions, theme
from ctxh_desktop.ui.sync_state import SyncFacts, look
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import LinkButton
from ctxh_desktop.ui.widgets.chips import ChipButton
from ctxh_desktop.ui.widgets.labels import IconLabel, Label, YieldingLabel


class StatusBar(QWidget):
    """The bottom line of the window, 32 px.

    Signals:
        lock_wanted: "Khoá máy" was pressed.
        sync_wanted: the chip was pressed.
    """

    lock_wanted = Signal()
    sync_wanted = Signal()

    def __init__(self, user: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lock = LinkButton(
            self.tr("Lock this computer ({key})").format(key=actions.key("lock")), text_role="hint"
        )
        self.lock.clicked.connect(self.lock_wanted)
        look_now = look(SyncFacts())
        self.chip = ChipButton(look_now.mark)
        self.chip.clicked.connect(self.sync_wanted)
        self._sentence = YieldingLabel("", "hint")
        self._row = sheets.row(
            IconLabel("user", "text2", 16), Label(user, "hint"), Label("·", "hint"), self.lock,
            None, self.chip, self._sentence, gap=8, margins=(16, 0, 24, 0),
        )  # fmt: skip
        self.setLayout(self._row)
        self.setFixedHeight(theme.height(32))

    def show_sync(self, facts: SyncFacts) -> None:
        """Show the state of the exchange with the province."""
        now = look(facts)
        self.chip.show_mark(now.mark)
        self._sentence.setText(now.sentence)
        self.chip.setAccessibleDescription(now.sentence)

    def sentence(self) -> str:
        """Return the sentence beside the chip."""
        return self._sentence.text()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == theme.SIZE_EVENT:
            self.setFixedHeight(theme.height(32))
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = sheets.side_px(self.window().width())
        self._row.setContentsMargins(16, 0, side, 0)
        super().resizeEvent(event)
