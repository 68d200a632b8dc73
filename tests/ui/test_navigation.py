from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.ui.navigation import Destination, Navigation

PLACES = (
    Destination("settings", "Cài đặt", "gear", is_last=True),
    Destination("today", "Việc hôm nay", "today", "F2"),
    Destination("sync", "Đồng bộ", "sync", "F9"),
)


@pytest.fixture
def navigation(qtbot, light):
    made = Navigation(PLACES, "Xã Phong Điền")
    qtbot.addWidget(made)
    made.resize(184, 700)
    made.show()
    return made


def test_settings_stand_at_the_bottom(navigation):
    assert navigation.button("settings").y() > navigation.button("sync").y() + 100


def test_space_and_enter_go_there(qtbot, navigation):
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        with qtbot.waitSignal(navigation.chosen, timeout=1_000) as signal:
            QTest.keyClick(navigation.button("sync"), key)
        assert signal.args == ["sync"]


def test_only_one_is_current_and_none_for_an_unknown_page(navigation):
    navigation.set_current("today")
    navigation.set_current("sync")
    assert [place.name for place in PLACES if navigation.button(place.name).isChecked()] == ["sync"]
    navigation.set_current("elsewhere")
    assert not any(navigation.button(place.name).isChecked() for place in PLACES)


def test_icons_alone_still_have_words_for_those_who_ask(navigation):
    navigation.set_narrow(True)
    navigation.set_badge("sync", 3)
    button = navigation.button("sync")
    assert navigation.width() == 56
    assert button.toolTip() == "Đồng bộ (F9)"
    assert button.accessibleName() == "Đồng bộ (3)"
