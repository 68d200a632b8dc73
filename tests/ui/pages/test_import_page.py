from __future__ import annotations

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.commands.duplicates import CompareNext
from ctxh_desktop.commands.known_people import FILL, NEW
from ctxh_desktop.commands.people import CountPeople, FindPeople
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.ui.models.import_rows import CANNOT, LOOK, READY
from ctxh_desktop.ui.pages.import_page import DONE, LOOKING, NOTHING, ImportPage
from tests.data.lists import CLEAN, WORST, write_list
from tests.data.people import people
from tests.data.workbooks import xlsx


@pytest.fixture
def page(book, qtbot):
    made = ImportPage(book.scene)
    qtbot.addWidget(made)
    made.resize(1182, 679)
    made.show()
    yield made
    made.hide()


def state(page):
    return next(n for n, part in enumerate(page._parts) if not part.isHidden())


def look(page, qtbot, path):
    page.choose(path)
    qtbot.waitUntil(lambda: page._found is not None or page.error.isVisible(), timeout=20_000)


def take(page, qtbot):
    page.take.click()
    qtbot.waitUntil(lambda: state(page) == DONE, timeout=20_000)


def test_a_list_is_shown_first_and_taken_in_on_demand(page, book, qtbot, tmp_path):
    file = tmp_path / "danh sach.xlsx"
    write_list(file, list(people(30, seed=2)), CLEAN)
    look(page, qtbot, file)

    assert state(page) == LOOKING
    assert page.take.text() == "Take in 30 people"
    assert book.send(CountPeople()) == 0

    take(page, qtbot)
    assert book.send(CountPeople()) == 30
    assert page.result.title.text() == "30 people were taken in."


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv"])
def test_the_worst_list_is_read_in_every_format(page, book, qtbot, tmp_path, kind):
    file = tmp_path / f"danh sach.{kind}"
    write_list(file, list(people(20, seed=5)), WORST)
    look(page, qtbot, file)
    ready = page.ready()
    take(page, qtbot)

    assert ready >= 15
    assert book.send(CountPeople()) == ready


def test_rows_with_problems_are_named_and_left_out(page, book, qtbot, tmp_path):
    file = tmp_path / "a.xlsx"
    rows = [["Họ và tên", "Ngày sinh", "Nhóm đối tượng"],
            ["Nguyễn Thị Bông", "31/2/1950", "Người cao tuổi"],
            ["Trần Văn Đức", "5/8/1950", "Người cao tuổi"]]  # fmt: skip
    file.write_bytes(xlsx(rows))
    look(page, qtbot, file)
    bad = [row for row in page.rows.model.rows() if row.group == CANNOT]

    assert [(row.number, row.name) for row in bad] == [(2, "Nguyễn Thị Bông")]
    assert "28 days" in page.rows.list.itemDelegate().spoken(bad[0])
    take(page, qtbot)
    assert book.send(CountPeople()) == 1
    assert book.send(FindPeople("bong")) == ()
    assert "1 rows with problems" in page.result.more.text()


def test_who_is_there_already_is_left_out_unless_wanted(page, book, qtbot, tmp_path):
    file = tmp_path / "a.xlsx"
    everybody = list(people(10, seed=2))
    write_list(file, everybody, CLEAN)
    look(page, qtbot, file)
    take(page, qtbot)
    look(page, qtbot, file)

    assert page.ready() == 0
    assert not page.take.isEnabled()
    assert page.known.isVisible()
    page.known.set_value(NEW)
    assert page.take.text() == "Take in 10 people"
    page.known.set_value(FILL)
    assert not page.take.isEnabled()  # the list says nothing new


def test_a_column_taken_for_something_else_is_previewed_again(page, book, qtbot, tmp_path):
    file = tmp_path / "a.xlsx"
    rows = [["Họ và tên", "Nhóm đối tượng", "Ghi thêm"],
            ["Nguyễn Thị Bông", "Người cao tuổi", "Thôn 3"]]  # fmt: skip
    file.write_bytes(xlsx(rows))
    look(page, qtbot, file)

    page.columns.combo(2).set_value("village|")
    qtbot.waitUntil(lambda: page._found.preview.rows[0].values.get("village") == "Thôn 3")
    take(page, qtbot)

    assert book.send(FindPeople("bong"))[0].village == "Thôn 3"


def test_one_field_is_never_filled_by_two_columns(page, qtbot, tmp_path):
    file = tmp_path / "a.xlsx"
    rows = [["Họ và tên", "Nhóm đối tượng", "Tên khác"], ["Nguyễn Bông", "NCT", "Bảy Bông"]]
    file.write_bytes(xlsx(rows))
    look(page, qtbot, file)

    page.columns.combo(2).set_value("full_name|")
    qtbot.waitUntil(lambda: page._found.preview.rows[0].values.get("full_name") == "Bảy Bông")

    uses = [use.field for use in page._found.preview.mapping.columns]
    assert uses.count("full_name") == 1


def test_a_mapping_without_names_is_refused_and_the_last_one_stays(page, qtbot, tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_bytes(xlsx([["Họ và tên", "Nhóm đối tượng"], ["Nguyễn Bông", "NCT"]]))
    look(page, qtbot, file)

    page.columns.combo(0).set_value("")
    qtbot.waitUntil(lambda: page.take.isEnabled() or page.error.isVisible())
    qtbot.waitUntil(lambda: not page.scene.dispatcher._open_count)

    assert page.ready() in (0, 1)
    assert page.error.isVisible() or page._found.preview.with_problems


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"<html></html>", b"\x00" * 64])
def test_a_file_that_is_no_list_says_so_and_keeps_the_page(page, qtbot, tmp_path, content):
    file = tmp_path / "a.xlsx"
    file.write_bytes(content)
    look(page, qtbot, file)

    assert state(page) == NOTHING
    assert page.error.words.text()
    assert not page.take.isVisible()


def test_a_file_that_has_gone_is_said_so(page, qtbot, tmp_path):
    look(page, qtbot, tmp_path / "nowhere.xlsx")

    assert "cannot be opened" in page.error.words.text()


def test_after_the_import_the_list_is_one_key_away(page, qtbot, tmp_path):
    file = tmp_path / "a.xlsx"
    write_list(file, list(people(3, seed=2)), CLEAN)
    look(page, qtbot, file)
    take(page, qtbot)
    wanted = []
    page.page_wanted.connect(lambda *where: wanted.append(where))

    page.result.see_people.click()

    assert wanted == [("people", "")]


LIST = [
    ["Họ và tên", "Ngày sinh", "Số CCCD", "Nhóm đối tượng"],
    ["Nguyễn Thị Bông", "31/2/1950", "046150000555", "Người cao tuổi"],
    ["Trần Văn Đức", "5/8/1951", "046051000321", "Người cao tuổi"],
    ["Trần Văn Đức", "5/8/1951", "046051000321", "Người cao tuổi"],
]


@pytest.fixture
def mixed(page, qtbot, tmp_path):
    file = tmp_path / "mixed.xlsx"
    file.write_bytes(xlsx(LIST))
    look(page, qtbot, file)
    return page


def rest(page, qtbot):
    qtbot.waitUntil(lambda: not page.scene.dispatcher.is_busy(), timeout=20_000)


def test_a_row_is_put_right_in_place_and_taken_in_with_it(mixed, book, qtbot):
    assert mixed.ready() == 1
    assert mixed.rows.editor.row().number == 2
    born = mixed.rows.editor.control("born")
    born.setFocus()
    born.setText("28/2/1950")
    QTest.keyClick(born, Qt.Key.Key_Return)
    rest(mixed, qtbot)

    assert mixed.ready() == 2
    assert mixed.rows.editor.row().number == 4  # the next that cannot be taken in
    take(mixed, qtbot)
    (hit,) = book.send(FindPeople("bong"))
    assert hit.born == "1950-02-28"


def test_twice_in_the_file_is_taken_all_the_same_or_left_out(mixed, book, qtbot):
    mixed.rows.list.choose(1)
    mixed.rows.editor.anyway.click()
    rest(mixed, qtbot)
    assert mixed.ready() == 2
    mixed.rows.switch._buttons[LOOK].click()
    mixed.rows.editor.leave.click()
    rest(mixed, qtbot)
    assert mixed.ready() == 1
    mixed.rows.switch._buttons[CANNOT].click()
    mixed.rows.list.choose(1)
    assert mixed.rows.editor.row().is_left_out
    assert mixed.rows.editor.row().name == "Trần Văn Đức"

    take(mixed, qtbot)

    assert book.send(CountPeople()) == 1
    assert "1 rows were left out by you." in mixed.result.more.text()


def test_who_is_in_the_register_is_taken_row_by_row(mixed, book, qtbot, tmp_path):
    take(mixed, qtbot)
    file = tmp_path / "mixed.xlsx"
    look(mixed, qtbot, file)
    mixed.rows.switch._buttons[LOOK].click()
    assert mixed.rows.editor.row().known == "number"
    assert mixed.ready() == 0

    mixed.rows.editor.known.answer.option(NEW).click()

    assert mixed.ready() == 1
    take(mixed, qtbot)
    assert book.send(CountPeople()) == 2


def test_what_was_put_right_survives_a_look_at_another_page(mixed, qtbot):
    mixed.rows.editor.control("born").setText("28/2/1950")
    mixed.rows.editor.commit()
    rest(mixed, qtbot)
    mixed.hide()

    mixed.open("")
    mixed.show()
    rest(mixed, qtbot)

    assert state(mixed) == LOOKING
    assert mixed.ready() == 2


def test_what_was_typed_last_is_checked_before_anything_is_taken_in(mixed, book, qtbot):
    mixed.rows.editor.control("born").setText("28/2/1950")
    mixed.take.click()
    rest(mixed, qtbot)
    assert book.send(CountPeople()) == 0
    assert mixed.ready() == 2

    take(mixed, qtbot)
    assert book.send(CountPeople()) == 2


def test_an_import_is_undone_from_its_result(mixed, book, qtbot):
    noted = []
    mixed.noted.connect(noted.append)
    take(mixed, qtbot)
    rest(mixed, qtbot)
    assert mixed.history.isVisible()
    mixed.result.question.ask.click()
    mixed.result.question.really.click()
    qtbot.waitUntil(lambda: bool(noted), timeout=10_000)

    assert noted == ["1 people were taken out again."]
    assert mixed.result.title.text() == noted[0]
    assert book.send(CountPeople()) == 0


def test_possible_duplicates_are_told_as_they_are_found(mixed, book, qtbot):
    known = {"full_name": "Tran Van Duc", "born": "1951", "id_number": "046051000322"}
    book.send(SaveRecord("person", None, {**known, "groups": "NCT"}))
    take(mixed, qtbot)
    while book.send(CompareNext()):
        pass
    book.scene.dispatcher.announce(frozenset({"likeness"}))
    qtbot.waitUntil(mixed.result.see_pairs.isVisible)
    with qtbot.waitSignal(mixed.page_wanted) as asked:
        mixed.result.see_pairs.click()
    assert asked.args == ["duplicates", ""]


def test_a_stop_keeps_what_was_looked_at_and_takes_nobody_in(mixed, book, qtbot):
    mixed.take.click()
    mixed.progress.stop()
    qtbot.waitUntil(lambda: mixed.error.isVisible() or state(mixed) == DONE, timeout=20_000)

    assert state(mixed) == LOOKING
    assert "Stopped" in mixed.error.words.text()
    assert book.send(CountPeople()) == 0
    assert mixed.take.isEnabled()
    take(mixed, qtbot)
    assert book.send(CountPeople()) == 1


def test_all_rows_can_be_looked_at_not_only_the_bad_ones(mixed):
    mixed.rows.switch._buttons[READY].click()

    assert [row.name for row in mixed.rows.model.rows()] == ["Trần Văn Đức"]


def two_sheets(tmp_path):
    file = tmp_path / "thon.xlsx"
    with xlsxwriter.Workbook(file) as made:
        for name, count in (("Bìa", 0), ("Thôn 1", 3), ("Thôn 2", 2)):
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, ["Họ và tên", "Năm sinh"] if count else ["Danh sách"])
            for row in range(count):
                sheet.write_row(row + 1, 0, [f"Lê {'ABC'[row]}", 1950 + 9 * count + row])
    return file


def test_another_sheet_is_looked_at_and_each_is_taken_in(page, book, qtbot, tmp_path):
    look(page, qtbot, two_sheets(tmp_path))
    assert page.sheet.isVisible()
    assert [page.sheet.itemData(n) for n in range(page.sheet.count())] == ["Thôn 1", "Thôn 2"]
    assert (page.sheet.value(), page.ready()) == ("Thôn 1", 3)
    page._choices.leave_out(2, True)
    page.sheet.set_value("Thôn 2")
    rest(page, qtbot)
    assert page.ready() == 2
    page.sheet.set_value("Thôn 1")
    rest(page, qtbot)
    assert page.ready() == 2  # what was decided there is remembered

    take(page, qtbot)
    assert page.sheet.isHidden()
    page.result.see_sheet.click()
    rest(page, qtbot)
    assert (state(page), page.sheet.value()) == (LOOKING, "Thôn 2")
    take(page, qtbot)
    assert page.result.see_sheet.isHidden()
    assert book.send(CountPeople()) == 4


def test_a_known_person_is_filled_in_and_the_undo_empties_it(mixed, book, qtbot, tmp_path):
    take(mixed, qtbot)
    (hit,) = book.send(FindPeople("duc"))
    file = tmp_path / "more.xlsx"
    file.write_bytes(xlsx([[*LIST[0], "Thôn", "Nghề nghiệp"], [*LIST[2], "Thôn 3", "Làm ruộng"]]))
    look(mixed, qtbot, file)
    mixed.known.set_value(FILL)
    assert mixed.take.text() == "Fill in 1 people"
    look(mixed, qtbot, file)
    assert not mixed.take.isEnabled()  # a new look begins with leaving people as they are
    mixed.known.set_value(FILL)
    assert mixed.rows.editor.known.answer.value() == FILL

    take(mixed, qtbot)
    assert book.send(FindPeople("duc"))[0].village == "Thôn 3"
    assert "1 people were filled in" in mixed.result.more.text()
    rest(mixed, qtbot)
    mixed.result.question.ask.click()
    with qtbot.waitSignal(mixed.noted, timeout=10_000):
        mixed.result.question.really.click()
    assert book.send(FindPeople("duc"))[0] == hit


def test_a_script_chosen_on_the_page_is_read_and_remembered(page, book, qtbot, tmp_path):
    file = tmp_path / "cu.xlsx"
    rows = [["Hä vµ tªn", "N¨m sinh", "Ghi chó"], ["NguyÔn ThÞ B«ng", 1948, "Phó"],
            ["Ph¹m Quúnh", 1951, None], ["TrÇn V¨n §øc", 1950, "Phó"]]  # fmt: skip
    file.write_bytes(xlsx(rows))
    look(page, qtbot, file)
    assert page.ready() == 1
    assert page.columns.script(2).value() == ""

    page.columns.script(2).set_value("tcvn3")
    rest(page, qtbot)

    assert page.ready() == 3
    assert page._found.preview.rows[0].values["note"] == "Phú"
    take(page, qtbot)
    look(page, qtbot, file)
    assert page.columns.script(2).value() == "tcvn3"
