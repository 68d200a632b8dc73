from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctxh_desktop.domain import readings, words
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.storage import finding, search
from ctxh_desktop.storage.lookups import Register
from ctxh_desktop.storage.store import Store
from tests.data.laptops import SCOPE, rows_of
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
        return finding.find_ids(reader.connection, Person.type, table, typed, limit)


def as_typed(store: Store, typed: str) -> list[str]:
    with store.read() as reader:
        register = Register(reader.connection, Person.type, reader.tables.records["person"])
        return finding.as_typed(register, typed, 10_000)


def oracle(store: Store, typed: str, *, is_strict: bool = False) -> set[str]:
    """Every word that was typed begins a word of some searched field (is one, but for the last)."""
    found = set()
    for row in rows_of(store).values():
        there = search.search_text(Person.type, row.values).split()
        for way in [readings.read(typed)] if is_strict else readings.ways(typed):
            *before, last = way.words
            begun = [last] if is_strict else [*before, last]
            is_hit = all(any(word.startswith(part) for word in there) for part in begun)
            if is_hit and (not is_strict or set(before) <= set(there)) and not row.deleted_at:
                found.add(row.id)
        number = readings.read(typed).text
        if number.isdigit() and len(number) > 3 and not is_strict:
            found |= {row.id for word in there if word.isdigit() and word.endswith(number)}
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
        found, whole = set(as_typed(filled, typed)), oracle(filled, typed, is_strict=True)
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
