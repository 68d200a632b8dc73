"""The one door out of the screens, and the one signal back.

All commands run on the data lane, a pool of one thread, so that order is kept and nobody else
writes.  Rules, the first three from measured failures: (a) a runnable owns no QObject, this
long-lived object owns the signal; (b) what crosses threads ends in a slot of a living QObject;
(c) before a result is delivered its owner is asked whether it still lives; (d) only frozen
dataclasses and tuples cross.

Source: reference/style.md §4.8 and §7.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from ctxh_desktop.errors import CtxhError

log = logging.getLogger(__name__)

Delivery = Callable[[Any], None]


class Outcome(Protocol):
    """What a bus returns: a result and the names of the record types it touched."""

    @property
    def result(self) -> Any:
        """What the command answers."""

    @property
    def changes(self) -> frozenset[str]:
        """Names of record types touched."""


class Bus(Protocol):
    """Where commands are handled, see `commands`."""

    def send(self, command: Any) -> Outcome:
        """Run the handler of *command* and return its outcome."""


@dataclass(frozen=True)
class _Request:
    command: Any
    done: Delivery | None
    failed: Callable[[CtxhError], None] | None
    owner: QObject | None
    key: str = ""
    number: int = 0


@dataclass(frozen=True)
class _Answer:
    request: _Request
    result: Any = None
    changes: frozenset[str] = frozenset()
    error: BaseException | None = None


class _Work(QRunnable):
    """Runs one request in the lane; owns no QObject (rule a)."""

    def __init__(self, bus: Bus, request: _Request, deliver: Callable[[_Answer], None]) -> None:
        super().__init__()
        self._bus, self._request, self._deliver = bus, request, deliver

    def run(self) -> None:
        try:
            outcome = self._bus.send(self._request.command)
        except Exception as error:  # noqa: BLE001 (goes on to `failed` or `crashed`)
            self._deliver(_Answer(self._request, error=error))
            return
        self._deliver(_Answer(self._request, outcome.result, frozenset(outcome.changes)))


class Dispatcher(QObject):
    """Sends commands to the data lane and brings the answers back to the gui thread, in order.

    Signals:
        changed: a commit touched these record types (frozenset of names), here or by sync.
        crashed: something unexpected was raised; carries a short code (str), never its text.
        busy: whether work is waiting or running (bool).
    """

    changed = Signal(object)
    crashed = Signal(str)
    busy = Signal(bool)
    _answered = Signal(object)

    def __init__(self, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self._lane = QThreadPool(self)
        self._lane.setMaxThreadCount(1)
        self._lane.setExpiryTimeout(-1)
        self._newest: dict[str, int] = {}
        self._count = 0
        self._open_count = 0
        self._is_closed = False
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)

    def send(
        self,
        command: Any,
        done: Delivery | None = None,
        failed: Callable[[CtxhError], None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run *command* in the lane.

        Args:
            command: a frozen command.
            done: gets the result, in the gui thread.
            failed: gets an expected error; without it the error's code goes to `crashed`.
            owner: nobody is called once this object is deleted; by default the object that
                *done* is a method of.
        """
        self._queue(_Request(command, done, failed, owner or _owner_of(done)))

    def latest(
        self,
        key: str,
        command: Any,
        done: Delivery | None = None,
        failed: Callable[[CtxhError], None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Like `send`, but only the newest answer under *key* is delivered (search as you type)."""
        number = self._newest[key] = self._newest.get(key, 0) + 1
        self._queue(_Request(command, done, failed, owner or _owner_of(done), key, number))

    def is_busy(self) -> bool:
        """Whether work is waiting or running."""
        return self._open_count > 0

    def announce(self, changes: frozenset[str]) -> None:
        """Tell everybody that these record types changed (called after a sync)."""
        self.changed.emit(changes)

    def close(self, timeout_ms: int = 30_000) -> bool:
        """Take no more work, wait for what runs, deliver nothing; whether it came to rest."""
        self._is_closed = True
        self._lane.clear()
        return self._lane.waitForDone(timeout_ms)

    def _queue(self, request: _Request) -> None:
        if self._is_closed:
            return
        self._count_open(+1)
        # Passing a newer search over saves the lane from answers nobody wants.
        self._lane.start(
            _Work(_Skipping(self._bus, self._is_stale, request), request, self._deliver)
        )

    def _deliver(self, answer: _Answer) -> None:
        if not self._is_closed:
            self._answered.emit(answer)

    def _is_stale(self, request: _Request) -> bool:
        return bool(request.key) and self._newest.get(request.key) != request.number

    @Slot(object)
    def _on_answered(self, answer: _Answer) -> None:
        self._count_open(-1)
        if self._is_closed:
            return
        if answer.changes:
            self.changed.emit(answer.changes)
        request = answer.request
        if request.owner is not None and not shiboken6.isValid(request.owner):
            return
        if self._is_stale(request):
            return
        if answer.error is not None:
            self._fail(request, answer.error)
        elif request.done is not None:
            request.done(answer.result)

    def _fail(self, request: _Request, error: BaseException) -> None:
        if isinstance(error, CtxhError):
            if request.failed is not None:
                request.failed(error)
            else:
                self.crashed.emit(error.code)
            return
        name, kind = type(request.command).__name__, type(error).__name__
        log.error("command-crashed command=%s kind=%s", name, kind)
        self.crashed.emit(f"{name}-{kind}")

    def _count_open(self, step: int) -> None:
        before, self._open_count = self._open_count, self._open_count + step
        if (before == 0) != (self._open_count == 0):
            self.busy.emit(self._open_count > 0)


@dataclass(frozen=True)
class _Nothing:
    result: Any = None
    changes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Skipping:
    """A bus that does not start a request which a newer one has already replaced."""

    bus: Bus
    is_stale: Callable[[_Request], bool]
    request: _Request

    def send(self, command: Any) -> Outcome:
        return _Nothing() if self.is_stale(self.request) else self.bus.send(command)


def _owner_of(done: Delivery | None) -> QObject | None:
    owner = getattr(done, "__self__", None)
    return owner if isinstance(owner, QObject) else None
