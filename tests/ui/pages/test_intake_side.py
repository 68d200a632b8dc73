from __future__ import annotations

import pytest

from ctxh_desktop.commands.cases import ShowPerson
from ctxh_desktop.commands.people import FindDuplicates, LookAlike
from ctxh_desktop.ui.pages.intake_side import DuplicateNotice, PersonCard
from ctxh_desktop.ui.widgets.labels import Label


@pytest.fixture
def apart():
    return set()


@pytest.fixture
def notice(book, qtbot, apart):
    known = ("Lê Văn Đức", "1979", "", "Tổ dân phố 2", "")
    made = DuplicateNotice(book.scene, lambda: known, apart)
    qtbot.addWidget(made)
    made.resize(272, 200)
    book.with_due_work()
    return made


def found(book):
    return book.send(FindDuplicates("Lê Văn Đức", "1979", None, "Tổ dân phố 2"))


def words_of(widget):
    return [label.text() for label in widget.findChildren(Label)]


def test_who_may_be_the_same_is_named_with_the_reason_and_can_be_opened(notice, book):
    opened = []
    notice.opened.connect(opened.append)

    notice.show_found(found(book))
    notice.buttons()[0].click()

    assert opened == [found(book)[0].hit.case_id]
    assert "1979 · Nam · Tổ dân phố 2" in notice.accessibleName()
    assert "Same name · same year of birth · same village" in words_of(notice)


def test_what_speaks_against_it_is_said_too(notice, book):
    alike = book.send(FindDuplicates("Lê Văn Đức", "1979", "046079000999", "Tổ dân phố 2"))
    assert alike == found(book)  # the other number is not known of the person in the register

    (one,) = alike
    notice.show_found([LookAlike(one.hit, (*one.reasons, "sex-other"))])

    assert "Different sex" in words_of(notice)


def test_nobody_hides_the_notice(notice, book):
    notice.show_found(found(book))
    notice.show_found(())

    assert notice.isHidden()
    assert notice.buttons() == []


def test_somebody_else_is_not_shown_again(notice, book, apart, qtbot):
    notice.show_found(found(book))
    (hit,) = notice.hits()
    with qtbot.waitSignal(notice.denied):
        notice.buttons()[1].click()
    assert (notice.hits(), apart) == ((), {hit.id})
    assert notice.isHidden()

    notice.show_found(found(book))
    assert notice.hits() == ()


def test_it_looks_by_itself_once_the_typing_rests(notice, book, qtbot):
    notice.look_soon()
    qtbot.waitUntil(lambda: bool(notice.hits()), timeout=5_000)

    assert [hit.full_name for hit in notice.hits()] == ["Lê Văn Đức"]


def test_the_flat_form_says_all_in_one_line_and_back_again(notice, book):
    notice.show_found(found(book))
    notice.set_flat(is_flat=True)

    assert notice._first.text() == (
        "There may be a case already: Lê Văn Đức · 1979 · Nam · Tổ dân phố 2. "
        "Same name · same year of birth · same village"
    )
    assert {button.parentWidget() for button in notice.buttons()[:2]} == {notice._flat}

    notice.set_flat(is_flat=False)
    assert notice._flat not in {button.parentWidget() for button in notice.buttons()}


def test_the_card_of_a_protected_person_does_not_name_the_group(book, qtbot):
    book.with_due_work()
    hit = book.send(FindDuplicates("Hoàng Thị Thuỷ", "1990"))[0].hit
    card = PersonCard(book.scene)
    qtbot.addWidget(card)
    card.show_person(book.send(ShowPerson(hit.id)))
    words = [label.text() for label in card.findChildren(Label)]

    assert words[0] == "Hoàng Thị Thuỷ"
    assert not any("bạo lực" in text for text in words)
