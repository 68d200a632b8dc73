"""Stop: ends work in another thread between two steps, and at once where it waits for a line."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stop:
    """Asked by the work between its steps: `stop()` says whether it is to end.

    What waits for somebody else (a connection that drips) hands in, by `breaking`, how its wait is
    broken off; that runs in the thread that stops.
    """

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._lock = threading.Lock()
        self._breaks: list[Callable[[], None]] = []

    def __call__(self) -> bool:
        return self._asked.is_set()

    def ask(self) -> None:
        """End the work; harmless when asked twice."""
        with self._lock:
            self._asked.set()
            for break_off in self._breaks:
                break_off()

    @contextmanager
    def breaking(self, break_off: Callable[[], None]) -> Iterator[None]:
        """Break off a wait by *break_off* when a stop is asked for within the block."""
        with self._lock:
            self._breaks.append(break_off)
            if self._asked.is_set():
                break_off()
        try:
            yield
        finally:
            with self._lock:
                self._breaks.remove(break_off)


@contextmanager
def breaking(is_cancelled: Callable[[], bool], break_off: Callable[[], None]) -> Iterator[None]:
    """As `Stop.breaking`; work that can only be asked is asked between its steps."""
    if not isinstance(is_cancelled, Stop):
        yield
        return
    with is_cancelled.breaking(break_off):
        yield
