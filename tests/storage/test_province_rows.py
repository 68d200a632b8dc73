from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, text

from ctxh_desktop.errors import TransientError
from ctxh_desktop.storage import bulk
from ctxh_desktop.storage.store import Store
from tests.data.laptops import SCOPE, rows_of

COUNT = 2 * bulk.PART_ROWS + 1


def add(store: Store, count: int = COUNT, **values: Any) -> list[str]:
    ids = [store.ambient.new_id() for _ in range(count)]
    with store.write(by="staff") as work:
        for row_id in ids:
            work.insert("person", row_id, SCOPE, {"full_name": "Hồ Thị Lài", **values})
        work.commit()
    return ids


def test_new_and_changed_rows_are_written_in_all_parts(province: Store) -> None:
    ids = add(province)
    with province.write(by="staff") as work:
        work.load("person", ids)
        for number, row_id in enumerate(ids):
            work.patch("person", row_id, {"alias": f"{number}"})
        work.commit()

    found = rows_of(province)
    assert [found["person", row_id]["alias"] for row_id in ids] == [str(n) for n in range(COUNT)]
    assert {row["full_name"] for row in found.values()} == {"Hồ Thị Lài"}


def test_of_a_changed_row_only_what_differs_is_sent(province: Store) -> None:
    (row_id,) = add(province, 1, note="x" * 99)
    sent: list[str] = []
    with province.write(by="staff") as work:
        work.patch("person", row_id, {"alias": "Lài"})
        event.listen(province.engine, "before_cursor_execute", lambda *a: sent.append(f"{a[2:4]}"))
        work.flush()

    (update,) = [words for words in sent if 'INTO "person"' in words]
    assert "alias" in update
    assert "note" not in update


def test_a_row_that_another_wrote_since_it_was_missing_is_not_written_over(province: Store) -> None:
    (row_id,) = add(province, 1)

    def add_again() -> None:
        with province.write(by="late") as work:
            work.insert("person", row_id, SCOPE, {"full_name": "Trần"})
            work.commit()

    with pytest.raises(TransientError, match="database-busy"):
        add_again()
    assert rows_of(province)["person", row_id]["full_name"] == "Hồ Thị Lài"


def test_a_row_rewritten_as_it_is_gets_all_its_columns(province: Store) -> None:
    (row_id,) = add(province, 1)
    with province.write(by="staff") as work:
        work.connection.execute(text("UPDATE person SET name_fold = NULL, search_text = NULL"))
        work.rewrite("person", row_id)
        work.commit()

    with province.read() as reader:
        found = reader.connection.execute(text("SELECT name_fold, search_text FROM person")).one()
    assert tuple(found) == ("ho thi lai", "ho thi lai")
