"""What people type in hard ways finds whom they mean, among 20,000 (`tests.data.recall`)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.data import recall
from tests.data.desks import new_desk

FLOORS = {
    # category: percent at place 1, within 10, where the query says
    "without tones": (85, 100, 100), "with tones": (85, 100, 100),
    "đ wrong or missing": (85, 100, 100), "tone placed old or new": (85, 100, 100),
    "i and y": (85, 100, 100), "NFC and NFD": (100, 100, 100),
    "left by Telex": (80, 100, 100), "left by VNI": (100, 100, 100),
    "order of words": (60, 100, 100), "mixed": (80, 100, 100), "number with name": (80, 100, 100),
    "phone": (100, 100, 100), "tail of a phone": (60, 100, 100),
    "number on the card": (100, 100, 100), "tail of the number": (75, 100, 100),
    "other name": (90, 100, 100), "guardian": (60, 80, 100), "year of birth": (85, 100, 100),
    "day of birth": (85, 100, 100), "village": (85, 100, 100), "case number": (100, 100, 100),
    "highland names": (95, 100, 100), "capitals": (100, 100, 100),
    "spaces and signs": (100, 100, 100), "initials": (70, 100, 100),
    "title before the name": (100, 100, 100), "while typing": (70, 85, 100),
    "slip of a key": (65, 100, 100),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> Iterator[dict[str, list[recall.Found]]]:
    desk = new_desk(tmp_path_factory.mktemp("recall") / "book")
    ids = recall.fill(desk)
    yield recall.by_category(recall.ours(desk, ids))
    desk.close()


def test_there_are_queries_enough_and_a_floor_for_each_category() -> None:
    queries = recall.queries()

    assert len(queries) >= 200
    assert list(dict.fromkeys(query.category for query in queries)) == list(FLOORS)


@pytest.mark.slow
@pytest.mark.parametrize("category", FLOORS)
def test_recall_does_not_fall(found, category) -> None:
    part = found[category]
    first, near, expected = FLOORS[category]
    missed = [f"{one.query.typed!r}: {one.place}" for one in part if not one.is_as_expected]

    assert recall.share(part, lambda one: one.is_within(1)) >= first, missed
    assert recall.share(part, lambda one: one.is_within(10)) >= near, missed
    assert recall.share(part, lambda one: one.is_as_expected) >= expected, missed
