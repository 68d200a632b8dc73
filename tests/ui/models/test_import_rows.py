from __future__ import annotations

import pytest

from ctxh_desktop.commands.imports import ImportPeople, PreviewImport
from ctxh_desktop.commands.known_people import BY_NUMBER
from ctxh_desktop.ui.models.import_rows import (
    CANNOT,
    LOOK,
    READY,
    ImportRowsModel,
    RowToSee,
    rows_of,
)
from ctxh_desktop.ui.models.windowed import ITEM_ROLE
from tests.data.pages_desk import page_desk
from tests.data.workbooks import xlsx

LIST = [
    ["Họ và tên", "Ngày sinh", "Số CCCD", "Nhóm đối tượng"],
    ["Lê Thị Sen", "1950", "046150000123", "NCT"],
    ["Trần Đức", "31/2/1950", "", "NCT"],
    ["Lê Thị Sen", "1950", "046150000123", "NCT"],
    ["Hồ Bảy", "1962", "46062000777", "NKT"],
]


@pytest.fixture
def book(qapp, tmp_path):
    with page_desk(tmp_path / "profile") as opened:
        yield opened


def look(book, tmp_path, **decided):
    file = tmp_path / "a.xlsx"
    file.write_bytes(xlsx(LIST))
    return book.send(PreviewImport(file, **decided))


def test_every_row_stands_in_one_of_three_groups(book, tmp_path):
    rows = rows_of(look(book, tmp_path), {}, ())

    groups = [(row.number, row.group) for row in rows]
    assert groups == [(2, READY), (3, CANNOT), (4, CANNOT), (5, LOOK)]
    assert rows[1].faults == ("born",)
    assert [row.is_twice for row in rows] == [False, False, True, False]


def test_who_is_in_the_register_is_worth_a_look(book, tmp_path):
    file = tmp_path / "b.xlsx"
    file.write_bytes(xlsx([LIST[0], LIST[1]]))
    book.send(ImportPeople(file))

    first = rows_of(look(book, tmp_path), {}, ())[0]

    assert (first.group, first.known) == (LOOK, BY_NUMBER)
    assert first.person is not None
    assert first.person.full_name == "Lê Thị Sen"


def test_what_was_left_out_is_still_seen_with_its_name(book, tmp_path):
    found = look(book, tmp_path, left_out=frozenset({3}))

    gone = rows_of(found, {3: "Trần Đức"}, {3})[1]

    assert (gone.number, gone.name, gone.group) == (3, "Trần Đức", CANNOT)
    assert gone.is_left_out


def test_rows_are_read_aloud_with_their_number(qapp):
    model = ImportRowsModel(lambda row: f"{row.name}: sai ngày sinh")
    model.show_rows([RowToSee(7, "Lê An", CANNOT)])

    assert model.rowCount() == 1
    assert model.data(model.index(0, 0)) == "7. Lê An: sai ngày sinh"
    assert model.data(model.index(0, 0), ITEM_ROLE).number == 7
