from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.commands.drafts import LoadDraft
from ctxh_desktop.commands.duplicates import CountDuplicates
from ctxh_desktop.commands.people import CountPeople, FindPeople, ListPeople, RegisterPerson
from ctxh_desktop.ui.pages.intake_page import IntakePage
from tests.data.look_alikes import LAN, enter_twice
from tests.data.typing import TELEX_NAME, compose, type_unikey

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(book, qtbot):
    made = IntakePage(book.scene)
    qtbot.addWidget(made)
    made.resize(1182, 679)
    made.show()
    made.activateWindow()
    made.wanted = []
    made.page_wanted.connect(lambda *where: made.wanted.append(where))
    yield made
    made.hide()


def begin(page, qtbot, argument=""):
    page.open(argument)
    qtbot.waitUntil(lambda: not page.scene.dispatcher._open_count)


def control(page, name):
    return page.person.row(name).control


def test_a_person_is_taken_in_with_the_keyboard_alone(page, book, qtbot):
    begin(page, qtbot)
    assert control(page, "full_name").hasFocus()
    type_unikey(control(page, "full_name"), TELEX_NAME)
    control(page, "born").setText("8/2012")
    control(page, "sex").option("NU").click()
    control(page, "groups").set_value("NKT")
    QTest.keyClick(page, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: bool(page.wanted), timeout=10_000)

    file = book.send(ShowCase(page.wanted[0][1]))
    assert page.wanted[0][0] == "case"
    assert file.person["full_name"] == "Nguyễn Thị Đức"
    assert file.person["born"] == "2012-08"
    assert file.person["sex"] == "NU"
    assert file.case["opened_on"] == book.today
    assert book.send(LoadDraft("intake")) is None


def test_saving_while_a_word_is_composed_keeps_it(page, book, qtbot):
    begin(page, qtbot)
    control(page, "groups").set_value("NCT")
    compose(control(page, "full_name"), "Ánh")
    page.save()
    qtbot.waitUntil(lambda: bool(page.wanted), timeout=10_000)

    assert book.send(ShowCase(page.wanted[0][1])).person["full_name"] == "Ánh"


def test_two_mistakes_are_listed_marked_and_nothing_is_lost(page, book, qtbot):
    begin(page, qtbot)
    control(page, "full_name").setText("Nguyễn Thị Ánh Nguyệt")
    control(page, "id_number").setText("001 085 000 12")
    page.save()

    assert [link.text() for link in page.summary.links()] == [
        "An ID number has 12 digits. There are 11 now.",
        page.person.row("groups").error(),
    ]
    assert control(page, "id_number").hasFocus()
    assert control(page, "full_name").text() == "Nguyễn Thị Ánh Nguyệt"
    assert book.send(CountPeople()) == 0

    control(page, "id_number").setText("046085000123")
    control(page, "groups").set_value("NCT")
    page.save()
    qtbot.waitUntil(lambda: bool(page.wanted), timeout=10_000)
    assert not page.summary.isVisible()


def test_a_link_of_the_summary_leads_to_its_field(page, qtbot):
    begin(page, qtbot)
    page.save()

    page.summary.links()[-1].click()

    assert control(page, "groups").hasFocus()


def test_a_mistake_in_a_hidden_question_unfolds_it(page, qtbot):
    begin(page, qtbot)
    page.case.row("opened_on").control.setText("31/2")
    page.save()

    assert page.case.row("opened_on").isVisible()
    assert page.case.row("opened_on").error()


def test_a_likely_duplicate_is_shown_and_opened_while_the_draft_stays(page, book, qtbot):
    cases = book.with_due_work()
    begin(page, qtbot)
    control(page, "full_name").setText("nguyen thi anh nguyet")
    control(page, "born").setText("2012")
    qtbot.waitUntil(page.duplicates.isVisible, timeout=5_000)

    QTest.keyClick(page, Qt.Key.Key_O, CTRL)
    assert page.wanted == [("case", cases["Nguyễn Thị Ánh Nguyệt"])]
    qtbot.waitUntil(lambda: book.send(LoadDraft("intake")) is not None)

    control(page, "full_name").setText("Ai Khác Hẳn")
    qtbot.waitUntil(lambda: not page.duplicates.isVisible(), timeout=5_000)


def test_the_draft_is_kept_a_second_after_typing_and_offered_again(page, book, qtbot):
    begin(page, qtbot)
    control(page, "full_name").setText("Lê Thị Bông")
    control(page, "born").setText("31/2/2012")
    qtbot.waitUntil(page.draft_state.isVisible, timeout=4_000)

    again = IntakePage(book.scene)
    qtbot.addWidget(again)
    again.show()
    begin(again, qtbot)
    qtbot.waitUntil(lambda: control(again, "full_name").text() == "Lê Thị Bông")

    assert control(again, "born").text() == "31/2/2012"


def test_dropping_the_draft_empties_the_form_for_good(page, book, qtbot):
    begin(page, qtbot)
    control(page, "full_name").setText("Lê Thị Bông")
    page.keeper.keep()
    page.drop_button.click()
    qtbot.waitUntil(lambda: not page.scene.dispatcher._open_count)

    assert control(page, "full_name").text() == ""
    assert book.send(LoadDraft("intake")) is None


def test_a_search_text_becomes_the_name(page, qtbot):
    begin(page, qtbot, "name:Hồ Văn Mía")

    assert control(page, "full_name").text() == "Hồ Văn Mía"


def test_an_older_draft_is_not_mixed_with_a_new_name(page, book, qtbot):
    begin(page, qtbot)
    control(page, "full_name").setText("Lê Thị Bông")
    page.keeper.keep()
    begin(page, qtbot, "name:Hồ Văn Mía")
    qtbot.waitUntil(lambda: control(page, "full_name").text() == "Lê Thị Bông")

    assert "draft" in page._hint.text()


def test_a_case_is_opened_for_somebody_in_the_register(page, book, qtbot):
    book.with_people(2)
    person = next(hit for hit in book.send(ListPeople(0, 50)) if hit.case_id is None)
    begin(page, qtbot, f"person:{person.id}")
    qtbot.waitUntil(page.person_card.isVisible)
    assert not page.person.isVisible()

    page.case.row("source").control.set_value("THON")
    page.save()
    qtbot.waitUntil(lambda: bool(page.wanted), timeout=10_000)

    file = book.send(ShowCase(page.wanted[0][1]))
    assert file.person.id == person.id
    assert file.case["source"] == "THON"


def test_a_restricted_group_ticks_the_protected_case(page, book, qtbot):
    begin(page, qtbot)
    control(page, "groups").set_value("HIV")
    control(page, "groups").chosen.emit("HIV")

    assert page.case.row("is_protected").value() is True


def test_a_second_press_of_save_saves_once(page, book, qtbot):
    begin(page, qtbot)
    control(page, "full_name").setText("Lê Thị Bông")
    control(page, "groups").set_value("NCT")
    page.save()
    page.save()
    qtbot.waitUntil(lambda: bool(page.wanted), timeout=10_000)
    qtbot.waitUntil(lambda: not page.scene.dispatcher._open_count)

    assert book.send(CountPeople()) == 1


def test_the_footer_never_scrolls_and_narrow_forms_have_the_hint_above(page, book, qtbot):
    book.with_due_work()
    page.resize(855, 392)
    begin(page, qtbot)
    control(page, "full_name").setText("Lê Văn Đức")
    qtbot.waitUntil(page.duplicates.isVisible, timeout=5_000)

    assert page.footer.geometry().bottom() == page.height() - 1
    hint = page.duplicates.mapTo(page, page.duplicates.rect().topLeft()).y()
    assert hint < page.person.mapTo(page, page.person.rect().topLeft()).y()


def test_somebody_else_is_remembered_with_the_draft_and_on_saving(page, book, qtbot):
    known = enter_twice(book, LAN)[0]
    begin(page, qtbot)
    control(page, "full_name").setText(LAN["full_name"])
    control(page, "born").setText("2/3/1951")
    qtbot.waitUntil(page.duplicates.isVisible, timeout=5_000)
    page.duplicates.buttons()[1].click()
    qtbot.waitUntil(lambda: book.send(LoadDraft("intake")) is not None, timeout=5_000)
    begin(page, qtbot)
    qtbot.waitUntil(lambda: page.sheet.apart == {known})

    control(page, "groups").set_value("NCT")
    page.save()
    qtbot.waitUntil(lambda: bool(page.wanted), timeout=10_000)

    assert len(book.send(FindPeople("thuy lan"))) == 2
    assert enter_twice(book) == []
    assert book.send(CountDuplicates()) == 0


def test_all_pairs_are_one_click_away(page, book, qtbot):
    enter_twice(book, LAN)
    begin(page, qtbot)
    control(page, "full_name").setText(LAN["full_name"])
    qtbot.waitUntil(page.duplicates.isVisible, timeout=5_000)

    page.duplicates.listed.emit()

    assert page.wanted == [("duplicates", "")]


def test_a_number_that_somebody_has_asks_for_a_reason_and_loses_nothing(page, book, qtbot):
    other = book.send(RegisterPerson({**LAN, "id_number": "046151001234"}, {}))
    begin(page, qtbot)
    control(page, "full_name").setText("Hồ Văn Bảy")
    control(page, "id_number").setText("046 151 001 234")
    control(page, "groups").set_value("NKT")
    page.save()
    notice = page.sheet.same_number
    qtbot.waitUntil(notice.isVisible)
    assert notice.input.hasFocus()
    notice.input.setText("Xã ghi nhầm số")

    notice.open.click()
    assert page.wanted.pop() == ("case", other.case_id)
    begin(page, qtbot)
    assert control(page, "full_name").text() == "Hồ Văn Bảy"
    page.save()
    qtbot.waitUntil(notice.isVisible)
    assert notice.input.text() == "Xã ghi nhầm số"
    notice.go_on.click()
    qtbot.waitUntil(lambda: bool(page.wanted), timeout=10_000)

    saved = book.send(ShowCase(page.wanted[0][1])).person
    assert saved["id_number"] == "046151001234"
    assert saved["note"].endswith(": Xã ghi nhầm số")


def test_another_number_withdraws_the_question(page, book, qtbot):
    book.send(RegisterPerson({**LAN, "id_number": "046151001234"}, {}))
    begin(page, qtbot)
    control(page, "full_name").setText("Hồ Văn Bảy")
    control(page, "id_number").setText("046 151 001 234")
    control(page, "groups").set_value("NKT")
    page.save()
    qtbot.waitUntil(page.sheet.same_number.isVisible)
    control(page, "id_number").setText("046 151 001 235")
    assert page.sheet.same_number.isHidden()
    page.save()
    qtbot.waitUntil(lambda: bool(page.wanted), timeout=10_000)
    assert book.send(ShowCase(page.wanted[0][1])).person["note"] is None
