from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from ctxh_desktop.ui import regions
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.choice import OptionRow
from ctxh_desktop.ui.widgets.inputs import TextInput
from ctxh_desktop.ui.widgets.labels import Label


@pytest.fixture
def window(qtbot, light):
    made = QWidget()
    made.options = OptionRow([("a", "Một"), ("b", "Hai")])
    made.empty, made.field, made.button = Label("Chỉ có chữ"), TextInput(), Button("Mở")
    made.parts = [sheets.wrap(sheets.column(part))
                  for part in (made.options, made.empty, made.field, made.button)]  # fmt: skip
    made.setLayout(sheets.column(*made.parts))
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=2_000)
    made.field.setFocus()
    return made


def test_the_next_region_gets_the_focus_and_empty_ones_are_passed_over(window):
    assert regions.go_on(window.parts) is window.button
    assert regions.go_on(window.parts) is window.options.option("a")
    assert regions.go_on(window.parts) is window.field


def test_the_chosen_option_comes_first(window):
    window.options.set_value("b")
    assert regions.first_focus(window.parts[0]) is window.options.option("b")


def test_a_window_without_controls_keeps_the_focus(window):
    assert regions.go_on([window.parts[1]]) is None
    assert window.field.hasFocus()
