"""Sockets of a carrier: what went through them, and how a wait on them ends from another thread.

`ssl` hides the socket under it while it shakes hands and reads, so each connection keeps a twin of
its socket: what is shut down by the twin ends for both.

Units: bytes of bodies, without headers and TLS; they count as soon as the socket has taken them.
"""

from __future__ import annotations

import io
import selectors
import socket
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from urllib3.connectionpool import HTTPSConnectionPool

WAITED_SILENCE_S = 15
"""How long a connection that had waited may be silent after a request before it passes for dead:
a sleeping machine or a router may have lost it without a word."""
WAITED_BYTES_PER_S = 2_000
"""And how much longer for each part of the request, which may still be on its way up."""
SLICE_S = 0.2
"""How often a connection that nobody answers looks whether it is still wanted."""

Tell = Callable[[int, int], None]
"""Told after each piece how many bytes went up and down so far."""


class Traffic:
    """The open connections of one carrier.

    Attributes:
        up: bytes sent.
        down: bytes received.
        tell: told after each piece.
        opened: connections so far.
        asking: bytes of the request that is being sent.
        is_broken: whether it was broken off.
    """

    def __init__(self) -> None:
        self.up = self.down = self.opened = self.asking = 0
        self.tell: Tell = lambda _up, _down: None
        self._lock = threading.Lock()
        self._twins: set[socket.socket] = set()
        self.is_broken = False

    def begin_anew(self) -> None:
        """Count from zero again, and tell nobody until somebody asks for it."""
        self.up = self.down = 0
        self.tell = lambda _up, _down: None

    def count(self, *, up: int = 0, down: int = 0) -> None:
        """Count a piece."""
        self.up, self.down = self.up + up, self.down + down
        self.tell(self.up, self.down)

    def break_off(self) -> None:
        """End every wait now, from any thread; nothing goes through any more."""
        with self._lock:
            self.is_broken = True
            for twin in self._twins:
                with suppress(OSError):
                    twin.shutdown(socket.SHUT_RDWR)

    def connect(self, host: str, port: int, timeout_s: float) -> socket.socket:
        """Return a connected socket (OSError: nobody answers, or it was broken off)."""
        error: OSError = ConnectionAbortedError()
        for family, kind, proto, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        ):
            made = socket.socket(family, kind, proto)
            try:
                self._wait(made, address, timeout_s)
            except OSError as failed:
                made.close()
                error = failed
                continue
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            made.settimeout(timeout_s)
            return made
        raise error

    def keep(self, made: socket.socket) -> socket.socket:
        """Keep a twin of a socket and return it, for `let_go`."""
        twin = made.dup()
        with self._lock:
            self._twins.add(twin)
            self.opened += 1
            if self.is_broken:
                twin.shutdown(socket.SHUT_RDWR)
        return twin

    def let_go(self, twin: socket.socket | None) -> None:
        """Forget a twin, so that its connection can end; harmless for one let go before."""
        if twin is not None:
            with self._lock:
                self._twins.discard(twin)
            twin.close()

    def _wait(self, made: socket.socket, address: Any, timeout_s: float) -> None:
        made.setblocking(False)
        with suppress(BlockingIOError):
            made.connect(address)
        with closing(selectors.DefaultSelector()) as selector:
            selector.register(made, selectors.EVENT_WRITE)
            for _ in range(max(1, round(timeout_s / SLICE_S))):
                if self.is_broken:
                    raise ConnectionAbortedError
                if selector.select(SLICE_S):
                    code = made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    if code:
                        raise OSError(code, "connect")
                    return
        raise TimeoutError


class Body(io.BytesIO):
    """A request's body, counted as the socket takes it."""

    def __init__(self, content: bytes, traffic: Traffic) -> None:
        super().__init__(content)
        self._traffic = traffic

    def read(self, size: int | None = -1) -> bytes:
        """Return the next piece, and count it."""
        piece = super().read(size)
        if piece:
            self._traffic.count(up=len(piece))
        return piece


def pool_class(traffic: Traffic) -> type[HTTPSConnectionPool]:
    """Return urllib3's pool whose connections belong to *traffic*."""
    from urllib3.connection import HTTPSConnection  # noqa: PLC0415 (costs start-up time)
    from urllib3.connectionpool import HTTPSConnectionPool as Pool  # noqa: PLC0415

    class Connection(HTTPSConnection):
        """Opens and closes by *traffic*."""

        twin: socket.socket | None = None
        has_answered = False

        def _new_conn(self) -> socket.socket:
            timeout_s = self.timeout if isinstance(self.timeout, float | int) else 20
            made = traffic.connect(self._dns_host, self.port, timeout_s)
            self.twin = traffic.keep(made)
            return made

        def getresponse(self) -> Any:
            usual = self.timeout
            if self.has_answered and isinstance(usual, float | int):
                patience_s = WAITED_SILENCE_S + traffic.asking / WAITED_BYTES_PER_S
                self.timeout = min(usual, patience_s)
            try:
                found = super().getresponse()
            finally:
                self.timeout = usual
            if self.sock is not None:
                self.sock.settimeout(usual)
            self.has_answered = True
            return found

        def close(self) -> None:
            traffic.let_go(self.twin)
            self.twin, self.has_answered = None, False
            super().close()

    class OwnPool(Pool):
        """Makes such connections."""

        ConnectionCls = Connection

    return OwnPool
