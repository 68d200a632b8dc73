from __future__ import annotations

from dataclasses import dataclass

import pytest

from ctxh_desktop.ui.dispatcher import Dispatcher
from ctxh_desktop.ui.models.people import PeopleModel


@dataclass(frozen=True)
class Count:
    pass


@dataclass(frozen=True)
class Window:
    offset: int
    limit: int


@dataclass(frozen=True)
class Done:
    result: object
    changes: frozenset[str] = frozenset()


class CountingBus:
    def __init__(self, size):
        self.size, self.asked = size, []

    def send(self, command):
        if isinstance(command, Count):
            return Done(self.size)
        self.asked.append(command.offset)
        end = min(command.offset + command.limit, self.size)
        return Done(tuple(range(command.offset, end)))


@pytest.fixture
def bus():
    return CountingBus(300_000)


@pytest.fixture
def model(qapp, bus):
    dispatcher = Dispatcher(bus)
    yield PeopleModel(dispatcher, Count, Window, str)
    dispatcher.close()


def test_found_people_replace_the_register_and_late_pages_are_passed_over(qtbot, model):
    model.refresh()
    qtbot.waitUntil(lambda: model.rowCount() == 300_000)
    model.item(0)
    model.show_found(["a", "b"])
    qtbot.wait(50)

    assert model.rowCount() == 2
    assert [model.item(0), model.item(1)] == ["a", "b"]


def test_more_hits_than_a_page_keep_their_order(model):
    hits = [f"hit {number}" for number in range(200)]

    model.show_found(hits)

    assert [model.item(row) for row in range(200)] == hits


def test_a_row_of_the_middle_asks_only_its_own_page(qtbot, model, bus):
    model.refresh()
    qtbot.waitUntil(lambda: model.rowCount() == 300_000)
    model.item(150_000)
    qtbot.waitUntil(lambda: model.item(150_000) is not None)

    assert bus.asked == [150_000 // 128 * 128]
    assert model.data(model.index(150_000, 0)) == "150000"
