"""Every control of the gallery: reachable by keyboard, named, repainted by a theme switch."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from ctxh_desktop.ui import theme
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.inputs import TextInput
from ctxh_desktop.ui.widgets.notices import ErrorSummary
from tests.data import ui_samples

SHEETS = pytest.mark.parametrize("name", list(ui_samples.SHEETS))
CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTabBar)


@pytest.fixture
def sheet(qtbot, light):
    kept = []  # a window that nobody holds may be collected while it paints

    def make(name):
        widget = ui_samples.SHEETS[name][0]()
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(*ui_samples.SHEETS[name][1])
        widget.show()
        QApplication.processEvents()
        return widget

    yield make
    kept.clear()


@SHEETS
def test_every_control_that_takes_the_focus_has_a_name(sheet, name):
    widget = sheet(name)
    nameless = []
    for control in widget.findChildren(QWidget):
        takes_focus = control.focusPolicy() != Qt.FocusPolicy.NoFocus
        if isinstance(control, CONTROLS) and control.isVisible() and takes_focus:
            told = QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)
            if not told and not isinstance(control, QTabBar):
                nameless.append(type(control).__name__)
    assert nameless == []


@SHEETS
def test_labels_are_never_markup(sheet, name):
    widget = sheet(name)
    labels = widget.findChildren(QLabel)
    assert labels
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


@SHEETS
def test_every_target_is_high_enough(sheet, name):
    widget = sheet(name)
    for button in widget.findChildren(Button):
        if button.isVisible():
            assert button.height() >= 24, button.text()


@SHEETS
def test_a_theme_switch_repaints_everything(qapp, sheet, name):
    widget = sheet(name)
    light = widget.grab().toImage()
    theme.apply(qapp, dark=True)
    QApplication.processEvents()
    switched = widget.grab().toImage()
    fresh = sheet(name).grab().toImage()
    corner = switched.pixelColor(2, switched.height() - 2).lightness()
    assert corner < 90 < light.pixelColor(2, light.height() - 2).lightness()
    different = sum(
        switched.pixel(x, y) != fresh.pixel(x, y)
        for x in range(0, fresh.width(), 3)
        for y in range(0, fresh.height(), 3)
    )
    # The fresh one may have its focus and cursor elsewhere, nothing more.
    assert different < fresh.width() * fresh.height() / 9 * 0.01


@SHEETS
def test_building_controls_never_flashes_a_window(qapp, light, name):
    class Watch(QObject):
        def __init__(self):
            super().__init__()
            self.flashed = []

        def eventFilter(self, watched, event):
            is_shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget)
            if is_shown and watched.isWindow():
                self.flashed.append(type(watched).__name__)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    try:
        made = ui_samples.SHEETS[name][0]()
        QApplication.processEvents()
    finally:
        qapp.removeEventFilter(watch)
    made.deleteLater()
    assert watch.flashed == []


def test_label_names_its_control_and_error_is_described(qtbot, light):
    control = TextInput()
    row = sheets.FormRow("Họ và tên", control)
    qtbot.addWidget(row)
    row.show()
    told = QAccessible.queryAccessibleInterface(control)
    assert told.text(QAccessible.Text.Name) == "Họ và tên"
    row.set_error("Nhập họ và tên.")
    assert "Nhập họ và tên." in control.accessibleDescription()
    row.set_error("")
    assert control.accessibleDescription() == ""


def test_links_of_the_error_summary_are_buttons_that_name_their_field(qtbot, light):
    summary = ErrorSummary()
    qtbot.addWidget(summary)
    summary.show_problems([("full_name", "Nhập họ và tên."), ("groups", "Chọn nhóm.")])
    links = summary.links()
    assert [link.text() for link in links] == ["Nhập họ và tên.", "Chọn nhóm."]
    with qtbot.waitSignal(summary.chosen, timeout=1_000) as signal:
        links[1].click()
    assert signal.args == ["groups"]
    summary.show_problems([])
    assert not summary.isVisible()
