"""A list of any length: a count, and pages of 128 rows asked when they come into view.

300,000 people scroll as smoothly as 30, because only the pages in view are in memory.  A refresh
keeps old rows on the screen until the new ones come, so nothing jumps or blinks.

Source: reference/stack.md §4 (measured: pages by OFFSET, 89 MB, first paint 54 ms).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from ctxh_desktop.ui.dispatcher import Dispatcher

PAGE_ROWS = 128
PAGES_KEPT = 12

Index = QModelIndex | QPersistentModelIndex
ITEM_ROLE = Qt.ItemDataRole.UserRole
"""Role under which a delegate gets the row's item, None while its page is on the way."""


class WindowedModel(QAbstractTableModel):
    """Rows that come through the dispatcher.

    Args:
        dispatcher: the data lane.
        count_command: makes the command that answers how many rows there are (int).
        page_command: makes the command that answers rows (tuple) from (offset, limit).

    Signals:
        counted: the number of rows is known, again after each refresh (int).
    """

    counted = Signal(int)

    def __init__(
        self,
        dispatcher: Dispatcher,
        count_command: Callable[[], Any],
        page_command: Callable[[int, int], Any],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._dispatcher = dispatcher
        self._count_command, self._page_command = count_command, page_command
        self._count = 0
        self._pages: OrderedDict[int, tuple[Any, ...]] = OrderedDict()
        self._asked: set[int] = set()
        self._stale: set[int] = set()
        self._round = 0

    def ask(
        self, count_command: Callable[[], Any], page_command: Callable[[int, int], Any]
    ) -> None:
        """Show something else (another filter): begins at the top with empty pages."""
        self._count_command, self._page_command = count_command, page_command
        self.beginResetModel()
        self._count = 0
        self._pages.clear()
        self.endResetModel()
        self.refresh()

    def refresh(self) -> None:
        """Ask again; what is shown stays until the answers come."""
        self._round += 1
        self._asked.clear()
        self._stale = set(self._pages)
        self._dispatcher.latest(
            f"count-{id(self)}", self._count_command(), partial(self._on_count, self._round),
            owner=self,
        )  # fmt: skip

    def item(self, row: int) -> Any:
        """Return the item of a row, None while its page is on the way (which this asks for)."""
        page = row // PAGE_ROWS
        if (page not in self._pages or page in self._stale) and page not in self._asked:
            self._ask_page(page)
        items = self._pages.get(page)
        if items is None:
            return None
        self._pages.move_to_end(page)
        place = row % PAGE_ROWS
        return items[place] if place < len(items) else None

    def row_of(self, is_it: Callable[[Any], bool]) -> int:
        """Return the row of a loaded item, -1 when none of the loaded ones is it."""
        for page, items in self._pages.items():
            for place, item in enumerate(items):
                if is_it(item):
                    return page * PAGE_ROWS + place
        return -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self.item(index.row())
        if role == ITEM_ROLE:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return "…" if item is None else self.text_of(item, index.column())
        return None

    def text_of(self, item: Any, column: int) -> str:
        """Return what a column says about an item; models of certain items say it better."""
        return str(item)

    def _ask_page(self, page: int) -> None:
        self._asked.add(page)
        command = self._page_command(page * PAGE_ROWS, PAGE_ROWS)
        done = partial(self._on_page, self._round, page)
        self._dispatcher.send(command, done, owner=self)

    def _on_count(self, asked_in: int, count: int) -> None:
        if asked_in != self._round:
            return
        before = self._count
        if count > before:
            self.beginInsertRows(QModelIndex(), before, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < before:
            self.beginRemoveRows(QModelIndex(), count, before - 1)
            self._count = count
            self.endRemoveRows()
        for page in [page for page in self._pages if page * PAGE_ROWS >= count]:
            del self._pages[page]
        self.counted.emit(count)
        if count:
            self.dataChanged.emit(self.index(0, 0), self.index(count - 1, self.columnCount() - 1))

    def _on_page(self, asked_in: int, page: int, items: tuple[Any, ...]) -> None:
        if asked_in != self._round:
            return
        self._asked.discard(page)
        self._stale.discard(page)
        self._pages[page] = tuple(items)
        self._pages.move_to_end(page)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        first, last = page * PAGE_ROWS, min((page + 1) * PAGE_ROWS, self._count) - 1
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))
