from __future__ import annotations

import pytest

from ctxh_desktop.commands.imports import PreviewImport
from ctxh_desktop.ui.pages.import_parts import ColumnTable, ErrorNotice, ImportFooter, SheetChoice
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
    assert footer.known.isHidden()
    assert footer.isAncestorOf(progress)

    footer.set_busy(is_busy=False)
    assert footer.take.isEnabled()


def test_the_button_says_who_is_new_and_who_is_filled_in(qtbot):
    footer = ImportFooter(Label("…"))
    qtbot.addWidget(footer)
    assert not footer.take.isEnabled()
    words = []
    for new, filled in ((30, 0), (30, 12), (0, 12)):
        footer.say_counts(new, filled)
        words.append(footer.take.text())
    assert words == ["Take in 30 people", "Take in 30, fill in 12", "Fill in 12 people"]
    assert footer.take.isEnabled()


def test_a_script_is_chosen_where_it_may_be_another(book, tmp_path, qtbot):
    rows = [["Hä vµ tªn", "Năm sinh", "Nhóm"], ["NguyÔn ThÞ B«ng", 1948, "NCT"],
            ["Ph¹m Quúnh", 1950, "NCT"]]  # fmt: skip
    found = preview(book, tmp_path, rows)
    table = ColumnTable(book.scene.types["person"])
    qtbot.addWidget(table)
    table.show_columns(found.preview)
    script = table.script(0)
    assert script.value() == "tcvn3"
    assert "NguyÔn ThÞ B«ng" in script.itemText(script.findData("unicode"))
    assert "script" in script.accessibleName()
    with pytest.raises(KeyError):
        table.script(2)
    told = []
    table.changed.connect(told.append)

    script.set_value("unicode")

    assert told[0].columns[0].script == ""
    assert told[0].columns[0].found == "tcvn3"


def test_a_sheet_is_chosen_where_there_are_several(qtbot):
    choice = SheetChoice()
    qtbot.addWidget(choice)
    told = []
    choice.chosen.connect(told.append)
    choice.show_sheets({"Thôn 1": 34, "Thôn 2": 12}, "Thôn 2")
    assert (choice.value(), choice.currentText()) == ("Thôn 2", "Thôn 2 (12 people)")
    choice.set_value("Thôn 1")
    assert told == ["Thôn 1"]
    choice.show_sheets({"Thôn 1": 34}, "Thôn 1")
    assert choice.isHidden()


def test_why_a_file_is_refused_is_said_and_taken_away_again(qtbot):
    notice = ErrorNotice()
    qtbot.addWidget(notice)
    notice.say("Nothing can be read.")
    assert notice.accessibleName() == "Nothing can be read."
    notice.say("")
    assert notice.isHidden()
