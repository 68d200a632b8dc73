"""Nhật ký xem hồ sơ: who looked at what is kept apart, and which lists left the book.

Anybody who works with the book sees all of it: nobody looks unseen.

Source: reference/ux.md §3; security reference T04, T25.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.access_log import FILE, PAPER, AccessEntry, ListAccess
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.messages import record_text
from ctxh_desktop.ui.pages import marks
from ctxh_desktop.ui.pages.case_words import day_of
from ctxh_desktop.ui.pages.page import Page
from ctxh_desktop.ui.pages.unrolled import Unrolled
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.timeline import Entry, Timeline

STEP = 100
"""Entries that are shown at first, and more each time that older ones are asked for."""


class AccessPage(Page):
    """All notes, newest first; Enter opens the case that one is about."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._limit = STEP
        self._people: dict[str, str] = {}
        self.back = Button(self.tr("Settings"), "quiet", icon="left", flush=True)
        self.back.clicked.connect(partial(self.page_wanted.emit, "settings", ""))
        self.timeline = Timeline()
        self.timeline.setAccessibleName(self.tr("Who looked at what"))
        self.timeline.opened.connect(self._on_opened)
        self._unrolled = Unrolled(self.timeline)
        self.empty = EmptyState("eye", "", "")
        self.empty.show_sentence(self.tr("Nobody has looked at what is kept apart yet."))
        self.older = Button(self.tr("Show older entries"), "quiet")
        self.older.clicked.connect(self._on_older)
        self._arrange()

    def open(self, argument: str) -> None:
        """Show the newest entries."""
        self._limit = STEP
        self.refresh()

    def refresh(self) -> None:
        # One more than shown tells whether there are older ones.
        command = ListAccess(self._limit + 1)
        self.scene.dispatcher.latest("access", command, self._show, self._on_failed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _arrange(self) -> None:
        head = sheets.PageHead(
            self.back, sheets.Rule(vertical=True), Label(self.tr("Access log"), "title"), None,
            gap=12,
        )  # fmt: skip
        words = self.tr(
            "Each time somebody looks at what is kept apart, opens a protected case, or takes a "
            "list out of the book, it is noted here: who, when and which fields, never what stands "
            "in them. The notes stay on this computer."
        )
        foot = sheets.row(self.older, None, margins=(12, 4, 12, 8))
        card = sheets.Card(
            sheets.column(self.timeline, self.empty, foot, gap=0, margins=(1, 1, 1, 1))
        )
        body = sheets.PageBody(head, Label(words, "hint", wrap=True), card, None)
        self.setLayout(sheets.column(sheets.ScrollBody(body), gap=0))
        self.setFocusProxy(self.timeline)

    def _show(self, found: tuple[AccessEntry, ...]) -> None:
        entries = found[: self._limit]
        self._people = {str(place): one.person_id for place, one in enumerate(entries)}
        self.timeline.show_entries([self._entry(str(p), one) for p, one in enumerate(entries)])
        sheets.set_shown(self.timeline, bool(entries))
        sheets.set_shown(self.empty, not entries)
        sheets.set_shown(self.older, len(found) > self._limit)
        if entries and self.back.hasFocus():
            self.timeline.setFocus()

    def _entry(self, entry_id: str, one: AccessEntry) -> Entry:
        note, day = one.note, day_of(one.note.at)
        icon, title, body = self._told(one)
        return Entry(
            id=entry_id, day=wording.short_day(day), time=wording.clock(note.at),
            month=wording.month(day), icon=icon, title=title, who=note.by, body=body,
            marks=(marks.protected(),) if one.is_protected else (),
        )  # fmt: skip

    def _told(self, one: AccessEntry) -> tuple[str, str, str]:
        """Return icon, title and body."""
        note = one.note
        if note.kind in (FILE, PAPER):
            count = self.tr("{n} people").format(n=wording.number(note.rows))
            is_file = note.kind == FILE
            title = self.tr("List written to a file") if is_file else self.tr("List printed")
            return "table" if is_file else "print", title, wording.joined([count, note.file])
        whose = wording.joined([one.person_name, one.case_number])
        if not note.fields:
            return "folder", self.tr("Protected case opened"), whose
        declared = self.scene.types.get(note.record_type)
        labels = [
            record_text(declared.by_name[name].label)
            if declared is not None and name in declared.by_name
            else name
            for name in note.fields
        ]
        body = "\n".join(part for part in (whose, ", ".join(labels)) if part)
        return "eye", self.tr("Looked at what is kept apart"), body

    @Slot(str)
    def _on_opened(self, entry_id: str) -> None:
        if person_id := self._people.get(entry_id, ""):
            self.page_wanted.emit("case", f"person:{person_id}")

    @Slot()
    def _on_older(self) -> None:
        self._limit += STEP
        self.refresh()
