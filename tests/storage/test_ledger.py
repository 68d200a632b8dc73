from __future__ import annotations

import dataclasses

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
