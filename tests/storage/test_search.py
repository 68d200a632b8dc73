from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctxh_desktop.domain import words
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.records.visit import Visit
from ctxh_desktop.storage import search
from ctxh_desktop.storage.store import Store, open_laptop
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from tests.data.laptops import KEY, SCOPE, rows_of, ticking_ambient
from tests.data.people import people

COUNT = 250


@pytest.fixture
def filled(store: Store) -> Store:
    extra = [
        {"full_name": "K'Huân", "groups": "NCT"},
        {"full_name": "Kăn-Brao Mía", "groups": "NCT", "phone": "0905 123 456"},
        {"full_name": "Nguyễn Thị Ánh Nguyệt", "groups": "TE", "born": "2012-08"},
    ]
    with store.write(by="Hoa") as work:
        for values in [*people(COUNT, seed=3), *extra]:
            work.insert("person", work.ambient.new_id(), SCOPE, values)
        work.commit()
    return store


def find(store: Store, typed: str, limit: int = 10_000) -> list[str]:
    with store.read() as reader:
        table = reader.tables.records["person"]
        return search.find_ids(reader.connection, Person.type, table, typed, limit)


def oracle(store: Store, typed: str, *, is_strict: bool = False) -> set[str]:
    """Every word that was typed begins a word of some searched field (is one, but for the last)."""
    *before, last = search._words(typed)
    found = set()
    for row in rows_of(store).values():
        there = search.search_text(Person.type, row.values).split()
        begun = [last] if is_strict else [*before, last]
        is_hit = all(any(word.startswith(part) for word in there) for part in begun)
        if is_hit and (not is_strict or set(before) <= set(there)) and not row.deleted_at:
            found.add(row.id)
    return found


def typed_by_people(store: Store) -> list[str]:
    rng = Random(1)
    queries = ["nguyen", "đức", "DUC", "ánh nguyệt", "2012", "k'huan", "kan-brao", "456",
               "0905123456",
               "0905 123", "nt", "thon 3", "tổ dân phố 2", "zzz", "a", "á", "123.456"]  # fmt: skip
    for row in rng.sample(list(rows_of(store).values()), 25):
        name = row.text("full_name")
        queries += [name, words.fold(name), name.split()[-1], name[:4], " ".join(name.split()[-2:])]
        queries += [row.text("phone")[-6:], row.text("id_number"), row.text("id_number")[-4:]]
    return [query for query in queries if query]


def test_each_query_finds_what_a_naive_search_finds(filled: Store) -> None:
    """All whole words, or where there are none all beginnings; never what does not match."""
    for typed in typed_by_people(filled):
        found, whole = set(find(filled, typed)), oracle(filled, typed, is_strict=True)
        assert found <= oracle(filled, typed), typed
        if not typed[0].isdigit():
            assert whole <= found, typed
            assert whole or found == oracle(filled, typed), typed


def test_a_given_name_comes_first(filled: Store) -> None:
    rows = rows_of(filled)
    given = [words.given_first(rows["person", i].text("full_name")) for i in find(filled, "ng")]
    starts = [name.startswith("ng") for name in given]

    assert any(starts)
    assert starts == sorted(starts, reverse=True)


def test_the_limit_holds(filled: Store) -> None:
    assert len(find(filled, "n", 7)) == 7
    assert len(set(find(filled, "n", 50))) == 50


def test_a_changed_and_a_deleted_record_are_found_as_they_are_now(store: Store) -> None:
    ids = [store.ambient.new_id() for _ in range(2)]
    with store.write(by="Hoa") as work:
        for row_id in ids:
            work.insert("person", row_id, SCOPE, {"full_name": "Hồ Thị Lài", "phone": "0905111222"})
        work.commit()
    with store.write(by="Hoa") as work:
        work.patch("person", ids[0], {"full_name": "Lê Thị Sen"})
        work.delete("person", ids[1], "double")
        work.commit()

    assert find(store, "lai") == find(store, "ho thi") == []
    assert find(store, "sen") == find(store, "le thi") == find(store, "111222") == [ids[0]]

    with store.write(by="Hoa") as work:
        work.patch("person", ids[1], {"deleted_at": None, "deleted_reason": None})
        work.commit()

    assert find(store, "lai") == [ids[1]]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=12) | st.text(alphabet="'\"*:&|!()-^ kK%_\\ă", max_size=8))
def test_nothing_that_can_be_typed_breaks_the_search(store: Store, typed: str) -> None:
    assert find(store, typed) == []


def test_nothing_typed_finds_nothing(filled: Store) -> None:
    assert find(filled, "") == find(filled, " .-! ") == []


def save_visit(store: Store, note: str) -> str:
    row_id = store.ambient.new_id()
    with store.write(by="Hoa") as work:
        work.insert("visit", row_id, SCOPE, {"note": note})
        work.commit()
    return row_id


def visits_with(store: Store, typed: str) -> set[str]:
    with store.read() as reader:
        table = reader.tables.records["visit"]
        return set(search.find_ids(reader.connection, Visit.type, table, typed, 10_000))


def tail_length(store: Store) -> int:
    with store.read() as reader:
        return len(search._tail(reader.connection, Visit.type).all())


def test_what_was_saved_is_found_at_once_and_the_tail_stays_short(
    laptop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "TAIL_MAX", 60)
    saved, lengths = set(), []
    for number in range(2 * search.TAIL_MAX + 3):
        saved.add(save_visit(laptop, f"Cho cháu đi học số {number}"))
        assert visits_with(laptop, "chau hoc") == saved
        lengths.append(tail_length(laptop))

    assert max(lengths) == search.TAIL_MAX - 1
    assert lengths[search.TAIL_MAX - 1] == 0
    assert len(visits_with(laptop, "hoc 7")) == 11, "as a beginning: 7, 70 to 79"


def test_many_records_at_once_go_into_the_index_at_once(laptop: Store) -> None:
    save_visit(laptop, "lợp lại mái nhà")
    with laptop.write(by="Hoa") as work:
        for _ in range(1_500):
            work.insert("visit", work.ambient.new_id(), SCOPE, {"note": "xin lợp mái"})
        work.commit()

    assert tail_length(laptop) == 0
    assert len(visits_with(laptop, "mái")) == search.FTS_HITS_MAX


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_to_records_the_search_knows_them_as_they_are(
    laptop: Store, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changed, deleted, brought back and taken out, in the tail, at its border and before it."""
    monkeypatch.setattr(search, "TAIL_MAX", 7)
    rng, notes = Random(seed), ("Gạo", "thuốc", "xe lăn", "học bổng")
    ids: list[str] = []
    for _ in range(150):
        with laptop.write(by="Hoa") as work:
            for _ in range(rng.choice((1, 1, 1, 2))):
                _happen(work, rng, ids, f"{rng.choice(notes)} {rng.choice(notes)}")
            work.commit()
        alive = [row for row in rows_of(laptop).values() if not row.deleted_at]
        for note in notes:
            wanted = words.fold(note).split()
            known = {
                row.id for row in alive if set(wanted) <= set(words.fold(row.text("note")).split())
            }
            assert visits_with(laptop, note) == known, (seed, note)


def _happen(work: UnitOfWork, rng: Random, ids: list[str], note: str) -> None:
    """Do one thing to a visit, more often to one of the newest."""
    kind = rng.choice(("insert", "insert", "patch", "delete", "restore", "remove"))
    if kind == "insert" or not ids:
        ids.append(work.insert("visit", work.ambient.new_id(), SCOPE, {"note": note}).id)
        return
    row_id = rng.choice(ids[-9:] if rng.random() < 0.7 else ids)
    if kind == "remove":
        ids.remove(row_id)
        work.remove("visit", row_id)
    elif kind == "delete":
        work.delete("visit", row_id, "double")
    else:
        values = {"note": note} if kind == "patch" else {"deleted_at": None, "deleted_reason": None}
        work.patch("visit", row_id, values)


@pytest.mark.parametrize("count", [1, search.TAIL_MAX - 1, search.TAIL_MAX, search.TAIL_MAX + 1])
def test_a_book_whose_process_died_after_a_save_finds_all_of_it(
    laptop: Store, tmp_path: Path, count: int
) -> None:
    """The files as they lie on the disk, without any closing, are opened as another book."""
    saved = {save_visit(laptop, "nhà dột, xin lợp lại mái") for _ in range(count)}
    with laptop.write(by="Hoa") as work:
        work.insert("visit", work.ambient.new_id(), SCOPE, {"note": "mái, chưa lưu"})
        work.flush()
        for file in tmp_path.glob("a.db*"):
            shutil.copyfile(file, tmp_path / f"dead-{file.name}")

    found = open_laptop(tmp_path / "dead-a.db", KEY, ticking_ambient("b"))

    assert visits_with(found, "mai") == saved
    assert visits_with(found, "mai") == visits_with(laptop, "mai")
    found.close()
