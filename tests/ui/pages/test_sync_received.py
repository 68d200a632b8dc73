from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from ctxh_desktop.ui.pages.sync_received import ReceivedCard
from tests.ui.pages.test_sync_facts import STATE, TODAY


@pytest.fixture
def card(qtbot, cases):
    made = ReceivedCard(cases.scene, QWidget())
    qtbot.addWidget(made)
    yield made
    cases.dispatcher.close()


def test_rows_are_counted_as_people_count_them(card):
    news = (("person", 3), ("visit", 9), ("conflict", 2), ("of_a_newer_version", 4))
    card.show_state(replace(STATE, news=news), TODAY)
    assert card.received.text().startswith("16 lines: 9 visits, 3 people")
    assert "16:42 yesterday" in card.received.text()


def test_nothing_new_and_nothing_ever_are_told_apart(card):
    card.show_state(STATE, TODAY)
    assert card.received.text().startswith("Nothing new")
    card.show_state(replace(STATE, last_sync_at=None), TODAY)
    assert card.received.text() == "Nothing has been received yet."


def test_what_the_daily_comparison_mended_is_told_only_when_there_was_something(card):
    card.show_state(STATE, TODAY)
    assert not card.mended.isVisibleTo(card)
    card.show_state(replace(STATE, mended=2, mended_at="2026-11-16T01:00:00.000Z"), TODAY)
    assert card.mended.isVisibleTo(card)
    assert "2 lines right (08:00 today)" in card.mended.text()
