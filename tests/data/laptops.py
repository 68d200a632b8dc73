"""A province on real PostgreSQL and laptops on real files, joined by a line that may fail.

    fleet = Fleet(province_db, tmp_path, count=2)
    with fleet.laptops[0].edit() as work:
        work.patch("person", row_id, {"phone": "0905"})
    fleet.laptops[0].sync(Lossy(answers=3))     # the answer to every third request is lost
    fleet.settle()                              # good lines until nobody has anything to say

Clocks run apart on purpose (days and years): nothing may depend on them.
"""

from __future__ import annotations

import atexit
import copy
import itertools
import random
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select, text

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.errors import CtxhError, TransientError
from ctxh_desktop.security.device import DeviceKey, sign_request
from ctxh_desktop.storage import devices, epochs, ledger, older_history, outbox
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.store import Store, open_laptop
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync import parcel
from ctxh_desktop.sync.client import Client, Tally
from ctxh_desktop.sync.protocol import decode_frames
from ctxh_desktop.sync.province import Province
from tests.data.compiled import share_compiled
from tests.data.lines import Line
from tests.data.people import people
from tests.data.province_db import ProvinceDb

SCOPE = "19819"
KEY = "5e" * 32
SKEWS = (timedelta(0), timedelta(days=-3), timedelta(days=400), timedelta(hours=5))


def ticking_ambient(seed: object, skew: timedelta = timedelta(0)) -> Ambient:
    """Return a clock that goes a second further each time it is read, and chance from a seed."""
    start = datetime(2026, 11, 21, 1, 0, tzinfo=UTC) + skew
    ticks = itertools.count()
    return Ambient(
        now=lambda: start + timedelta(seconds=next(ticks)),
        random_bytes=random.Random(f"{seed}").randbytes,
    )


def rank(code_list: str, code: str) -> int:
    """Return the place of a code in any list: here, by its letters."""
    return sum(ord(letter) << (8 * (7 - i)) for i, letter in enumerate(code[:8]))


@cache
def _blank_file(record_types: tuple[RecordType, ...]) -> Path:
    """Return an empty working file, made once: a simulation makes thousands of laptops."""
    folder = Path(tempfile.mkdtemp(prefix="ctxh-blank-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "blank.db"
    ambient = ticking_ambient("blank")
    open_laptop(file, KEY, ambient, create=True, record_types=record_types).close()
    return file


def opened(file: Path, ambient: Ambient, record_types: Sequence[RecordType]) -> Store:
    """Open a working file as the program does."""
    store = open_laptop(file, KEY, ambient, record_types=record_types)
    share_compiled(store.engine)
    return store


class Laptop:
    """One laptop: a real encrypted file and a device key."""

    def __init__(self, fleet: Fleet, name: str, scopes: Sequence[str], index: int) -> None:
        self.fleet, self.name, self.device = fleet, name, name
        self.file = fleet.folder / f"{name}.db"
        self.ambient = ticking_ambient(f"{fleet.seed} {name}", SKEWS[index % len(SKEWS)])
        self.key = DeviceKey.create(self.ambient)
        shutil.copyfile(_blank_file(fleet.record_types), self.file)
        self.types = fleet.record_types
        self.store = opened(self.file, self.ambient, self.types)
        with self.store.write(by="set-up") as work:
            work.set_local("device_id", name)
            work.set_local("incarnation", "1")
            work.commit()
        enrolled = devices.Device(
            name, name, self.key.public, tuple(scopes), name, "active", fleet.ambient.instant()
        )
        with fleet.province.write(by="set-up") as work:
            devices.add_device(work, enrolled)
            work.commit()

    def clone(self, name: str) -> Laptop:
        """Return another machine with a copy of this one's disk."""
        self.reopen()  # folds the write-ahead log into the file
        other = copy.copy(self)
        other.name, other.file = name, self.fleet.folder / f"{name}.db"
        other.ambient = ticking_ambient(f"{self.fleet.seed} {name}")
        shutil.copyfile(self.file, other.file)
        other.store = opened(other.file, other.ambient, self.types)
        return other

    def reopen(self, record_types: Sequence[RecordType] | None = None) -> None:
        """Close and open the file, as another day or another version of the program does."""
        self.store.close()
        self.types = tuple(record_types or self.types)
        self.store = opened(self.file, self.ambient, self.types)

    @contextmanager
    def edit(self, label: str = "Edit", *, is_one_group: bool = True) -> Iterator[UnitOfWork]:
        """Open one transaction of a person, committed at the end."""
        with self.store.write(by=f"user of {self.name}", label=label) as work:
            work.is_one_group = is_one_group
            yield work
            work.commit()

    def add(self, record_type: str = "person", scope: str = SCOPE, **values: Plain) -> str:
        """Insert one record in a transaction of its own; return its id."""
        row_id = self.ambient.new_id()
        with self.edit() as work:
            work.insert(record_type, row_id, scope, values)
        return row_id

    def patch(self, row_id: str, record_type: str = "person", **values: Plain) -> None:
        """Change one record in a transaction of its own."""
        with self.edit() as work:
            work.patch(record_type, row_id, values)

    def delete(self, row_id: str, record_type: str = "person", reason: str = "double") -> None:
        """Delete one record in a transaction of its own."""
        with self.edit() as work:
            work.delete(record_type, row_id, reason)

    def row(self, row_id: str, record_type: str = "person") -> Row | None:
        """Return a record as the person sees it."""
        with self.store.read() as reader:
            return reader.get(record_type, row_id)

    def rows(self, record_type: str = "person") -> list[Row]:
        """Return the undeleted records."""
        with self.store.read() as reader:
            return reader.where(record_type)

    def ask(self, body: bytes) -> Iterator[bytes]:
        """Give a request to the province and return its answer."""
        return self.fleet.answering.handle(self.device, body, sign_request(self.key, body))

    def sync(self, line: Line | None = None) -> Tally:
        """Sync until nothing is left; what the line does wrong is raised."""
        client = Client(self.store, self.key)
        while client.has_more():
            try:
                self.feed(client, (line or Line()).carry(client.request(), self.ask))
            except CtxhError as error:
                if not client.failed(error):
                    raise
        return client.tally

    def feed(self, client: Client, pieces: Iterable[bytes]) -> None:
        """Give an answer to a client, frame by frame."""
        for frame, raw in decode_frames(pieces):
            client.feed(frame, raw)

    def try_sync(self, line: Line) -> bool:
        """Sync over a bad line; return whether it went through."""
        try:
            self.sync(line)
        except TransientError:
            return False
        return True

    def give(self) -> bytes:
        """Return what a parcel to the province holds now."""
        return b"".join(parcel.ask(self.store, self.key))

    def read_answer(self, content: bytes) -> parcel.Answer:
        """Read an answer that came on a stick; return it as read."""
        answer = parcel.Answer(self.store, self.key, [content])
        for _ in answer.frames():
            pass
        return answer

    def by_stick(self) -> parcel.Answer:
        """Carry a stick to the province and back."""
        return self.read_answer(self.fleet.answer(self.device, self.give()))

    def want_older(self, *ids: str) -> list[str]:
        """Ask for the older history of some rows, or of all that have any; return their ids."""
        with self.store.write(by=f"user of {self.name}", label="FetchOlderHistory") as work:
            listed = [i for table in work.tables.records.values() for i in _ids(work, table)]
            absent = older_history.absent(work, list(ids) or listed)
            older_history.want(work, absent)
            work.commit()
        return absent

    def count(self, *states: str) -> int:
        """Return how many groups are in *states* of the outbox."""
        with self.store.read() as reader:
            return outbox.count(reader, *states)

    def resolve(self, conflict: Row, choice: str, **values: Plain) -> None:
        """Settle a conflict as a person does: the choice and the values in one transaction."""
        state = {"state": "resolved", "choice": choice, "resolved_by": f"user of {self.name}"}
        with self.edit("ResolveConflict") as work:
            work.patch("conflict", conflict.id, state)
            if values:
                work.patch(conflict.text("record_type"), conflict.text("record_id"), values)


def _ids(reader: Reader, table: Table) -> list[str]:
    return list(reader.connection.execute(select(table.c.id)).scalars())


class Fleet:
    """One province and its laptops.

    The province's schema is made once and emptied for each fleet.
    """

    def __init__(
        self,
        db: ProvinceDb,
        folder: Path,
        count: int = 2,
        *,
        seed: object = 1,
        scopes: Sequence[str] = (SCOPE,),
        record_types: Sequence[RecordType] = RECORD_TYPES,
    ) -> None:
        self.folder, self.seed, self.record_types = folder, seed, tuple(record_types)
        self.ambient = ticking_ambient(f"{seed} province")
        schema = "fleet" if self.record_types == RECORD_TYPES else db.new_schema()
        self.province = db.open(self.ambient, schema=schema, record_types=record_types)
        empty(self.province)
        self.answering = Province(self.province, rank)
        self.laptops = [Laptop(self, "ABCDEFGH"[n], scopes, n) for n in range(count)]

    def found(self, *scopes: str) -> None:
        """Begin the province's first epoch, and its communes."""
        with self.province.write(by="set-up") as work:
            epochs.begin(work)
            ledger.add_scopes(work, scopes)
            work.commit()

    def settle(self) -> None:
        """Sync all in turn over good lines until every laptop has what any laptop had."""
        for _ in range(2):
            for laptop in self.laptops:
                laptop.sync()

    def answer(self, name: str, *contents: bytes) -> bytes:
        """Read parcels of a laptop at the province; return what its answer holds."""
        asked = [(str(n), parcel.letters([content])) for n, content in enumerate(contents)]
        return b"".join(parcel.answer(self.answering, self.province, name, asked).content)

    def answer_unasked(self, name: str) -> bytes:
        """Return what an answer holds for a laptop that gave nothing."""
        return b"".join(parcel.answer_unasked(self.answering, self.province, name).content)

    def close(self) -> None:
        """Close all files."""
        for laptop in self.laptops:
            laptop.store.close()

    @contextmanager
    def at_province(self) -> Iterator[UnitOfWork]:
        """Open one transaction of the province's own staff."""
        with self.province.write(by="province staff", label="Edit") as work:
            yield work
            work.commit()

    def move(self, row_id: str, scope: str, record_type: str = "person") -> None:
        """Give a record to another commune."""
        with self.province.write(by="province staff", label="Move") as work:
            row = work.get(record_type, row_id)
            assert row is not None
            work.put(replace(row, scope=scope))
            work.commit()


def import_people(laptop: Laptop, count: int) -> list[str]:
    """Take in invented people on a laptop, as an import does; return their ids."""
    ids = [laptop.ambient.new_id() for _ in range(count)]
    with laptop.edit("ImportPeople", is_one_group=False) as work:
        for row_id, values in zip(ids, people(count, seed=1), strict=True):
            work.insert("person", row_id, SCOPE, values)
    return ids


def empty(store: Store) -> None:
    """Take everything out of a province's schema."""
    names = ", ".join(f'"{name}"' for name in store.tables.metadata.tables)
    with store.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))


def rows_of(store: Store, scopes: Iterable[str] | None = None) -> dict[tuple[str, str], Row]:
    """Return all rows, deleted ones too, each with the province's number of it."""
    found: dict[tuple[str, str], Row] = {}
    with store.read() as reader:
        for name, table in reader.tables.records.items():
            for row in reader.listing(name, table.select()):
                found[name, row.id] = row
        if "log" in reader.tables.metadata.tables:
            log = reader.tables.book("log")
            for entry in reader.connection.execute(log.select().where(log.c.kind == "r")):
                key = (entry.record_type, entry.row_id)
                if found[key].scope == entry.scope:
                    found[key] = replace(found[key], seq=entry.seq)
    wanted = None if scopes is None else set(scopes)
    return {key: row for key, row in found.items() if wanted is None or row.scope in wanted}


def history_of(store: Store) -> dict[str, Mapping[str, Any]]:
    """Return the history by operation."""
    with store.read() as reader:
        found = reader.connection.execute(reader.tables.history.select()).mappings()
        return {entry["op_id"]: dict(entry) for entry in found}


def operations_of(store: Store) -> list[dict[str, Any]]:
    """Return the rows of the operation book."""
    with store.read() as reader:
        book = reader.tables.book("operation")
        return [dict(entry) for entry in reader.connection.execute(book.select()).mappings()]
