from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ctxh_desktop.commands.pairs import BOTH, ShowPair
from ctxh_desktop.ui.pages.pair_field import PairWords
from ctxh_desktop.ui.pages.pair_sheet import PairSheet
from tests.data.look_alikes import LAN, LAN_AGAIN, enter_twice


@pytest.fixture
def sheet(book, qtbot):
    file = book.send(ShowPair(*enter_twice(book, LAN, LAN_AGAIN)))
    made = PairSheet(book.scene)
    qtbot.addWidget(made)
    made.resize(1100, 500)
    made.show()
    made.activateWindow()
    made.show_file(file, PairWords(book.scene.types["person"], book.scene.catalogue, {}))
    return made


def test_what_has_to_be_chosen_comes_first(sheet):
    assert [row.field.names[0] for row in sheet.rows()] == ["phone", "full_name", "born"]
    assert [row.field.names[0] for row in sheet.open_rows()] == ["phone"]


def test_a_key_chooses_where_the_focus_is(sheet):
    phone, name, _ = sheet.rows()
    assert sheet.choose(2)
    assert phone.choice() == "other"

    name.focus_cell()
    assert sheet.choose(3)
    assert name.choice() == BOTH
    assert name.isAncestorOf(QApplication.focusWidget())
    assert sheet.values() == {
        "full_name": LAN["full_name"], "alias": LAN_AGAIN["full_name"], "born": LAN["born"],
        "phone": LAN_AGAIN["phone"], "phone_of": None,
    }  # fmt: skip


def test_columns_stand_in_line_with_their_heads(sheet, qtbot):
    phone, name, _ = sheet.rows()
    qtbot.waitUntil(lambda: phone.cell("other").width() > 0)
    rights = [row.cell("other").mapTo(sheet, row.cell("other").rect().topLeft()).x()
              for row in (phone, name)]  # fmt: skip

    assert abs(rights[0] - rights[1]) <= 1
