"""Page: what all pages of the main window have in common.

A page is made once, is told what to show by `open`, sends commands through the scene's dispatcher
and asks again when a record type it shows was changed, here or by a sync.
"""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui.scene import Scene


class Page(QWidget):
    """Base of the pages.

    Signals:
        page_wanted: another page is to be opened; carries its name and argument (str, str).
        saved: something was saved that can be undone; carries the sentence for the undo bar (str).
        noted: something was done that no undo takes back; carries the sentence (str).
        failed: a command failed with nothing to say beside a field; carries the CtxhError.
    """

    page_wanted = Signal(str, str)
    saved = Signal(str)
    noted = Signal(str)
    failed = Signal(object)

    watches: ClassVar[frozenset[str]] = frozenset()
    """Record types (and "sync") after whose change the page asks again."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        scene.dispatcher.changed.connect(self._on_changed)

    def open(self, argument: str) -> None:
        """Show the thing named by *argument*; the base only asks for data."""
        self.refresh()

    def refresh(self) -> None:
        """Ask for the data anew."""

    @Slot(object)
    def _on_changed(self, changes: frozenset[str]) -> None:
        if self.isVisible() and changes & self.watches:
            self.refresh()

    def _on_failed(self, error: CtxhError) -> None:
        self.failed.emit(error)
