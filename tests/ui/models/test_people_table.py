from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from ctxh_desktop.commands.people_table import PeopleTable
from ctxh_desktop.ui.models.people_table import PeopleTableModel
from tests.data.pages_desk import page_desk


@pytest.fixture
def book(qapp, tmp_path):
    with page_desk(tmp_path / "profile") as opened:
        yield opened


@pytest.fixture
def model(book, qtbot):
    book.with_due_work()
    return PeopleTableModel(book.scene, "hidden")


def column(model, place):
    return [model.index(row, place).data() for row in range(model.rowCount())]


def test_cells_are_written_as_people_write_them(model, qtbot):
    keys = ("person.full_name", "person.born", "person.sex", "person.phone", "plan_step.due_on")
    model.show_table(PeopleTable(keys, words="đức"))

    qtbot.waitUntil(lambda: column(model, 0) == ["Lê Văn Đức"])
    assert [model.index(0, place).data() for place in range(1, 5)] == [
        "1979", "Nam", "0905 112 334", "15/11/2026",
    ]  # fmt: skip
    head = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(5)]
    assert head == list(model.headings())


def test_a_protected_persons_group_is_hidden(model, qtbot):
    model.show_table(PeopleTable(("person.groups",), words="nguyet"))

    qtbot.waitUntil(lambda: column(model, 0) == ["hidden"])


def test_other_columns_are_another_table_and_the_same_is_asked_anew(model, qtbot):
    model.show_table(PeopleTable(("person.full_name", "person.sex")))
    qtbot.waitUntil(lambda: model.rowCount() == 8 and column(model, 0)[0] != "…")
    assert model.columnCount() == 2

    model.show_table(PeopleTable(("person.village",)))
    qtbot.waitUntil(lambda: model.rowCount() == 8 and column(model, 0)[0] != "…")

    assert model.columnCount() == 1
    assert column(model, 0)[0].startswith("Tổ dân phố")
