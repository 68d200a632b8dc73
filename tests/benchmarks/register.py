"""Register: 300,000 people as a list, by commands and through the real page, never all at once."""

from __future__ import annotations

import time
from random import Random
from typing import Any

from sqlalchemy import select

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.people import CountPeople, ListPeople
from tests.benchmarks import books
from tests.benchmarks.children import wait
from tests.benchmarks.measure import Figure, Options, timed_ms

FIRST_MS = 250.0
STEP_MS = 40.0
WINDOW = 128
SIZE = (1200, 700)
STEP_ROWS = 3
IN_MEMORY = "all rows in memory"


def run(options: Options) -> list[Figure]:
    """Measure the first rows, windows anywhere, and steps of the page."""
    count = options.people(300_000)
    with books.opened(books.book(count)) as desk:
        whole = [timed_ms(lambda: _all_rows(desk))]
        figures = [*_by_commands(desk, count, whole, options), *_by_page(desk, whole, options)]
    return [
        Figure(**{**vars(figure), "name": f"register {count:,}, {figure.name}"})
        for figure in figures
    ]


def _by_commands(desk: Desk, count: int, whole: list[float], options: Options) -> list[Figure]:
    bus, rng = Bus(desk), Random(7)

    def first() -> None:
        assert bus.send(CountPeople()).result == count
        assert len(bus.send(ListPeople(0, WINDOW)).result) == WINDOW

    first()
    firsts = [timed_ms(first) for _ in range(options.rounds(15))]
    windows = [
        timed_ms(lambda: bus.send(ListPeople(rng.randrange(count - WINDOW), WINDOW)))
        for _ in range(options.rounds(80))
    ]
    return [
        Figure("count and first window", firsts, whole, IN_MEMORY, "ms", "p95", FIRST_MS,
               f"≤ {FIRST_MS:.0f} ms"),
        Figure(f"{WINDOW} rows anywhere", windows, whole, IN_MEMORY, "ms", "p95", STEP_MS,
               f"p95 ≤ {STEP_MS:.0f} ms"),
    ]  # fmt: skip


def _by_page(desk: Desk, whole: list[float], options: Options) -> list[Figure]:
    from PySide6.QtWidgets import QApplication

    from ctxh_desktop.ui.dispatcher import Dispatcher
    from ctxh_desktop.ui.pages.people_page import PeoplePage
    from ctxh_desktop.ui.scene import Scene

    app = QApplication.instance() or QApplication([])
    dispatcher = Dispatcher(Bus(desk))
    types = desk.store.tables.types
    scene = Scene(dispatcher, desk.catalogue, desk.ambient, desk.user, "", types)
    begun = time.perf_counter()
    page = PeoplePage(scene)
    page.resize(*SIZE)
    page.show()
    page.refresh()
    wait(app, lambda: page.shown.model.item(0) is not None)
    page.shown.list.viewport().repaint()
    first = (time.perf_counter() - begun) * 1000
    steps, jumps = _scrolled(app, page, options)
    dispatcher.close()
    page.close()
    return [
        Figure("page to its first rows", [first], whole, IN_MEMORY, "ms", "median", FIRST_MS,
               f"≤ {FIRST_MS:.0f} ms"),
        Figure(f"page, a step of {STEP_ROWS} rows", steps, judged="p95", limit=STEP_MS,
               budget=f"p95 ≤ {STEP_MS:.0f} ms"),
        Figure("page, a jump until its rows are there", jumps),
    ]  # fmt: skip


def _scrolled(app: Any, page: Any, options: Options) -> tuple[list[float], list[float]]:
    bar, rng = page.shown.list.verticalScrollBar(), Random(8)
    per_row = max(1, bar.maximum() // max(1, page.shown.model.rowCount()))
    steps, jumps = [], []

    def repaint() -> None:
        page.shown.list.viewport().repaint()

    for _ in range(options.rounds(60)):
        bar.setValue(bar.value() + STEP_ROWS * per_row)
        steps.append(timed_ms(repaint))
        app.processEvents()
    for _ in range(options.rounds(40)):
        begun = time.perf_counter()
        bar.setValue(rng.randrange(bar.maximum()))
        repaint()
        row = page.shown.list.indexAt(page.shown.list.viewport().rect().center()).row()
        wait(app, lambda row=row: page.shown.model.item(row) is not None)
        repaint()
        jumps.append((time.perf_counter() - begun) * 1000)
    return steps, jumps


def _all_rows(desk: Desk) -> int:
    with desk.read() as reader:
        person = reader.tables.records["person"]
        order = select(person).where(person.c.deleted_at.is_(None)).order_by(person.c.sort_key)
        return len(reader.listing("person", order))
