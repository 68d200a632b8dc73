"""Tabs "Thăm nhà" and "Lịch sử": all visits of a case, and who changed what."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.cases import CaseFile
from ctxh_desktop.commands.older_history import OlderHistory
from ctxh_desktop.ui.pages import case_words
from ctxh_desktop.ui.pages.older_line import OlderLine
from ctxh_desktop.ui.pages.unrolled import Unrolled
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.timeline import Entry, Timeline


class EntriesTab(QWidget):
    """One sheet of entries, or one sentence when there are none."""

    def __init__(
        self,
        name: str,
        empty: EmptyState,
        parent: QWidget | None = None,
        *,
        foot: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.timeline = Timeline()
        self.timeline.setAccessibleName(name)
        self._unrolled = Unrolled(self.timeline)
        self.empty = empty
        parts = [self.timeline, self.empty, *([foot] if foot else [])]
        card = sheets.Card(sheets.column(*parts, margins=(1, 1, 1, 1)))
        self.setLayout(sheets.column(sheets.ScrollBody(sheets.PageBody(card)), gap=0))
        self.setFocusProxy(self.timeline)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Replace the entries."""
        self.timeline.show_entries(entries)
        sheets.set_shown(self.timeline, bool(entries))
        sheets.set_shown(self.empty, not entries)


class VisitsTab(EntriesTab):
    """All visits, newest first, each with whom it met and what was found."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        self._scene = scene
        empty = EmptyState("house", "", "")
        super().__init__("", empty, parent)
        self.timeline.setAccessibleName(self.tr("Visits"))
        empty.show_sentence(self.tr("No visit has been recorded yet."), self.tr("Record a visit"))

    def show_case(self, file: CaseFile) -> None:
        """Show the visits of a case."""
        unsent = {entry.id for entry in file.entries if entry.is_unsent}
        self.show_entries(
            [
                case_words.visit_entry(v, self._scene.catalogue, is_unsent=v.id in unsent)
                for v in file.visits
            ]
        )


class HistoryTab(EntriesTab):
    """Who changed what, when; both versions of every field stay readable here."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        self._scene = scene
        empty = EmptyState("clock", "", "")
        self.older = OlderLine(scene)
        super().__init__("", empty, parent, foot=self.older)
        self.timeline.setAccessibleName(self.tr("Changes"))

    def show_case(self, file: CaseFile) -> None:
        """Show the changes of person and case."""
        self.older.show_state((file.case.id, file.person.id), file.older_history)
        words = self.tr("Nothing has been changed yet.")
        if file.older_history is not OlderHistory.HERE:
            words = self.tr("Nothing has been changed since this laptop was set up.")
        self.empty.show_sentence(words)
        types = [self._scene.types[name] for name in ("case", "person")]
        self.show_entries(
            [
                case_words.history_entry(number, entry, types, self._scene.catalogue)
                for number, entry in enumerate(file.history)
            ]
        )
