from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.storage import ledger
from ctxh_desktop.sync import pull
from tests.data.laptops import SCOPE, Fleet
from tests.data.province_db import ProvinceDb


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path, count=1, scopes=(SCOPE, "2"))
    yield made
    made.close()


def frames(fleet: Fleet, rows_max: int = 500) -> list[tuple[str, int, int, int]]:
    found = pull.pages(fleet.province, {SCOPE: 0, "2": 0}, rows_max)
    return [(f.scope, f.from_, f.to, sum(block["n"] for block in f.rows)) for f in found]


def add(fleet: Fleet, count: int, scope: str = SCOPE, note: str = "") -> None:
    with fleet.at_province() as work:
        for _ in range(count):
            values = {"full_name": "Hồ", "note": note or None}
            work.insert("person", work.ambient.new_id(), scope, values)


def test_pages_are_as_large_as_was_asked(fleet: Fleet) -> None:
    add(fleet, 5)
    add(fleet, 1, "2")

    assert frames(fleet, 2) == [
        (SCOPE, 0, 2, 2),
        (SCOPE, 2, 4, 2),
        (SCOPE, 4, 5, 1),
        ("2", 0, 1, 1),
    ]
    assert len(frames(fleet, 0)) == len(frames(fleet, -1)) == 6


def test_pages_are_smaller_when_rows_are_large(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "PAGE_BYTES_MAX", 10_000)
    with fleet.at_province() as work:
        for number in range(8):
            note = f"{number}" * 4000
            values = {"full_name": "Hồ", "note": note}
            work.insert("person", work.ambient.new_id(), SCOPE, values)

    counts = [count for *_, count in frames(fleet)]

    assert (max(counts), sum(counts)) == (2, 8)


def test_what_is_written_between_two_pages_comes_too(fleet: Fleet) -> None:
    add(fleet, 3)
    found = pull.pages(fleet.province, {SCOPE: 0}, 2)
    first = next(found)
    add(fleet, 2)

    assert [first.to, *(frame.to for frame in found)] == [2, 4, 5]


def test_no_transaction_is_open_while_a_page_travels(fleet: Fleet) -> None:
    add(fleet, 3)
    found = pull.pages(fleet.province, {SCOPE: 0}, 1)
    next(found)

    assert fleet.province.engine.pool.checkedout() == 0


def test_what_a_newer_province_says_of_a_change_besides_is_passed_over(fleet: Fleet) -> None:
    laptop = fleet.laptops[0]
    row_id = laptop.add(full_name="Hồ")
    laptop.patch(row_id, note="mới")
    laptop.sync()
    with fleet.province.read() as reader:
        frame = pull._frame(reader, ledger.page_after(reader, SCOPE, 0, 500))
    assert frame.history is not None
    frame.history["c"]["newer"] = {"k": "x"}

    with laptop.store.read() as reader:
        page = pull._page(reader, frame)

    assert [entry.row_id for entry in page.history] == [row_id]


def test_news_is_what_others_wrote_and_no_echo(fleet: Fleet) -> None:
    """A row that both changed is news too."""
    add(fleet, 3)
    laptop = fleet.laptops[0]
    assert laptop.sync().news == {"person": 3}
    own = laptop.add(full_name="Hồ Thị Lài")
    assert not laptop.sync().news
    assert not laptop.sync().news

    with fleet.at_province() as work:
        work.patch("person", own, {"alias": "Lài"})
    laptop.patch(own, full_name="Hồ Thị Lai")
    news = laptop.sync().news
    news += laptop.sync().news
    assert news == {"person": 1}
