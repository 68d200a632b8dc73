from __future__ import annotations

from PySide6.QtCore import QObject

from ctxh_desktop.commands.drafts import LoadDraft, SaveDraft
from ctxh_desktop.ui.pages.drafting import LONGEST_MS, REST_MS, DraftKeeper


def keeper(cases, body):
    owner = QObject()
    made = DraftKeeper(cases.dispatcher, lambda: body, owner)
    made.owner = owner
    return made


def test_a_draft_is_kept_when_the_hands_rest(qtbot, cases):
    made = keeper(cases, {"note": "còn sợ người lạ"})
    made.begin("visit:1")
    made.touch()
    with qtbot.waitSignal(made.kept, timeout=REST_MS + 3_000) as told:
        pass
    assert told.args == ["09:14:00"]
    assert cases.send(LoadDraft("visit:1")) == {"note": "còn sợ người lạ"}


def test_typing_without_a_pause_is_kept_too(cases):
    made = keeper(cases, {})
    made.begin("visit:1")
    made.touch()
    assert made._longest.isActive()
    assert made._longest.interval() == LONGEST_MS
    before = made._longest.remainingTime()
    made.touch()
    assert made._longest.remainingTime() <= before


def test_an_earlier_draft_is_offered(qtbot, cases):
    cases.send(SaveDraft("visit:1", {"note": "a"}))
    made = keeper(cases, {})
    with qtbot.waitSignal(made.loaded) as told:
        made.begin("visit:1")
    assert told.args == [{"note": "a"}]


def test_a_draft_never_overwrites_what_was_just_typed(qtbot, cases):
    cases.send(SaveDraft("visit:1", {"note": "a"}))
    made, seen = keeper(cases, {}), []
    made.loaded.connect(seen.append)
    made.begin("visit:1")
    made.touch()
    cases.rest(qtbot)
    assert seen == []


def test_a_finished_draft_is_gone_and_stays_gone(qtbot, cases):
    made = keeper(cases, {"note": "a"})
    made.begin("visit:1")
    made.touch()
    made.keep()
    made.finish()
    made.touch()
    made.keep()
    cases.rest(qtbot)
    assert cases.send(LoadDraft("visit:1")) is None
