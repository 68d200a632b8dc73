"""A whole province behind real HTTPS on loopback, and laptops that enrol and sync with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from ctxh_desktop.ambient import Ambient, system
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.security.certificates import Identity
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.server.province import AUTHORITY, ProvinceFolder, Settings, create
from ctxh_desktop.server.serve import Served, start_in_thread
from ctxh_desktop.storage import outbox
from ctxh_desktop.storage.store import Store, open_laptop
from ctxh_desktop.sync import enrolment, https
from ctxh_desktop.sync.client import Client, Tally
from ctxh_desktop.sync.kept import Kept
from ctxh_desktop.sync.protocol import decode_frames
from tests.data.people import people
from tests.data.province_db import ProvinceDb

HUE = "46"
COMMUNE = "19819"
OTHER_COMMUNE = "19753"
FILE_KEY = "11" * 32


class Laptop:
    """One laptop that has come in by a code."""

    def __init__(
        self,
        folder: Path,
        served: Served,
        name: str,
        ambient: Ambient,
        scopes: Sequence[str] = (COMMUNE,),
    ) -> None:
        self.name, self.key = name, DeviceKey.create(ambient)
        self.file = folder / f"{name}.db"
        self.store: Store = open_laptop(self.file, FILE_KEY, ambient, create=True)
        code = enrolment.new_code(served.store, scopes)
        enrolling = https.Enrolling(code, self.key, f"Laptop {name}", ambient)
        self.enrolled, self.ca_pem = https.enrol(served.url, enrolling)
        self.url = served.url
        self.kept: Kept | None = None
        """Keeps the connection between syncs, as an opened book does; each has its own without."""
        with self.store.write(by=name) as work:
            work.set_local("device_id", self.enrolled.device_id)
            work.commit()

    def register(self, full_name: str, **values: str) -> str:
        """Write a person down, offline."""
        row_id = self.store.ambient.new_id()
        with self.store.write(by="Hoa", label="RegisterPerson") as work:
            work.insert("person", row_id, COMMUNE, {"full_name": full_name, **values})
            work.commit()
        return row_id

    def sync(self) -> Tally:
        """Send and fetch everything."""
        client = Client(self.store, self.key)
        own = closing(https.Carrier(self.url, self.ca_pem))
        with self.kept.carrier(self.url, self.ca_pem) if self.kept else own as carrier:
            while client.has_more():
                try:
                    pieces = carrier.sync(self.enrolled.device_id, self.key, client.request())
                    for frame, line in decode_frames(pieces):
                        client.feed(frame, line)
                except CtxhError as error:
                    if not client.failed(error):
                        raise
        return client.tally

    def try_sync(self) -> str:
        """Sync; return the code of what went wrong, or ""."""
        try:
            self.sync()
        except CtxhError as error:
            return error.code
        return ""

    def import_people(self, count: int) -> list[str]:
        """Take in invented people, each as a change of its own; return their ids."""
        ids = [self.store.ambient.new_id() for _ in range(count)]
        with self.store.write(by="Hoa", label="ImportPeople") as work:
            work.is_one_group = False
            for row_id, values in zip(ids, people(count, seed=1), strict=True):
                work.insert("person", row_id, COMMUNE, values)
            work.commit()
        return ids

    def patch(self, row_id: str, record_type: str = "person", **values: Plain) -> None:
        """Change one record, offline."""
        with self.store.write(by=f"user of {self.name}", label="Edit") as work:
            work.patch(record_type, row_id, values)
            work.commit()

    def delete(self, row_id: str, reason: str) -> None:
        """Delete one person, offline."""
        with self.store.write(by=f"user of {self.name}", label="Delete") as work:
            work.delete("person", row_id, reason)
            work.commit()

    def row(self, row_id: str, record_type: str = "person") -> Row | None:
        """Return a record as the person sees it."""
        with self.store.read() as reader:
            return reader.get(record_type, row_id)

    def rows(self, record_type: str = "person") -> list[Row]:
        """Return the undeleted records."""
        with self.store.read() as reader:
            return reader.where(record_type)

    def count(self, *states: str) -> int:
        """Return how many groups are in *states* of the outbox."""
        with self.store.read() as reader:
            return outbox.count(reader, *states)

    def name_of(self, row_id: str) -> str | None:
        """Return the name of a person as this laptop has it."""
        with self.store.read() as reader:
            row = reader.get("person", row_id)
        return None if row is None else row.text("full_name")


@pytest.fixture
def province_folder(province_db: ProvinceDb, tmp_path: Path) -> ProvinceFolder:
    """A province that was set up, on the PostgreSQL of the session, not yet served."""
    settings = Settings(HUE, database=province_db.uri, schema=province_db.new_schema())
    return create(tmp_path / "hue", settings, system())


@pytest.fixture
def authority(province_folder: ProvinceFolder) -> Identity:
    """The province's own authority, for who stands in its place."""
    certificate, key = (province_folder.file(name).read_text() for name in AUTHORITY)
    return Identity(certificate, key)


@pytest.fixture
def served(province_folder: ProvinceFolder) -> Iterator[Served]:
    """A province that answers by HTTPS."""
    with start_in_thread(province_folder, system()) as running:
        yield running


@contextmanager
def laptops(folder: Path, served: Served, *names: str) -> Iterator[list[Laptop]]:
    """Enrol laptops; their files are closed at the end."""
    made = [Laptop(folder, served, name, system()) for name in names]
    try:
        yield made
    finally:
        for laptop in made:
            laptop.store.close()
