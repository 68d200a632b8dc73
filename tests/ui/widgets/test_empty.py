from __future__ import annotations

from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.empty import EmptyState
from ctxh_desktop.ui.widgets.labels import IconLabel


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


def test_in_little_room_words_and_action_are_whole_and_the_picture_goes(qtbot, light):
    state = EmptyState("people", "Chưa có ai trong danh sách.", "Tiếp nhận mới")
    qtbot.addWidget(state)
    state.resize(600, 130)
    state.show()
    icon, button = state.findChild(IconLabel), state.findChild(Button)
    qtbot.waitUntil(icon.isHidden)
    qtbot.waitUntil(lambda: button.height() >= button.sizeHint().height())

    state.resize(600, 400)
    assert icon.isVisible()
