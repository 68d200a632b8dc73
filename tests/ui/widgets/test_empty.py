from __future__ import annotations

from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.empty import EmptyState


def test_its_action_is_offered_only_when_there_is_one(qtbot, light):
    state = EmptyState("people", "Chưa có ai trong danh sách.", "Tiếp nhận mới")
    qtbot.addWidget(state)
    state.resize(600, 400)
    state.show()
    button = state.findChild(Button)
    with qtbot.waitSignal(state.acted, timeout=1_000):
        button.click()
    state.show_sentence("Không có gì chờ gửi.")
    assert button.isHidden()
    state.show_sentence("Tuần này không còn việc đến hạn.", "Xem tháng này")
    assert button.isVisible()
    assert button.text() == "Xem tháng này"
