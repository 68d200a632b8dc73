from __future__ import annotations

from ctxh_desktop.commands.imports import PreviewImport
from ctxh_desktop.commands.known_people import BY_NAME, BY_NUMBER
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.ui.models.import_rows import CANNOT, LOOK, RowToSee, rows_of
from ctxh_desktop.ui.pages import import_words
from tests.data.workbooks import xlsx


def rows(book, tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_bytes(
        xlsx([["Họ và tên", "Ngày sinh", "Nhóm đối tượng", "Giới tính"],
              ["Lê Thị Sen", "31/2/1950", "Thương binh nặng", "Nữ"],
              ["Trần Đức", "5/8/1951", "NCT", "Nam"]])
    )  # fmt: skip
    return rows_of(book.send(PreviewImport(file)), {}, ())


def test_what_is_wrong_names_its_field(book, tmp_path):
    said = import_words.sentences(rows(book, tmp_path)[0], Person.type)

    assert said[0].startswith("Date of birth: ")
    assert any("Thương binh nặng" in sentence for sentence in said)


def test_what_could_not_be_read_can_be_put_right_from_where_it_stands(book, tmp_path):
    bad, good = rows(book, tmp_path)
    catalogue = book.scene.catalogue

    assert import_words.typed(bad, "born", Person.type, catalogue) == "31/2/1950"
    assert import_words.typed(bad, "groups", Person.type, catalogue) == "Thương binh nặng"
    assert import_words.typed(good, "born", Person.type, catalogue) == "05/08/1951"
    assert import_words.typed(good, "groups", Person.type, catalogue) == "NCT"
    assert import_words.person_line(good, catalogue) == "05/08/1951 · Nam"


def test_who_is_there_already_and_what_was_left_out_is_said(qapp):
    by = {known: import_words.sentences(RowToSee(2, "Lê An", LOOK, known=known), Person.type)
          for known in (BY_NUMBER, BY_NAME)}  # fmt: skip
    gone = RowToSee(2, "Lê An", CANNOT, is_left_out=True)

    assert "ID number" in by[BY_NUMBER][0]
    assert "date of birth" in by[BY_NAME][0]
    assert import_words.sentences(gone, Person.type) == ["You left this row out."]
