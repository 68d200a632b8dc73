from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.ui.widgets.timeline import Timeline
from tests.data.ui_samples import ENTRIES


@pytest.fixture
def timeline(qtbot, light):
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(760, 300)
    made.show()
    made.show_entries(ENTRIES)
    return made


def heights(timeline):
    return [timeline.visualRect(timeline.model().index(row, 0)).height() for row in range(4)]


def test_arrows_walk_and_enter_opens(qtbot, timeline):
    timeline.setFocus()
    QTest.keyClick(timeline, Qt.Key.Key_Down)
    with qtbot.waitSignal(timeline.opened, timeout=1_000) as signal:
        QTest.keyClick(timeline, Qt.Key.Key_Return)
    assert signal.args == ["2"]


def test_an_entry_is_read_out_whole(timeline):
    told = timeline.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    for part in ("15/11", "Gọi điện", "Trần Thị Hoa", "đi học lại", "Chưa gửi"):
        assert part in told


def test_entries_grow_when_the_view_becomes_narrow(qtbot, timeline):
    before = heights(timeline)
    timeline.resize(400, 300)
    qtbot.waitUntil(lambda: heights(timeline)[0] > before[0], timeout=2_000)
    assert heights(timeline)[3] >= before[3]


def test_a_refresh_keeps_the_place(timeline):
    timeline.setCurrentIndex(timeline.model().index(2, 0))
    timeline.show_entries(ENTRIES)
    assert timeline.currentIndex().row() == 2
    assert timeline.entries() == ENTRIES


def test_an_empty_course_is_shown_empty(timeline):
    timeline.show_entries(())
    assert timeline.model().rowCount() == 0
