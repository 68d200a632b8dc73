from __future__ import annotations

import pytest

from ctxh_desktop.commands.attachments import ListAttachments
from ctxh_desktop.ui.pages.paper_form import PaperForm
from tests.data.pictures import paper, photo


@pytest.fixture
def form(qtbot, cases):
    made = PaperForm(cases.scene)
    qtbot.addWidget(made)
    made.show()
    return made


def listed(cases):
    return cases.send(ListAttachments(cases.filled.case_id))


def test_several_files_are_taken_in_with_what_is_said_of_them(qtbot, cases, form, tmp_path):
    form.ask(cases.filled.case_id, [photo(tmp_path), paper(tmp_path)])
    form.view.row("paper_kind").control.set_value("BIENBAN")
    form.view.row("taken_on").control.setText("2/11")
    with qtbot.waitSignal(form.added, timeout=10_000) as told:
        form.save()

    assert told.args == [2]
    assert [(i.paper_kind, i.on) for i in listed(cases)] == [("BIENBAN", "2026-11-02")] * 2
    assert not form.has_problems()


def test_nothing_is_taken_before_it_is_said_what_it_is(cases, form, tmp_path):
    form.ask(cases.filled.case_id, [photo(tmp_path)])
    form.save()

    assert form.view.row("paper_kind").error()
    assert listed(cases) == ()


def test_what_is_refused_is_named_and_the_others_are_taken(qtbot, cases, form, tmp_path):
    word = tmp_path / "đơn.docx"
    word.write_bytes(b"PK")
    form.ask(cases.filled.case_id, [word, paper(tmp_path)])
    form.view.row("paper_kind").control.set_value("DON")
    with qtbot.waitSignal(form.added, timeout=10_000) as told:
        form.save()
    qtbot.waitUntil(form.has_problems)

    assert told.args == [1]
    assert form.problems.text().startswith("đơn.docx: ")
    assert ".docx" in form.problems.text()
    assert not form.save_button.isVisible()
    form.ask(cases.filled.case_id, [paper(tmp_path)])
    assert form.save_button.isVisible()
    assert not form.error.isVisible()


def test_it_can_be_left(qtbot, cases, form, tmp_path):
    form.ask(cases.filled.case_id, [paper(tmp_path)])
    with qtbot.waitSignal(form.left):
        form.leave.click()

    assert listed(cases) == ()
