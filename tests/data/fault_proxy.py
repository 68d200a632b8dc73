"""A bad line on loopback: a TCP proxy between a laptop and a province that does as a fault says.

    with line_to(served.url, Fault(rate=56_000, delay_s=1.0)) as line:
        laptop.url = line.url          # real HTTPS goes through, byte by byte
    line.up, line.down                 # TCP payload bytes, with TLS

One shared link for each direction: pieces leave one after another at `rate` and arrive `delay_s`
later; a new connection waits one more round trip, as TCP's handshake does.  The proxy knows nothing
of TLS; who has to see requests is a `strangers.stranger` with the province's own authority.  Chance
comes from the fault's seed.  Not modelled: slow start, reordering (TCP hides it).
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import urlsplit

PIECE_BYTES = 1400
"""About what one packet carries."""
WAITING_PIECES_MAX = 48
"""Pieces that are under way at once; then the sender is held back, as a full buffer does."""
_LINGER_NOT = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Fault:
    """What a line does; the default does nothing wrong.

    Units: `rate` bit/s in each direction (0: no limit), `*_s` seconds, `stall_share` the share of
    pieces that are lost and come `stall_s` later, `cut_up` and `cut_down` bytes of one connection
    (from or to the laptop) after which it is cut, `silent_up` and `silent_down` bytes after which
    nothing more goes through while the connection stays open.

    Attributes:
        is_reset: whether a cut is a reset (RST) or a clean close (FIN).
        is_deaf: connections are taken and never answered.
        says: what is answered to the first bytes of a connection, in place of the province.
        times: how many connections suffer; later ones are carried well (0: all of them).
    """

    rate: float = 0
    delay_s: float = 0
    jitter_s: float = 0
    stall_share: float = 0
    stall_s: float = 0
    cut_up: int | None = None
    cut_down: int | None = None
    silent_up: int | None = None
    silent_down: int | None = None
    is_reset: bool = True
    is_deaf: bool = False
    says: bytes = b""
    times: int = 0
    seed: int = 1


GOOD = Fault()


class _Link:
    """One direction of the shared line: when a piece arrives that is sent now."""

    def __init__(self, fault: Fault, seed: str) -> None:
        self._fault, self._chance, self._free = fault, random.Random(f"{fault.seed} {seed}"), 0.0
        self._last = 0.0

    def arrival(self, size: int, now: float) -> float:
        fault = self._fault
        start = max(now, self._free)
        self._free = start + (size * 8 / fault.rate if fault.rate else 0)
        arrival = self._free + fault.delay_s + self._chance.random() * fault.jitter_s
        if self._chance.random() < fault.stall_share:
            arrival += fault.stall_s
        self._last = max(self._last, arrival)  # what comes after a lost packet waits for it
        return self._last


@dataclass
class Line:
    """A running proxy.

    Attributes:
        fault: what it does; may be replaced at any time, for connections that follow.
        up: TCP payload bytes from laptops so far.
        down: TCP payload bytes to laptops so far.
        connections: how many were opened.
        round_trips: how often something went up and was answered, so far; TCP's handshakes too.
        passed: tells each time that bytes went through (for who waits for a moment of a sync).
    """

    target: tuple[str, int]
    fault: Fault = GOOD
    port: int = 0
    up: int = 0
    down: int = 0
    connections: int = 0
    round_trips: int = 0
    scheme: str = "https"
    lost: int = 0
    passed: threading.Condition = field(default_factory=threading.Condition)
    _is_asked: bool = False

    @property
    def url(self) -> str:
        """Where a laptop calls."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def count(self) -> tuple[int, int, int]:
        """Return bytes up, bytes down and connections since the last count."""
        found = (self.up, self.down, self.connections)
        self.up = self.down = self.connections = 0
        return found

    def lose(self) -> None:
        """Lose the connections that are open, as a router does: no byte more, and no word of it."""
        self.lost += 1

    def wait_for(self, *, up: int = 0, down: int = 0, timeout_s: float = 30) -> bool:
        """Wait until that many bytes have come; return whether they have."""
        with self.passed:
            return self.passed.wait_for(lambda: self.up >= up and self.down >= down, timeout_s)

    def note(self, *, up: int = 0, down: int = 0) -> None:
        """Count bytes that have come."""
        with self.passed:
            if up and not self._is_asked:
                self.round_trips += 1
            self._is_asked = bool(up)
            self.up, self.down = self.up + up, self.down + down
            self.passed.notify_all()


class _Connection:
    """One connection through the line."""

    def __init__(self, line: Line, links: tuple[_Link, _Link], fault: Fault) -> None:
        self._line, self._links, self._fault = line, links, fault
        self._writers: list[asyncio.StreamWriter] = []
        self._lost = line.lost

    async def run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry both directions until either ends or is cut."""
        self._writers.append(writer)
        fault = self._fault
        try:
            if fault.is_deaf or fault.says:
                await self._stay_alone(reader, writer)
                return
            theirs, to_them = await asyncio.open_connection(*self._line.target)
            self._writers.append(to_them)
            await asyncio.gather(
                self._carry(reader, to_them, 0, fault.cut_up, fault.silent_up),
                self._carry(theirs, writer, 1, fault.cut_down, fault.silent_down),
            )
        except (OSError, _Cut):
            pass
        finally:
            self._end()

    async def _stay_alone(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            self._line.note(up=len(data))
            if self._fault.says:
                self._line.note(down=len(self._fault.says))
                writer.write(self._fault.says)
                await writer.drain()
                return

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        way: int,
        cut: int | None,
        silent: int | None,
    ) -> None:
        queue: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue(WAITING_PIECES_MAX)
        delivery = asyncio.create_task(self._deliver(queue, writer))
        total, is_first = 0, True
        try:
            while data := await reader.read(PIECE_BYTES):
                if self._line.lost != self._lost:
                    continue
                if cut is not None and total + len(data) >= cut:
                    await self._pass_on(queue, data[: cut - total], way, is_first=is_first)
                    await queue.put(None)
                    await delivery
                    raise _Cut
                if silent is not None and total + len(data) > silent:
                    data = data[: max(0, silent - total)]
                total += len(data)
                await self._pass_on(queue, data, way, is_first=is_first)
                is_first = False
            await queue.put(None)
            await delivery
            if writer.can_write_eof():
                writer.write_eof()
        finally:
            delivery.cancel()

    async def _pass_on(
        self,
        queue: asyncio.Queue[tuple[float, bytes] | None],
        data: bytes,
        way: int,
        *,
        is_first: bool,
    ) -> None:
        self._line.note(**{("up", "down")[way]: len(data)})
        # Before the first bytes of a connection TCP has gone there and back once.
        handshake_s = 2 * self._fault.delay_s if is_first and way == 0 else 0
        if data:
            arrival = self._links[way].arrival(len(data), monotonic() + handshake_s)
            await queue.put((arrival, data))

    async def _deliver(
        self, queue: asyncio.Queue[tuple[float, bytes] | None], writer: asyncio.StreamWriter
    ) -> None:
        while (found := await queue.get()) is not None:
            arrival, data = found
            if (wait_s := arrival - monotonic()) > 0:
                await asyncio.sleep(wait_s)
            writer.write(data)
            await writer.drain()

    def _end(self) -> None:
        for writer in self._writers:
            made: socket.socket | None = writer.get_extra_info("socket")
            if self._fault.is_reset and made is not None and not writer.is_closing():
                with contextlib.suppress(OSError):
                    made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
                writer.transport.abort()
            writer.close()


class _Cut(Exception):  # noqa: N818 (what the fault asked for)
    """The connection is to be torn down now."""


@contextmanager
def line_to(url: str, fault: Fault = GOOD) -> Iterator[Line]:
    """Run a line to the server at *url*; it ends, and all its connections, with the block."""
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    line = Line((parts.hostname, parts.port), fault, scheme=parts.scheme)
    loop, ready = asyncio.new_event_loop(), threading.Event()
    stop = asyncio.Event()

    async def serve() -> None:
        tasks: set[asyncio.Task[None]] = set()
        links: dict[Fault, tuple[_Link, _Link]] = {}
        suffered: dict[Fault, int] = {}

        def opened(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            line.connections += 1
            line.round_trips += 1
            now = line.fault
            suffered[now] = suffered.get(now, 0) + 1
            if now.times and suffered[now] > now.times:
                now = GOOD
            both = links.setdefault(now, (_Link(now, "up"), _Link(now, "down")))
            task = asyncio.ensure_future(_Connection(line, both, now).run(reader, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        server = await asyncio.start_server(opened, "127.0.0.1", 0)
        line.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), name="bad-line")
    thread.start()
    assert ready.wait(10)
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
