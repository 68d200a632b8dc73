from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ctxh_desktop.commands.imports import ImportPeople
from ctxh_desktop.commands.known_people import FILL, Answers
from ctxh_desktop.commands.people import CountPeople
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.ui.pages.import_history import ImportHistory
from ctxh_desktop.ui.widgets.labels import Label
from tests.data.lists import CLEAN, write_list
from tests.data.people import people
from tests.data.workbooks import xlsx


@pytest.fixture
def history(book, qtbot):
    made = ImportHistory(book.scene)
    qtbot.addWidget(made)
    made.resize(900, 200)
    return made


def take_in(book, tmp_path, name, count, seed):
    file = tmp_path / name
    write_list(file, list(people(count, seed=seed)), CLEAN)
    return book.send(ImportPeople(file)).id


def show(history, book, qtbot):
    history.refresh()
    qtbot.waitUntil(lambda: not book.scene.dispatcher.is_busy())
    history.activateWindow()


def test_without_imports_it_is_hidden(history, book, qtbot):
    show(history, book, qtbot)
    assert history.isHidden()


def test_an_import_of_before_is_taken_back_after_asking_once_more(history, book, qtbot, tmp_path):
    first = take_in(book, tmp_path, "a.xlsx", 5, 2)
    second = take_in(book, tmp_path, "b.xlsx", 3, 9)
    history.show()
    show(history, book, qtbot)
    question = history.question(first)
    assert "a.xlsx" in question.ask.accessibleName()

    question.ask.setFocus()
    question.ask.click()
    assert QApplication.focusWidget() is question.keep  # Enter pressed twice keeps them
    question.keep.click()
    assert question.ask.isVisible()
    assert book.send(CountPeople()) == 8

    question.ask.click()
    with qtbot.waitSignal(history.taken_back, timeout=10_000) as told:
        question.really.click()

    assert told.args == [first, "5 people were taken out again."]
    assert book.send(CountPeople()) == 3
    qtbot.waitUntil(lambda: not book.scene.dispatcher.is_busy())
    assert history.question(second)
    with pytest.raises(KeyError):
        history.question(first)


def test_who_was_worked_on_since_stays_and_is_counted(history, book, qtbot, tmp_path):
    made = take_in(book, tmp_path, "a.xlsx", 3, 2)
    from ctxh_desktop.commands.people import ListPeople

    book.send(SaveRecord("person", book.send(ListPeople(0, 1))[0].id, {"note": "Ở một mình"}))

    with qtbot.waitSignal(history.taken_back, timeout=10_000) as told:
        history.take_back(made)

    assert told.args[1].startswith("2 people were taken out again. 1 stay")


def test_who_was_filled_in_is_told_and_emptied_again(history, book, qtbot, tmp_path):
    book.send(SaveRecord("person", None, {"full_name": "Hồ Bảy", "born": "1962", "groups": "NKT"}))
    file = tmp_path / "c.xlsx"
    file.write_bytes(xlsx([["Họ và tên", "Năm sinh", "Thôn"], ["Hồ Bảy", 1962, "Thôn 3"]]))
    made = book.send(ImportPeople(file, known=Answers(FILL))).id
    history.show()
    show(history, book, qtbot)
    assert any("1 filled in" in label.text() for label in history.findChildren(Label))
    with qtbot.waitSignal(history.taken_back, timeout=10_000) as told:
        history.question(made).really.click()
    assert told.args[1].endswith("1 people have again what they had before.")


def test_what_is_gone_already_is_said(history, qtbot):
    with qtbot.waitSignal(history.failed, timeout=10_000) as failed:
        history.take_back("nothing")
    assert failed.args[0].code == "import-not-found"
