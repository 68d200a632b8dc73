from __future__ import annotations

import pytest

from ctxh_desktop.forms.form import form_of
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui.forms.fields import Asking
from ctxh_desktop.ui.pages.visit_form import ASKED, FewFirst, VisitForm

KINDS = [("a", "Thăm nhà"), ("b", "Gọi điện"), ("c", "Tại xã"), ("d", "Họp"), ("e", "Khác")]


@pytest.fixture
def form(qtbot, cases):
    asked = form_of(cases.scene.types["visit"], only=ASKED)
    asking = Asking(cases.scene.catalogue, cases.scene.today(), past=frozenset({"visited_on"}))
    made = VisitForm(asked, asking, Session(asked))
    qtbot.addWidget(made)
    return made


def test_the_first_kinds_stand_open_and_the_others_are_chosen_instead(qtbot, light):
    few = FewFirst(KINDS, "Cách khác…")
    qtbot.addWidget(few)
    few.set_value("b")
    assert few.value() == "b"
    with qtbot.waitSignal(few.chosen) as told:
        few.others.set_value("d")
    assert told.args == ["d"]
    assert few.value() == "d"
    assert few.first.value() == ""
    few.first.option("a").click()
    assert few.value() == "a"


def test_a_form_gives_back_what_was_filled_in(form):
    values = {
        "visited_on": "2026-11-15", "contact_kind": "HOP", "met": "CON DOITUONG",
        "change": "NHUCU", "is_safe": False, "note": "a",
    }  # fmt: skip
    form.fill(Session(form_of(form.session().form.record_type, only=ASKED), values))
    read = form.read()
    assert {name: read.value(name) for name in values} == values


def test_a_phrase_goes_into_the_notes(form):
    form.show_phrases(["Cần khám lại."])
    form.note().set_value("Vết loét đã khô.")
    form.note().moveCursor(form.note().textCursor().MoveOperation.End)
    form._phrase_buttons[0].click()
    assert form.note().value() == "Vết loét đã khô. Cần khám lại."
