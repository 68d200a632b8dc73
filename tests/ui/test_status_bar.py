from __future__ import annotations

from ctxh_desktop.ui.status_bar import StatusBar
from ctxh_desktop.ui.sync_state import SyncFacts, look


def test_chip_and_sentence_follow_the_state(qtbot, light):
    bar = StatusBar("Trần Thị Hoa")
    qtbot.addWidget(bar)
    facts = SyncFacts(unsent=3, is_online=False, last_sent="16:42")
    bar.show_sync(facts)
    assert bar.chip.mark() == look(facts).mark
    assert bar.sentence() == look(facts).sentence
    assert bar.chip.accessibleDescription() == bar.sentence()


def test_a_long_sentence_gives_way_and_is_whole_in_the_tooltip(qtbot, light):
    bar = StatusBar("Trần Thị Hoa")
    qtbot.addWidget(bar)
    bar.show_sync(SyncFacts(unsent=3, is_online=False, last_sent="16:42 " * 20))
    bar.resize(600, 32)
    bar.show()
    assert bar.minimumSizeHint().width() < 600
    assert bar._sentence.toolTip() == bar.sentence()


def test_lock_and_chip_are_pressed(qtbot, light):
    bar = StatusBar("Trần Thị Hoa")
    qtbot.addWidget(bar)
    with qtbot.waitSignal(bar.lock_wanted, timeout=1_000):
        bar.lock.click()
    with qtbot.waitSignal(bar.sync_wanted, timeout=1_000):
        bar.chip.click()
