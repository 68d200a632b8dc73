from __future__ import annotations

from dataclasses import replace

import pytest

from ctxh_desktop.domain import id_card
from ctxh_desktop.domain.id_card import Doubt
from ctxh_desktop.ui.pages.card_notice import CardNotice, argument_of, card_of
from ctxh_desktop.ui.widgets import sheets
from tests.exchange.test_card_pictures import TEXT

CARD = id_card.read(TEXT)


@pytest.fixture
def notice(qtbot):
    made = CardNotice()
    box = sheets.wrap(sheets.column(made))
    qtbot.addWidget(box)
    box.show()
    made.box = box
    return made


def test_an_argument_stands_for_its_card():
    assert card_of(argument_of(CARD)) == CARD
    assert card_of(argument_of(replace(CARD, doubt=Doubt.ODD))) == CARD


def test_the_address_of_the_card_is_told(notice):
    notice.show_argument(argument_of(CARD))

    assert notice.isVisible()
    assert "Kim Long" in notice.sentences()
    assert "UniKey" not in notice.sentences()


def test_what_is_doubtful_is_told_first(notice):
    notice.show_argument(argument_of(replace(CARD, doubt=Doubt.ODD)))
    assert "UniKey" in notice.sentences().splitlines()[0]

    bare = id_card.read("046088001234||Nguyen Van A|01021989|Nam|Hue|25042021")
    notice.show_argument(argument_of(bare))
    first, second, _ = notice.sentences().splitlines()
    assert "Nguyen Van A" in first
    assert "1989" in second


def test_another_argument_hides_it(notice):
    notice.show_argument(argument_of(CARD))
    notice.show_argument("name:Hoa")

    assert not notice.isVisible()
