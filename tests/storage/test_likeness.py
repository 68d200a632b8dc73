"""Candidates come out of small blocks, and only of the people that were written."""

from __future__ import annotations

from typing import Any

import pytest

from ctxh_desktop.domain.records.person_pair import DIFFERENT, ordered, pair_id
from ctxh_desktop.storage import likeness
from ctxh_desktop.storage.store import Store

SCOPE = "19819"
LAN = {"full_name": "Nguyễn Thị Thuý Lan", "born": "1951-03-02", "village": "Thôn 3"}


def add(store: Store, *people: dict[str, Any], scope: str = SCOPE) -> list[str]:
    ids = []
    with store.write(by="Hoa", label="fill") as work:
        for person in people:
            ids.append(work.ambient.new_id())
            work.insert("person", ids[-1], scope, person)
        work.commit()
    return ids


def compare_all(store: Store) -> list[tuple[str, str]]:
    with store.write(by="Hoa", label="compare") as work:
        while likeness.compare_next(work, 2):
            pass
        work.commit()
    with store.read() as reader:
        assert likeness.count(reader) == len(likeness.pairs(reader, 10))
        return [(pair.person_id, pair.other_id) for pair in likeness.pairs(reader, 10)]


@pytest.mark.parametrize(
    "other",
    [
        {**LAN},
        {**LAN, "full_name": "Nguyen Thi Thuy Lan", "village": None},
        {**LAN, "full_name": "Lan Nguyễn Thị Thuý"},
        {**LAN, "full_name": "Nguyễn Thị Thuý Lann", "born": "1952"},
        {**LAN, "born": None},
    ],
    ids=["the same", "bare, elsewhere", "given name first", "a slip", "no birth"],
)
def test_one_person_twice_is_found_from_either_side(laptop: Store, other: dict[str, Any]) -> None:
    ids = add(laptop, LAN, other, {**LAN, "full_name": "Trần Văn Bình"})

    assert compare_all(laptop) == [ordered(*ids[:2])]
    with laptop.read() as reader:
        for values, found in ((LAN, ids[1]), (other, ids[0])):
            but = ids[0] if found == ids[1] else ids[1]
            assert [i for i, _ in likeness.alike(reader, values, SCOPE, but=but)] == [found]


def test_number_and_phone_lead_to_a_person(laptop: Store) -> None:
    known = {"full_name": "Lê Văn A", "id_number": "046151001234", "phone": "0912345678"}
    ids = add(laptop, known)

    with laptop.read() as reader:
        same = {"full_name": "Ai đó", "id_number": "046151001234"}
        assert [i for i, _ in likeness.alike(reader, same, SCOPE)] == ids
        assert not likeness.alike(reader, {"full_name": "Ai đó", "phone": "0912345678"}, SCOPE)


def test_people_of_another_commune_are_not_proposed(laptop: Store) -> None:
    add(laptop, LAN)
    add(laptop, LAN, scope="20014")

    assert compare_all(laptop) == []


def test_only_who_was_written_is_compared_again(laptop: Store) -> None:
    ids = add(laptop, LAN, LAN)
    assert compare_all(laptop) == [ordered(*ids)]
    with laptop.read() as reader:
        assert not likeness.is_due(reader)

    with laptop.write(by="Hoa", label="mend") as work:
        work.patch("person", ids[1], {"full_name": "Trần Văn Bình"})
        work.commit()

    with laptop.read() as reader:
        assert likeness.is_due(reader)
    assert compare_all(laptop) == []


def test_nobody_is_asked_twice(laptop: Store) -> None:
    ids = add(laptop, LAN, LAN)
    compare_all(laptop)
    first, second = ordered(*ids)
    with laptop.write(by="Hoa", label="say") as work:
        values = {"person_id": first, "other_id": second, "verdict": DIFFERENT}
        work.insert("person_pair", pair_id(*ids), SCOPE, values)
        work.commit()

    assert compare_all(laptop) == []


def test_a_chain_of_merges_is_followed_to_its_end(laptop: Store) -> None:
    ids = add(laptop, LAN, LAN, LAN)
    with laptop.write(by="Hoa", label="merge") as work:
        for goes, stays in ((2, 1), (1, 0)):
            work.delete("person", ids[goes], "merged")
            work.patch("person", ids[goes], {"merged_into": ids[stays]})
        work.commit()

    with laptop.read() as reader:
        assert [likeness.standing(reader, i) for i in ids] == [ids[0]] * 3
        assert likeness.standing(reader, "nobody") == "nobody"
