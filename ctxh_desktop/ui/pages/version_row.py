"""Version row: versions of one field side by side, one of which a person chooses.

The name stands at the left, or above the versions where the window is narrow.

Source: reference/visual.md §4 (conflict cell).
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QSizePolicy, QWidget

from ctxh_desktop.ui.pages.choice_cell import ChoiceCell
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.labels import IconLabel, Label

NAME_PX = 176
STRETCHES = (3, 3, 2)
"""How the versions share the width: keeping both needs the least."""


class VersionRow(QWidget):
    """The versions of one field; whoever makes one fills it once.

    Signals:
        decided: a version was chosen.
    """

    decided = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: dict[str, ChoiceCell] = {}
        self._proposed = self._proposed_words = ""
        self._group = QButtonGroup(self)
        self._state_icon = IconLabel("alert", "warn", 16)
        self._state = Label("", "hint-strong", "warn", wrap=True)

    def fill(
        self, name: str, cells: Mapping[str, ChoiceCell], about: str = "",
        proposed: tuple[str, str] = ("", ""),
    ) -> None:  # fmt: skip
        """Show the versions.

        Args:
            name: what they are versions of.
            cells: choice → its cell, in the order of the keys 1, 2, 3.
            about: a line under the name, for what is special here.
            proposed: the choice that is made beforehand, "" for none, and why it is.
        """
        self._cells = dict(cells)
        self._proposed, self._proposed_words = proposed
        state = sheets.row(self._state_icon, self._state, gap=6)
        state.setStretch(1, 1)
        state.setAlignment(self._state_icon, Qt.AlignmentFlag.AlignTop)
        kind = Label(about, "hint", wrap=True)
        sheets.set_shown(kind, bool(about))
        words = Label(name, "strong", wrap=True)
        left = sheets.wrap(sheets.column(None, words, kind, state, None, gap=2))
        left.setFixedWidth(NAME_PX)
        self._versions = sheets.row(*self._cells.values(), gap=16)
        for place in range(len(self._cells)):
            self._versions.setStretch(place, STRETCHES[place])
        line = sheets.row(left, self._versions, gap=16, margins=(0, 12, 0, 12))
        line.setStretch(1, 1)
        self._line, self._left = line, left
        self.setLayout(line)
        for cell in self._cells.values():
            self._group.addButton(cell)
        if self._proposed in self._cells:
            self._cells[self._proposed].setChecked(True)
        self._group.buttonToggled.connect(self._on_toggled)
        self._show_state()

    def choice(self) -> str:
        """Return what is chosen, "" for nothing."""
        return next((name for name, cell in self._cells.items() if cell.isChecked()), "")

    def choose(self, number: int) -> bool:
        """Choose the version of key *number* (1, 2, 3); whether there is one."""
        if number > len(self._cells):
            return False
        cell = list(self._cells.values())[number - 1]
        cell.setChecked(True)
        cell.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def keep_room(self) -> None:
        """Leave the place of a third version empty, so that the columns stand in line."""
        self._versions.addWidget(sheets.wrap(sheets.column()), STRETCHES[-1])

    def set_narrow(self, is_narrow: bool) -> None:
        """Put the name above the versions, or beside them."""
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._line.setDirection(down if is_narrow else right)
        self._line.setSpacing(8 if is_narrow else 16)
        self._left.setMaximumWidth(16_777_215 if is_narrow else NAME_PX)
        self._left.setMinimumWidth(0 if is_narrow else NAME_PX)
        tall = QSizePolicy.Policy.Maximum if is_narrow else QSizePolicy.Policy.Preferred
        self._left.setSizePolicy(QSizePolicy.Policy.Preferred, tall)

    def cell(self, choice: str) -> ChoiceCell:
        """Return the cell of a choice; an unknown one is a bug (KeyError)."""
        return self._cells[choice]

    def choices(self) -> tuple[str, ...]:
        """Return the choices that are offered."""
        return tuple(self._cells)

    def focus_cell(self) -> None:
        """Put the focus on the chosen version, or on the first."""
        cell = self._cells.get(self.choice()) or next(iter(self._cells.values()))
        cell.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_state(self) -> None:
        is_chosen = bool(self.choice())
        sheets.set_shown(self._state_icon, not is_chosen)
        self._state.set_ink("text2" if is_chosen else "warn")
        self._state.set_role("hint" if is_chosen else "hint-strong")
        words = "" if is_chosen else self.tr("Not chosen yet")
        if is_chosen and self.choice() == self._proposed:
            words = self._proposed_words
        self._state.setText(words)

    @Slot(object, bool)
    def _on_toggled(self, cell: object, is_on: bool) -> None:
        if is_on:
            self._show_state()
            self.decided.emit()
