"""The changes of one record stand below its form, newest first."""

from __future__ import annotations

import pytest

from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.ui.pages.record_history import RecordHistory


@pytest.fixture
def card(cases, qtbot):
    made = RecordHistory(cases.scene)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made


def test_changes_stand_newest_first_above_the_making(cases, card, qtbot):
    made = cases.send(SaveRecord("household", None, {"head_name": "Lê Văn Đức"}))
    for village in ("Thôn 1", "Thôn 2"):
        cases.send(SaveRecord("household", made, {"village": village}))

    card.show_record(cases.scene.types["household"], made)
    cases.rest(qtbot)

    entries = card.timeline.entries()
    assert len(entries) == 3
    assert "Thôn 2" in f"{entries[0].title} {entries[0].body}"
    assert not card.older.isVisible()


def test_a_record_that_is_not_there_is_told(cases, card, qtbot):
    with qtbot.waitSignal(card.failed) as told:
        card.show_record(cases.scene.types["household"], "nobody")
    cases.rest(qtbot)
    assert told.args[0].code == "record-not-found"
