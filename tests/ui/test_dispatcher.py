from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

import pytest
import shiboken6
from PySide6.QtCore import QObject, Slot

from ctxh_desktop.errors import InputError
from ctxh_desktop.ui.dispatcher import Dispatcher


@dataclass(frozen=True)
class Ask:
    number: int
    gate: str = ""


@dataclass(frozen=True)
class Done:
    result: object
    changes: frozenset[str] = frozenset()


class SmallBus:
    """Runs for real in the lane's thread."""

    def __init__(self):
        self.threads = set()
        self.handled = []
        self.gate = threading.Event()

    def send(self, command):
        self.threads.add(threading.get_ident())
        if command.gate == "wait":
            assert self.gate.wait(10)
        if command.gate == "input":
            raise InputError("field-required", label="Nguyễn Thị Bí Mật")
        if command.gate == "bug":
            raise RuntimeError("Nguyễn Thị Bí Mật")
        self.handled.append(command.number)
        changed = {"person"} if command.gate == "write" else set()
        return Done(command.number, frozenset(changed))


class Page(QObject):
    def __init__(self):
        super().__init__()
        self.seen, self.errors, self.threads = [], [], set()

    @Slot(object)
    def show(self, result):
        self.threads.add(threading.get_ident())
        self.seen.append(result)

    @Slot(object)
    def explain(self, error):
        self.errors.append(error.code)


@pytest.fixture
def bus():
    return SmallBus()


@pytest.fixture
def dispatcher(qapp, bus):
    made = Dispatcher(bus)
    yield made
    bus.gate.set()
    made.close()


def test_three_thousand_answers_arrive_in_order_in_the_gui_thread(qtbot, dispatcher, bus):
    page = Page()
    for number in range(3000):
        dispatcher.send(Ask(number), page.show)
    qtbot.waitUntil(lambda: len(page.seen) == 3000, timeout=30_000)
    assert page.seen == list(range(3000))
    assert page.threads == {threading.get_ident()}
    assert len(bus.threads) == 1
    assert threading.get_ident() not in bus.threads


def test_a_page_deleted_while_its_work_runs_is_not_called(qtbot, dispatcher, bus):
    page, other = Page(), Page()
    dispatcher.send(Ask(1, "wait"), page.show)
    dispatcher.send(Ask(2), other.show)
    shiboken6.delete(page)
    bus.gate.set()
    qtbot.waitUntil(lambda: other.seen == [2], timeout=5_000)
    assert bus.handled == [1, 2]
    assert page.seen == []


def test_an_owner_can_be_named_for_a_plain_callable(qtbot, dispatcher, bus):
    owner, other, seen = Page(), Page(), []
    dispatcher.send(Ask(1, "wait"), seen.append, owner=owner)
    dispatcher.send(Ask(2), other.show)
    shiboken6.delete(owner)
    bus.gate.set()
    qtbot.waitUntil(lambda: other.seen == [2], timeout=5_000)
    assert seen == []


def test_only_the_newest_search_is_answered_and_older_ones_are_not_run(qtbot, dispatcher, bus):
    page = Page()
    dispatcher.send(Ask(0, "wait"), page.show)
    for number in (1, 2, 3):
        dispatcher.latest("search", Ask(number), page.show)
    bus.gate.set()
    qtbot.waitUntil(lambda: 3 in page.seen, timeout=5_000)
    assert page.seen == [0, 3]
    assert bus.handled == [0, 3]


def test_a_commit_is_announced_once_with_its_record_types(qtbot, dispatcher):
    page, changes = Page(), []
    dispatcher.changed.connect(changes.append)
    dispatcher.send(Ask(1, "write"), page.show)
    dispatcher.send(Ask(2), page.show)
    qtbot.waitUntil(lambda: page.seen == [1, 2], timeout=5_000)
    assert changes == [frozenset({"person"})]


def test_an_expected_error_reaches_the_page(qtbot, dispatcher):
    page = Page()
    dispatcher.send(Ask(1, "input"), page.show, page.explain)
    qtbot.waitUntil(lambda: page.errors == ["field-required"], timeout=5_000)
    assert page.seen == []


def test_a_bug_arrives_as_a_code_only(qtbot, dispatcher, caplog):
    page, codes = Page(), []
    dispatcher.crashed.connect(codes.append)
    with caplog.at_level(logging.ERROR):
        dispatcher.send(Ask(1, "bug"), page.show, page.explain)
        qtbot.waitUntil(lambda: bool(codes), timeout=5_000)
    assert codes == ["Ask-RuntimeError"]
    assert page.errors == []
    assert "Bí Mật" not in caplog.text


def test_nothing_is_delivered_after_closing(qtbot, dispatcher, bus):
    page = Page()
    dispatcher.send(Ask(1, "wait"), page.show)
    bus.gate.set()
    assert dispatcher.close()
    dispatcher.send(Ask(2), page.show)
    qtbot.wait(20)
    assert page.seen == []


def test_busy_tells_begin_and_end(qtbot, dispatcher):
    page, told = Page(), []
    dispatcher.busy.connect(told.append)
    dispatcher.send(Ask(1), page.show)
    dispatcher.send(Ask(2), page.show)
    qtbot.waitUntil(lambda: told == [True, False], timeout=5_000)
    assert page.seen == [1, 2]
