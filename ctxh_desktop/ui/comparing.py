"""Comparing: people who were written since are looked at behind what the person does.

How many pairs wait for an answer is counted again as the comparing goes on, and told to everybody
under the name `LIKENESS`, as a change of a record type is: no operation comes of it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from ctxh_desktop.commands.duplicates import CompareNext, CountDuplicates
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.ui.dispatcher import Dispatcher

LIKENESS = "likeness"
"""Name under which pages hear that other pairs wait now."""
STEPS_PER_COUNT = 10


class Comparing(QObject):
    """Compares a few at a time, after each change of people, between what else is asked for.

    Signals:
        counted: how many pairs wait for an answer (int), whenever that changes.
    """

    counted = Signal(int)

    def __init__(
        self,
        dispatcher: Dispatcher,
        failed: Callable[[CtxhError], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._dispatcher, self._failed = dispatcher, failed
        self._is_running = False
        self._has_news = False
        """Whether people changed since the step under way was asked for; it may not have seen."""
        self._steps = 0
        self._count = 0
        dispatcher.changed.connect(self._on_changed)

    def go_on(self, is_due: bool) -> None:
        """Compare the next ones, if there are any or people have changed meanwhile."""
        is_due = is_due or self._has_news
        self._is_running, self._has_news = is_due, False
        self._steps += 1
        if not is_due or self._steps % STEPS_PER_COUNT == 0:
            self._ask_count()
        if is_due:
            self._dispatcher.send(CompareNext(), self.go_on, self._on_failed, owner=self)

    @Slot(object)
    def _on_changed(self, changes: frozenset[str]) -> None:
        if "person" in changes and self._is_running:
            self._has_news = True
        elif "person" in changes:
            self.go_on(is_due=True)
        elif "person_pair" in changes:
            self._ask_count()

    def _ask_count(self) -> None:
        command = CountDuplicates()
        self._dispatcher.latest("count-pairs", command, self._on_count, self._on_failed, self)

    def _on_count(self, count: int) -> None:
        if count != self._count:
            self._count = count
            self.counted.emit(count)
            self._dispatcher.announce(frozenset({LIKENESS}))

    def _on_failed(self, error: CtxhError) -> None:
        self._is_running = False
        self._failed(error)
