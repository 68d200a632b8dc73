from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ctxh_desktop.ui.main_window import MainWindow
from ctxh_desktop.ui.sync_state import SyncFacts
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.inputs import TextInput


class CasePage(QWidget):
    def __init__(self):
        super().__init__()
        self.opened = []
        self.field = TextInput()
        self.setLayout(sheets.column(self.field))

    def open(self, argument):
        self.opened.append(argument)


@pytest.fixture
def window(qtbot, light):
    made = MainWindow(commune="Xã Phong Điền", user="Trần Thị Hoa")
    qtbot.addWidget(made)
    for name in ("today", "people", "case", "sync", "settings"):
        made.add_page(name, CasePage())
    made.resize(1366, 688)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made).__enter__()
    made.open_page("today")
    return made


def test_pages_open_and_mark_their_destination(window):
    window.open_page("case", "0190")
    assert window.current_page() == "case"
    assert window.navigation.button("case").isChecked()
    assert not window.navigation.button("today").isChecked()
    assert window.page("case").opened == ["0190"]


def test_back_returns_with_what_was_open(qtbot, window):
    window.open_page("case", "a")
    window.open_page("case", "b")
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.page("case").opened == ["a", "b", "a"]
    window.go_back()
    assert window.current_page() == "today"
    window.go_back()
    assert window.current_page() == "today"


def test_keys_open_pages_and_the_search(qtbot, window):
    QTest.keyClick(window, Qt.Key.Key_F3)
    assert window.current_page() == "people"
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert window.current_page() == "today"
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is window.search


def test_f9_opens_sync_first_and_exchanges_on_the_second_press(qtbot, window):
    asked = []
    window.sync_wanted.connect(lambda: asked.append(1))
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert (window.current_page(), asked) == ("sync", [])
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert asked == [1]


def test_f6_walks_round_all_regions(qtbot, window):
    seen = []
    for _ in range(4):
        QTest.keyClick(window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        regions = (window.navigation, window.header, window.page("today"), window.status)
        seen += [n for n, region in enumerate(regions)
                 if region is focus or region.isAncestorOf(focus)]  # fmt: skip
    assert sorted(seen) == [0, 1, 2, 3]


def test_navigation_gives_way_below_1080(qtbot, window):
    assert window.navigation.width() == 184
    window.resize(911, 432)
    qtbot.waitUntil(lambda: window.navigation.width() == 56)
    assert window.is_narrow()
    assert window.width() == 911
    assert window.navigation.button("today").accessibleName()


def test_badge_counts_only_what_needs_a_person(window):
    window.show_sync(SyncFacts(unsent=5))
    assert "(" not in window.navigation.button("sync").accessibleName()
    window.show_sync(SyncFacts(conflicts=2, held=1))
    assert "(3)" in window.navigation.button("sync").accessibleName()


def test_title_of_the_window_names_nobody(window):
    assert "Hoa" not in window.windowTitle()


def test_undo_bar_offers_and_takes_back(qtbot, window):
    asked = []
    window.undone.connect(lambda: asked.append(1))
    window.undo_bar.offer("Đã lưu buổi thăm nhà.")
    assert window.undo_bar.isVisible()
    QTest.keyClick(window.undo_bar, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert asked == [1]
    assert not window.undo_bar.isVisible()


def test_lock_key_asks_to_lock(qtbot, window):
    with qtbot.waitSignal(window.lock_wanted, timeout=1_000):
        QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
