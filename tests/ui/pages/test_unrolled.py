from __future__ import annotations

from ctxh_desktop.ui.pages.unrolled import Unrolled
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.timeline import Entry, Timeline


def entries(count):
    return [
        Entry(str(n), "15/11", "", "Tháng 11/2026", "note", "Thăm nhà", body="Chữ " * 60)
        for n in range(count)
    ]


def test_a_list_is_as_high_as_its_rows_at_any_width(qtbot, light):
    line = Timeline()
    line.unrolled = Unrolled(line)
    body = sheets.ScrollBody(sheets.PageBody(line))
    qtbot.addWidget(body)
    body.resize(900, 400)
    body.show()
    line.show_entries(entries(6))
    qtbot.waitUntil(lambda: line.minimumHeight() > 400)
    wide = line.minimumHeight()
    assert line.verticalScrollBar().maximum() == 0
    qtbot.waitUntil(lambda: body.verticalScrollBar().maximum() > 0)
    body.resize(500, 400)
    qtbot.waitUntil(lambda: line.minimumHeight() > wide)
