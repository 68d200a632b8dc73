from __future__ import annotations

import pytest

from ctxh_desktop.commands.cases import ShowPerson
from ctxh_desktop.commands.people import FindDuplicates
from ctxh_desktop.ui.pages.intake_side import DuplicateNotice, PersonCard
from ctxh_desktop.ui.widgets.labels import Label


@pytest.fixture
def notice(book, qtbot):
    made = DuplicateNotice(book.scene, lambda: ("Lê Văn Đức", "1979", ""))
    qtbot.addWidget(made)
    made.resize(272, 200)
    return made


def test_who_may_be_the_same_is_named_and_can_be_opened(notice, book):
    book.with_due_work()
    hits = book.send(FindDuplicates("Lê Văn Đức", "1979"))
    opened = []
    notice.opened.connect(opened.append)

    notice.show_hits(hits)
    notice.open_button.click()

    assert [hit.full_name for hit in opened] == ["Lê Văn Đức"]
    assert "1979 · Nam · Tổ dân phố 2" in notice.accessibleName()


def test_nobody_hides_the_notice_and_its_key(notice, book):
    book.with_due_work()
    notice.show_hits(book.send(FindDuplicates("Lê Văn Đức", "1979")))
    notice.show_hits(())

    assert notice.isHidden()
    assert not notice.open_button.isEnabled()


def test_it_looks_by_itself_once_the_typing_rests(notice, book, qtbot):
    book.with_due_work()
    notice.look_soon()
    qtbot.waitUntil(lambda: bool(notice.hits()), timeout=5_000)

    assert [hit.full_name for hit in notice.hits()] == ["Lê Văn Đức"]


def test_the_flat_form_says_all_in_one_line(notice, book):
    book.with_due_work()
    notice.show_hits(book.send(FindDuplicates("Lê Văn Đức", "1979")))
    notice.set_flat(is_flat=True)

    assert notice._first.text().startswith("There may be a case already: Lê Văn Đức · 1979")
    assert notice.open_button.parentWidget() is notice._flat


def test_the_card_of_a_protected_person_does_not_name_the_group(book, qtbot):
    book.with_due_work()
    hit = book.send(FindDuplicates("Hoàng Thị Thuỷ", "1990"))[0]
    card = PersonCard(book.scene)
    qtbot.addWidget(card)
    card.show_person(book.send(ShowPerson(hit.id)))
    words = [label.text() for label in card.findChildren(Label)]

    assert words[0] == "Hoàng Thị Thuỷ"
    assert not any("bạo lực" in text for text in words)
