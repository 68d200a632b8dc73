from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from ctxh_desktop.errors import IntegrityError, TransientError
from ctxh_desktop.storage.store import Store, open_laptop, open_province
from tests.data.laptops import KEY, SCOPE, ticking_ambient

ID = "00000000-0000-7000-8000-000000000001"


def add(store: Store) -> None:
    with store.write(by="Hoa") as work:
        work.insert("person", ID, SCOPE, {"full_name": "Hồ"})
        work.commit()


def test_a_reader_sees_one_moment(store: Store) -> None:
    with store.read() as reader:
        assert reader.where("person") == []
        add(store)
        assert reader.where("person") == []

    with store.read() as reader:
        assert len(reader.where("person")) == 1


def test_a_closed_laptop_is_one_file(tmp_path: Path) -> None:
    store = open_laptop(tmp_path / "a.db", KEY, ticking_ambient("x"), create=True)
    add(store)
    store.close()

    left = [file.name for file in tmp_path.iterdir() if file.stat().st_size]
    assert left == ["a.db"]


def test_a_damaged_page_is_an_integrity_error(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    store = open_laptop(file, KEY, ticking_ambient("x"), create=True)
    add(store)
    store.close()
    whole = bytearray(file.read_bytes())
    for page in range(3, len(whole) // 4096):
        whole[page * 4096 + 99] ^= 1
    file.write_bytes(whole)

    with pytest.raises(IntegrityError, match="database-unreadable"):
        add(open_laptop(file, KEY, ticking_ambient("x")))


def test_no_postgresql_is_a_transient_error(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match="province-database-down"):
        open_province(f"postgresql:///x?host={tmp_path}", "hue", ticking_ambient("x"))


def test_a_server_that_ends_the_connection_is_a_transient_error(province: Store) -> None:
    end = text("SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(TransientError, match="province-database-down"), province.read() as reader:
        reader.connection.execute(end)

    add(province)


def test_a_locked_row_is_a_transient_error(province: Store) -> None:
    add(province)
    with province.write(by="a") as first:
        first.get("person", ID)
        with pytest.raises(TransientError, match="database-busy"):
            _get_impatiently(province)


def _get_impatiently(province: Store) -> None:
    with province.write(by="b") as work:
        work.connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        work.get("person", ID)
