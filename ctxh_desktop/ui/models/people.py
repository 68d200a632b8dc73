"""People of the register, window by window; or the few who match what is being looked for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject

from ctxh_desktop.commands.people import PersonHit
from ctxh_desktop.ui.dispatcher import Dispatcher
from ctxh_desktop.ui.models.windowed import PAGE_ROWS, WindowedModel


class PeopleModel(WindowedModel):
    """Persons as `PersonHit`.

    Args:
        dispatcher: the data lane.
        count_command: as in `WindowedModel`.
        page_command: as in `WindowedModel`.
        line_of: what a screen reader says about a person.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        count_command: Callable[[], Any],
        page_command: Callable[[int, int], Any],
        line_of: Callable[[PersonHit], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(dispatcher, count_command, page_command, parent)
        self._line_of = line_of

    def show_found(self, hits: Sequence[PersonHit]) -> None:
        """Show exactly these people; answers that are still on the way are passed over."""
        self._round += 1
        self.beginResetModel()
        self._asked.clear()
        self._stale.clear()
        starts = range(0, len(hits), PAGE_ROWS)
        self._pages = OrderedDict(
            (start // PAGE_ROWS, tuple(hits[start : start + PAGE_ROWS])) for start in starts
        )
        self._count = len(hits)
        self.endResetModel()
        self.counted.emit(self._count)

    def text_of(self, item: Any, column: int) -> str:
        return self._line_of(item)
