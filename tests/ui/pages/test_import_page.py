from __future__ import annotations

import pytest

from ctxh_desktop.commands.people import CountPeople, FindPeople
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
    page.open("")
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
    assert page.result.text() == "30 people were taken in."


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv"])
def test_the_worst_list_is_read_in_every_format(page, book, qtbot, tmp_path, kind):
    file = tmp_path / f"danh sach.{kind}"
    write_list(file, list(people(20, seed=5)), WORST)
    look(page, qtbot, file)
    ready = page._ready()
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
    bad = [row for row in page.model.rows() if row.is_problem]

    assert [(row.number, row.name) for row in bad] == [(2, "Nguyễn Thị Bông")]
    assert "28 days" in bad[0].sentence
    take(page, qtbot)
    assert book.send(CountPeople()) == 1
    assert book.send(FindPeople("bong")) == ()
    assert "1 rows with problems" in page.result_more.text()


def test_who_is_there_already_is_left_out_unless_wanted(page, book, qtbot, tmp_path):
    file = tmp_path / "a.xlsx"
    everybody = list(people(10, seed=2))
    write_list(file, everybody, CLEAN)
    look(page, qtbot, file)
    take(page, qtbot)
    look(page, qtbot, file)

    assert page._ready() == 0
    assert not page.take.isEnabled()
    assert page.skip_known.isVisible()
    page.skip_known.click()
    assert page.take.text() == "Take in 10 people"


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

    assert page._ready() in (0, 1)
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

    page.see_people.click()

    assert wanted == [("people", "")]
