from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView

from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.records.household import Household
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.ui.dispatcher import Dispatcher
from ctxh_desktop.ui.models.record_table import RecordTableModel
from ctxh_desktop.ui.models.windowed import ITEM_ROLE, PAGE_ROWS, PAGES_KEPT, WindowedModel


@dataclass(frozen=True)
class Count:
    pass


@dataclass(frozen=True)
class Page:
    offset: int
    limit: int


@dataclass(frozen=True)
class Touch:
    pass


@dataclass(frozen=True)
class Done:
    result: object
    changes: frozenset[str] = frozenset()


class Shelf:
    """A bus over a long list that remembers which pages were asked."""

    def __init__(self, rows):
        self.rows, self.asked = rows, []

    def send(self, command):
        if isinstance(command, Count):
            return Done(len(self.rows))
        if isinstance(command, Touch):
            return Done(None, frozenset({"household"}))
        self.asked.append(command.offset)
        return Done(tuple(self.rows[command.offset : command.offset + command.limit]))


@pytest.fixture
def shelf():
    return Shelf([f"row {number}" for number in range(20_000)])


@pytest.fixture
def dispatcher(qapp, shelf):
    made = Dispatcher(shelf)
    yield made
    made.close()


@pytest.fixture
def model(qtbot, dispatcher):
    made = WindowedModel(dispatcher, Count, Page)
    with qtbot.waitSignal(made.counted, timeout=5_000):
        made.refresh()
    return made


def test_rows_are_counted_at_once_and_loaded_when_seen(qtbot, model, shelf):
    assert model.rowCount() == 20_000
    assert shelf.asked == []
    assert model.data(model.index(5, 0)) == "…"
    qtbot.waitUntil(lambda: model.item(5) == "row 5", timeout=5_000)
    assert shelf.asked == [0]
    assert model.data(model.index(127, 0), ITEM_ROLE) == "row 127"


def test_a_view_asks_only_for_pages_it_shows(qtbot, model, shelf):
    view = QListView()
    qtbot.addWidget(view)
    view.setUniformItemSizes(True)
    view.setModel(model)
    view.resize(400, 400)
    view.show()
    qtbot.waitUntil(lambda: model.item(0) == "row 0", timeout=5_000)
    view.scrollTo(model.index(15_000, 0))
    qtbot.waitUntil(lambda: model.item(15_000) == "row 15000", timeout=5_000)
    assert len(set(shelf.asked)) <= 4


def test_only_some_pages_stay_in_memory(qtbot, model):
    for page in range(PAGES_KEPT + 5):
        model.item(page * PAGE_ROWS)
    last = (PAGES_KEPT + 4) * PAGE_ROWS
    qtbot.waitUntil(lambda: model.item(last) is not None, timeout=5_000)
    assert len(model._pages) == PAGES_KEPT
    assert 0 not in model._pages


def test_a_refresh_keeps_old_rows_until_new_ones_come(qtbot, model, shelf):
    model.item(0)
    qtbot.waitUntil(lambda: model.item(0) == "row 0", timeout=5_000)
    shelf.rows = [f"new {number}" for number in range(19_990)]
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    with qtbot.waitSignal(model.counted, timeout=5_000) as counted:
        model.refresh()
        assert model.item(0) == "row 0"
    assert counted.args == [19_990]
    qtbot.waitUntil(lambda: model.item(0) == "new 0", timeout=5_000)
    assert resets == []


def test_another_filter_starts_empty(qtbot, model, shelf):
    model.item(0)
    qtbot.waitUntil(lambda: model.item(0) == "row 0", timeout=5_000)
    shelf.rows = ["only"]
    with qtbot.waitSignal(model.counted, timeout=5_000):
        model.ask(Count, Page)
        assert model.rowCount() == 0
    assert model.rowCount() == 1
    qtbot.waitUntil(lambda: model.item(0) == "only", timeout=5_000)
    assert model.row_of(lambda item: item == "only") == 0
    assert model.row_of(lambda item: item == "row 0") == -1


def test_register_shows_listed_fields_and_follows_changes(qtbot, dispatcher, shelf):
    record = Household.type
    values = {field.name: None for field in record.fields}
    listed = record.listed[0]
    shelf.rows = [Row("household", "1", "s", values | {listed.name: "Thôn 3"})]
    model = RecordTableModel(record, Catalogue([]), dispatcher, Count, Page)
    with qtbot.waitSignal(model.counted, timeout=5_000):
        model.refresh()
    assert model.columnCount() == len(record.listed)
    qtbot.waitUntil(lambda: model.data(model.index(0, 0)) == "Thôn 3", timeout=5_000)
    assert model.headerData(0, Qt.Orientation.Horizontal)
    shelf.rows = [*shelf.rows, Row("household", "2", "s", values)]
    with qtbot.waitSignal(model.counted, timeout=5_000) as counted:
        dispatcher.send(Touch(), owner=model)
    assert counted.args == [2]
