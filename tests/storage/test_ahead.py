from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from ctxh_desktop.errors import InputError, TransientError
from ctxh_desktop.storage import bulk
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.unit_of_work import UnitOfWork

KEY = "test a"


def write(work: UnitOfWork, value: str) -> None:
    row = {"key": KEY, "value": value}
    bulk.upsert(work.ahead.writing(), work.tables.book("state"), [row], ["key"])


def kept(store: Store) -> str:
    with store.read() as reader:
        return reader.local(KEY)


@contextmanager
def refused(province: Store) -> Iterator[UnitOfWork]:
    """Send a row that will not be new, but cannot be known to be old before the end."""
    with province.write(by="a") as other, province.write(by="b") as work:
        other.set_local(KEY, "other")
        row = {"key": KEY, "value": "mine"}
        bulk.upsert(work.ahead.writing(), work.tables.book("state"), [row], [])
        other.commit()
        yield work


def forget(province: Store) -> None:
    with province.write(by="a") as work:
        book = work.tables.book("state")
        work.connection.execute(book.delete().where(book.c.key == KEY))
        work.commit()


def test_who_writes_does_not_wait_and_who_reads_does(province: Store) -> None:
    with province.write(by="a") as other, province.write(by="b") as work:
        other.set_local(KEY, "1")
        work.connection.execute(text("SET LOCAL lock_timeout = '9s'"))
        write(work, "2")  # cannot be done before the other lets go of the row
        write(work, "3")
        other.commit()
        assert work.local(KEY) == "3"
        work.commit()

    assert kept(province) == "3"


def test_what_fails_on_its_way_is_told_at_the_commit(province: Store) -> None:
    def commit() -> None:
        with refused(province) as work:
            work.commit()

    with pytest.raises(TransientError, match="database-busy"):
        commit()
    assert kept(province) == "other"


def test_what_nobody_waited_for_is_told_at_the_end(province: Store) -> None:
    with pytest.raises(TransientError, match="database-busy"), refused(province):
        pass


def test_the_first_error_is_told_and_the_connection_serves_the_next(province: Store) -> None:
    def give_up() -> None:
        with refused(province):
            raise InputError("why")

    for _ in range(20):  # more than there are connections
        with pytest.raises(InputError, match="why"):
            give_up()
        assert kept(province) == "other"
        forget(province)


def test_what_is_not_committed_is_undone(province: Store) -> None:
    with province.write(by="x") as work:
        write(work, "1")

    assert kept(province) == ""


def test_on_a_laptop_nothing_is_ahead(laptop: Store) -> None:
    with laptop.write(by="x") as work:
        assert work.ahead.writing() is work.connection
