"""History of one record, below its form: who changed what, and where older changes are."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.records import HistoryEntry, ListHistory
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.ui.pages import case_words
from ctxh_desktop.ui.pages.older_line import OlderLine
from ctxh_desktop.ui.pages.unrolled import Unrolled
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.timeline import Timeline


class RecordHistory(sheets.Card):
    """The changes of a record, newest first.

    Signals:
        failed: a command failed (CtxhError).
    """

    failed = Signal(object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self._declared: RecordType | None = None
        self._record_id = ""
        self.timeline, self.older = Timeline(), OlderLine(scene)
        self._unrolled = Unrolled(self.timeline)
        title = sheets.row(Label(self.tr("History"), "section"), None, margins=(20, 12, 20, 0))
        parts = (title, self.timeline, self.older)
        self.setLayout(sheets.column(*parts, gap=0, margins=(1, 1, 1, 1)))
        self.older.arrived.connect(self._ask)
        self.older.failed.connect(self.failed)

    def show_record(self, declared: RecordType, record_id: str) -> None:
        """Ask for the changes of a record and show them."""
        self._declared, self._record_id = declared, record_id
        self.older.show_records((record_id,))
        self._ask()

    @Slot()
    def _ask(self) -> None:
        if self._declared is not None:
            command = ListHistory(self._declared.name, self._record_id)
            send = self._scene.dispatcher.latest
            send("record-history", command, self._on_history, self.failed.emit)

    def _on_history(self, entries: tuple[HistoryEntry, ...]) -> None:
        assert self._declared is not None
        types, catalogue = [self._declared], self._scene.catalogue
        shown = [case_words.history_entry(n, e, types, catalogue) for n, e in enumerate(entries)]
        self.timeline.show_entries(shown)
