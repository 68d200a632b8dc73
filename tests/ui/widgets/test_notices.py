from __future__ import annotations

from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.labels import Label
from ctxh_desktop.ui.widgets.notices import UNDO_SHOWN_MS, DraftState, Notice, UndoBar


def test_a_notice_is_read_out_whole(qtbot, light):
    notice = Notice.of("warn", "split", "Hai nơi cùng sửa", "2 ô khác nhau.")
    qtbot.addWidget(notice)
    assert notice.accessibleName() == "Hai nơi cùng sửa 2 ô khác nhau."


def test_undo_is_offered_for_ten_seconds(qtbot, light):
    bar = UndoBar()
    qtbot.addWidget(bar)
    assert UNDO_SHOWN_MS == 10_000
    bar._timer.setInterval(30)
    bar.show()
    bar.offer("Đã lưu.")
    assert bar.isVisible()
    qtbot.waitUntil(bar.isHidden, timeout=2_000)


def test_what_cannot_be_undone_is_only_told(qtbot, light):
    bar = UndoBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.tell("Ổ đĩa đầy.")
    assert [button.isVisible() for button in bar.findChildren(Button)] == [False, True]
    assert not bar._timer.isActive()
    bar.note("Đã bỏ thay đổi.")
    assert [button.isVisible() for button in bar.findChildren(Button)] == [False, True]
    assert (bar.kind(), bar._timer.isActive()) == ("ok", True)
    bar.offer("Đã lưu.")
    assert [button.isVisible() for button in bar.findChildren(Button)] == [True, True]


def test_the_draft_state_tells_the_moment(qtbot, light):
    state = DraftState()
    qtbot.addWidget(state)
    state.show_saved("09:14:05")
    assert "09:14:05" in state.findChildren(Label)[0].text()
