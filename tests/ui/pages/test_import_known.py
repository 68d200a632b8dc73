from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.commands.imports import PreviewImport
from ctxh_desktop.commands.known_people import BY_NAME, FILL, NEW, SKIP, KnownPerson
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.ui.pages.import_choices import Decided
from ctxh_desktop.ui.pages.import_known import KnownPanel
from ctxh_desktop.ui.widgets.labels import Label
from tests.data.workbooks import xlsx

KNOWN = {"full_name": "Lê Thị Sen", "born": "1950", "groups": "NCT", "village": "Thôn 1",
         "note": "ở một mình"}  # fmt: skip
LIST = [["Họ và tên", "Năm sinh", "Nhóm đối tượng", "Thôn", "Nghề nghiệp", "Ghi chú"],
        ["Lê Thị Sen", 1950, "NCT, NKT", "Thôn 5", "Làm ruộng", "neo đơn"]]  # fmt: skip


@pytest.fixture
def person(book, tmp_path):
    book.send(SaveRecord("person", None, KNOWN))
    file = tmp_path / "a.xlsx"
    file.write_bytes(xlsx(LIST))
    return book.send(PreviewImport(file)).known[2]


@pytest.fixture
def panel(book, person, qtbot):
    made = KnownPanel(book.scene, person, Decided())
    qtbot.addWidget(made)
    made.resize(320, 600)
    made.show()
    made.activateWindow()
    made.told = []
    made.answered.connect(made.told.append)
    made.took.connect(made.told.append)
    return made


def said(panel):
    return [label.text() for label in panel.findChildren(Label)]


def test_both_sides_are_told_before_anything_is_chosen(panel):
    words = said(panel)
    assert "In the register: Lê Thị Sen" in words
    assert "1950 · Thôn 1" in words
    assert any(text.startswith("To be filled in: Occupation: ") for text in words)
    assert "In the register: Thôn 1" in words
    assert "In the list: Thôn 5" in words
    assert panel.answer.value() == SKIP
    assert not panel.tick("address").isChecked()
    assert panel.told == []


def test_a_tick_takes_the_lists_and_fills_in_the_rest(panel):
    tick = panel.tick("address")
    assert "Thôn 5" in tick.accessibleName()
    tick.setFocus()
    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert panel.answer.value() == FILL
    assert panel.told == [frozenset({"address"})]
    panel.tick("groups").click()
    assert panel.told[-1] == frozenset({"address", "groups"})


def test_what_is_added_is_called_so(panel):
    assert panel.tick("address").text() == "Take the list's"
    assert panel.tick("note").text() == "Add what the list says"
    assert panel.tick("groups").text() == "Add what the list says"


def test_leaving_the_person_alone_takes_the_ticks_away(panel):
    panel.tick("address").click()
    panel.answer.option(NEW).click()
    assert panel.told[-2:] == [frozenset(), NEW]
    assert not panel.tick("address").isChecked()


def test_what_was_decided_is_shown_again(book, person, qtbot):
    made = KnownPanel(book.scene, person, Decided(answer=FILL, taken=frozenset({"note"})))
    qtbot.addWidget(made)
    assert made.answer.value() == FILL
    assert made.tick("note").isChecked()
    assert not made.tick("address").isChecked()


def test_where_several_fit_or_nothing_is_new_there_is_nothing_to_fill_in(book, qtbot):
    several = KnownPanel(book.scene, KnownPerson(BY_NAME), Decided())
    same = KnownPanel(book.scene, KnownPerson(BY_NAME, "p-1", "Lê An", "1950"), Decided())
    for made, words in ((several, "Several people"), (same, "says nothing")):
        qtbot.addWidget(made)
        assert any(words in text for text in said(made))
        with pytest.raises(KeyError):
            made.answer.option(FILL)
