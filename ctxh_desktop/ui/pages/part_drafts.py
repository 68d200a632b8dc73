"""Drafts of parts: what is written in the forms of one list and not saved, kept for its owner.

One draft holds all forms of the list that were begun, by the part they change; so one can be left
for another, the owner left for somebody else, and the power may go.

Source: reference/ux.md §6 (autosave).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from ctxh_desktop.ui.dispatcher import Dispatcher
from ctxh_desktop.ui.pages.drafting import DraftKeeper

NEW = "new"
"""Stands for the part that is added, among those that are changed."""
Forms = Mapping[str, Mapping[str, Any]]
"""Id of a part, or `NEW` → what its form holds."""


class PartDrafts(QObject):
    """The drafts of one list.

    Args:
        dispatcher: the data lane.
        type_name: the type of the parts.
        written: returns what stands in the form that is open, if anything does.

    Signals:
        loaded: forms that were begun earlier are known now.
        kept: they are safe; carries the time of day, "09:14:05" (str).
    """

    loaded = Signal()
    kept = Signal(str)

    def __init__(
        self,
        dispatcher: Dispatcher,
        type_name: str,
        written: Callable[[], Forms],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._type_name, self._written = type_name, written
        self._waiting: dict[str, Mapping[str, Any]] = {}
        self._keeper = DraftKeeper(dispatcher, self._body, self)
        self._keeper.loaded.connect(self._on_loaded)
        self._keeper.kept.connect(self.kept)
        self.touch, self.keep = self._keeper.touch, self._keeper.keep

    def begin(self, owner_id: str) -> None:
        """Work for this owner from now on; `loaded` follows when something was begun earlier."""
        self._waiting = {}
        self._keeper.begin(f"parts:{self._type_name}:{owner_id}")

    def waiting(self) -> tuple[str, ...]:
        """Return the parts whose forms were begun and are not open."""
        return tuple(self._waiting)

    def put_by(self) -> None:
        """The form that is open gives way to another."""
        self._waiting.update(self._written())

    def take(self, key: str) -> Mapping[str, Any] | None:
        """Return what the form of a part held; it is open again from now on."""
        return self._waiting.pop(key, None)

    def finish(self) -> None:
        """The form that was open is saved or given up; only the others are kept."""
        if self._waiting:
            self._keeper.touch()
            self._keeper.keep()
        else:
            self._keeper.drop()

    def _body(self) -> Forms:
        return {**self._waiting, **self._written()}

    @Slot(object)
    def _on_loaded(self, body: Forms) -> None:
        self._waiting = {**body, **self._waiting}
        self.loaded.emit()
