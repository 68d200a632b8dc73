"""What the last sync that succeeded brought, in words, and what the daily comparison mended."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.sync import SyncState
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.labels import Label

_OWN_NOTICE = "conflict"
"""Shown in a notice of its own, in words of its own."""
_COUNTED = {
    "person": str(QT_TRANSLATE_NOOP("received", "{n} people")),
    "case": str(QT_TRANSLATE_NOOP("received", "{n} cases")),
    "visit": str(QT_TRANSLATE_NOOP("received", "{n} visits")),
    "plan_step": str(QT_TRANSLATE_NOOP("received", "{n} plan steps")),
    "household": str(QT_TRANSLATE_NOOP("received", "{n} households")),
    "attachment": str(QT_TRANSLATE_NOOP("received", "{n} papers and pictures")),
}
"""Record types as people count them; another one is counted by its plural."""


class ReceivedCard(sheets.Card):
    """The sheet "Nhận từ tỉnh".

    Args:
        scene: names the record types.
        beside: a line at its foot (parcels).
    """

    def __init__(self, scene: Scene, beside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self.received, self.mended = Label("", "body", wrap=True), Label("", "hint", wrap=True)
        words = self.tr("What others of the commune write down arrives here by itself.")
        usb = self.tr(
            "No network for days? Press “Send by USB” and give the stick to the province."
        )
        self.setLayout(
            sheets.column(
                Label(self.tr("Received from the province"), "section"), sheets.Rule(),
                self.received, self.mended, Label(words, "hint", wrap=True), sheets.Rule(),
                Label(usb, "hint", wrap=True), beside, gap=8, margins=(20, 12, 20, 14),
            )
        )  # fmt: skip

    def show_state(self, state: SyncState, today: date) -> None:
        """Say what was received."""
        self.received.setText(self._received(state, today))
        words = ""
        if state.mended:
            words = self.tr(
                "The daily comparison with the province put {n} lines right ({moment})."
            )
            when = wording.moment(state.mended_at, today)
            words = words.format(n=state.mended, moment=when)
        self.mended.setText(words)
        sheets.set_shown(self.mended, bool(words))

    def _received(self, state: SyncState, today: date) -> str:
        if not state.last_sync_at:
            return self.tr("Nothing has been received yet.")
        when = wording.moment(state.last_sync_at, today)
        types = self._scene.types
        told = [
            _counted(types[name], count)
            for name, count in sorted(state.news, key=lambda each: -each[1])
            if name in types and name != _OWN_NOTICE
        ]
        if not told:
            return self.tr("Nothing new, {moment}").format(moment=when)
        total = sum(count for name, count in state.news if name != _OWN_NOTICE)
        words = self.tr("{n} lines: {what} ({moment})")
        return words.format(n=total, what=", ".join(told), moment=when)


def _counted(declared: RecordType, count: int) -> str:
    source = _COUNTED.get(declared.name)
    if source is None:
        return f"{count} {record_text(declared.plural).lower()}"
    return QCoreApplication.translate("received", source).format(n=count)
