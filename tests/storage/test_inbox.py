from __future__ import annotations

import pytest

from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.errors import TransientError
from ctxh_desktop.storage import inbox
from ctxh_desktop.storage.inbox import Page
from ctxh_desktop.storage.store import Store
from tests.data.laptops import SCOPE, rows_of

BLANK = dict.fromkeys(Person.type.by_name)


def row(row_id: str, seq: int, scope: str = SCOPE, **values) -> Row:
    filled = {**BLANK, "full_name": "Hồ", **values}
    return Row("person", row_id, scope, filled, seq, "t", "Hoa")


def apply(store: Store, *pages: Page) -> int:
    with store.write(by="sync") as work:
        taken = inbox.apply_pages(work, pages)
        work.commit()
        return taken


def cursors(store: Store) -> dict[str, int]:
    with store.read() as reader:
        return inbox.cursors(reader)


def test_rows_and_cursor_move_together(laptop: Store) -> None:
    taken = apply(laptop, Page(SCOPE, 0, 5, (row("a", 4), row("b", 5))))

    assert (taken, cursors(laptop)) == (2, {SCOPE: 5})
    assert set(rows_of(laptop)) == {("person", "a"), ("person", "b")}


def test_a_page_after_a_gap_waits(laptop: Store) -> None:
    page = Page(SCOPE, 3, 5, (row("a", 4),))

    assert apply(laptop, page) == 0
    assert apply(laptop, Page(SCOPE, 0, 3), page) == 1


def test_what_is_not_newer_is_skipped(laptop: Store) -> None:
    apply(laptop, Page(SCOPE, 0, 5, (row("a", 5, alias="new"),)))

    assert apply(laptop, Page(SCOPE, 0, 6, (row("a", 4, alias="old"),))) == 0
    assert rows_of(laptop)["person", "a"]["alias"] == "new"


def test_a_late_page_takes_nothing_out(laptop: Store) -> None:
    apply(laptop, Page(SCOPE, 0, 5, (row("a", 5),)))
    apply(laptop, Page(SCOPE, 0, 4, left=(("person", "a"),)))

    assert set(rows_of(laptop)) == {("person", "a")}


def test_a_row_that_left_one_commune_for_another_of_this_laptop_stays(laptop: Store) -> None:
    apply(laptop, Page("2", 0, 1, (row("a", 1, "2"),)))
    apply(laptop, Page("1", 0, 1, (row("a", 1, "1"),)), Page("2", 1, 2, left=(("person", "a"),)))

    assert rows_of(laptop)["person", "a"].scope == "1"


def test_a_page_is_kept_until_it_is_applied(laptop: Store) -> None:
    with laptop.write(by="sync") as work:
        inbox.keep_page(work, SCOPE, 0, 3, b"one")
        inbox.keep_page(work, SCOPE, 3, 7, b"two")
        inbox.keep_page(work, SCOPE, 9, 12, b"after a gap")
        work.commit()

    with laptop.read() as reader:
        assert inbox.downloaded(reader) == {SCOPE: 7}
        assert inbox.kept_pages(reader) == [b"one", b"two", b"after a gap"]
    apply(laptop, Page(SCOPE, 0, 3), Page(SCOPE, 3, 7))
    with laptop.read() as reader:
        assert inbox.kept_pages(reader) == [b"after a gap"]


def test_an_unsent_edit_lies_over_what_arrives(laptop: Store) -> None:
    apply(laptop, Page(SCOPE, 0, 1, (row("a", 1, groups="NCT"),)))
    with laptop.write(by="Hoa") as work:
        work.patch("person", "a", {"alias": "mine", "groups": "NCT NKT"})
        work.commit()

    apply(laptop, Page(SCOPE, 1, 2, (row("a", 2, alias="theirs", note="n", groups="HIV NCT"),)))

    shown = rows_of(laptop)["person", "a"]
    assert (shown["alias"], shown["note"], shown["groups"]) == ("mine", "n", "HIV NCT NKT")
    with laptop.read() as reader:
        book = reader.tables.book("base_row")
        assert "theirs" in reader.connection.execute(book.select()).one().body


def test_a_dropped_commune_leaves_nothing_behind(laptop: Store) -> None:
    apply(laptop, Page("1", 0, 1, (row("a", 1, "1"),)), Page("2", 0, 1, (row("b", 1, "2"),)))
    with laptop.write(by="sync") as work:
        inbox.drop_scope(work, "1")
        work.commit()

    assert set(rows_of(laptop)) == {("person", "b")}
    assert cursors(laptop) == {"2": 1}


def test_pages_are_not_kept_without_end(laptop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "PAGES_KEPT_MAX", 2)
    with laptop.write(by="sync") as work:
        inbox.keep_page(work, SCOPE, 0, 1, b"a")
        inbox.keep_page(work, SCOPE, 1, 2, b"b")

        with pytest.raises(TransientError, match="answer-malformed"):
            inbox.keep_page(work, SCOPE, 2, 3, b"c")
