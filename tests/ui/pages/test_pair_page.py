from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ctxh_desktop.commands.cases import ShowPerson
from ctxh_desktop.commands.duplicates import CountDuplicates, KeepApart, ListDuplicates
from ctxh_desktop.commands.people import FindPeople
from ctxh_desktop.commands.records import UndoLast
from ctxh_desktop.ui.models.pairs import key_of
from ctxh_desktop.ui.pages.pair_page import PairPage
from tests.data.look_alikes import BAY, BAY_AGAIN, LAN, LAN_AGAIN, enter_twice


@pytest.fixture
def page(book, qtbot):
    made = PairPage(book.scene)
    qtbot.addWidget(made)
    made.resize(1182, 679)
    made.show()
    made.activateWindow()
    made.said = []
    made.saved.connect(made.said.append)
    yield made
    made.hide()


@pytest.fixture
def keys(book):
    """Enter two pairs and return what names them, in the order of the list."""
    enter_twice(book, LAN, LAN_AGAIN, BAY, BAY_AGAIN)
    return [key_of(pair) for pair in book.send(ListDuplicates())]


def show(page, qtbot, key):
    page.open(key)
    qtbot.waitUntil(lambda: bool(page.sheet.rows()) and not page.scene.dispatcher.is_busy())


def lans(book, keys):
    """Return the key of the pair of the two Lans."""
    ids = {hit.id for hit in book.send(FindPeople("thuy lan"))}
    return next(key for key in keys if set(key.split(":")) == ids)


def row_of(page, name):
    return next(row for row in page.sheet.rows() if name in row.field.names)


def test_both_stand_side_by_side_with_what_differs(page, book, qtbot, keys):
    show(page, qtbot, lans(book, keys))

    assert page.why.agreeing.text() == (
        "Same name · same year of birth · same village. 3 boxes differ."
    )
    assert {row.field.names[0] for row in page.sheet.rows()} == {"full_name", "born", "phone"}
    assert page.sheet.rows()[0].field.names[0] == "phone"  # what has to be chosen comes first
    assert page.same.text() == "One person (1 not chosen yet)"
    assert page.sheet.rows()[0].isAncestorOf(QApplication.focusWidget())


def test_pressed_too_early_it_leads_to_what_is_open(page, book, qtbot, keys):
    show(page, qtbot, lans(book, keys))
    page.later.setFocus()

    page.save()

    assert row_of(page, "phone").isAncestorOf(QApplication.focusWidget())
    assert book.send(CountDuplicates()) == 2


def test_keys_choose_and_the_two_become_one(page, book, qtbot, keys):
    key = lans(book, keys)
    show(page, qtbot, key)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    assert QApplication.focusWidget() is page.same
    row_of(page, "full_name").choose(3)

    with qtbot.waitSignal(page.page_wanted, timeout=10_000):
        QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    person = book.send(ShowPerson(key.partition(":")[0])).person
    assert person["full_name"] == LAN["full_name"]
    assert person["alias"] == LAN_AGAIN["full_name"]
    assert (person["born"], person["phone"]) == (LAN["born"], LAN_AGAIN["phone"])
    assert person["id_number"] == LAN_AGAIN["id_number"]
    assert page.said == ["The two entries are one now."]
    assert len(book.send(FindPeople("thuy lan"))) == 1


def test_one_undo_makes_two_again(page, book, qtbot, keys):
    show(page, qtbot, lans(book, keys))
    row_of(page, "phone").choose(1)
    with qtbot.waitSignal(page.page_wanted, timeout=10_000):
        page.save()

    book.send(UndoLast())

    assert len(book.send(FindPeople("thuy lan"))) == 2


def test_one_key_says_that_they_are_two(page, book, qtbot, keys):
    show(page, qtbot, keys[0])
    with qtbot.waitSignal(page.page_wanted, timeout=10_000) as asked:
        QTest.keyClick(page, Qt.Key.Key_0)

    assert asked.args == ["pair", keys[1]]
    assert page.said == ["They are two people. Nobody is asked again."]
    assert [key_of(pair) for pair in book.send(ListDuplicates())] == [keys[1]]


def test_later_goes_on_and_after_the_last_back_to_the_list(page, book, qtbot, keys):
    show(page, qtbot, keys[0])
    assert page._place.text() == "pair 1 of 2"
    with qtbot.waitSignal(page.page_wanted) as asked:
        page.later.click()
    assert asked.args == ["pair", keys[1]]

    show(page, qtbot, keys[1])
    with qtbot.waitSignal(page.page_wanted) as asked:
        page.later.click()
    assert asked.args == ["duplicates", ""]
    assert book.send(CountDuplicates()) == 2


def test_what_was_answered_elsewhere_makes_room_for_the_next(page, book, qtbot, keys):
    show(page, qtbot, keys[0])
    book.send(KeepApart(*keys[0].split(":")))

    with qtbot.waitSignal(page.page_wanted, timeout=10_000) as asked:
        page.scene.dispatcher.announce(frozenset({"person_pair"}))

    assert asked.args == ["pair", keys[1]]


def test_a_digit_typed_into_another_field_answers_nothing(page, book, qtbot, keys):
    from ctxh_desktop.ui.widgets.inputs import TextInput

    show(page, qtbot, keys[0])
    field = TextInput(parent=page.window())
    field.show()
    field.setFocus()

    QTest.keyClick(field, Qt.Key.Key_0)

    assert field.text() == "0"
    assert book.send(CountDuplicates()) == 2
