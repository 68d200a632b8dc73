"""Aids of the form of a part: a person of the register instead of words, the commune of today."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.parts import OldAddressRead, ReadOldAddress
from ctxh_desktop.commands.people import FindPeople, PersonHit
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.forms.fields import SuggestedRow
from ctxh_desktop.ui.forms.view import FormView
from ctxh_desktop.ui.pages.part_words import COMMUNE, OLD_ADDRESS
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.choice import OptionRow
from ctxh_desktop.ui.widgets.inputs import SearchInput
from ctxh_desktop.ui.widgets.labels import Label

HITS_MAX = 5
PAUSE_MS = 400
"""After the last key in the old address, before it is read."""


class PersonPicker(QWidget):
    """Somebody of the register, found by name or number; nobody when it is left empty.

    Args:
        scene: data lane, today.
        label: what is asked; accessible name of the search.
        left_out: id of whoever cannot be chosen (the owner).

    Signals:
        edited: somebody was chosen or taken out.
    """

    edited = Signal()

    def __init__(
        self, scene: Scene, label: str, left_out: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._scene, self._left_out = scene, left_out
        self._id = ""
        self.search = SearchInput(placeholder=self.tr("Name or ID number"))
        self.search.setAccessibleName(label)
        self.hits: list[Button] = []
        self._column = sheets.column(gap=4)
        self._found = sheets.wrap(self._column)
        self._none = Label("", "hint", wrap=True)
        self._name = Label("", "medium", wrap=True)
        self.out = Button(self.tr("Take out"), "quiet", px=32)
        line = sheets.row(self._name, self.out, gap=8)
        line.setStretch(0, 1)
        self._chosen = sheets.wrap(line)
        self.setLayout(sheets.column(self.search, self._none, self._found, self._chosen, gap=4))
        self.setFocusProxy(self.search)
        self.search.searched.connect(self._on_searched)
        self.search.submitted.connect(self._on_submitted)
        self.search.moved_down.connect(self._on_moved_down)
        self.out.clicked.connect(self._on_out)
        self.set_value("", "")

    def value(self) -> str | None:
        """Return the id of the person, None for nobody."""
        return self._id or None

    def name(self) -> str:
        """Return how the person is called here, "" for nobody."""
        return self._name.text()

    def set_value(self, person_id: str, name: str) -> None:
        """Show who is chosen; tells nobody."""
        self._id = person_id
        self._show_hits(())
        self._name.setText(name)
        sheets.set_shown(self._chosen, bool(person_id))
        sheets.set_shown(self.search, not person_id)
        self.setFocusProxy(self.out if person_id else self.search)

    def _show_hits(self, hits: Sequence[PersonHit]) -> None:
        sheets.clear(self._column)
        self.hits = []
        for hit in hits:
            facts = [hit.full_name, wording.born(hit.born), hit.village, hit.id_number]
            button = Button(wording.joined(facts), "quiet", px=32, icon="user")
            button.clicked.connect(partial(self._on_chosen, hit))
            self._column.addWidget(button)
            self.hits.append(button)
        sheets.set_shown(self._found, bool(hits))
        self._none.hide()

    @Slot(str)
    def _on_searched(self, words: str) -> None:
        if not words:
            self._show_hits(())
            return
        command = FindPeople(words, HITS_MAX + 1)
        key = f"picker-{id(self)}"
        self._scene.dispatcher.latest(key, command, self._on_found, owner=self)

    def _on_found(self, hits: tuple[PersonHit, ...]) -> None:
        if self._id or not self.search.words():
            return
        others = [hit for hit in hits if hit.id != self._left_out]
        self._show_hits(others[:HITS_MAX])
        self._none.setText(self.tr("Nobody found. Write the name below instead."))
        sheets.set_shown(self._none, not others)

    @Slot()
    def _on_submitted(self) -> None:
        if self.hits:
            self.hits[0].click()

    @Slot()
    def _on_moved_down(self) -> None:
        if self.hits:
            self.hits[0].setFocus()

    def _on_chosen(self, hit: PersonHit) -> None:
        self.search.clear()
        self.set_value(hit.id, wording.joined([hit.full_name, wording.born(hit.born), hit.village]))
        self.out.setFocus()
        self.edited.emit()

    @Slot()
    def _on_out(self) -> None:
        self.set_value("", "")
        self.search.setFocus()
        self.edited.emit()


class OldAddressHelp(QWidget):
    """Reads an address of before 1/7/2025 and proposes the commune; where it was split, it asks.

    Only an empty commune is filled in by itself: what somebody chose stays.

    Args:
        scene: the data lane.
        view: the form with the old address and the commune.
    """

    def __init__(self, scene: Scene, view: FormView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene, self._view = scene, view
        words = self.tr("The old unit was divided. To which one does the place belong now?")
        self._asked = words
        self.options = OptionRow()
        self.options.setAccessibleName(words)
        self.setLayout(sheets.column(Label(words, "hint-strong", wrap=True), self.options, gap=6))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.ask)
        view.edited.connect(self._on_edited)
        self.options.chosen.connect(self._on_chosen)
        self.hide()

    @Slot()
    def ask(self) -> None:
        """Ask where the old address lies today."""
        typed = str(self._view.row(OLD_ADDRESS).value() or "")
        if not typed:
            self._view.row(OLD_ADDRESS).set_hint("")
            self.hide()
            return
        key = f"old-address-{id(self)}"
        self._scene.dispatcher.latest(key, ReadOldAddress(typed), self._on_read, owner=self)

    def _on_read(self, read: OldAddressRead) -> None:
        found = [(unit.code, unit.full_name) for unit in read.communes]
        row = self._view.row(COMMUNE)
        if isinstance(row, SuggestedRow):
            row.offer(found)
        words = self.tr("No unit of before 1/7/2025 is named so. Choose the commune yourself.")
        if read.is_sure:
            words = self.tr("Today this place belongs to {commune}.").format(commune=found[0][1])
        elif found:
            words = self._asked
        self._view.row(OLD_ADDRESS).set_hint(words)
        is_asked = bool(found) and not read.is_sure
        self.options.set_choices(found if is_asked else ())
        sheets.set_shown(self, is_asked)
        if read.is_sure and not row.value():
            self._choose(found[0][0])
        self.options.set_value(row.value())

    def _choose(self, code: str) -> None:
        self._view.row(COMMUNE).set_value(code)
        self._view.edited.emit(COMMUNE)

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        if name == OLD_ADDRESS:
            self._timer.start()
        elif name == COMMUNE:
            self.options.set_value(self._view.row(COMMUNE).value())

    @Slot(str)
    def _on_chosen(self, code: str) -> None:
        self._choose(code)
