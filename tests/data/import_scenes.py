"""The screens of "Nhập từ Excel", prepared for `tests.data.scenes`."""

from __future__ import annotations

from typing import Any

import xlsxwriter

from ctxh_desktop.commands.records import SaveRecord
from tests.data.lists import WORST, write_list
from tests.data.people import people
from tests.data.stage import Stage, settle
from tests.data.workbooks import xlsx

LIST: list[list[Any]] = [
    ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Thôn/TDP", "Nhóm đối tượng"],
    [1, "Trần Thị Mỹ Lệ", "5/8/1951", "Nữ", "046151000321", "Thôn 3", "Người cao tuổi"],
    [2, "Nguyễn Thị Bông", "31/2/1950", "Nữ", "046150000", "Thôn 1", "Người cao tuổi"],
    [3, "Hồ Văn Quế", "1962", "Nam", "046062000777", "Thôn 2", "Thương binh nặng"],
    [4, "Lê Thị Ái Vân", "1948", "Nữ", "", "Thôn 2", "Người cao tuổi"],
    [5, "Trần Thị Mỹ Lệ", "5/8/1951", "Nữ", "046151000321", "Thôn 3", "Người cao tuổi"],
    [6, "Phan Văn Đính", "1958", "Nữ", "046058000555", "Thôn 4", "Người khuyết tật"],
    [7, "Hồ Thị Kăn Nới", "1960", "Nữ", "046160000666", "Thôn 5", "Người cao tuổi, NKT"],
]
"""A wrong day and number, an unknown group, one who is there already, one twice, a wrong sex, and
one of whom the list says more than the register, and other things."""
MORE = ["Nghề nghiệp", "Số điện thoại", "Trình độ học vấn"], [
    [None, None, None], [None, None, None], ["Thợ nề", None, "7/12"], [None, None, None],
    [None, None, None], ["xem bói", None, None], ["Làm ruộng", "0905123456", "Lớp 9"],
]  # fmt: skip
OLD: list[list[Any]] = [
    ["Hä vµ tªn", "N¨m sinh", "Th«n", "Ghi chó"],
    ["NguyÔn ThÞ B«ng", 1948, "Th«n VÜnh L¹i", "Phó"],
    ["Ph¹m Quúnh", 1951, None, None],
    ["TrÇn V¨n §øc", 1950, None, "Phó"],
]
"""A list in an old font, with a column that may be in it or not."""


def worst(stage: Stage) -> None:
    file = stage.folder / "Danh sách bảo trợ 2026.xlsx"
    write_list(file, list(people(50, seed=3)), WORST)
    stage.open("import", str(file))
    settle(1200)


def _open(stage: Stage) -> Any:
    known = {"full_name": "Lê Thị Ái Vân", "born": "1948", "groups": "NCT"}
    stage.send(SaveRecord("person", None, known))
    other = {"full_name": "Hồ Thị Kăn Nới", "born": "1960", "id_number": "046160000666",
             "groups": "NCT", "village": "Thôn 2", "phone": "0987654321"}  # fmt: skip
    stage.send(SaveRecord("person", None, other))
    file = stage.folder / "Hộ nghèo thôn 1-4.xlsx"
    heads, cells = MORE
    rows = [row + more for row, more in zip(LIST, [heads, *cells], strict=True)]
    with xlsxwriter.Workbook(file) as book:
        for name, few in (("Thôn 1-4", rows), ("Thôn 5", rows[:4])):
            sheet = book.add_worksheet(name)
            for place, row in enumerate(few):
                sheet.write_row(place, 0, row)
    page = stage.open("import", str(file))
    settle(1200)
    return page


def cannot(stage: Stage) -> None:
    _open(stage)


def twice(stage: Stage) -> None:
    """Choose the row whose person stands in the file twice."""
    page = stage.notebook.window.page("import")
    page.rows.list.choose(2)


def known(stage: Stage) -> None:
    """Choose the row whose person is in the register."""
    page = stage.notebook.window.page("import")
    page.rows.switch._buttons["look"].click()
    rows = [row.number for row in page.rows.model.rows() if row.person]
    page.rows.list.choose([row.number for row in page.rows.model.rows()].index(rows[-1]))
    page.known.set_value("fill")
    page.rows.editor.known.tick("address").click()


def old_font(stage: Stage) -> None:
    """Show the columns of a list in an old font, one of them in doubt."""
    file = stage.folder / "Danh sach cu.xlsx"
    file.write_bytes(xlsx(OLD))
    page = stage.open("import", str(file))
    settle(1200)
    page.body.ensureWidgetVisible(page.columns.script(3))


def busy(stage: Stage) -> None:
    """Show a saving under way, without one."""
    page = stage.notebook.window.page("import")
    watch = page.progress.begin("…")
    page.footer.set_busy(is_busy=True)
    watch.report("saving", 1200, 4980)


def done(stage: Stage) -> None:
    page = stage.notebook.window.page("import")
    page.progress.finish()
    page.footer.set_busy(is_busy=False)
    page.take.click()
    settle(1500)


def done_asking(stage: Stage) -> None:
    page = stage.notebook.window.page("import")
    page.result.question.ask.click()


def taken_back(stage: Stage) -> None:
    page = stage.notebook.window.page("import")
    page.result.question.really.click()
    settle(600)
