from __future__ import annotations

import msgspec
import pytest

from ctxh_desktop.storage import older_history
from ctxh_desktop.storage.older_history import Ask
from ctxh_desktop.storage.store import Store


def test_a_mark_is_set_once_and_goes_with_its_commune(laptop: Store) -> None:
    with laptop.write(by="sync") as work:
        older_history.mark(work, "1", 7)
        older_history.mark(work, "1", 9)
        older_history.mark_whole(work, ["1", "2"])
        assert older_history.marks(work) == {"1": 7, "2": 0}

        older_history.note(work, "1", ["a"])
        older_history.note(work, "2", ["b"])
        older_history.want(work, ["a", "b"])
        older_history.forget_scope(work, "1")
        older_history.forget_scope(work, "unknown")
        assert older_history.marks(work) == {"2": 0}
        assert older_history.absent(work, ["a", "b"]) == ["b"]
        assert [ask.id for ask in older_history.wanted(work, 9)] == ["b"]

        older_history.forget_all(work)
        assert older_history.marks(work) == {}
        assert older_history.absent(work, ["b"]) == []


def test_what_was_fetched_is_not_absent_again(laptop: Store) -> None:
    with laptop.write(by="sync") as work:
        older_history.mark(work, "1", 7)
        older_history.note(work, "1", ["a", "b"])
        older_history.want(work, ["a", "b", "c"])
        older_history.want(work, ["a"])
        assert older_history.wanted(work, 1) == [Ask("a", "1", 8)]
        assert [ask.id for ask in older_history.wanted(work, 9)] == ["a", "b"]

        older_history.arrived(work, Ask("a", "1", 5, "op"), is_last=False)
        assert older_history.asked(work, "a") == Ask("a", "1", 5, "op")
        older_history.want(work, ["a"])
        assert older_history.asked(work, "a") == Ask("a", "1", 5, "op"), "it goes on from there"

        older_history.arrived(work, Ask("a", "1", 2, "op"), is_last=True)
        assert older_history.asked(work, "a") is None
        older_history.note(work, "1", ["a"])
        older_history.want(work, ["a"])
        assert older_history.absent(work, ["a", "b"]) == ["b"]
        assert older_history.asked(work, "a") is None


def test_in_another_commune_it_is_another_question(laptop: Store) -> None:
    with laptop.write(by="sync") as work:
        older_history.mark(work, "1", 7)
        older_history.mark(work, "2", 3)
        older_history.note(work, "1", ["a"])
        older_history.arrived(work, Ask("a", "1", 2), is_last=True)

        older_history.note(work, "2", ["a"])
        older_history.want(work, ["a"])
        assert older_history.asked(work, "a") == Ask("a", "2", 4)

        older_history.forget(work, ["a"])
        assert (older_history.asked(work, "a"), older_history.absent(work, ["a"])) == (None, [])


@pytest.mark.parametrize("wrong", [{"id": "x\x00"}, {"op_id": "x" * 101}, {"seq": -1}, {"id": "ạ"}])
def test_no_stranger_can_ask_what_a_database_cannot_hold(wrong: dict[str, object]) -> None:
    given = list({"id": "a", "scope": "1", "seq": 1, "op_id": "", **wrong}.values())

    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(given, Ask)
