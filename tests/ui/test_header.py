from __future__ import annotations

from ctxh_desktop.ui.header import Header


def test_search_gives_way_on_a_narrow_window(qtbot, light):
    header = Header()
    qtbot.addWidget(header)
    header.resize(1300, 56)
    header.show()
    assert header.search.minimumWidth() == 480
    header.resize(855, 56)
    qtbot.waitUntil(lambda: header.search.minimumWidth() == 392, timeout=1_000)
    assert header.search.geometry().right() < header.visit.geometry().left()
    assert header.intake.geometry().right() <= 855
