"""A whole province behind real HTTPS on loopback, and laptops that enrol and sync with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from ctxh_desktop.ambient import Ambient, system
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.server.province import ProvinceFolder, Settings, create
from ctxh_desktop.server.serve import Served, start_in_thread
from ctxh_desktop.storage.store import Store, open_laptop
from ctxh_desktop.sync import enrolment, https
from ctxh_desktop.sync.client import Client, Tally
from ctxh_desktop.sync.protocol import decode_frames
from tests.data.province_db import ProvinceDb

HUE = "46"
COMMUNE = "19819"
OTHER_COMMUNE = "19753"


class Laptop:
    """One laptop that has come in by a code."""

    def __init__(self, folder: Path, served: Served, name: str, ambient: Ambient) -> None:
        self.key = DeviceKey.create(ambient)
        self.store: Store = open_laptop(folder / f"{name}.db", "11" * 32, ambient, create=True)
        code = enrolment.new_code(served.store, [COMMUNE])
        enrolling = https.Enrolling(code, self.key, f"Laptop {name}", ambient)
        self.enrolled, self.ca_pem = https.enrol(served.url, enrolling)
        self.url = served.url
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
        with closing(https.Carrier(self.url, self.ca_pem)) as carrier:
            while client.has_more():
                pieces = carrier.sync(self.enrolled.device_id, self.key, client.request())
                for frame, line in decode_frames(pieces):
                    client.feed(frame, line)
        return client.tally

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
