from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from ctxh_desktop.ui.widgets.flow import FlowLayout


@pytest.fixture
def box(qtbot, light):
    made = QWidget()
    qtbot.addWidget(made)
    layout = FlowLayout(made, gap=8)
    for _ in range(4):
        child = QWidget()
        child.setFixedSize(100, 36)
        layout.addWidget(child)
    return made


def places(box):
    return [(child.x(), child.y()) for child in box.children() if isinstance(child, QWidget)]


def test_one_line_while_there_is_room(box):
    box.resize(500, 100)
    box.show()
    assert places(box) == [(0, 0), (108, 0), (216, 0), (324, 0)]


def test_lines_wrap_and_the_height_follows(box):
    box.resize(250, 100)
    box.show()
    assert places(box) == [(0, 0), (108, 0), (0, 44), (108, 44)]
    assert box.layout().heightForWidth(250) == 80
    assert box.layout().heightForWidth(90) == 4 * 36 + 3 * 8


def test_what_is_hidden_takes_no_room(box):
    box.resize(500, 100)
    box.show()
    box.children()[1].hide()
    box.layout().activate()
    assert places(box)[1] == (0, 0)
