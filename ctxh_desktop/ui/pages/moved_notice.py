"""Who was looked for and has moved to another commune: one line each, above the list.

Source: sync design §4.9; ADR-0020.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.moved import FindMoved, MovedPerson
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui import wording
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.labels import IconLabel, Label
from ctxh_desktop.ui.widgets.notices import Notice


class MovedNotice(Notice):
    """Asks for those who moved away, and says so where there are any."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__("primary", parent=parent)
        self._scene = scene
        self._looked_for = ""
        self.words = Label("", "body", wrap=True)
        line = sheets.row(IconLabel("info", "primary", 20), self.words, gap=12)
        line.setStretch(1, 1)
        self.fill(line)
        self.hide()

    def look_for(self, text: str) -> None:
        """Look for *text*; "" looks for nobody."""
        self._looked_for = text
        if not text:
            sheets.set_shown(self, False)
            return
        self._scene.dispatcher.latest(
            "find-moved",
            FindMoved(text),
            partial(self._on_found, text),
            self._on_failed,
            owner=self,
        )

    def _on_found(self, text: str, found: tuple[MovedPerson, ...]) -> None:
        if text != self._looked_for:
            return
        words = "\n".join(map(self._sentence, found))
        self.words.setText(words)
        self.setAccessibleName(words)
        sheets.set_shown(self, bool(found))

    def _on_failed(self, _: CtxhError) -> None:
        sheets.set_shown(self, False)  # the search itself says what is wrong

    def _sentence(self, who: MovedPerson) -> str:
        if not who.on:
            words = self.tr("{name} has moved to {commune}. The records went there, too.")
            return words.format(name=who.full_name, commune=who.commune)
        words = self.tr("{name} moved to {commune} on {day}. The records went there, too.")
        day = wording.short_day(who.on, self._scene.today())
        return words.format(name=who.full_name, commune=who.commune, day=day)
