from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import msgspec
import psycopg
from sqlalchemy import func, select, text

from ctxh_desktop.domain.operation import Operation, OpKind, Status
from ctxh_desktop.storage import ledger
from ctxh_desktop.storage.store import Store
from tests.data.laptops import SCOPE


def add(store: Store, count: int) -> list[str]:
    ids = [store.ambient.new_id() for _ in range(count)]
    with store.write(by="staff") as work:
        for row_id in ids:
            work.insert("person", row_id, SCOPE, {"full_name": "Hồ"})
        work.commit()
    return ids


def pages(store: Store, cursor: int, rows_max: int, scope: str = SCOPE) -> list[ledger.Page]:
    found = []
    with store.read() as reader:
        while page := ledger.page_after(reader, scope, cursor, rows_max):
            found.append(page)
            cursor = page.to_seq
    return found


def test_pages_join_without_gap_and_hold_every_row_once(province: Store) -> None:
    ids = add(province, 7)
    found = pages(province, 0, 3)

    assert [(page.from_seq, page.to_seq) for page in found] == [(0, 3), (3, 6), (6, 7)]
    assert sorted(row.id for page in found for row in page.rows) == sorted(ids)
    assert pages(province, 7, 3) == []


def test_a_changed_row_moves_up_and_its_history_is_told_once(province: Store) -> None:
    ids = add(province, 3)
    for alias in ("a", "b"):
        with province.write(by="staff") as work:
            work.patch("person", ids[0], {"alias": alias})
            work.commit()

    found = pages(province, 0, 2)

    assert [row.seq for page in found for row in page.rows] == [2, 3, 5]
    assert [entry.seq for page in found for entry in page.history] == [4, 5]


def test_a_moved_row_leaves_a_word_behind(province: Store) -> None:
    (row_id,) = add(province, 1)
    with province.write(by="staff") as work:
        work.put(dataclasses.replace(work.get("person", row_id), scope="2"))
        work.commit()

    (old,), (new,) = pages(province, 0, 9), pages(province, 0, 9, "2")

    assert (old.rows, old.left) == ((), (("person", row_id),))
    assert [row.id for row in new.rows] == [row_id]


def test_who_wrote_a_field_last_is_known(province: Store) -> None:
    (row_id,) = add(province, 1)
    for by, alias in (("Hoa", "a"), ("Bình", "b")):
        with province.write(by=by) as work:
            work.patch("person", row_id, {"alias": alias})
            work.commit()

    with province.read() as reader:
        row = reader.get("person", row_id)
        assert ledger.author_of(reader, row, ["alias"])[0] == "Bình"
        assert ledger.author_of(reader, row, ["note"])[0] == "staff"
        assert ledger.touched_since(reader, row_id, 2, "A")
        assert not ledger.touched_since(reader, row_id, 3, "A")
        assert not ledger.touched_since(reader, row_id, 0, "A", "note")
        assert not ledger.touched_since(reader, row_id, 0, ledger.PROVINCE_DEVICE)


def test_a_token_is_fresh_and_known(province: Store) -> None:
    with province.write(by="x") as work:
        first, second = ledger.issue_token(work, "A"), ledger.issue_token(work, "A")
        work.commit()

    with province.read() as reader:
        assert ledger.unknown_tokens(reader, [first, second, "stranger"]) == {"stranger"}
    assert first != second


def test_a_batch_is_kept_once_as_it_was_signed(province: Store) -> None:
    with province.write(by="x") as work:
        for _ in range(2):
            ledger.keep_batch(work, "digest", "A", "signature", b"\0bytes")
        work.commit()

    with province.read() as reader:
        (kept,) = reader.connection.execute(reader.tables.book("batch").select()).all()
        assert kept.body == b"\0bytes"


def test_scopes_and_operations_are_counted(province: Store) -> None:
    with province.write(by="x") as work:
        ledger.add_scopes(work, ["1", SCOPE])
        work.commit()
    add(province, 2)

    with province.read() as reader:
        assert ledger.scopes(reader) == {"1": 0, SCOPE: 2}
        assert ledger.top(reader, SCOPE) == 2
        assert ledger.count_operations(reader) == {"ok": 2}


@contextmanager
def psql(province: Store) -> Iterator[psycopg.Connection[Any]]:
    """Connect as somebody at a prompt would: no search path, no unit of work."""
    url = province.engine.url.set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        yield connection


def schema_of(province: Store) -> str:
    with province.engine.connect() as connection:
        return str(connection.execute(text("SELECT current_schema()")).scalar())


def statement(province: Store, table: str, scope: str, *ids: str) -> str:
    values = ", ".join(f"('{row_id}', '{scope}', '', '')" for row_id in ids)
    return (
        f'INSERT INTO {schema_of(province)}."{table}" (id, scope, created_at, created_by) '
        f"VALUES {values} ON CONFLICT (id) DO UPDATE SET created_by = 'again'"
    )


def numbers(province: Store, scope: str = SCOPE) -> list[tuple[int, str, str]]:
    """Return a scope's log, having checked that its counter stands at the last number."""
    with province.read() as reader:
        log = reader.tables.book("log")
        found = reader.connection.execute(
            select(log.c.seq, log.c.row_id, log.c.kind)
            .where(log.c.scope == scope)
            .order_by(log.c.seq)
        ).all()
        assert ledger.top(reader, scope) == (found[-1].seq if found else 0)
        left = select(func.count()).select_from(reader.tables.book("pending"))
        assert reader.connection.execute(left).scalar() == 0
    return [(seq, row_id, kind) for seq, row_id, kind in found]


def test_whoever_writes_gets_numbers_in_the_order_of_writing(province: Store) -> None:
    with psql(province) as connection:
        connection.execute(statement(province, "person", SCOPE, "b", "a"))
        connection.execute(statement(province, "case", SCOPE, "c"))
        connection.execute(statement(province, "person", "2", "d", "e"))
        connection.execute(statement(province, "person", SCOPE, "f"))

    assert numbers(province) == [(1, "b", "r"), (2, "a", "r"), (3, "c", "r"), (4, "f", "r")]
    assert numbers(province, "2") == [(1, "d", "r"), (2, "e", "r")]


def test_a_row_written_twice_in_a_transaction_is_numbered_once(province: Store) -> None:
    with psql(province) as connection:
        connection.execute(statement(province, "person", SCOPE, "a", "b"))
        connection.execute(statement(province, "person", SCOPE, "a", "c"))

    assert numbers(province) == [(1, "b", "r"), (2, "a", "r"), (3, "c", "r")]


def test_what_a_savepoint_took_back_has_no_number(province: Store) -> None:
    with psql(province) as connection:
        connection.execute(statement(province, "person", SCOPE, "a"))
        with connection.transaction(force_rollback=True):
            connection.execute(statement(province, "person", SCOPE, "b"))
            connection.execute(statement(province, "person", "2", "c"))
        connection.execute(statement(province, "person", SCOPE, "d"))

    assert numbers(province) == [(1, "a", "r"), (2, "d", "r")]
    assert numbers(province, "2") == []


def test_what_is_rolled_back_leaves_no_hole(province: Store) -> None:
    for has_come in (True, False, True):
        with psql(province) as connection:
            connection.execute(statement(province, "person", SCOPE, f"{has_come}"))
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            if not has_come:
                connection.rollback()

    assert numbers(province) == [(2, "True", "r")]


def test_a_row_that_goes_and_comes_back_in_a_transaction_is_here(province: Store) -> None:
    add(province, 1)
    schema = schema_of(province)
    with psql(province) as connection:
        for scope in ("2", SCOPE):
            connection.execute(f"UPDATE {schema}.person SET scope = '{scope}'")

    assert [kind for _, _, kind in numbers(province)] == ["r"]
    assert [kind for _, _, kind in numbers(province, "2")] == ["l"]


def test_history_of_another_writer_is_numbered_too(province: Store) -> None:
    (row_id,) = add(province, 1)
    schema = schema_of(province)
    with psql(province) as connection:
        connection.execute(
            f"INSERT INTO {schema}.history (op_id, record_type, row_id, scope, changes, by, at, "
            f"device) VALUES ('x', 'person', '{row_id}', '{SCOPE}', '{{}}', '', '', '')"
        )
        connection.execute(f"UPDATE {schema}.person SET alias = 'x'")

    assert [entry.seq for page in pages(province, 0, 9) for entry in page.history] == [2]


def test_writers_at_one_moment_wait_and_leave_no_gap(province: Store) -> None:
    """Each writes both communes, in turns the one or the other first: none waits in a circle."""

    def write(writer: int) -> None:
        with psql(province) as connection:
            for turn in range(10):
                for scope in ("1", "2") if (writer + turn) % 2 else ("2", "1"):
                    ids = [f"{writer}-{turn}-{scope}-{n}" for n in range(3)]
                    connection.execute(statement(province, "person", scope, *ids))
                connection.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))

    for scope in ("1", "2"):
        assert [seq for seq, _, _ in numbers(province, scope)] == list(range(1, 121))


def test_a_reader_never_passes_a_number_that_is_still_to_come(province: Store) -> None:
    with psql(province) as first, ThreadPoolExecutor(1) as pool:
        first.execute(statement(province, "person", SCOPE, "a"))
        first.execute("SET CONSTRAINTS ALL IMMEDIATE")
        second = pool.submit(add, province, 1)
        assert pages(province, 0, 9) == []
        first.commit()
        second.result()

    assert [seq for seq, _, _ in numbers(province)] == [1, 2]


def test_what_postgresql_takes_in_no_json_is_kept_when_it_is_held(province: Store) -> None:
    odd = Operation(
        id="1", no=1, group_id="1", record_type="person", row_id="1", kind=OpKind.INSERT,
        changes={"alias": (None, "a\0\\u0000")}, scope=SCOPE, by="", made_at="",
    )  # fmt: skip
    fine = dataclasses.replace(odd, id="2", changes={"alias": (None, '\\"Ế')})
    with province.write(by="x") as work:
        outcomes = [
            ledger.Outcome(odd, Status.HELD, {}, SCOPE, "value-malformed"),
            ledger.Outcome(fine, Status.OK, {}, SCOPE),
        ]
        ledger.record(work, "A", "", outcomes)
        work.commit()

    with province.read() as reader:
        book = reader.tables.book("operation")
        bodies = reader.connection.execute(select(book.c.body).order_by(book.c.op_id)).scalars()
        kept = [msgspec.json.decode(body, type=Operation) for body in bodies]
        assert kept == [odd, fine]
        assert ledger.known(reader, ["1", "2", "3"]) == {"1", "2"}
