from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button, CheckOption, IconButton, shortcut_text
from ctxh_desktop.ui.widgets.inputs import TextInput


def shown(qtbot, *widgets):
    page = QWidget()
    page.setLayout(sheets.column(*widgets))
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow, timeout=2_000)
    return page


def test_its_key_works_from_anywhere_in_the_window_at_once(qtbot, light):
    button, field = Button("Lưu", "primary", key="Ctrl+S"), TextInput()
    page = shown(qtbot, button, field)
    field.setFocus()
    clicks = []
    button.clicked.connect(lambda: clicks.append(1))
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert clicks == [1]
    button.setEnabled(False)
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    button.setEnabled(True)
    button.hide()
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert clicks == [1]
    page.close()


def test_a_key_that_is_only_drawn_does_nothing(qtbot, light):
    button = Button("Gửi ngay", key="F9", key_works=False)
    page = shown(qtbot, button)
    clicks = []
    button.clicked.connect(lambda: clicks.append(1))
    QTest.keyClick(page, Qt.Key.Key_F9)
    assert clicks == []
    assert button.sizeHint().width() > Button("Gửi ngay").sizeHint().width()


def test_enter_and_space_press_it(qtbot, light):
    button = Button("Mở hồ sơ", key="Enter")
    page = shown(qtbot, button)
    clicks = []
    button.clicked.connect(lambda: clicks.append(1))
    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert len(clicks) == 2
    page.close()


def test_it_is_as_wide_as_its_words(light):
    short, long = Button("Lưu"), Button("Lưu và mở hồ sơ của người này")
    assert long.sizeHint().width() > short.sizeHint().width() + 100
    assert short.sizeHint().height() == 36
    short.set_words("Áp dụng (còn 2 ô chưa chọn)")
    assert short.accessibleName() == "Áp dụng (còn 2 ô chưa chọn)"


def test_an_icon_button_says_its_words(light):
    button = IconButton("Mở lịch", "calendar")
    assert button.accessibleName() == button.toolTip() == "Mở lịch"
    assert button.sizeHint().width() == button.sizeHint().height() == 36


def test_a_check_is_ticked_by_space_and_by_its_words(qtbot, light):
    check = CheckOption("Chưa có số")
    page = shown(qtbot, check)
    QTest.keyClick(check, Qt.Key.Key_Space)
    assert check.isChecked()
    QTest.mouseClick(check, Qt.MouseButton.LeftButton, pos=check.rect().center())
    assert not check.isChecked()
    page.close()


def test_shortcuts_are_written_as_on_the_keyboard(light):
    assert [shortcut_text(key) for key in ("Ctrl+S", "F9", "Enter")] == ["Ctrl+S", "F9", "Enter"]
