from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.form_grid import FormGrid
from ctxh_desktop.ui.widgets.inputs import LongTextInput, TextInput


@pytest.fixture
def shown(qtbot, light):
    kept = []

    def show(widget, width=1200, height=600):
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        QApplication.processEvents()
        return widget

    yield show
    kept.clear()


def test_a_grid_has_two_columns_or_one(shown):
    grid = FormGrid()
    fields = [sheets.FormRow(f"Ô {n}", TextInput()) for n in range(2)]
    wide = sheets.FormRow("Ghi nhận", LongTextInput())
    for field in fields:
        grid.add(field)
    grid.add(wide, wide=True)
    shown(grid, 900)
    assert fields[0].y() == fields[1].y()
    assert wide.width() > 2 * fields[0].width()
    grid.resize(500, 600)
    QApplication.processEvents()
    assert grid.column_count() == 1
    assert fields[0].y() < fields[1].y() < wide.y()


def test_columns_share_the_width_as_told(shown):
    grid = FormGrid(shares=(3, 4))
    fields = [sheets.FormRow(words, TextInput()) for words in ("a", "b")]
    for field in fields:
        grid.add(field)
    shown(grid, 900)
    assert fields[1].width() == pytest.approx(fields[0].width() * 4 / 3, abs=2)
