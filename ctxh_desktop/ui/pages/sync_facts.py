"""The three facts on top of "Đồng bộ": what waits, the network, the last sync that succeeded."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.sync import SyncState
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.labels import IconLabel, Label

NO_NETWORK = "no-network"


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


class FactsCard(sheets.Card):
    """What waits, the network, and the last sync that succeeded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.unsent, self.network, self.last = Fact(), Fact(), Fact()
        facts = sheets.row(
            self.unsent, sheets.Rule(vertical=True), self.network, sheets.Rule(vertical=True),
            self.last, gap=0, margins=(0, 12, 0, 12),
        )  # fmt: skip
        for place in (0, 2, 4):
            facts.setStretch(place, 1)
        super().__init__(facts, parent=parent)

    def show_state(self, state: SyncState, today: date) -> None:
        """Show how things stand."""
        if state.unsent:
            words = self.tr("{n} items waiting").format(n=state.unsent)
            self.unsent.show_fact("up", "unsent", words, self.tr("Kept safely on this machine"))
        else:
            self.unsent.show_fact("check", "ok", self.tr("All sent"), self.tr("Nothing waits"))
        self._show_network(state)
        if state.last_sync_at:
            when = wording.moment(state.last_sync_at, today)
            words = self.tr("Last sent {moment}").format(moment=when)
            done = self.tr("Successful, {n} items").format(n=state.last_sent)
            self.last.show_fact("check", "ok", words, done)
        else:
            self.last.show_fact("clock", "text2", self.tr("Never sent yet"), "")

    def _show_network(self, state: SyncState) -> None:
        if not state.is_enrolled:
            words = self.tr("Nothing is sent before that")
            title = self.tr("Not joined to a province yet")
            self.network.show_fact("server", "text2", title, words)
        elif state.is_paused:
            words = self.tr("Nothing is sent until you press “Go on”")
            self.network.show_fact("clock", "text2", self.tr("Sending is paused"), words)
        elif state.last_error == NO_NETWORK:
            words = self.tr("Work goes on as usual")
            self.network.show_fact("wifi-off", "text2", self.tr("No network"), words)
        elif state.is_recovering:
            title = self.tr("The province's server was restored")
            words = self.tr("What it lacks is sent again by itself")
            self.network.show_fact("server", "text2", title, words)
        else:
            words = state.province_name or self.tr("The province")
            self.network.show_fact("server", "text2", words, self.tr("This computer is joined"))
