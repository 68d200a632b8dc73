from __future__ import annotations

from datetime import date

import pytest

from ctxh_desktop.commands.doorplate import Doorplate
from ctxh_desktop.ui.sync_state import SyncFacts, SyncKind, facts_of, look

CASES = [
    (SyncFacts(last_sent="16:42"), SyncKind.SENT, "ok", "check"),
    (SyncFacts(unsent=3), SyncKind.WAITING, "unsent", "up"),
    (SyncFacts(unsent=3, is_online=False), SyncKind.WAITING_OFFLINE, "unsent", "up"),
    (SyncFacts(is_online=False), SyncKind.OFFLINE, "off", "wifi-off"),
    (SyncFacts(is_syncing=True, done=2, total=3, unsent=1), SyncKind.SYNCING, "primary", "sync"),
    (SyncFacts(conflicts=1, unsent=3, is_online=False), SyncKind.CHOOSE, "warn", "alert"),
    (SyncFacts(unsent=1, waiting_days=7, is_online=False), SyncKind.FAILING, "danger", "alert"),
    (SyncFacts(held=1), SyncKind.FAILING, "danger", "alert"),
    (SyncFacts(is_paused=True, unsent=3), SyncKind.PAUSED, "off", "clock"),
    (SyncFacts(is_paused=True), SyncKind.PAUSED, "off", "clock"),
    (SyncFacts(is_paused=True, conflicts=1), SyncKind.CHOOSE, "warn", "alert"),
    (SyncFacts(is_recovering=True, is_syncing=True), SyncKind.RECOVERING, "primary", "sync"),
    (SyncFacts(is_recovering=True, is_online=False), SyncKind.RECOVERING, "unsent", "up"),
    (SyncFacts(is_joined=False, unsent=9), SyncKind.NOT_JOINED, "off", "wifi-off"),
]


@pytest.mark.parametrize(("facts", "kind", "tone", "icon"), CASES)
def test_each_state_has_its_chip_and_sentence(qapp, facts, kind, tone, icon):
    shown = look(facts)
    assert (shown.kind, shown.mark.kind, shown.mark.icon) == (kind, tone, icon)
    assert shown.sentence


def test_offline_is_never_red(qapp):
    for unsent in range(3):
        for days in range(7):
            facts = SyncFacts(is_online=False, unsent=unsent, waiting_days=days)
            assert look(facts).mark.kind != "danger"


def test_a_pause_is_told_beside_what_outranks_it(qapp):
    for facts in (SyncFacts(is_paused=True, conflicts=1), SyncFacts(is_paused=True, held=1)):
        assert look(facts).sentence.startswith("Sending is paused · ")


def test_a_week_unsent_hints_at_the_stick(qapp):
    assert "7" in look(SyncFacts(unsent=1, waiting_days=7)).sentence
    assert "USB" in look(SyncFacts(unsent=1, waiting_days=7)).sentence


def test_last_success_is_named_where_it_is_known(qapp):
    assert "16:42" in look(SyncFacts(last_sent="16:42")).sentence
    assert "16:42" in look(SyncFacts(unsent=1, is_online=False, last_sent="16:42")).sentence


def test_counts_stand_in_the_chip(qapp):
    assert "3" in look(SyncFacts(unsent=3)).mark.text
    assert "2/3" in look(SyncFacts(is_syncing=True, done=2, total=3)).mark.text
    assert "4" in look(SyncFacts(conflicts=4)).mark.text


def test_the_doorplate_tells_how_it_stood_when_the_book_was_locked():
    plate = Doorplate("Phường Phong Điền", 3, 0, "2026-11-20T09:42:00.000Z", True)
    facts = facts_of(plate, date(2026, 11, 21))

    assert facts == SyncFacts(unsent=3, last_sent="16:42 yesterday")
    assert look(facts).mark.text == "3 items waiting"
    assert not facts_of(Doorplate(), date(2026, 11, 21)).is_joined
