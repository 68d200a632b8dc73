"""Enrolment: the small form that binds this laptop to the province with a one-time code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui.messages import sentence, sentence_of
from ctxh_desktop.ui.sync_runner import SyncRunner
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.form_grid import FormGrid
from ctxh_desktop.ui.widgets.inputs import TextInput, commit_composition
from ctxh_desktop.ui.widgets.labels import Label

Enrol = Callable[[str, str], str]
"""Binds the laptop: takes (address, code), returns the province's name."""

_ABOUT_CODE = "enrolment-code"
_ABOUT_ADDRESS = ("server-address-wrong", "no-network")


class EnrolForm(sheets.Card):
    """Address and code; runs on a lane of its own, so that the window stays alive.

    Signals:
        enrolled: the laptop is bound; carries the province's name (str).
    """

    enrolled = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._enrol: Enrol | None = None
        self._asked = ("", "")
        self._runner = SyncRunner(self._work, self)
        self._runner.finished.connect(self._on_finished)
        self._runner.failed.connect(self._on_failed)
        self.address = sheets.FormRow(
            self.tr("Address of the province's server"), TextInput(length_max=200),
            hint=self.tr("It stands on the pairing sheet, for example https://ctxh.hue.gov.vn"),
        )  # fmt: skip
        self.code = sheets.FormRow(
            self.tr("Pairing code"), TextInput(length_max=40),
            hint=self.tr("The province gives it out; it works once."),
        )  # fmt: skip
        self.join = Button(self.tr("Join this computer"), "primary")
        self.join.clicked.connect(self.start)
        self._state = Label("", "hint", wrap=True)
        grid = FormGrid()
        grid.add(self.address)
        grid.add(self.code)
        words = self.tr("Until then everything is kept safely on this machine and nothing is sent.")
        foot = sheets.row(self.join, self._state, gap=12)
        foot.setStretch(1, 1)
        self.setLayout(
            sheets.column(
                Label(self.tr("Join this computer to the province"), "section"),
                Label(words, "body", "text2", wrap=True), grid, foot,
                gap=10, margins=(20, 12, 20, 14),
            )
        )  # fmt: skip
        self.use(None)

    def use(self, enrol: Enrol | None) -> None:
        """Bind laptops by *enrol* from now on."""
        self._enrol = enrol
        self.join.setEnabled(enrol is not None)

    def close_lane(self) -> bool:
        """Wait for what runs; whether it came to rest."""
        return self._runner.close()

    @Slot()
    def start(self) -> None:
        """Bind the laptop with what was typed, or say what is missing."""
        commit_composition()
        missing = None
        for row in (self.address, self.code):
            is_empty = not str(row.control.value())  # type: ignore[attr-defined]
            words = sentence_of("field-required") if is_empty else ""
            row.set_error(words)
            missing = missing or (row if is_empty else None)
        if missing is not None:
            missing.focus_control()
            return
        self._asked = (str(self.address.control.value()), str(self.code.control.value()))  # type: ignore[attr-defined]
        if self._runner.start():
            self.join.setEnabled(False)
            self._state.set_ink("text2")
            self._state.setText(self.tr("Asking the province…"))

    def _work(self, progress: Callable[[Any], None], is_cancelled: Callable[[], bool]) -> str:
        assert self._enrol is not None
        return self._enrol(*self._asked)

    @Slot(object)
    def _on_finished(self, province_name: str) -> None:
        self.join.setEnabled(True)
        self._state.setText("")
        self.enrolled.emit(province_name)

    @Slot(object)
    def _on_failed(self, error: CtxhError) -> None:
        self.join.setEnabled(True)
        self._state.setText("")
        words = sentence(error)
        if error.code.startswith(_ABOUT_CODE):
            self.code.set_error(words)
            self.code.focus_control()
        elif error.code in _ABOUT_ADDRESS:
            self.address.set_error(words)
            self.address.focus_control()
        else:
            self._state.set_ink("danger")
            self._state.setText(words)
