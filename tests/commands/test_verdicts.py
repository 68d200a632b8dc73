"""An answer about two people is one row, whoever is named first and however often it is given."""

from __future__ import annotations

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.verdicts import say
from ctxh_desktop.domain.records.person_pair import DIFFERENT, SAME, pair_id

ONE, OTHER, COMMUNE = "p-1", "p-2", "19819"


def said(desk: Desk) -> tuple[object, ...]:
    with desk.read() as reader:
        row = reader.get("person_pair", pair_id(ONE, OTHER))
        assert row is not None
        return row["person_id"], row["other_id"], row["verdict"], row.deleted_at


def test_a_second_answer_takes_the_place_of_the_first(desk: Desk) -> None:
    with desk.write("x") as work:
        say(work, (OTHER, ONE), COMMUNE, DIFFERENT)
    assert said(desk) == (ONE, OTHER, DIFFERENT, None)

    with desk.write("x") as work:
        say(work, (ONE, OTHER), COMMUNE, SAME)
    assert said(desk) == (ONE, OTHER, SAME, None)


def test_an_answer_that_was_taken_back_can_be_given_again(desk: Desk) -> None:
    with desk.write("x") as work:
        say(work, (ONE, OTHER), COMMUNE, DIFFERENT)
        work.delete("person_pair", pair_id(ONE, OTHER), "undo")
    with desk.write("x") as work:
        say(work, (ONE, OTHER), COMMUNE, DIFFERENT)

    assert said(desk) == (ONE, OTHER, DIFFERENT, None)
