"""Beside the intake: who may be the same person, and what "Hồ sơ bảo mật" does.

Source: reference screen 05; reference/ux.md §6 (duplicates: a quiet hint, never a dialog).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.cases import PersonFile
from ctxh_desktop.commands.people import FindDuplicates, LookAlike, PersonHit
from ctxh_desktop.ui import actions, wording
from ctxh_desktop.ui.pages import case_words, marks, pair_words
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button, LinkButton
from ctxh_desktop.ui.widgets.chips import Chip
from ctxh_desktop.ui.widgets.labels import IconLabel, Label
from ctxh_desktop.ui.widgets.notices import Notice

SIDE_PX = 272
SHOWN_MAX = 3
LOOK_PAUSE_MS = 250
FLAT_PAD_PX = 6
"""Room over and under two lines, which must not push the form away where it is narrow."""


class LookAlikeEntry(QWidget):
    """One person who may be the same: name, line, why, and the two answers.

    Signals:
        opened: the person is to be looked at; carries the argument of the case page (str).
        denied: it is somebody else; carries the person's id (str).
    """

    opened = Signal(str)
    denied = Signal(str)

    def __init__(
        self, found: LookAlike, line: str, key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._found = found
        name = found.hit.full_name
        words = sheets.column(Label(name, "strong", wrap=True), gap=2)
        words.addWidget(Label(wording.joined([line, found.hit.case_number]), "hint", wrap=True))
        for said, ink in (
            (pair_words.agreeing(found.reasons), "text"),
            (pair_words.against(found.reasons), "warn"),
        ):
            if said:
                words.addWidget(Label(said, "hint-strong", ink, wrap=True))
        self.open = Button(self.tr("Open"), key=key, px=32)
        self.deny = Button(self.tr("Somebody else"), px=32)
        for button in (self.open, self.deny):
            button.setAccessibleName(f"{button.text()}: {name} {line}")
        self.open.clicked.connect(self._on_open)
        self.deny.clicked.connect(self._on_deny)
        self.setLayout(sheets.column(words, sheets.row(self.open, self.deny, None), gap=6))

    def _on_open(self) -> None:
        hit = self._found.hit
        self.opened.emit(hit.case_id or f"person:{hit.id}")

    def _on_deny(self) -> None:
        self.denied.emit(self._found.hit.id)


class DuplicateNotice(Notice):
    """People who may be the one that is being taken in.

    Args:
        scene: the door to data.
        compared: returns what is known by now, as `FindDuplicates` wants it (empty where unknown).
        apart: ids of people who are somebody else; answers are added to it.

    Signals:
        opened: one of them is to be opened; carries the argument of the case page (str).
        denied: one of them is somebody else.
        listed: all pairs that look alike are to be shown.
        changed: others are shown, or nobody any more.
    """

    opened = Signal(str)
    denied = Signal()
    listed = Signal()
    changed = Signal()

    def __init__(
        self,
        scene: Scene,
        compared: Callable[[], tuple[str, ...]],
        apart: set[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("warn", parent=parent)
        self._scene, self._compared, self._apart = scene, compared, apart
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(LOOK_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._found: tuple[LookAlike, ...] = ()
        self._entries: list[LookAlikeEntry] = []
        self._title = Label(self.tr("There may be a case already"), "strong", "warn", wrap=True)
        self._people = sheets.column(gap=10)
        self._first = Label("", "body", wrap=True)
        self._flat_slot = sheets.row()
        head = sheets.row(IconLabel("people", "warn"), self._title, gap=8)
        head.setStretch(1, 1)
        kept = Label(self.tr("This draft is kept."), "hint")
        more = LinkButton(self.tr("All possible duplicates"), text_role="hint")
        more.clicked.connect(self.listed)
        foot = sheets.column(kept, sheets.row(more, None), gap=2)
        self._tall = sheets.wrap(sheets.column(head, self._people, foot, gap=8))
        flat = sheets.row(IconLabel("people", "warn"), self._first, self._flat_slot, gap=8)
        flat.setStretch(1, 1)
        self._flat = sheets.wrap(flat)
        self._whole = sheets.column(self._tall, self._flat, gap=0)
        self.fill(self._whole)
        self._is_flat = False
        self.set_flat(is_flat=False)
        self.hide()

    def set_flat(self, *, is_flat: bool) -> None:
        """Show one line above the form, or everything beside it."""
        self._is_flat = is_flat
        sheets.set_shown(self._tall, not is_flat)
        sheets.set_shown(self._flat, is_flat)
        room = FLAT_PAD_PX if is_flat else self._pad
        self._whole.setContentsMargins(self._pad + 8, room, self._pad, room)
        for button in self.buttons()[:2]:
            if is_flat:
                self._flat_slot.addWidget(button)
        if not is_flat and self._flat_slot.count():
            self.show_found(self._found)

    def look_soon(self) -> None:
        """Look once the typing rests for a moment."""
        self._pause.start()

    def hits(self) -> tuple[PersonHit, ...]:
        """Return whom the notice shows."""
        return tuple(found.hit for found in self._found)

    def buttons(self) -> list[Button]:
        """Return the two answers about each person, in their order."""
        return [button for entry in self._entries for button in (entry.open, entry.deny)]

    def show_found(self, found: Sequence[LookAlike]) -> None:
        """Show these people but for those who are somebody else; nobody hides the notice."""
        kept = [one for one in found if one.hit.id not in self._apart]
        self._found = tuple(kept[:SHOWN_MAX])
        sheets.clear(self._people)
        sheets.clear(self._flat_slot)
        self._entries = []
        for one in self._found:
            key = "" if self._entries else actions.key("open_match")
            entry = LookAlikeEntry(one, self._line(one.hit), key)
            entry.opened.connect(self.opened)
            entry.denied.connect(self._on_denied)
            self._people.addWidget(entry)
            self._entries.append(entry)
        if self._found:
            first = self._found[0]
            why = pair_words.agreeing(first.reasons)
            words = wording.joined([first.hit.full_name, self._line(first.hit)])
            self._first.setText(f"{self._title.text()}: {words}. {why}".strip())
        if self._is_flat:
            self.set_flat(is_flat=True)
        self.setAccessibleName(
            ", ".join(f"{hit.full_name} {self._line(hit)}" for hit in self.hits())
        )
        sheets.set_shown(self, bool(self._found))
        self.changed.emit()

    @Slot()
    def _look(self) -> None:
        name, born, number, village, phone = self._compared()
        command = FindDuplicates(name, born or None, number or None, village or None, phone or None)
        self._scene.dispatcher.latest("duplicates", command, self.show_found)

    def _line(self, hit: PersonHit) -> str:
        return pair_words.person_line(hit, self._scene.catalogue)

    @Slot(str)
    def _on_denied(self, person_id: str) -> None:
        self._apart.add(person_id)
        self.show_found(self._found)
        self.denied.emit()
        self.look_soon()  # somebody less alike may take the place


class ProtectCard(sheets.Card):
    """The mark of a protected case with the sentence that says what it does."""

    def __init__(self, check: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        words = self.tr("Lists, notices and print queues only say “Protected case”.")
        self.setLayout(
            sheets.column(check, Label(words, "hint", wrap=True), gap=4, margins=(17, 13, 17, 14))
        )


class PersonCard(sheets.Card):
    """Who the case is for, when the person is in the register already."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self._column = sheets.column(gap=4, margins=(20, 14, 20, 14))
        self.setLayout(self._column)
        self.hide()

    def show_person(self, file: PersonFile) -> None:
        """Show name, line and groups; for a protected person the mark instead of the groups."""
        sheets.clear(self._column)
        person, catalogue = file.person, self._scene.catalogue
        line = case_words.person_line(person, self._scene.today(), catalogue)
        self._column.addWidget(Label(person.text("full_name"), "title", wrap=True))
        self._column.addWidget(Label(line, "body", "text2", wrap=True))
        if file.is_protected:
            self._column.addLayout(sheets.row(Chip(marks.protected()), None))
        else:
            groups = catalogue.labels("target_group", person.text("groups"))
            self._column.addWidget(Label(groups, "body", wrap=True))
        sheets.set_shown(self, True)
