from __future__ import annotations

from ctxh_desktop.commands.imports import PreviewImport
from ctxh_desktop.ui.pages.import_parts import ColumnTable, ErrorNotice, ImportFooter
from ctxh_desktop.ui.widgets.labels import Label
from tests.data.workbooks import xlsx


def preview(book, tmp_path, rows):
    file = tmp_path / "a.xlsx"
    file.write_bytes(xlsx(rows))
    return book.send(PreviewImport(file))


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


def test_nothing_begins_while_something_is_under_way(qtbot):
    progress = Label("…")
    footer = ImportFooter(progress)
    qtbot.addWidget(footer)
    footer.set_busy(is_busy=True)
    assert not footer.take.isEnabled()
    assert footer.skip_known.isHidden()
    assert footer.isAncestorOf(progress)

    footer.set_busy(is_busy=False)
    assert footer.take.isEnabled()


def test_why_a_file_is_refused_is_said_and_taken_away_again(qtbot):
    notice = ErrorNotice()
    qtbot.addWidget(notice)
    notice.say("Nothing can be read.")
    assert notice.accessibleName() == "Nothing can be read."
    notice.say("")
    assert notice.isHidden()
