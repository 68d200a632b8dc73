"""The screens of "Nhập từ Excel", prepared for `tests.data.scenes`."""

from __future__ import annotations

from typing import Any

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
]
"""A wrong day and number, an unknown group, one who is there already, one twice, a wrong sex."""


def worst(stage: Stage) -> None:
    file = stage.folder / "Danh sách bảo trợ 2026.xlsx"
    write_list(file, list(people(50, seed=3)), WORST)
    stage.open("import", str(file))
    settle(1200)


def _open(stage: Stage) -> Any:
    known = {"full_name": "Lê Thị Ái Vân", "born": "1948", "groups": "NCT"}
    stage.send(SaveRecord("person", None, known))
    file = stage.folder / "Hộ nghèo thôn 1-4.xlsx"
    file.write_bytes(xlsx(LIST))
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
    page.rows.list.choose(0)


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
