"""Identity band: who it is about, what needs care, and the tabs below."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.cases import CaseFile, PersonFile
from ctxh_desktop.ui.pages import case_words, marks
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.chips import ChipButton, ChipRow
from ctxh_desktop.ui.widgets.choice import Tabs
from ctxh_desktop.ui.widgets.labels import Label

LOW_PX = 560
"""A window lower than this shows a picture without the band."""


class IdentityBand(sheets.Band):
    """Name, one line of facts, chips, tabs.

    Signals:
        tab_chosen: another tab became current; carries its value (str).
        conflict_wanted: the chip "Hai nơi cùng sửa" was pressed.
    """

    tab_chosen = Signal(str)
    conflict_wanted = Signal()

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._scene = scene
        self.name = Label("", "name")
        self.line = Label("", "body", "text2", wrap=True)
        self.chips = ChipRow()
        self.conflict = ChipButton(marks.contested())
        self.conflict.clicked.connect(self.conflict_wanted)
        self.tabs = Tabs(
            [
                ("course", self.tr("Course")),
                ("person", self.tr("Information")),
                ("plan", self.tr("Plan")),
                ("visits", self.tr("Visits")),
                ("papers", self.tr("Papers, pictures")),
                ("history", self.tr("History")),
            ]
        )
        self.tabs.setAccessibleName(self.tr("Parts of the case"))
        self.tabs.chosen.connect(self._on_tab)
        head = sheets.row(self.name, None, self.conflict, self.chips, gap=8)
        words = sheets.column(head, self.line, 8, self.tabs, gap=2)
        self._outer = sheets.column(words, gap=0, margins=(24, 8, 24, 0))
        self.setLayout(sheets.column(self._outer, sheets.Rule(), gap=0))

    def show_case(self, file: CaseFile) -> None:
        """Show whose case it is."""
        scene = self._scene
        self.name.setText(file.person.text("full_name"))
        line = case_words.case_line(file.person, file.case, scene.today(), scene.catalogue)
        self.line.setText(line)
        self.chips.show_marks(case_words.case_marks(file, scene.catalogue))
        sheets.set_shown(self.conflict, bool(file.conflicts))
        sheets.set_shown(self.tabs, True)

    def show_person(self, file: PersonFile) -> None:
        """Show a person who has no case yet."""
        scene = self._scene
        self.name.setText(file.person.text("full_name"))
        self.line.setText(case_words.person_line(file.person, scene.today(), scene.catalogue))
        self.chips.show_marks((marks.protected(),) if file.is_protected else ())
        self.conflict.hide()
        self.tabs.hide()

    @Slot(bool)
    def give_room(self, is_viewing: bool) -> None:
        """Leave a picture the whole of a low window."""
        is_low = self.window().height() < LOW_PX
        sheets.set_shown(self, not (is_viewing and is_low))

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = sheets.side_px(self.window().width())
        self._outer.setContentsMargins(side, 8, side, 0)
        super().resizeEvent(event)

    @Slot(str)
    def _on_tab(self, value: str) -> None:
        self.tab_chosen.emit(value)
