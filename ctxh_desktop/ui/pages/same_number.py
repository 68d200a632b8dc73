"""Same number: somebody else has this number already; open that entry, or say why and save.

Source: ux reference §6 (duplicates, same number on saving).
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands import same_number
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui.messages import sentence
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.inputs import TextInput, commit_composition
from ctxh_desktop.ui.widgets.labels import IconLabel, Label
from ctxh_desktop.ui.widgets.notices import Notice

ID_NUMBER = "id_number"


class SameNumberNotice(Notice):
    """Shown in the form when saving found that the number is somebody else's too.

    Args:
        go_on: words of the button that saves all the same.

    Signals:
        opened: the other entry is to be looked at; carries the argument of the case page (str).
        confirmed: it is to be saved with the reason that stands here.
        edited: something was written into the reason.
    """

    opened = Signal(str)
    confirmed = Signal()
    edited = Signal()

    def __init__(self, go_on: str, parent: QWidget | None = None) -> None:
        super().__init__("warn", parent=parent)
        self._argument = self._whose = ""
        self._told = Label("", "strong", "warn", wrap=True)
        self.input = TextInput(length_max=200)
        self.input.moves_on = False
        self.row = sheets.FormRow(self.tr("Why does this person have the same number?"), self.input)
        self.open = Button(self.tr("Open that case"), px=32)
        self.go_on = Button(go_on, px=32)
        head = sheets.row(IconLabel("people", "warn"), self._told, gap=8)
        head.setStretch(1, 1)
        self.fill(sheets.column(head, self.row, sheets.row(self.open, self.go_on, None), gap=8))
        self.open.clicked.connect(self._on_open)
        self.go_on.clicked.connect(self._on_go_on)
        self.input.submitted.connect(self._on_go_on)
        self.input.edited.connect(self.edited)
        self.hide()

    def show_error(self, error: CtxhError) -> bool:
        """Show what a save was refused with; False where that was something else."""
        if error.code not in same_number.CODES:
            return False
        case_id, person_id = error.facts["case_id"], error.facts["person_id"]
        self._argument = str(case_id or f"person:{person_id}")
        self._whose = str(error.facts["whose"])
        self._told.setText(sentence(error))
        self.setAccessibleName(sentence(error))
        self.row.set_error("")
        sheets.set_shown(self, True)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self.row.focus_control()
        # Only once there is room for it: what was hidden has no place yet.
        QTimer.singleShot(0, self, partial(sheets.bring_into_view, self))
        return True

    def line(self) -> str:
        """Return the line for the note; "" while nobody is asked, or nothing is said."""
        reason = self.input.value()
        if self.isHidden() or not reason:
            return ""
        words = self.tr("Same ID number as {whose}: {reason}")
        return words.format(whose=self._whose, reason=reason)

    def begin(self, reason: str = "") -> None:
        """Ask nothing yet; *reason* is what was written before (a draft).  Tells nobody."""
        was_blocked = self.input.blockSignals(True)
        self.input.set_value(reason)
        self.input.blockSignals(was_blocked)
        self.hide()

    @Slot()
    def _on_open(self) -> None:
        self.opened.emit(self._argument)

    @Slot()
    def _on_go_on(self) -> None:
        commit_composition()
        has_reason = bool(self.line())
        self.row.set_error("" if has_reason else self.tr("Write the reason, then save."))
        if has_reason:
            self.confirmed.emit()
        else:
            self.row.focus_control()
