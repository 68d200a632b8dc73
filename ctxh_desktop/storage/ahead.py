"""Ahead: write at the province without waiting for each answer (libpq's pipeline).

So PostgreSQL writes while the next rows are judged and made ready.  Whoever wants to read asks for
the connection when all is settled; whoever only writes asks for it as it is.

A statement of more than some 50 kB, sent while the one before is still at work, makes its sender
wait, because the socket takes no more: long ones belong last.

Source: ADR-0011.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from typing import Self

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


class Ahead:
    """The connection of one transaction, which may run ahead of its database.

    What fails is told by a later statement, at the latest when all is settled.  A laptop's database
    is no process of its own: there nothing is ever ahead.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_apart = connection.dialect.name == "postgresql"
        self._is_ahead = False
        self._pipeline = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Settle; after an error, which has been told, what else failed is of no interest."""
        with suppress(DBAPIError) if kind else nullcontext():
            self.settled()

    def writing(self) -> Connection:
        """Return the connection for a write that asks for no rows."""
        if self._is_apart and not self._is_ahead:
            self._pipeline.enter_context(_pipeline(self._connection))
            self._is_ahead = True
        return self._connection

    def settled(self) -> Connection:
        """Return the connection, to read or to commit, when all that was sent is written."""
        if self._is_ahead:
            self._is_ahead = False
            self._pipeline.close()
        return self._connection


@contextmanager
def _pipeline(connection: Connection) -> Iterator[None]:
    """Hold PostgreSQL's own pipeline open; errors are SQLAlchemy's, as always."""
    raw, driver = connection.connection.driver_connection, connection.dialect.loaded_dbapi
    assert raw is not None
    if not connection.in_transaction():
        connection.begin()  # else SQLAlchemy would have nothing to commit
    try:
        with raw.pipeline():
            yield
    except driver.Error as error:
        raise DBAPIError.instance(None, None, error, driver.Error, hide_parameters=True) from error
