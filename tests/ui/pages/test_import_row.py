from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.commands.imports import PreviewImport
from ctxh_desktop.commands.known_people import BY_NAME, NEW, SKIP, KnownPerson
from ctxh_desktop.ui.models.import_rows import CANNOT, LOOK, RowToSee, rows_of
from ctxh_desktop.ui.pages.import_choices import Decided
from ctxh_desktop.ui.pages.import_row import RowEditor
from ctxh_desktop.ui.widgets.choice import Combo
from tests.data.typing import compose
from tests.data.workbooks import xlsx


@pytest.fixture
def rows(book, tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_bytes(
        xlsx([["Họ và tên", "Ngày sinh", "Nhóm đối tượng", "Số CCCD"],
              ["Lê Thị Sen", "31/2/1950", "Thương binh nặng", "046150000123"],
              ["Trần Đức", "5/8/1951", "NCT", "046051000321"],
              ["Trần Đức", "5/8/1951", "NCT", "046051000321"]])
    )  # fmt: skip
    return rows_of(book.send(PreviewImport(file)), {}, ())


@pytest.fixture
def editor(book, qtbot):
    made = RowEditor(book.scene)
    qtbot.addWidget(made)
    made.resize(344, 500)
    made.show()
    made.activateWindow()
    made.told = []
    made.mended.connect(lambda *told: made.told.append(told))
    return made


def test_what_is_wrong_is_put_right_with_enter(editor, rows):
    editor.show_row(rows[0])
    born = editor.control("born")
    assert born.text() == "31/2/1950"
    assert not editor.is_dirty()

    born.setFocus()
    born.setText("28/2/1950")
    assert editor.is_dirty()
    QTest.keyClick(born, Qt.Key.Key_Return)

    assert editor.told == [(2, {"born": "28/2/1950"})]
    assert not editor.is_dirty()
    editor.commit()
    assert len(editor.told) == 1


def test_a_choice_is_made_from_the_list(editor, rows, book):
    editor.show_row(rows[0])
    groups = editor.control("groups")
    assert isinstance(groups, Combo)
    assert groups.value() == ""
    label = book.scene.catalogue["target_group"].label("NCT")

    groups.set_value(label)

    assert editor.told == [(2, {"groups": label})]


def test_a_word_that_is_still_composed_is_not_lost(editor, rows):
    editor.show_row(rows[0])
    name = editor.control("full_name")
    name.clear()
    compose(name, "Ánh")

    editor.commit()

    assert editor.told == [(2, {"full_name": "Ánh"})]


def test_a_row_that_is_being_written_in_stays(editor, rows):
    editor.show_row(rows[0])
    editor.control("born").setText("28/2")

    editor.show_row(rows[1])

    assert editor.row() == rows[0]
    assert editor.control("born").text() == "28/2"


def test_the_same_person_twice_is_left_out_or_taken_all_the_same(editor, rows, qtbot):
    editor.show_row(rows[2])
    with qtbot.waitSignal(editor.wanted_anyway) as told:
        editor.anyway.click()
    assert told.args == [4, True]
    with qtbot.waitSignal(editor.left_out) as told:
        editor.leave.click()
    assert told.args == [4, True]

    editor.show_row(rows[2], Decided(is_anyway=True))
    with qtbot.waitSignal(editor.wanted_anyway) as told:
        editor.anyway.click()
    assert told.args == [4, False]


def test_who_is_in_the_register_offers_what_tells_people_apart_and_the_answers(editor, rows, qtbot):
    values = {"full_name": "Lê An"}
    person = KnownPerson(BY_NAME, "p-1", "Lê An", "1950")
    known = RowToSee(5, "Lê An", LOOK, values=values, known=BY_NAME, person=person)
    editor.show_row(known, Decided(answer=SKIP))

    assert editor.control("id_number").text() == ""
    assert editor.known is not None
    with qtbot.waitSignal(editor.answered) as told:
        editor.known.answer.option(NEW).click()
    assert told.args == [5, NEW]
    panel = editor.known
    editor.show_row(known, Decided(answer=NEW))
    assert editor.known is panel  # what was just chosen there stays as it is


def test_what_was_left_out_can_be_taken_back(editor, qtbot):
    editor.show_row(RowToSee(5, "Lê An", CANNOT, is_left_out=True))
    with qtbot.waitSignal(editor.left_out) as told:
        editor.leave.click()
    assert told.args == [5, False]


def test_nobody_hides_the_editor(editor, rows):
    editor.show_row(rows[0])
    editor.show_row(None)
    assert editor.isHidden()
