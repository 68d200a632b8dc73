from __future__ import annotations

from ctxh_desktop.commands.imports import PreviewImport
from ctxh_desktop.ui.pages.import_parts import ColumnTable, rows_to_see
from tests.data.workbooks import xlsx


def preview(book, tmp_path, rows):
    file = tmp_path / "a.xlsx"
    file.write_bytes(xlsx(rows))
    return book.send(PreviewImport(file))


def test_problems_come_before_warnings_and_name_their_field(book, tmp_path):
    rows = [["Họ và tên", "Ngày sinh", "Số CCCD", "Nhóm"],
            ["Nguyễn Thị Bông", "1950", 46150000123, "NCT"],
            ["Trần Đức", "31/2/1950", "", "NCT"]]  # fmt: skip
    found = preview(book, tmp_path, rows)
    seen = rows_to_see(found, book.scene.types["person"])

    assert [row.is_problem for row in seen] == sorted((r.is_problem for r in seen), reverse=True)
    assert seen[0].sentence.startswith("Date of birth: ")
    assert seen[0].number == 3


def test_every_column_with_values_has_its_choice_and_samples(book, tmp_path, qtbot):
    rows = [["Họ và tên", "Nhóm", "Trống"], ["Nguyễn Thị Bông", "NCT", None]]
    found = preview(book, tmp_path, rows)
    table = ColumnTable(book.scene.types["person"])
    qtbot.addWidget(table)
    table.show_columns(found.preview)

    assert set(table._combos) == {0, 1}
    assert table.combo(0).value() == "full_name|"
    assert table.combo(0).accessibleName() == "Họ và tên"


def test_choosing_tells_a_whole_new_mapping(book, tmp_path, qtbot):
    found = preview(book, tmp_path, [["Họ và tên", "Nhóm đối tượng"], ["Bông", "NCT"]])
    table = ColumnTable(book.scene.types["person"])
    qtbot.addWidget(table)
    table.show_columns(found.preview)
    told = []
    table.changed.connect(told.append)

    table.combo(1).set_value("")

    assert [use.field for use in told[0].columns] == ["full_name", None]
    assert found.preview.mapping.columns[1].field == "groups"
