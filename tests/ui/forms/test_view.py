from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.forms.form import sectioned
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui.forms.fields import Asking
from ctxh_desktop.ui.forms.view import FormView
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.labels import Label

TODAY = date(2026, 11, 16)
NAMES = ("full_name", "alias", "born", "id_number", "phone", "guardian_name", "note")


@pytest.fixture
def body(qtbot, light):
    form = sectioned(Person.type, {"Person": NAMES[:3], "Household": NAMES[3:]})
    view = FormView(form, Asking(Catalogue([]), TODAY), Session(form))
    made = sheets.ScrollBody(sheets.PageBody(view))
    qtbot.addWidget(made)
    made.view = view
    made.resize(620, 200)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    return made


def test_sections_have_their_headings(body):
    headings = [
        label.text() for label in body.view.findChildren(Label) if label.role() == "section"
    ]
    assert headings == ["Person", "Household"]


def test_a_problem_is_scrolled_into_view_with_the_focus(qtbot, body):
    body.view.row("note").control.set_value("x" * 2001)
    body.view.row("full_name").set_value("Lê Văn Đức")
    problems = body.view.check()
    assert [name for name, _ in problems] == ["note"]
    row = body.view.row("note")
    qtbot.waitUntil(lambda: 0 <= row.mapTo(body, row.rect().topLeft()).y() < body.height())
    assert body.verticalScrollBar().value() > 0


def test_corrected_fields_lose_their_mark(body):
    assert [name for name, _ in body.view.check()] == ["full_name"]
    body.view.row("full_name").set_value("Lê Văn Đức")
    assert body.view.check() == ()
    assert body.view.row("full_name").error() == ""
