"""Store: the one door to a database, for reading a consistent view and for units of work.

Errors of the driver leave here as errors of the tree: a full disk is `TransientError("disk-full")`,
a damaged page `IntegrityError("database-unreadable")`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.errors import IntegrityError, TransientError
from ctxh_desktop.storage import engine as engines
from ctxh_desktop.storage import ledger, migrate, outbox
from ctxh_desktop.storage.ahead import Ahead
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.tables import Role, Tables, tables_of
from ctxh_desktop.storage.unit_of_work import UnitOfWork

_BUSY_STATES = ("40001", "40P01", "55P03", "23505")
"""Serialization, deadlock, lock; and a row that another wrote after it was read as missing."""
_DOWN_CLASSES = ("08", "57", "53")
_READ_ONLY = "25006"
"""A province's database that may be read and not written: a replica, or a disk in need."""


class Store:
    """One opened database.

    Attributes:
        tables: what there is; `tables.types` are the declared record types.
        ambient: time and chance.
    """

    def __init__(self, engine: Engine, tables: Tables, ambient: Ambient) -> None:
        self.engine = engine
        self.tables = tables
        self.ambient = ambient
        self._journal = outbox.Outbox() if tables.role is Role.LAPTOP else ledger.Ledger()
        self._connections = engines.Connections(engine)

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Open one consistent view."""
        with _translating(), self._connected() as connection:
            if self.tables.role is Role.PROVINCE:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield Reader(connection, self.tables)

    @contextmanager
    def write(self, by: str, label: str = "") -> Iterator[UnitOfWork]:
        """Open one transaction for *by*; it is rolled back unless committed."""
        with (
            _translating(),
            self._connected(is_writing=True) as connection,
            Ahead(connection) as ahead,
        ):
            work = UnitOfWork(ahead, self.tables, self.ambient, self._journal)
            work.by, work.label = by, label
            yield work

    def close(self) -> None:
        """Close all connections; a laptop's write-ahead log is folded into the file first."""
        self._connections.close()
        if self.tables.role is Role.LAPTOP:
            with _translating(), self.engine.connect() as connection:
                raw = connection.connection.driver_connection
                assert raw is not None
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self.engine.dispose()

    def _connected(self, *, is_writing: bool = False) -> AbstractContextManager[Connection]:
        if self.tables.role is Role.LAPTOP:
            return self._connections.one(is_writing=is_writing)
        return self.engine.connect()


def open_laptop(
    file: Path,
    key_hex: str,
    ambient: Ambient,
    *,
    create: bool = False,
    record_types: Sequence[RecordType] = RECORD_TYPES,
) -> Store:
    """Open (or, when told to, create) a laptop's database and bring its schema up to date."""
    tables = tables_of(tuple(record_types), Role.LAPTOP)
    engine = engines.open_laptop(file, key_hex, create=create)
    with _translating():
        migrate.upgrade(engine, tables)
    return Store(engine, tables, ambient)


def open_province(
    dsn: str,
    schema: str,
    ambient: Ambient,
    *,
    record_types: Sequence[RecordType] = RECORD_TYPES,
) -> Store:
    """Open a province's schema, making it or bringing it up to date where needed."""
    tables = tables_of(tuple(record_types), Role.PROVINCE)
    engine = engines.open_province(dsn, schema)
    with _translating():
        migrate.upgrade(engine, tables, schema=schema)
    return Store(engine, tables, ambient)


@contextmanager
def _translating() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise TransientError("database-busy") from error
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state in _BUSY_STATES:
            raise TransientError("database-busy") from error
        if state == _READ_ONLY:
            raise TransientError("province-database-down") from error
        if state is not None and state[:2] not in _DOWN_CLASSES:
            raise
        if error.connection_invalidated or (state and state[:2] in _DOWN_CLASSES):
            raise TransientError("province-database-down") from error
        if "psycopg" in type(error.orig).__module__:
            raise TransientError("province-database-down") from error
        found = engines.translated(error.orig or error)
        if isinstance(found, IntegrityError) and not _is_damage(error):
            raise
        raise found from error


def _is_damage(error: DBAPIError) -> bool:
    words = str(error.orig)
    return "malformed" in words or "not a database" in words or "hmac" in words
