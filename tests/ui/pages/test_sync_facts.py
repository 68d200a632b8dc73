from __future__ import annotations

from dataclasses import replace
from datetime import date

from ctxh_desktop.commands.sync import SyncState
from ctxh_desktop.ui.pages.sync_facts import FactsCard

TODAY = date(2026, 11, 16)
STATE = SyncState(
    unsent=3, oldest_unsent_at=None, conflicts=0, held=0,
    last_sync_at="2026-11-15T09:42:00.000Z", last_sent=5, last_received=0, is_enrolled=True,
    last_error=None, province_name="Thành phố Huế",
)  # fmt: skip


def told(qtbot, **facts):
    card = FactsCard()
    qtbot.addWidget(card)
    card.show_state(replace(STATE, **facts), TODAY)
    return [fact.accessibleName() for fact in (card.unsent, card.network, card.last)]


def test_what_waits_the_province_and_the_last_success(qtbot):
    waits, network, last = told(qtbot)
    assert waits.startswith("3 items waiting")
    assert network.startswith("Thành phố Huế")
    assert "16:42 yesterday" in last
    assert "5 items" in last


def test_a_failed_try_does_not_hide_the_last_success(qtbot):
    _, network, last = told(qtbot, last_error="no-network")
    assert network.startswith("No network")
    assert "16:42 yesterday" in last


def test_a_pause_is_told_before_the_network(qtbot):
    _, network, _ = told(qtbot, is_paused=True, last_error="no-network")
    assert network.startswith("Sending is paused")


def test_a_recovery_that_is_not_through_is_told_where_there_is_a_line(qtbot):
    assert "sent again by itself" in told(qtbot, is_recovering=True)[1]
    assert told(qtbot, is_recovering=True, last_error="no-network")[1].startswith("No network")


def test_before_joining_nothing_was_sent(qtbot):
    waits, network, last = told(qtbot, unsent=0, is_enrolled=False, last_sync_at=None)
    assert waits.startswith("All sent")
    assert network.startswith("Not joined")
    assert last.startswith("Never sent")
