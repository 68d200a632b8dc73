from __future__ import annotations

import pytest

from ctxh_desktop.commands.pairs import BOTH, ONE, OTHER, compared
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.ui.pages.pair_field import PairFieldRow, PairWords


@pytest.fixture
def row(book, qtbot):
    def make(name, one, other):
        fields = compared(
            Person.type, {"full_name": "Lê An", **one}, {"full_name": "Lê An", **other}
        )
        field = next(found for found in fields if name in found.names)
        names = {"h-1": "Hồ Văn Lộc", "h-2": "Hồ Thị Sen"}
        made = PairFieldRow(field, PairWords(Person.type, book.scene.catalogue, names))
        qtbot.addWidget(made)
        return made

    return make


def test_the_fuller_value_is_chosen_beforehand_and_said_so(row):
    made = row("born", {"born": "1951"}, {"born": "1951-03-02"})

    assert made.choice() == OTHER
    assert made._state.text() == "Proposed: it says more"
    assert made.values() == {"born": "1951-03-02"}


def test_nothing_is_chosen_where_they_disagree(row):
    made = row("phone", {"phone": "0912345678"}, {"phone": "0905111222", "phone_of": "CON"})

    assert (made.choice(), made.choices()) == ("", (ONE, OTHER))
    made.choose(2)
    assert made.values() == {"phone": "0905111222", "phone_of": "CON"}


def test_only_what_differs_of_a_group_is_shown_and_numbers_stay_whole(row):
    same = {"phone_of": "CON"}
    made = row("phone", {"phone": "0912345678", **same}, {"phone": "0905111222", **same})

    assert made.cell(ONE).text() == "0912\u00a0345\u00a0678"


def test_both_names_are_kept_each_in_its_place(row):
    made = row("full_name", {"full_name": "Le Thi Hoa"}, {"full_name": "Lê Thị Hoà"})
    assert made.choice() == OTHER
    assert made.cell(BOTH).hint() == "Also called: Le Thi Hoa"

    made.choose(3)

    assert made.values() == {"full_name": "Lê Thị Hoà", "alias": "Le Thi Hoa"}


def test_households_are_told_apart_by_name(row):
    made = row("household_id", {"household_id": "h-1"}, {"household_id": "h-2"})

    assert (made.cell(ONE).text(), made.cell(OTHER).text()) == ("Hồ Văn Lộc", "Hồ Thị Sen")
