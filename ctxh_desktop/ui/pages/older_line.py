"""Line below a history: older changes are at the province, with the button that fetches them.

Source: sync design §4; ADR-0022.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.older_history import (
    FetchOlderHistory,
    OlderHistory,
    ShowOlderHistory,
)
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.sync_watch import WANTED
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.labels import Label


class OlderLine(QWidget):
    """Says whether older changes are elsewhere; hidden while there are none.

    Signals:
        arrived: what was at the province is here now.
        failed: a command failed (CtxhError).
    """

    arrived = Signal()
    failed = Signal(object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._ids: tuple[str, ...] = ()
        self._state = OlderHistory.HERE
        self.words = Label("", "hint", wrap=True)
        self.button = Button(self.tr("Fetch older history"), "quiet")
        self.button.clicked.connect(self._on_fetch)
        line = sheets.row(self.words, self.button, gap=12, margins=(20, 8, 12, 8))
        line.setStretch(0, 1)
        self.setLayout(line)
        self.hide()
        scene.dispatcher.changed.connect(self._on_changed)

    @property
    def state(self) -> OlderHistory:
        """Where the older changes are, as shown."""
        return self._state

    def show_records(self, ids: tuple[str, ...]) -> None:
        """Ask where the older changes of these records are, and show it."""
        if ids != self._ids:
            self.show_state(ids, OlderHistory.HERE)
        if ids:
            self._ask()

    def show_state(self, ids: tuple[str, ...], state: OlderHistory) -> None:
        """Show where the older changes of these records are."""
        self._ids, self._state = ids, state
        words = self.tr("Older changes are at the province.")
        if state is OlderHistory.ASKED:
            words = self.tr("Asked for. Older changes arrive at the next connection.")
        self.words.setText(words)
        sheets.set_shown(self.button, state is OlderHistory.FAR)
        sheets.set_shown(self, state is not OlderHistory.HERE)

    def _ask(self) -> None:
        self._scene.dispatcher.latest(
            "older-history", ShowOlderHistory(self._ids), self._on_state, self.failed.emit
        )

    def _on_state(self, state: OlderHistory) -> None:
        has_come = self._state is not OlderHistory.HERE and state is OlderHistory.HERE
        self.show_state(self._ids, state)
        if has_come:
            self.arrived.emit()

    @Slot(object)
    def _on_changed(self, changes: frozenset[str]) -> None:
        if "sync" in changes and self._state is not OlderHistory.HERE and self.isVisible():
            self._ask()

    @Slot()
    def _on_fetch(self) -> None:
        self._scene.dispatcher.send(
            FetchOlderHistory(self._ids), self._on_asked, self.failed.emit, owner=self
        )

    def _on_asked(self, state: OlderHistory) -> None:
        self._on_state(state)
        self._scene.dispatcher.announce(frozenset({WANTED}))
