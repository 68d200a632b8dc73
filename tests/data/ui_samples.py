"""Sheets of controls in all their states, for the gallery and for tests that walk over controls."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button, CheckOption, IconButton, LinkButton
from ctxh_desktop.ui.widgets.chips import Chip, ChipButton, Mark
from ctxh_desktop.ui.widgets.choice import Combo, CountSwitch, OptionRow, Part, Tabs
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.form_grid import FormGrid
from ctxh_desktop.ui.widgets.inputs import LongTextInput, SearchInput, SecretInput, TextInput
from ctxh_desktop.ui.widgets.labels import BesideLabel, Label
from ctxh_desktop.ui.widgets.notices import DraftState, ErrorSummary, Notice, UndoBar
from ctxh_desktop.ui.widgets.progress import InlineProgress
from ctxh_desktop.ui.widgets.timeline import Entry, Timeline

NOTE = (
    "Ông Đức ở nhà cùng vợ. Vết loét bàn chân đã khô, đi lại trong nhà bằng nạng. Đã có giấy hẹn "
    "khám lại ngày 24/11 tại Trung tâm y tế; gia đình nhờ xe của thôn."
)
MARKS = (
    Mark("Nguy cơ cao", "danger", "alert"),
    Mark("Hồ sơ bảo mật", "off", "shield"),
    Mark("Chưa gửi", "unsent", "up"),
    Mark("Hôm nay", "warn", "clock"),
    Mark("Đã gửi", "ok", "check"),
    Mark("Đang gửi 2/3", "primary", "sync"),
    Mark("Bản nháp", "plain", "note"),
)
ENTRIES = (
    Entry("1", "15/11", "17:20", "Tháng 11/2026", "phone", "Gọi điện", "Trần Thị Hoa",
          "Mẹ cho biết trẻ đã đi học lại, còn sợ người lạ. Mẹ xin nghỉ thêm một tuần để ở nhà với "
          "con; bà ngoại sang đỡ buổi chiều. Chưa thăm nhà được vì đường ngập, hẹn lại trong tuần "
          "này.", "primary", (Mark("Khá hơn", "ok", "check"), Mark("Chưa gửi", "unsent", "up"))),
    Entry("2", "13/11", "08:05", "Tháng 11/2026", "send", "Trung tâm CTXH tỉnh đã tiếp nhận",
          "nhận từ tỉnh", "Buổi tham vấn đầu tiên: Thứ Tư 18/11, 14:00.", "ok"),
    Entry("3", "10/11", "16:10", "Tháng 11/2026", "note", "Đánh giá ban đầu", "Trần Thị Hoa",
          "Nguy cơ cao. Cần thăm trong 3 ngày."),
    Entry("4", "30/10", "07:55", "Tháng 10/2026", "alert", "Tiếp nhận khẩn cấp", "Lê Văn Bình",
          "Nguồn tin: Tổng đài 111.", "danger"),
)  # fmt: skip


def controls() -> QWidget:
    """Return buttons, chips, choices and notices in all states."""
    disabled, quiet_off = Button("Lưu", "primary", key="Ctrl+S"), Button("Đã làm", icon="check")
    disabled.setEnabled(False)
    quiet_off.setEnabled(False)
    focus = Button("Xem và chọn")
    combo = Combo(prefix="Nhóm")
    combo.set_choices([("NCT", "Người cao tuổi")], with_none="Tất cả")
    combo.set_value("")
    switch = CountSwitch(
        (Part("overdue", "Quá hạn", 2, "danger", "alert"), Part("today", "Hôm nay", 3),
         Part("week", "Tuần này", 8), Part("month", "Tháng này", 21)), "week",
    )  # fmt: skip
    tabs = Tabs([("a", "Diễn biến"), ("b", "Đánh giá"), ("c", "Kế hoạch"), ("d", "Thăm nhà")])
    summary = ErrorSummary()
    summary.show_problems([("id_number", "Số căn cước có 12 chữ số. Đang có 11 chữ số."),
                           ("groups", "Chọn nhóm đối tượng. Nếu chưa chắc, chọn “Chưa phân loại”.")])  # fmt: skip  # noqa: E501
    undo = UndoBar()
    undo.offer("Đã lưu buổi thăm nhà.")
    draft = DraftState()
    draft.show_saved("09:14:05")
    progress = InlineProgress()
    progress.show_step(120, 480, "Đang xuất 120/480 hồ sơ – còn khoảng 20 giây")
    page = sheets.wrap(
        sheets.column(
            sheets.PageHead(Label("Việc hôm nay", "title"),
                            BesideLabel("Thứ Hai, 16/11/2026", "body", "title"), None, switch),
            summary,
            sheets.row(Button("Mở hồ sơ", "primary", key="Enter"), Button("Đã làm", icon="check", key="Ctrl+D"),  # noqa: E501
                       Button("Kế hoạch", "quiet"), LinkButton("Khoá máy", key="Ctrl+L", text_role="hint"),  # noqa: E501
                       focus, disabled, quiet_off, IconButton("Lịch", "calendar"), None),
            sheets.row(*[Chip(mark) for mark in MARKS], Chip(MARKS[1], outlined=True), ChipButton(MARKS[2]), None),  # noqa: E501
            sheets.row(OptionRow([("F", "Nữ"), ("M", "Nam"), ("X", "Khác/chưa rõ")]), None),
            sheets.row(CheckOption("Chưa có số"), CheckOption("Hồ sơ bảo mật"), combo, None),
            tabs, Notice.of("warn", "split", "Hai nơi cùng sửa – Hoàng Thị Thuỷ",
                            "2 ô khác nhau. Cả hai bản đều được giữ; hồ sơ vẫn dùng được.",
                            actions=[Button("Xem và chọn")]),
            progress, None, undo,
            sheets.Footer(Button("Lưu và mở hồ sơ", "primary", key="Ctrl+S"), Button("Bỏ bản nháp"), None, draft),  # noqa: E501
            gap=10, margins=(24, 12, 24, 0)),
    )  # fmt: skip
    options = page.findChildren(OptionRow)
    options[0].set_value("F")
    page.setProperty("wants_focus", focus)
    return page


def inputs() -> QWidget:
    """Return form rows with hints, errors and focus."""
    name, number, born = TextInput(length_max=100), TextInput(length_max=15), TextInput()
    name.set_value("Nguyễn Thị Ánh Nguyệt")
    number.set_value("001 085 000 12")
    born.set_value("8/2012")
    groups, village = Combo(placeholder="Chọn nhóm…"), Combo()
    groups.set_choices([("TE", "Trẻ em"), ("NCT", "Người cao tuổi")])
    village.set_choices([("3", "Thôn 3")])
    village.set_value("3")
    note = LongTextInput()
    note.set_value(NOTE)
    secret = SecretInput()
    secret.set_value("nam chu cai")
    search = SearchInput(placeholder="Tìm tên, số căn cước, mã hồ sơ…  (Ctrl+F)")
    sex = OptionRow([("F", "Nữ"), ("M", "Nam"), ("X", "Khác/chưa rõ")])
    sex.set_value("F")
    met = OptionRow([("a", "Đối tượng"), ("b", "Vợ"), ("c", "Khác")], multiple=True)
    met.set_value("a b")
    rows = [
        sheets.FormRow("Họ và tên", name),
        sheets.FormRow("Số căn cước / định danh", number, beside=[CheckOption("Chưa có số")]),
        sheets.FormRow("Ngày sinh", born, hint="Đang hiểu: tháng 8 năm 2012"),
        sheets.FormRow("Giới tính", sex),
        sheets.FormRow("Nhóm đối tượng", groups),
        sheets.FormRow("Thôn, tổ dân phố", village),
        sheets.FormRow("Cụm từ mở khoá", secret),
        sheets.FormRow("Gặp", met, optional=True),
        sheets.FormRow("Ghi nhận", note, optional=True),
        sheets.FormRow("Tìm", search),
    ]
    rows[1].set_error("Số căn cước có 12 chữ số. Đang có 11 chữ số.")
    rows[4].set_error("Chọn nhóm đối tượng.")
    grid = FormGrid()
    for index, row in enumerate(rows):
        grid.add(row, wide=index == 8)
    card = sheets.Card(sheets.column(grid, None, margins=(20, 14, 20, 12)))
    side = sheets.Card(
        sheets.column(Label("Lần trước", "section"), Label("Thứ Hai, 02/11/2026", "hint"),
                      sheets.Rule(), Label(NOTE, wrap=True), None, margins=(20, 12, 20, 14))
    )  # fmt: skip
    content = sheets.wrap(
        sheets.column(sheets.TwoColumns(card, side, 272), margins=(24, 12, 24, 11))
    )
    page = sheets.wrap(
        sheets.column(
            sheets.ScrollBody(content),
            sheets.Footer(Button("Lưu", "primary", key="Ctrl+S"), None),
            gap=0,
        )
    )
    page.setProperty("wants_focus", number)
    return page


def timeline() -> QWidget:
    """Return a timeline in a sheet and an empty state beside it."""
    line = Timeline()
    line.show_entries(ENTRIES)
    empty = EmptyState("people", "Chưa có ai trong danh sách.", "Tiếp nhận mới")
    made = sheets.wrap(
        sheets.row(
            sheets.Card(sheets.column(line, margins=(1, 1, 1, 1))),
            sheets.Card(sheets.column(empty)),
            gap=16,
            margins=(24, 12, 24, 12),
        )
    )
    made.layout().setStretch(0, 2)  # type: ignore[attr-defined]
    made.layout().setStretch(1, 1)  # type: ignore[attr-defined]
    made.setProperty("wants_focus", line)
    return made


SHEETS: dict[str, tuple[Callable[[], QWidget], tuple[int, int]]] = {
    "widgets-controls": (controls, (1182, 760)),
    "widgets-inputs": (inputs, (1182, 760)),
    "widgets-timeline": (timeline, (1182, 560)),
}


def window() -> QWidget:
    """Return the main window around a small page."""
    from ctxh_desktop.ui.main_window import MainWindow
    from ctxh_desktop.ui.sync_state import SyncFacts

    made = MainWindow(commune="Xã Phong Điền", user="Trần Thị Hoa")
    head = sheets.PageHead(Label("Hồ sơ", "title"), None)
    body = sheets.ScrollBody(sheets.PageBody(head, timeline()))
    page = sheets.wrap(
        sheets.column(body, sheets.Footer(Button("Mở hồ sơ", "primary", key="Enter"), None), gap=0)
    )
    made.add_page("case", page)
    made.open_page("case")
    made.show_sync(SyncFacts(is_online=False, unsent=3, last_sent="16:42 hôm qua", conflicts=0))
    made.navigation.set_badge("sync", 1)
    return made


SHEETS["window"] = (window, (1366, 768))
