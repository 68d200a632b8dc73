from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ctxh_desktop.ui import theme
from ctxh_desktop.ui.widgets import door_sheet, sheets
from ctxh_desktop.ui.widgets.labels import Label


def test_the_sheet_has_its_width_and_a_spine(qtbot):
    sheet = door_sheet.DoorSheet(sheets.column(Label("x")))
    qtbot.addWidget(sheet)
    sheet.show()
    image = sheet.grab().toImage()

    assert sheet.width() == 528
    assert image.pixelColor(3, image.height() // 2).name() == theme.color("primary").name()
    assert image.pixelColor(20, image.height() // 2).name() == theme.color("surface").name()


def test_the_sheet_stands_in_the_middle(qtbot):
    sheet = door_sheet.DoorSheet(sheets.column(Label("x")))
    window = QWidget()
    qtbot.addWidget(window)
    window.setLayout(door_sheet.centred(sheet))
    window.resize(1366, 700)
    window.show()
    at = sheet.mapTo(window, sheet.rect().topLeft())

    assert at.x() == (1366 - 528) // 2


def test_a_head_without_commune_has_only_the_title(qtbot):
    head = door_sheet.head("Notebook", "")
    qtbot.addWidget(head)

    assert [label.text() for label in head.findChildren(Label)] == ["Notebook"]
