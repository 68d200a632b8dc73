from __future__ import annotations

import pytest

from ctxh_desktop.commands.pairs import ShowPair
from ctxh_desktop.ui.pages.pair_field import PairWords
from ctxh_desktop.ui.pages.pair_parts import ColumnHeads, SettledSheet, WhyLines
from ctxh_desktop.ui.widgets.labels import Label
from tests.data.look_alikes import BAY, BAY_AGAIN, LAN, LAN_AGAIN, enter_twice


@pytest.fixture
def shown(book, qtbot):
    def show(one, other):
        return book.send(ShowPair(*enter_twice(book, one, other)))

    return show


def words_of(widget):
    return [label.text() for label in widget.findChildren(Label)]


def test_heads_name_both_and_lead_to_their_cases(shown, book, qtbot):
    file = shown(LAN, LAN_AGAIN)
    heads = ColumnHeads(file, book.scene.today(), may_both=True)
    qtbot.addWidget(heads)
    opened = []
    heads.opened.connect(opened.append)

    heads.sides[1].open.click()

    assert opened == [file.other.cases[0].id]
    assert LAN_AGAIN["full_name"] in heads.sides[1].open.accessibleName()
    assert "Keep both" in words_of(heads)


def test_what_needs_no_choice_is_listed_with_where_it_comes_from(shown, book, qtbot):
    file = shown(LAN, LAN_AGAIN)
    sheet = SettledSheet()
    qtbot.addWidget(sheet)
    sheet.show_file(file, PairWords(book.scene.types["person"], book.scene.catalogue, {}))
    words = words_of(sheet)

    assert words[0] == "Nothing to choose (4)"
    assert words[words.index("Village or ward group") + 2] == "the same"
    assert words[words.index("ID number") + 2] == "only at the right"
    assert words[words.index("Target groups") + 2] == "from both"


def test_the_groups_of_the_protected_are_not_named(shown, book, qtbot):
    file = shown({**LAN, "groups": "HIV"}, LAN_AGAIN)
    sheet = SettledSheet()
    qtbot.addWidget(sheet)
    sheet.show_file(file, PairWords(book.scene.types["person"], book.scene.catalogue, {}))
    words = words_of(sheet)

    assert words[words.index("Target groups") + 1] == "Protected case"


def test_what_speaks_against_it_is_said_apart(shown, qtbot):
    lines = WhyLines()
    qtbot.addWidget(lines)

    lines.show_file(shown(BAY, BAY_AGAIN))
    assert lines.agreeing.text().endswith("same village. 1 boxes differ.")
    assert lines.against.text() == "Different sex"

    lines.show_file(shown(LAN, LAN_AGAIN))
    assert lines.against.isHidden()
