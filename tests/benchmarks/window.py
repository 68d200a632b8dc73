"""Window: how long it is deaf at most while 20,000 rows arrive from a real server.

The notebook's own window over a real book, its real sync lane and a province in another process,
by HTTPS.  Every few milliseconds the window scrolls the register, so that it loads and paints; the
time between two such moments is what a person would feel as standing still.  It is measured to
the end: with the rows applied and the pages read again.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.benchmarks import books
from tests.benchmarks.children import wait
from tests.benchmarks.measure import Figure, Options

FRAME_MS_MAX = 100.0
PEOPLE = 5_000
"""With a case, a visit and a step each: 20,000 rows."""
KNOWN = 1_000
"""People in the book before."""
BEAT_MS = 10
IDLE_S = 3.0
SIZE = (1366, 768)

_kept: list[object] = []
"""A lane may hold a closed notebook a moment longer than we would."""


class Heart:
    """Scrolls a list at each beat, and keeps how long it was since the one before."""

    def __init__(self, bar: Any) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._bar = bar
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self.gaps_ms: list[float] = []
        self._at = 0.0
        self._step = 40

    def start(self) -> None:
        """Begin anew."""
        self.gaps_ms, self._at = [], time.perf_counter()
        self._timer.start(BEAT_MS)

    def stop(self) -> list[float]:
        """Return the milliseconds between beats."""
        self._timer.stop()
        return self.gaps_ms

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps_ms.append((now - self._at) * 1000)
        self._at = now
        if not 0 <= self._bar.value() + self._step <= self._bar.maximum():
            self._step = -self._step
        self._bar.setValue(self._bar.value() + self._step)


@contextmanager
def _province() -> Iterator[subprocess.Popen[str]]:
    """Run a province in a process of its own; it answers each line that it is told."""
    command = [sys.executable, "-m", "tests.benchmarks.children", "province", ""]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        try:
            yield child
        finally:
            assert child.stdin is not None
            child.stdin.close()
            child.wait(60)


def _ask(child: subprocess.Popen[str], people: int) -> list[str]:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(f"{people}\n")
    child.stdin.flush()
    return child.stdout.readline().split()


def run(options: Options) -> list[Figure]:
    """Measure the window idle, and each time that rows arrive."""
    people = PEOPLE // 5 if options.is_quick else PEOPLE
    rounds = options.rounds(3)
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.children",
        "window_beats",
        f"{people} {rounds}",
    ]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
    idle, *busy = json.loads(printed.stdout.splitlines()[-1])
    name = f"window, while {4 * people:,} rows arrive"
    gaps = [gap for found in busy for gap in found]
    over = sum(gap > FRAME_MS_MAX for gap in gaps)
    return [
        Figure(f"{name}: longest standstill", [max(found) for found in busy], [max(idle)],
               "nothing arriving", "ms", "median", FRAME_MS_MAX, f"≤ {FRAME_MS_MAX:.0f} ms",
               f"({rounds} times; {over} of {len(gaps):,} moments over)"),
        Figure(f"{name}: between moments", gaps, idle, "nothing arriving",
               note=f"({BEAT_MS} ms asked)"),
    ]  # fmt: skip


def beats(people: int, rounds: int) -> list[list[float]]:
    """Work in the real program; return the milliseconds between beats, idle and in each round."""
    from ctxh_desktop import app as program
    from ctxh_desktop.commands import sync
    from ctxh_desktop.ui import interpreter
    from ctxh_desktop.ui.notebook import Notebook

    app, appearance = program.make_application(["ctxh-desktop"], "vi")
    with _province() as child, books.empty() as desk:
        url, code = _ask(child, KNOWN)
        sync.enrol(desk, url, code)
        interpreter.keep_program()
        notebook = Notebook(desk, appearance, is_automatic=False)
        _kept.append(notebook)
        ends: list[Any] = []
        notebook.runner.finished.connect(ends.append)
        notebook.runner.failed.connect(ends.append)

        def synced() -> int:
            ends.clear()
            assert notebook.runner.start()
            wait(app, lambda: bool(ends) and notebook.is_at_rest(), 200)
            return int(ends[0].received)

        def go_on(seconds: float) -> None:
            until = time.monotonic() + seconds
            wait(app, lambda: time.monotonic() > until)

        notebook.show()
        notebook.window.resize(*SIZE)
        assert synced() == 4 * KNOWN
        notebook.window.open_page("people")
        go_on(1)
        page: Any = notebook.window.page("people")
        heart = Heart(page.shown.list.verticalScrollBar())
        heart.start()
        go_on(IDLE_S)
        found = [heart.stop()]
        for _ in range(rounds):
            _ask(child, people)
            heart.start()
            assert synced() == 4 * people
            go_on(1)
            found.append(heart.stop())
        notebook.close()
    return found
