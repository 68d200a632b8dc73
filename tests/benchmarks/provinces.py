"""Provinces: a real PostgreSQL with a province's schema, and laptops enrolled there.

The database waits for the disk as a real one does.  Requests and answers are the very bytes that
travel; only the network is left out.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from ctxh_desktop import ambient
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.security.device import DeviceKey, sign_request
from ctxh_desktop.server import embedded
from ctxh_desktop.server.province import found, load_rank
from ctxh_desktop.storage import devices, inbox
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.store import Store, open_province
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.columns import Pool, ids_in, pack, unpack
from ctxh_desktop.sync.protocol import Head, PageFrame, decode_frames, encode_frames
from ctxh_desktop.sync.province import Province
from tests.benchmarks import books
from tests.data.province import HUE, communes

CHUNK_ROWS = 5_000


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, in bytes as they travel (without the lines of HTTP)."""

    request: int
    answer: int


class Laptop:
    """An enrolled laptop beside its province."""

    def __init__(self, store: Store, province: Province, key: DeviceKey) -> None:
        self.store, self.key, self.province = store, key, province

    def client(self) -> Client:
        """Return a new sync."""
        return Client(self.store, self.key)

    def signature(self, body: bytes) -> str:
        """Return what goes with a request."""
        return sign_request(self.key, body)

    def sync(self) -> list[Exchange]:
        """Sync until there is nothing more to say; return what travelled."""
        client, exchanges = self.client(), []
        while client.has_more():
            body = client.request()
            signature = self.signature(body)
            pieces = list(self.province.handle(client.device_id, body, signature))
            exchanges.append(Exchange(len(body), sum(map(len, pieces))))
            for frame, line in decode_frames(pieces):
                client.feed(frame, line)
        return exchanges


class Site:
    """One running province.

    Attributes:
        store: its data.
        province: what answers requests.
        dsn: how to connect to its PostgreSQL.
    """

    def __init__(self, dsn: str, schema: str) -> None:
        self.dsn, self.schema = dsn, schema
        self.store = open_province(dsn, schema, ambient.system())
        found(self.store, HUE, "Huế", [commune.code for commune in communes()])
        self.province = Province(self.store, load_rank())
        self._numbers = itertools.count(1)

    def enrol(self, store: Store, scopes: Sequence[str] = (books.COMMUNE,)) -> Laptop:
        """Bind a laptop to communes."""
        key, number = DeviceKey.create(store.ambient), next(self._numbers)
        device_id = store.ambient.new_id()
        with self.store.write(by="province") as work:
            device = Device(
                device_id, f"Máy {number}", key.public, tuple(scopes), chr(64 + number), "active",
                work.ambient.instant(),
            )  # fmt: skip
            devices.add_device(work, device)
            epoch = work.local("epoch")
            work.commit()
        with store.write(by=books.USER) as work:
            for name, value in (("device_id", device_id), ("epoch", epoch)):
                work.set_local(name, value)
            inbox.add_scopes(work, list(scopes))
            work.commit()
        return Laptop(store, self.province, key)

    def history_bytes(self, laptop: Laptop) -> int:
        """Return how many bytes of the laptop's next answer are lines of history."""
        return history_bytes(self.province, laptop.store, laptop.key)

    def fill(self, rows: Iterator[Row]) -> int:
        """Write rows as they are, as another laptop would have sent them; return how many."""
        return fill(self.store, rows)


def history_bytes(province: Province, store: Store, key: DeviceKey) -> int:
    """Return how many bytes of a laptop's next answer are lines of history.

    Both answers are made in the way that the province makes them, with the same dictionary, so that
    only the lines tell them apart.
    """
    client = Client(store, key)
    body = client.request()
    pieces = list(province.handle(client.device_id, body, sign_request(key, body)))
    frames = [frame for frame, _ in decode_frames(pieces)]
    heads = [frame.dict for frame in frames if isinstance(frame, Head)]
    whole = sum(map(len, encode_frames(frames, dictionary=heads[0])))
    for frame in frames:
        if isinstance(frame, PageFrame):
            _leave_history_out(frame)
    return whole - sum(map(len, encode_frames(frames, dictionary=heads[0])))


def _leave_history_out(frame: PageFrame) -> None:
    """Pack a page once more, with its rows alone in the pool of ids."""
    known, pool = ids_in(frame.ids), Pool()
    frame.rows = [pack(str(block["t"]), unpack(block, known), pool) for block in frame.rows]
    frame.ids, frame.history = pool.packed(), None


def fill(store: Store, rows: Iterator[Row]) -> int:
    """Write rows of a province as they are; return how many."""
    count = 0
    while part := list(itertools.islice(rows, CHUNK_ROWS)):
        with store.write(by="province") as work:
            for kind in {row.type for row in part}:
                work.load(kind, [row.id for row in part if row.type == kind])
            for row in part:
                work.put(row)
            work.commit()
        count += len(part)
    return count


def grow(store: Store, numbers: range) -> None:
    """Copy the first commune's rows into other communes, once for each number."""
    others = [place.code for place in communes() if place.code != books.COMMUNE]
    for number in numbers:
        scope = others[number % len(others)]
        with store.engine.begin() as connection:
            for name, made in store.tables.records.items():
                columns = [column.name for column in made.columns if column.name != "row_no"]
                taken = {"id": f"md5(id || '{number}')::uuid::text", "scope": f"'{scope}'"}
                listed = ", ".join(f'"{column}"' for column in columns)
                chosen = ", ".join(taken.get(column, f'"{column}"') for column in columns)
                source = f'FROM "{name}" WHERE scope = :scope'
                statement = f'INSERT INTO "{name}" ({listed}) SELECT {chosen} {source}'
                connection.execute(text(statement), {"scope": books.COMMUNE})
        if number % 10 == 0:
            print(f"  province: {number + 1}×", file=sys.stderr, flush=True)
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


@contextmanager
def short_folder() -> Iterator[str]:
    """Return an empty folder whose name is short: a socket's path has 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="ctxh-bench-") as folder:
        Path(folder).chmod(0o755)
        yield folder


@contextmanager
def site(schema: str = "bench") -> Iterator[Site]:
    """Run a PostgreSQL of its own with an empty province; both are gone afterwards."""
    with short_folder() as folder:
        running = embedded.start(Path(folder) / "data")
        try:
            made = Site(running.dsn, schema)
            yield made
            made.store.close()
        finally:
            running.stop()
