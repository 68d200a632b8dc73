from __future__ import annotations

from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.progress import InlineProgress, ProgressBar


def test_it_tells_how_far_and_is_stopped_once(qtbot, light):
    line, stops = InlineProgress(), []
    qtbot.addWidget(line)
    line.resize(600, 40)
    line.show()
    line.stopped.connect(lambda: stops.append(1))
    line.show_step(120, 480, "Đang xuất 120/480 hồ sơ")
    bar = line.findChild(ProgressBar)
    assert (bar.value(), bar.maximum()) == (120, 480)
    assert bar.accessibleName() == "Đang xuất 120/480 hồ sơ"
    button = line.findChild(Button)
    button.click()
    button.click()
    assert stops == [1]
    line.finish()
    assert line.isHidden()
