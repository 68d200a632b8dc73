from __future__ import annotations

import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from ctxh_desktop.errors import CtxhError, InputError, IntegrityError, TransientError
from ctxh_desktop.storage import engine as engines
from ctxh_desktop.storage.store import Store, open_laptop
from tests.data.laptops import KEY, SCOPE, rows_of, ticking_ambient
from tests.data.people import people

pytestmark = pytest.mark.drill

PAGE = 4096


def fill(file: Path, count: int = 300) -> None:
    ambient = ticking_ambient("fill")
    store = open_laptop(file, KEY, ambient, create=True)
    with store.write(by="Hoa") as work:
        for values in people(count, seed=1):
            work.insert("person", ambient.new_id(), SCOPE, values)
        work.commit()
    store.close()


def code_of(file: Path, key: str = KEY, *, create: bool = False) -> str:
    with pytest.raises(CtxhError) as raised:
        engines.open_laptop(file, key, create=create)
    return raised.value.code


def test_settings_are_what_is_promised(tmp_path: Path) -> None:
    engine = engines.open_laptop(tmp_path / "a.db", KEY, create=True)

    with engine.connect() as connection:
        for name, wanted in engines.SETTINGS.items():
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == wanted
        assert connection.exec_driver_sql("PRAGMA cipher_version").scalar()


def test_settings_that_do_not_hold_stop_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engines.SETTINGS, "page_count", 7)

    assert code_of(tmp_path / "a.db", create=True) == "database-settings"


def test_nothing_of_a_person_can_be_read_in_the_files(tmp_path: Path) -> None:
    ambient = ticking_ambient("x")
    store = open_laptop(tmp_path / "a.db", KEY, ambient, create=True)
    with store.write(by="Hoa") as work:
        work.insert("person", ambient.new_id(), SCOPE, {"full_name": "Quỳnh Kăn-Brao XYZZY"})
        work.commit()
    found = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    store.close()

    assert len(found) > PAGE
    assert not any(word in found for word in (b"XYZZY", b"xyzzy", b"CREATE TABLE", b"SQLite"))


def test_an_absent_file_is_never_made_in_place_of_the_lost_one(tmp_path: Path) -> None:
    assert code_of(tmp_path / "a.db") == "database-missing"
    assert list(tmp_path.iterdir()) == []


def test_an_emptied_file_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()

    assert code_of(tmp_path / "a.db") == "database-unreadable"


@pytest.mark.parametrize("create", [False, True])
def test_a_wrong_key_opens_nothing_and_harms_nothing(tmp_path: Path, *, create: bool) -> None:
    file = tmp_path / "a.db"
    fill(file, 3)
    before = file.read_bytes()

    assert code_of(file, "00" * 32, create=create) == "database-unreadable"
    assert file.read_bytes() == before


def test_a_readable_file_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as plain:
        plain.execute("CREATE TABLE person (id)")

    assert code_of(tmp_path / "a.db") == "database-not-encrypted"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert code_of(tmp_path / "no" / "a.db", create=True) == "database-not-writable"


def test_a_flipped_byte_in_any_page_is_found(tmp_path: Path) -> None:
    file, broken = tmp_path / "a.db", tmp_path / "b.db"
    fill(file, 60)
    whole = file.read_bytes()
    engines.check_file(engines.open_laptop(file, KEY))
    found = []

    for page in range(len(whole) // PAGE):
        at = page * PAGE + 17 + page * 31 % (PAGE - 20)
        broken.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            engine = engines.open_laptop(broken, KEY)
            engines.check_file(engine)
            engine.dispose()
        except IntegrityError as error:
            found.append(error.code)

    assert len(found) == len(whole) // PAGE > 50
    assert set(found) <= {"database-unreadable", "database-damaged"}


def save_many(store: Store, count: int = 2000) -> None:
    with store.write(by="Hoa") as work:
        for values in people(count, seed=2):
            work.insert("person", store.ambient.new_id(), SCOPE, values)
        work.commit()


def check_nothing_was_lost(store: Store, before: dict) -> None:
    assert rows_of(store) == before
    save_many(store, 1)
    engines.check_file(store.engine)
    assert len(rows_of(store)) == len(before) + 1
    store.close()


def test_a_disk_that_refuses_to_write_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    file = tmp_path / "a.db"
    fill(file, 20)
    store = open_laptop(file, KEY, ticking_ambient("full"))
    before = rows_of(store)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    usual = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 20_000, limits[1]))
        with pytest.raises(TransientError, match="database-not-writable"):
            save_many(store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, usual)

    check_nothing_was_lost(store, before)


def test_a_full_disk_is_told_and_nothing_is_lost(small_disk: Path) -> None:
    fill(small_disk / "a.db", 20)
    store = open_laptop(small_disk / "a.db", KEY, ticking_ambient("full"))
    before = rows_of(store)

    with pytest.raises(TransientError, match="disk-full"):
        save_many(store)

    check_nothing_was_lost(store, before)


def test_what_was_committed_survives_a_copy_of_the_files_as_they_lie(tmp_path: Path) -> None:
    """As after a power cut: database and write-ahead log, without a clean close."""
    file = tmp_path / "a.db"
    fill(file, 5)
    ambient = ticking_ambient("cut")
    store = open_laptop(file, KEY, ambient)
    with store.write(by="Hoa") as work:
        work.insert("person", ambient.new_id(), SCOPE, {"full_name": "Vừa lưu"})
        work.commit()
    copy = tmp_path / "copy"
    copy.mkdir()
    for each in tmp_path.glob("a.db*"):
        shutil.copy(each, copy)

    again = open_laptop(copy / "a.db", KEY, ambient)

    assert len(rows_of(again)) == 6
    engines.check_file(again.engine)
    again.close()
    store.close()


@pytest.mark.parametrize("name", ["", "Hue", "a;b", 'a"b', "pg catalog", "x" * 60])
def test_a_schema_name_is_a_plain_word(name: str) -> None:
    with pytest.raises(InputError, match="schema-name-malformed"):
        engines.open_province("postgresql://nowhere/x", name)


@pytest.mark.parametrize("run", [Connection.exec_driver_sql, engines.run])
def test_errors_of_the_driver_never_show_what_a_person_typed(
    tmp_path: Path, run: Callable[..., object]
) -> None:
    store = open_laptop(tmp_path / "a.db", KEY, ticking_ambient("x"), create=True)
    with (
        pytest.raises(Exception, match=r".*") as raised,
        store.read() as reader,
    ):
        run(reader.connection, "INSERT INTO nowhere VALUES (?)", ("Hồ Thị Lài",))

    assert "Lài" not in str(raised.value)
    store.close()


def test_a_connection_comes_back_clean_and_is_used_again(tmp_path: Path) -> None:
    engine = engines.open_laptop(tmp_path / "a.db", KEY, create=True)
    connections = engines.Connections(engine)
    with connections.one(is_writing=True) as first:
        engines.run(first, "CREATE TABLE kept (a)")
        first.commit()
        engines.run(first, "INSERT INTO kept VALUES (?)", (1,), (2,))

    with connections.one() as second:
        assert second is first
        assert engines.run(second, "SELECT count(*) FROM kept").fetchone() == (0,)
    with pytest.raises(ZeroDivisionError), connections.one(is_writing=True) as third:
        engines.run(third, "INSERT INTO kept VALUES (?)", (1 / 0,))

    with connections.one() as fourth:
        assert third.closed
        assert fourth is not third
    connections.close()
    assert fourth.closed
    engine.dispose()


def test_only_who_says_so_takes_the_right_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 1)
    engine = engines.open_laptop(tmp_path / "a.db", KEY, create=True)
    connections = engines.Connections(engine)
    with connections.one(is_writing=True) as writer:
        writer.begin()
        with connections.one() as reader:
            engines.run(reader, "SELECT 1 FROM sqlite_schema").fetchall()
        refused = connections.one(is_writing=True)
        with pytest.raises(DBAPIError, match="locked"), refused as second:
            second.begin()

    with connections.one() as reader, connections.one(is_writing=True) as writer:
        reader.begin()
        writer.begin()
    connections.close()
    engine.dispose()
