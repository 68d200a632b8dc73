from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ctxh_desktop.ui.widgets.choice import Combo, CountSwitch, OptionRow, Part, Tabs
from ctxh_desktop.ui.widgets.multi_choice import MultiCombo
from tests.data.typing import press

CHOICES = [("NCT", "Người cao tuổi"), ("NKT", "Người khuyết tật"), ("DB", "Đang bổ sung")]


@pytest.fixture
def shown(qtbot, light):
    kept = []  # a window that nobody holds may be collected while it paints

    def show(widget):
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.show()
        widget.activateWindow()
        with qtbot.waitActive(widget):
            widget.setFocus()
        return widget

    yield show
    kept.clear()


def test_drop_down_cannot_be_typed_into_and_keeps_its_choice(shown):
    combo = shown(Combo(placeholder="Chọn nhóm…"))
    combo.set_choices(CHOICES)
    assert not combo.isEditable()
    assert combo.value() == ""
    combo.set_value("NKT")
    combo.set_choices(CHOICES[1:])
    assert combo.value() == "NKT"
    combo.set_value(None)
    assert combo.value() == ""


def test_arrow_keys_choose_and_tell(shown):
    combo, told = shown(Combo()), []
    combo.set_choices(CHOICES)
    combo.chosen.connect(told.append)
    QTest.keyClick(combo, Qt.Key.Key_Down)
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert told == ["NCT", "NKT"]


def test_letters_without_marks_find_words_with_marks(shown):
    combo = shown(Combo())
    combo.set_choices(CHOICES)
    press(combo, Qt.Key.Key_D, "d")
    assert combo.value() == "DB"


def test_wheel_over_a_closed_drop_down_changes_nothing(shown):
    combo = shown(Combo())
    combo.set_choices(CHOICES)
    combo.set_value("NCT")
    wheel = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(combo, wheel)
    assert combo.value() == "NCT"


def test_code_of_a_newer_list_is_shown_as_it_is(shown):
    combo = shown(Combo())
    combo.set_choices(CHOICES)
    combo.set_value("MOI")
    assert (combo.value(), combo.currentText()) == ("MOI", "MOI")


def test_one_of_several_options_is_chosen(shown):
    row, told = shown(OptionRow([("F", "Nữ"), ("M", "Nam")])), []
    row.chosen.connect(told.append)
    QTest.mouseClick(row.option("F"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(row.option("M"), Qt.MouseButton.LeftButton)
    assert told == ["F", "M"]
    assert row.value() == "M"


def test_the_whole_box_of_an_option_is_its_target(shown):
    row = shown(OptionRow([("F", "Nữ"), ("M", "Nam")]))
    option = row.option("M")
    edge = QPoint(option.width() - 3, 3)
    QTest.mouseClick(option, Qt.MouseButton.LeftButton, pos=edge)
    assert row.value() == "M"
    assert option.height() >= 36


def test_arrow_moves_between_radios_and_space_chooses(shown):
    row = shown(OptionRow([("F", "Nữ"), ("M", "Nam")]))
    row.set_value("F")
    row.option("F").setFocus()
    QTest.keyClick(row.option("F"), Qt.Key.Key_Right)
    assert row.value() == "M"


def test_several_options_are_joined(shown):
    row = shown(OptionRow(CHOICES, multiple=True))
    row.set_value("NKT NCT")
    assert row.value() == "NCT NKT"
    QTest.keyClick(row.option("NCT"), Qt.Key.Key_Space)
    assert row.value() == "NKT"


def test_options_wrap_where_it_is_narrow(shown):
    row = shown(OptionRow(CHOICES))
    row.resize(200, 200)
    QApplication.processEvents()
    assert row.option("DB").y() > row.option("NCT").y()
    assert row.heightForWidth(200) > row.heightForWidth(900)


def test_choosing_never_changes_the_size_of_an_option(shown):
    row = shown(OptionRow(CHOICES))
    option = row.option("NCT")
    before = option.sizeHint()
    option.setChecked(True)
    assert option.sizeHint() == before


def test_count_switch_has_exactly_one_part_and_new_counts_keep_it(shown):
    switch, told = shown(CountSwitch([Part("a", "Quá hạn", 2), Part("b", "Hôm nay", 3)], "b")), []
    switch.chosen.connect(told.append)
    switch.set_parts([Part("a", "Quá hạn", 4), Part("b", "Hôm nay", 5)])
    assert switch.value() == "b"
    first = switch.findChildren(type(switch._buttons["a"]))[0]
    assert first.accessibleName() == "Quá hạn: 4"
    QTest.keyClick(first, Qt.Key.Key_Space)
    assert (switch.value(), told) == ("a", ["a"])


def test_tabs_are_walked_with_arrows(shown):
    tabs, told = shown(Tabs([("a", "Diễn biến"), ("b", "Kế hoạch")])), []
    tabs.chosen.connect(told.append)
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    assert (tabs.value(), told) == ("b", ["b"])
    tabs.set_value("a")
    assert tabs.value() == "a"


def test_many_choices_are_ticked_in_a_list_by_keyboard(qtbot, shown):
    combo, told = shown(MultiCombo(placeholder="Chọn…")), []
    combo.set_choices(CHOICES)
    combo.chosen.connect(told.append)
    QTest.keyClick(combo, Qt.Key.Key_Down)
    QTest.keyClick(combo._list, Qt.Key.Key_Space)
    QTest.keyClick(combo._list, Qt.Key.Key_Down)
    QTest.keyClick(combo._list, Qt.Key.Key_Space)
    assert told == ["NCT", "NCT NKT"]
    QTest.keyClick(combo._list, Qt.Key.Key_Return)
    assert not combo._popup.isVisible()
    assert combo.words() == "Người cao tuổi, Người khuyết tật"
    combo.set_value("DB")
    assert combo.value() == "DB"
