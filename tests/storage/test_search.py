from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from ctxh_desktop.domain import words
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.records.visit import Visit
from ctxh_desktop.storage import finding, lookups, search
from ctxh_desktop.storage.store import Store, open_laptop
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from tests.data.laptops import KEY, SCOPE, rows_of, ticking_ambient
from tests.data.province import province

PEOPLE = [
    *(person for _, person in province(300, seed=3)),
    {"full_name": "H'Hen Niê", "village": "Tổ 3 - Kiệt 12/4", "phone": "+84 912.773-345"},
    {"full_name": None, "village": "12/4 Kiệt 3", "born": "1951-02", "alias": "…"},
]


def save_visit(store: Store, note: str) -> str:
    row_id = store.ambient.new_id()
    with store.write(by="Hoa") as work:
        work.insert("visit", row_id, SCOPE, {"note": note})
        work.commit()
    return row_id


def visits_with(store: Store, typed: str) -> set[str]:
    with store.read() as reader:
        table = reader.tables.records["visit"]
        return set(finding.find_ids(reader.connection, Visit.type, table, typed, 10_000))


def tail_length(store: Store) -> int:
    with store.read() as reader:
        return len(search.tail(reader.connection, Visit.type).all())


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
    assert len(visits_with(laptop, "mái")) == lookups.FTS_HITS_MAX


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


def test_words_of_a_record_are_those_of_its_parts() -> None:
    for person in PEOPLE:
        parts = search.parts(Person.type, person)
        in_parts = {word for part in parts.values() for word in part.split()}
        assert search.all_words(Person.type, person) == in_parts


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
