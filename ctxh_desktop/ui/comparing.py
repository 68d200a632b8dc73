"""Comparing: people who were written since are looked at behind what the person does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from ctxh_desktop.commands.duplicates import CompareNext
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui.dispatcher import Dispatcher


class Comparing(QObject):
    """Compares a few at a time, after each change of people, between what else is asked for."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        failed: Callable[[CtxhError], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._dispatcher, self._failed = dispatcher, failed
        self._is_running = False
        dispatcher.changed.connect(self._on_changed)

    def go_on(self, is_due: bool) -> None:
        """Compare the next ones, if there are any."""
        self._is_running = is_due
        if is_due:
            self._dispatcher.send(CompareNext(), self.go_on, self._on_failed, owner=self)

    @Slot(object)
    def _on_changed(self, changes: frozenset[str]) -> None:
        if "person" in changes and not self._is_running:
            self.go_on(is_due=True)

    def _on_failed(self, error: CtxhError) -> None:
        self._is_running = False
        self._failed(error)
