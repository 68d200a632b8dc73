from __future__ import annotations

import pytest

from ctxh_desktop.ui.messages import sentence_of
from ctxh_desktop.ui.pages.card_page import CardPage
from tests.exchange.test_card_pictures import TEXT, code, file, pictures


@pytest.fixture
def page(book, qtbot):
    made = CardPage(book.scene)
    qtbot.addWidget(made)
    made.resize(1182, 679)
    made.show()
    made.read_cards = []
    made.card_read.connect(made.read_cards.append)
    yield made
    made.hide()


def test_a_pasted_text_is_read(page, qtbot):
    page.text.setPlainText(f"\ufeff{TEXT}\r\n")
    page.read_button.click()
    qtbot.waitUntil(lambda: bool(page.read_cards))

    assert page.read_cards[0].card.full_name == "Nguyễn Văn A"
    assert not page.error.isVisible()


def test_what_is_no_card_is_said_in_a_sentence_and_stays_in_the_box(page, qtbot):
    page.text.setPlainText("Nguyễn Văn A")
    page.read_button.click()
    qtbot.waitUntil(page.error.isVisible)

    assert sentence_of("card-unknown", {}) in page.error.accessibleName()
    assert page.text.toPlainText() == "Nguyễn Văn A"
    assert page.read_cards == []


def test_a_picture_is_read_or_refused(page, qtbot, tmp_path):
    for name, content in (("house.jpg", file(pictures.house(1))), ("the.png", None)):
        target = tmp_path / name
        if content:
            target.write_bytes(content)
        else:
            code(TEXT).save(target)

    page.read_picture(tmp_path / "house.jpg")
    qtbot.waitUntil(page.error.isVisible)
    page.read_picture(tmp_path / "the.png")
    qtbot.waitUntil(lambda: bool(page.read_cards))

    assert not page.error.isVisible()


def test_opened_anew_it_is_empty(page):
    page.text.setPlainText("x")
    page.error.say("wrong")
    page.open("")

    assert page.text.toPlainText() == ""
    assert not page.error.isVisible()
