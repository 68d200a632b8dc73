from __future__ import annotations

import pytest

from ctxh_desktop.commands.imports import Imported
from ctxh_desktop.ui.pages.import_result import ResultCard


@pytest.fixture
def card(qtbot):
    made = ResultCard()
    qtbot.addWidget(made)
    made.resize(900, 200)
    made.show()
    return made


def test_all_counts_are_said(card):
    card.show_result(Imported(40, 2, 3, "i-1"), left_out=1)

    assert card.title.text() == "40 people were taken in."
    assert card.more.text() == (
        "2 rows with problems were left out. 3 people were in the list already. "
        "1 rows were left out by you."
    )


def test_who_was_filled_in_is_said_and_the_next_sheet_offered(card, qtbot):
    card.show_result(Imported(0, 0, 1, "i-1", filled=2), left_out=0, next_sheet="Thôn 2")
    assert card.more.text().startswith("2 people were filled in")
    assert "all of it" in card.question.really.text()
    assert "Thôn 2" in card.see_sheet.text()
    with qtbot.waitSignal(card.sheet_wanted) as told:
        card.see_sheet.click()
    assert told.args == ["Thôn 2"]
    card.show_result(Imported(1, 0, 0, "i-1"), left_out=0)
    assert card.see_sheet.isHidden()


def test_it_is_undone_after_asking_once_more(card, qtbot):
    card.show_result(Imported(40, 0, 0, "i-1"), left_out=0)
    assert card.more.isHidden()
    card.question.ask.click()
    with qtbot.waitSignal(card.undone) as told:
        card.question.really.click()
    assert told.args == ["i-1"]

    card.show_undone("40 people were taken out again.")
    assert card.question is None
    assert card.title.text() == "40 people were taken out again."


def test_nothing_taken_in_is_nothing_to_undo(card):
    card.show_result(Imported(0, 4, 0, ""), left_out=0)
    assert card.question is None


def test_possible_duplicates_are_told_and_shown(card, qtbot):
    assert not card.see_pairs.isVisible()
    card.show_pairs(12)
    assert card.pairs.text() == "12 pairs in the list may be one person each."
    with qtbot.waitSignal(card.pairs_wanted):
        card.see_pairs.click()
