"""Engine: open a laptop's encrypted file or a province's PostgreSQL schema, and check it.

A laptop's file is SQLCipher with a raw key, WAL and `synchronous=FULL`; the settings are asserted
at every start, and a file whose first bytes are readable is refused (security reference §5.1).
An absent file is only made when the caller says so: never an empty database in place of another.

Source: ADR-0008; security reference §5; stack reference §2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from ctxh_desktop.errors import InputError, IntegrityError, TransientError

BUSY_TIMEOUT_MS = 10_000
CACHE_KIB = 12_288
SETTINGS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "temp_store": 2,
    "secure_delete": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
}
"""Pragmas set on every connection and read back."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")


def open_laptop(file: Path, key_hex: str, *, create: bool = False) -> Engine:
    """Open the encrypted database *file* with its raw key (64 hex digits).

    Raises:
        IntegrityError: "database-missing", "database-unreadable" (wrong key or damaged),
            "database-not-encrypted", "database-settings".
    """
    if not create and not file.exists():
        raise IntegrityError("database-missing")
    if not create and not file.stat().st_size:
        raise IntegrityError("database-unreadable")
    if file.exists():
        _refuse_plain(file)

    def connect() -> Any:
        return _connect(file, key_hex)

    engine = sqlalchemy.create_engine(
        "sqlite+pysqlite://",
        module=_driver(),
        creator=connect,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=2,
        pool_use_lifo=True,  # the connection whose pages are still in memory
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    connect().close()
    if create:
        _refuse_plain(file)
    return engine


def open_province(dsn: str, schema: str) -> Engine:
    """Open the PostgreSQL *schema* of one province; every name in a query is looked up there only.

    Raises:
        InputError: "schema-name-malformed".
    """
    if not _NAME.fullmatch(schema):
        raise InputError("schema-name-malformed", name=schema)
    url = sqlalchemy.make_url(dsn).set(drivername="postgresql+psycopg")
    return sqlalchemy.create_engine(
        url,
        pool_size=8,
        max_overflow=8,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": f"-c search_path={schema} -c timezone=UTC"},
    )


class Connections:
    """A laptop's connections at rest, the last used on top: its pages are still in memory.

    They are kept in the form that SQLAlchemy works with: to take a connection out of its pool and
    put it back costs as much as all reading of a save.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._resting: list[Connection] = []

    @contextmanager
    def one(self, *, is_writing: bool = False) -> Iterator[Connection]:
        """Hand out a connection; what was not committed is undone afterwards."""
        try:
            connection = self._resting.pop()
        except IndexError:
            connection = self._engine.connect()
        is_whole = False
        try:
            mark(connection, is_writing=is_writing)
            yield connection
            if connection.in_transaction():
                connection.rollback()
            is_whole = True
        finally:
            if is_whole:
                self._resting.append(connection)
            else:
                connection.close()  # the pool knows what to do after an error

    def close(self) -> None:
        """Give all that rest back to the pool."""
        while self._resting:
            self._resting.pop().close()


def mark(connection: Connection, *, is_writing: bool) -> None:
    """Say whether the transactions that follow take the right to write at their beginning."""
    connection.info["is_writing"] = is_writing


def run(connection: Connection, sql: str, *rows: Sequence[object]) -> Any:
    """Run SQL on a laptop's file without SQLAlchemy's ceremony; return the driver's cursor.

    What is written in every save goes this way: a statement of 5 µs costs 40 µs otherwise.  With
    several *rows* of parameters it runs for each.  Errors are SQLAlchemy's, as always.
    """
    if not connection.in_transaction():
        connection.begin()
    return _run(connection, sql, rows)


def _run(connection: Connection, sql: str, rows: Sequence[Sequence[object]]) -> Any:
    raw: Any = connection.connection.driver_connection
    try:
        return raw.executemany(sql, rows) if len(rows) > 1 else raw.execute(sql, *rows)
    except _driver().Error as error:
        kind = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(None, None, error, kind, hide_parameters=True) from error


def check_file(engine: Engine) -> None:
    """Check every page's MAC and the structure of a laptop's file.

    Raises:
        IntegrityError: "database-damaged".
    """
    try:
        with engine.connect() as connection:
            bad = connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall()
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    except DBAPIError as error:
        told = translated(error.orig or error)
        is_damage = isinstance(told, IntegrityError)
        raise (IntegrityError("database-damaged") if is_damage else told) from error
    if bad or found != ["ok"]:
        raise IntegrityError("database-damaged")


def _driver() -> Any:
    from sqlcipher3 import dbapi2  # noqa: PLC0415 (a province has no SQLCipher)

    return dbapi2


def _connect(file: Path, key_hex: str) -> Any:
    dbapi = _driver()
    try:
        connection = dbapi.connect(str(file), isolation_level=None, check_same_thread=False)
    except dbapi.DatabaseError as error:
        raise translated(error) from error
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key_hex}'\"")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        for name, wanted in SETTINGS.items():
            connection.execute(f"PRAGMA {name} = {wanted}").fetchall()
        got = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in SETTINGS}
        ciphered = connection.execute("PRAGMA cipher_version").fetchone()
    except dbapi.DatabaseError as error:
        connection.close()
        raise translated(error) from error
    if got != SETTINGS or not ciphered:
        connection.close()
        raise IntegrityError("database-settings")
    return connection


def translated(error: BaseException) -> Exception:
    """Return the error of the tree for what the database driver said."""
    words = str(error)
    if "disk is full" in words or "No space left" in words:
        return TransientError("disk-full")
    if "locked" in words or "busy" in words:
        return TransientError("database-busy")
    if "readonly" in words or "unable to open" in words or "disk I/O" in words:
        return TransientError("database-not-writable")
    return IntegrityError("database-unreadable")


def _begin(connection: Connection) -> None:
    is_writing = connection.info.get("is_writing")
    _run(connection, "BEGIN IMMEDIATE" if is_writing else "BEGIN", ())


def _refuse_plain(file: Path) -> None:
    with file.open("rb") as opened:
        if opened.read(16) == b"SQLite format 3\0":
            raise IntegrityError("database-not-encrypted")
