"""Children: what is measured in a process of its own; `python -m tests.benchmarks.children NAME …`.

Imports are inside the functions, because what is imported is what is measured.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SHOWN = "shown"


def plain_window(_: str) -> None:
    """Show the smallest window that Qt can show."""
    from PySide6.QtWidgets import QApplication, QWidget

    app = QApplication([])
    window = QWidget()
    window.resize(900, 600)
    window.show()
    _until_painted(app, window)
    print(SHOWN, flush=True)


def unlock_window(folder: str) -> None:
    """Start the program as `ctxh-desktop` does, up to the window that asks for the passphrase."""
    from ctxh_desktop import app as program
    from ctxh_desktop.ambient import system

    app, appearance = program.make_application(["ctxh-desktop"], "vi")
    desktop = program.Desktop(Path(folder), system(), appearance, is_automatic=False)
    desktop.start()
    assert desktop.first is not None
    _until_painted(app, desktop.first)
    print(SHOWN, flush=True)
    _leave()


def today(folder: str) -> None:
    """Open the book and show Today; print the milliseconds of each part."""
    from ctxh_desktop import app as program
    from ctxh_desktop.ambient import system
    from ctxh_desktop.ui import unlock_window as door

    app, appearance = program.make_application(["ctxh-desktop"], "vi")
    desktop = program.Desktop(Path(folder), system(), appearance, is_automatic=False)
    desktop.start()
    assert desktop.first is not None
    _until_painted(app, desktop.first)
    door.warm_up().join()  # goes on while the person types
    from ctxh_desktop.security import keys

    derived = _timing(keys, "unlock")
    begun = time.perf_counter()
    desk = _opened(folder)
    opened = time.perf_counter()
    desktop._on_opened(desk)
    assert desktop.notebook is not None
    _until_painted(app, desktop.notebook.window)
    _until_at_rest(app, desktop.notebook)
    shown = time.perf_counter()
    print(json.dumps({"derived": derived[0], "opened": (opened - begun) * 1000 - derived[0],
                      "shown": (shown - opened) * 1000}), flush=True)  # fmt: skip
    _leave()


def memory_of_libraries(_: str) -> None:
    """Load what the program stands on, show an empty window and print the memory."""
    import requests
    import sqlalchemy.orm
    from PySide6.QtWidgets import QApplication, QMainWindow
    from sqlcipher3 import dbapi2

    assert all((requests, sqlalchemy.orm, dbapi2))
    app = QApplication([])
    window = QMainWindow()
    window.resize(1200, 700)
    window.show()
    _until_painted(app, window)
    print(_rss_mb(), flush=True)


def memory_of_book(folder: str) -> None:
    """Work a while in the open book: Today, the whole register, searches; print the memory."""
    from ctxh_desktop import app as program
    from ctxh_desktop.ambient import system

    app, appearance = program.make_application(["ctxh-desktop"], "vi")
    desktop = program.Desktop(Path(folder), system(), appearance, is_automatic=False)
    desktop.start()
    desktop._on_opened(_opened(folder))
    notebook = desktop.notebook
    assert notebook is not None
    _until_painted(app, notebook.window)
    _until_at_rest(app, notebook)
    notebook.window.open_page("people")
    _until_at_rest(app, notebook)
    page: Any = notebook.window.page("people")
    bar = page.shown.list.verticalScrollBar()
    for place in range(40):
        bar.setValue(bar.maximum() * place // 40)
        _until_at_rest(app, notebook)
    for typed in ("nguyen", "hoa", "tran thi", "0461"):
        page.search(typed)
        _until_at_rest(app, notebook)
    print(_rss_mb(), flush=True)
    _leave()


def memory_without_window(folder: str) -> None:
    """The same book and the same reading without its window, beside an empty one."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    from ctxh_desktop.commands.bus import Bus
    from ctxh_desktop.commands.people import CountPeople, FindPeople, ListPeople

    app = QApplication([])
    window = QMainWindow()
    window.resize(1200, 700)
    window.show()
    _until_painted(app, window)
    bus = Bus(_opened(folder))
    count = bus.send(CountPeople()).result
    for place in range(40):
        bus.send(ListPeople(count * place // 40, 128))
    for typed in ("nguyen", "hoa", "tran thi", "0461"):
        bus.send(FindPeople(typed, 200))
    print(_rss_mb(), flush=True)
    _leave()


def province(_: str) -> None:
    """Serve a province; each line of input is a number of people to add; print where it is."""
    import tempfile

    from ctxh_desktop.ambient import system
    from ctxh_desktop.server import office
    from ctxh_desktop.server.province import Settings, create
    from ctxh_desktop.server.serve import start_in_thread
    from tests.benchmarks import books, corpus, provinces
    from tests.data.province import HUE

    with tempfile.TemporaryDirectory(prefix="ctxh-window-") as folder:
        Path(folder).chmod(0o755)
        with start_in_thread(
            create(Path(folder) / "p", Settings(HUE), system()), system()
        ) as served:
            code = office.hand_out_code(served.store, books.COMMUNE, 1).code
            for seed, line in enumerate(sys.stdin, start=71):
                mix = corpus.Mix(cases=1, visits=1, steps=1)
                rows = corpus.rows(
                    int(line), mix, seed=seed, is_one_commune=True, is_numbered=False
                )
                provinces.fill(served.store, rows)
                print(served.url, code, flush=True)


def window_beats(asked: str) -> None:
    """Print how long the window was deaf, idle and each time that rows arrive."""
    from tests.benchmarks import window

    people, rounds = map(int, asked.split())
    print(json.dumps(window.beats(people, rounds)), flush=True)
    _leave()


def _opened(folder: str) -> Any:
    from ctxh_desktop.ambient import system
    from ctxh_desktop.commands import profile
    from tests.benchmarks import books

    return profile.unlock(
        Path(folder), user=books.USER, passphrase=books.PASSPHRASE, ambient=system()
    )


def _until_painted(app: Any, widget: Any) -> None:
    from PySide6.QtCore import QEvent, QObject

    class Watch(QObject):
        seen = False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            self.seen = self.seen or event.type() == QEvent.Type.Paint
            return False

    watch = Watch()
    widget.installEventFilter(watch)
    wait(app, lambda: watch.seen)


def _until_at_rest(app: Any, notebook: Any) -> None:
    app.processEvents()
    wait(app, notebook.is_at_rest)
    app.processEvents()


def wait(app: Any, is_done: Callable[[], bool], timeout_s: float = 60) -> None:
    """Let Qt work until *is_done*, asleep between its events as a real program is."""
    from PySide6.QtCore import QEventLoop, QTimer

    waking = QTimer()
    waking.start(1)
    deadline = time.monotonic() + timeout_s
    while not is_done():
        assert time.monotonic() < deadline, "it never came to pass"
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _timing(module: Any, name: str) -> list[float]:
    """Replace a function by itself with a watch; return where its milliseconds will be."""
    whole, found = getattr(module, name), [0.0]

    def watched(*given: Any, **named: Any) -> Any:
        begun = time.perf_counter()
        try:
            return whole(*given, **named)
        finally:
            found[0] += (time.perf_counter() - begun) * 1000

    setattr(module, name, watched)
    return found


def _rss_mb() -> float:
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _leave() -> None:
    """End at once: how long the end takes is not measured."""
    import os

    sys.stdout.flush()
    os._exit(0)


CHILDREN: dict[str, Callable[[str], None]] = {
    child.__name__: child
    for child in (plain_window, unlock_window, today, memory_of_libraries, memory_of_book,
                  memory_without_window, province, window_beats)
}  # fmt: skip

if __name__ == "__main__":
    CHILDREN[sys.argv[1]](sys.argv[2] if len(sys.argv) > 2 else "")
