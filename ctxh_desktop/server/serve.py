"""Serve: runs a province behind its own TLS, until told to stop.

    serve(folder, ambient)                       in the foreground, until SIGTERM or Ctrl+C
    with start_in_thread(folder, ambient) as s:  for demo and tests; s.url is a real HTTPS address

The log is ours alone (`logs`): uvicorn's access log, which holds addresses, is off.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from ctxh_desktop import logs
from ctxh_desktop.ambient import Ambient
from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.errors import IntegrityError, TransientError
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.server import upkeep
from ctxh_desktop.server.asgi import application
from ctxh_desktop.server.province import SERVER, ProvinceFolder, load_rank
from ctxh_desktop.storage.store import Store

LOG_NAME = "server.log"
GRACE_S = 30
THREAD_GRACE_S = 2
KEEP_ALIVE_S = 660
"""How long a laptop's connection waits for its next sync (`sync.kept` waits a minute less)."""
HURRY_S = 5
"""The same while many laptops are connected."""
WAITING_MAX = 250
"""Connections from which on none waits long: the others are for who comes now."""
HEAD_S = 60
"""A connection on which a request's head does not come whole for that long is closed."""
CONNECTIONS_MAX = 400
"""More at once are told to come again: a province has some 340 laptops."""
BACKLOG = 512
_ALLOCATIONS = 20_000
"""New objects between two collections: some batches of 500 operations make as many."""

STARTED = logs.declare("server-started")
STOPPED = logs.declare("server-stopped")


@dataclass(frozen=True)
class Served:
    """A running server.

    Attributes:
        url: where laptops call.
        ca_pem: what they pin.
        store: the province's data, for who looks from inside (demo, tests).
    """

    url: str
    ca_pem: str
    store: Store


class Impatient(H11Protocol):
    """Lets nobody hold a connection open with nothing, or with a head that drips (slow loris)."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look at the connection from time to time."""
        super().connection_made(transport)
        self._look_later()

    def on_response_complete(self) -> None:
        """Let the connection wait for the next request, not as long where many are open."""
        is_crowded = len(self.connections) > WAITING_MAX
        self.timeout_keep_alive = HURRY_S if is_crowded else KEEP_ALIVE_S
        super().on_response_complete()

    def shutdown(self) -> None:
        """End at once what waits for a next request; TLS would wait for the laptop's farewell."""
        last: object = self.cycle  # None before the first request
        is_waiting = last is None or self.cycle.response_complete
        if is_waiting and not self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            super().shutdown()

    def _look_later(self) -> None:
        self.loop.call_later(HEAD_S, self._look, self.cycle)

    def _look(self, last: object) -> None:
        if self.transport.is_closing():
            return
        is_waiting = last is not None and not self.conn.trailing_data[0]
        if self.conn.their_state is h11.IDLE and self.cycle is last and not is_waiting:
            self.transport.close()
        else:
            self._look_later()


def serve(folder: ProvinceFolder, ambient: Ambient) -> None:
    """Run until SIGTERM or Ctrl+C; what is under way is finished first.

    Raises:
        InputError: "province-absent".
        TransientError: "province-database-down", "port-taken".
    """
    # uvicorn ends a running loop gently and then raises the signal again: as an exception it lets
    # the database be closed and the embedded one be stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _logging(folder), folder.store(ambient) as store, _listening(folder) as listener:
        STARTED.note(port=listener.getsockname()[1])
        collect_seldom()
        with contextlib.suppress(KeyboardInterrupt):
            _server(folder, store).run(sockets=[listener])
        STOPPED.note()


def collect_seldom() -> None:
    """Let the collector of garbage pass over what is loaded, and not run within each batch."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS)


@contextmanager
def start_in_thread(
    folder: ProvinceFolder,
    ambient: Ambient,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    record_types: Sequence[RecordType] = RECORD_TYPES,
) -> Iterator[Served]:
    """Run beside the caller; port 0 takes a free one."""
    with (
        _logging(folder),
        folder.store(ambient, record_types) as store,
        _listening(folder, host, port) as listener,
    ):
        server = _server(folder, store, record_types)
        thread = threading.Thread(target=server.run, args=([listener],), name="ctxh-server")
        # The socket listens already: who calls before the loop runs waits a moment.
        url = f"https://{host}:{listener.getsockname()[1]}"
        thread.start()
        try:
            yield Served(url, folder.ca_pem(), store)
        finally:
            server.should_exit = True
            thread.join(THREAD_GRACE_S)
            # A laptop that hung up without a word would be waited for.
            server.force_exit = True
            thread.join()


@contextmanager
def _logging(folder: ProvinceFolder) -> Iterator[None]:
    handler = logs.set_up(folder.logs, LOG_NAME)
    try:
        yield
    finally:
        logs.shut_down(handler)


@contextmanager
def _listening(
    folder: ProvinceFolder, host: str | None = None, port: int | None = None
) -> Iterator[socket.socket]:
    settings = folder.settings()
    address = settings.address if host is None else host
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    wanted = settings.port if port is None else port
    try:
        listener = socket.create_server((address, wanted), family=family, backlog=BACKLOG)
    except OSError as error:
        raise TransientError("port-taken", port=wanted) from error
    with listener:
        yield listener


def _server(
    folder: ProvinceFolder, store: Store, record_types: Sequence[RecordType] = RECORD_TYPES
) -> uvicorn.Server:
    upkeep.tidy(store)
    certificate, key = (str(folder.file(name)) for name in SERVER)
    config = uvicorn.Config(
        application(
            store,
            folder.ca_pem(),
            load_rank(record_types),
            folder.settings().revision_min,
            _order_key(folder),
        ),
        http=Impatient,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,  # 37 bytes in every answer, and nobody here goes by it
        proxy_headers=False,
        lifespan="off",
        limit_concurrency=CONNECTIONS_MAX,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
        backlog=BACKLOG,
    )
    return uvicorn.Server(config)


def _order_key(folder: ProvinceFolder) -> DeviceKey | None:
    """Return the key that signs orders; without it laptops are served, and none is told to wipe."""
    try:
        return folder.parcel_key()
    except IntegrityError:
        return None
