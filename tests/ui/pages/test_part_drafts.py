from __future__ import annotations

import pytest
from PySide6.QtCore import QObject

from ctxh_desktop.commands.drafts import LoadDraft, SaveDraft
from ctxh_desktop.ui.pages.part_drafts import NEW, PartDrafts

KEY = "parts:person_phone:0190"


@pytest.fixture
def drafts(cases):
    """The drafts of a list in which one form may be open."""
    owner = QObject()
    owner.open = {}
    made = PartDrafts(cases.dispatcher, "person_phone", lambda: owner.open, owner)
    made.owner = owner
    made.begin("0190")
    return made


def test_all_forms_of_a_list_are_one_draft(qtbot, cases, drafts):
    drafts.owner.open = {NEW: {"answers": 1}}
    drafts.put_by()
    drafts.owner.open = {"part": {"answers": 2}}
    drafts.touch()
    with qtbot.waitSignal(drafts.kept):
        drafts.keep()
    assert cases.send(LoadDraft(KEY)) == {NEW: {"answers": 1}, "part": {"answers": 2}}
    assert drafts.waiting() == (NEW,)


def test_a_form_that_is_open_again_waits_no_more(drafts):
    drafts.owner.open = {NEW: {"answers": 1}}
    drafts.put_by()
    assert drafts.take(NEW) == {"answers": 1}
    assert drafts.take(NEW) is None
    assert drafts.waiting() == ()


def test_the_others_stay_when_one_is_finished(qtbot, cases, drafts):
    drafts.owner.open = {"part": {"answers": 2}}
    drafts.put_by()
    drafts.owner.open = {}
    with qtbot.waitSignal(drafts.kept):
        drafts.finish()
    assert cases.send(LoadDraft(KEY)) == {"part": {"answers": 2}}
    drafts.take("part")
    drafts.finish()
    cases.rest(qtbot)
    assert cases.send(LoadDraft(KEY)) is None


def test_what_was_begun_earlier_is_offered(qtbot, cases, drafts):
    cases.send(SaveDraft("parts:person_phone:0191", {NEW: {"answers": 3}}))
    with qtbot.waitSignal(drafts.loaded):
        drafts.begin("0191")
    assert drafts.take(NEW) == {"answers": 3}
