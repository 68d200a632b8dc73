from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from ctxh_desktop.errors import TransientError
from ctxh_desktop.storage import bulk
from ctxh_desktop.storage.store import Store

TEXT = st.text(alphabet=st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))


def rows_of(store: Store) -> dict[str, str]:
    with store.read() as reader:
        name = "local" if store.tables.role == "laptop" else "state"
        table = reader.tables.book(name)
        return {row.key: row.value for row in reader.connection.execute(table.select())}


def write(store: Store, rows: list[dict[str, str]], *, keep: bool = False) -> None:
    name = "local" if store.tables.role == "laptop" else "state"
    with store.write(by="x") as work:
        bulk.upsert(work.connection, work.tables.book(name), rows, ["key"], keep=keep)
        work.commit()


def test_writing_twice_is_writing_once_and_the_new_value_wins(store: Store) -> None:
    write(store, [{"key": "test a", "value": "1"}])
    write(store, [{"key": "test a", "value": "2"}, {"key": "test b", "value": "3"}])

    assert {k: v for k, v in rows_of(store).items() if k.startswith("test")} == {
        "test a": "2",
        "test b": "3",
    }


def test_what_is_kept_stays(store: Store) -> None:
    write(store, [{"key": "test a", "value": "1"}])
    write(store, [{"key": "test a", "value": "2"}], keep=True)

    assert rows_of(store)["test a"] == "1"


def test_no_rows_is_nothing_to_do(store: Store) -> None:
    before = rows_of(store)
    write(store, [])

    assert rows_of(store) == before


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=TEXT)
@pytest.mark.parametrize("quoted", ["%s", "'\"\\"])
def test_any_text_comes_back(store: Store, value: str, quoted: str) -> None:
    write(store, [{"key": "test a", "value": value + quoted}])

    assert rows_of(store)["test a"] == value + quoted


def test_without_a_key_a_row_that_is_there_is_refused(laptop: Store) -> None:
    row = {"key": "test a", "value": "1"}
    with laptop.write(by="x") as work:
        bulk.upsert(work.connection, work.tables.book("local"), [row], [])
        with pytest.raises(IntegrityError):
            bulk.upsert(work.connection, work.tables.book("local"), [row], [])


def test_a_new_row_that_came_meanwhile_is_told_as_busy(province: Store) -> None:
    rows = [{"key": "test a", "value": "tab\tback\\slash\nline"}]
    with province.write(by="x") as work:
        bulk.upsert(work.connection, work.tables.book("state"), rows, [])
        work.commit()
    assert rows_of(province)["test a"] == "tab\tback\\slash\nline"

    with pytest.raises(TransientError, match="database-busy"), province.write(by="x") as work:
        bulk.upsert(work.connection, work.tables.book("state"), rows, [])


@pytest.mark.parametrize("odd", ["same", "other", None])
def test_what_many_rows_have_in_common_comes_back_in_each(province: Store, odd: str | None) -> None:
    same = dict.fromkeys(("label", "public_key", "scopes", "block", "status", "enrolled_at"), "%s")
    rows = [{"id": f"{i:02}", **same, "last_no": 7, "reached": "same"} for i in range(20)]
    rows[12]["reached"] = odd
    with province.write(by="x") as work:
        book = work.tables.book("device")
        bulk.upsert(work.connection, book, rows, ["id"])
        found = work.connection.execute(book.select().order_by(book.c.id)).mappings()

        assert [{name: row[name] for name in rows[0]} for row in found] == rows


def test_what_is_empty_in_all_rows_is_emptied_by_an_upsert(province: Store) -> None:
    with province.write(by="x") as work:
        book = work.tables.book("device")
        row = dict.fromkeys(("id", "label", "public_key", "scopes", "block", "status"), "x")
        row |= {"enrolled_at": "2026", "incarnation": "", "reached": "{}"}
        bulk.upsert(work.connection, book, [row], ["id"])
        bulk.upsert(work.connection, book, [{**row, "reached": None}], ["id"])
        found = work.connection.execute(book.select()).one()
    assert found.reached is None
    assert found.label == "x"
