"""Beside the intake: who may be the same person, and what "Hồ sơ bảo mật" does.

Source: reference screen 05; reference/ux.md §6 (duplicates: a quiet hint, never a dialog).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.cases import PersonFile
from ctxh_desktop.commands.people import FindDuplicates, PersonHit
from ctxh_desktop.ui import actions, wording
from ctxh_desktop.ui.pages import case_words, marks
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.chips import Chip
from ctxh_desktop.ui.widgets.labels import IconLabel, Label
from ctxh_desktop.ui.widgets.notices import Notice

SIDE_PX = 272
SHOWN_MAX = 3
LOOK_PAUSE_MS = 250


class DuplicateNotice(Notice):
    """People who may be the one that is being taken in.

    Args:
        scene: the door to data.
        compared: returns what is known by now: name, birth, number (empty where unknown).

    Signals:
        opened: the first of them is to be opened; carries the `PersonHit`.
        changed: others are shown, or nobody any more.
    """

    opened = Signal(object)
    changed = Signal()

    def __init__(
        self,
        scene: Scene,
        compared: Callable[[], tuple[str, str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("warn", parent=parent)
        self._scene, self._compared = scene, compared
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(LOOK_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._hits: tuple[PersonHit, ...] = ()
        self._title = Label(self.tr("There may be a case already"), "strong", "warn", wrap=True)
        self._people = sheets.column(gap=6)
        self._first = Label("", "body", wrap=True)
        self.open_button = Button(self.tr("Open"), key=actions.key("open_match"))
        self.open_button.clicked.connect(self._on_open)
        self._tall_slot, self._flat_slot = sheets.row(None), sheets.row()
        head = sheets.row(IconLabel("people", "warn"), self._title, gap=8)
        head.setStretch(1, 1)
        kept = Label(self.tr("This draft is kept."), "hint")
        self._tall = sheets.wrap(sheets.column(head, self._people, self._tall_slot, kept, gap=6))
        flat = sheets.row(IconLabel("people", "warn"), self._first, self._flat_slot, gap=8)
        flat.setStretch(1, 1)
        self._flat = sheets.wrap(flat)
        self.fill(sheets.column(self._tall, self._flat, gap=0))
        self.set_flat(is_flat=False)
        self.hide()

    def set_flat(self, *, is_flat: bool) -> None:
        """Show one line above the form, or everything beside it."""
        sheets.set_shown(self._tall, not is_flat)
        sheets.set_shown(self._flat, is_flat)
        if is_flat:
            self._flat_slot.addWidget(self.open_button)
        else:
            self._tall_slot.insertWidget(0, self.open_button)

    def look_soon(self) -> None:
        """Look once the typing rests for a moment."""
        self._pause.start()

    def hits(self) -> tuple[PersonHit, ...]:
        """Return whom the notice shows."""
        return self._hits

    def show_hits(self, hits: Sequence[PersonHit]) -> None:
        """Show these people; nobody hides the notice."""
        self._hits = tuple(hits[:SHOWN_MAX])
        sheets.clear(self._people)
        for hit in self._hits:
            self._people.addWidget(Label(hit.full_name, "strong", wrap=True))
            self._people.addWidget(Label(self._line(hit), "hint", "text", wrap=True))
            if hit.case_number:
                self._people.addWidget(Label(hit.case_number, "hint", "text"))
        if self._hits:
            first = self._hits[0]
            parts = (self._title.text(), f"{first.full_name} · {self._line(first)}")
            self._first.setText(": ".join(parts))
        names = ", ".join(f"{hit.full_name} {self._line(hit)}" for hit in self._hits)
        self.setAccessibleName(names)
        # The key works only while there is somebody to open.
        self.open_button.setEnabled(bool(self._hits))
        sheets.set_shown(self, bool(self._hits))
        self.changed.emit()

    @Slot()
    def _look(self) -> None:
        name, born, number = self._compared()
        command = FindDuplicates(name, born or None, number or None)
        self._scene.dispatcher.latest("duplicates", command, self.show_hits)

    def _line(self, hit: PersonHit) -> str:
        sex = self._scene.catalogue.label("sex", hit.sex) if hit.sex else ""
        return wording.joined([wording.born(hit.born), sex, hit.village])

    @Slot()
    def _on_open(self) -> None:
        if self._hits:
            self.opened.emit(self._hits[0])


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
