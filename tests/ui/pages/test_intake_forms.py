from __future__ import annotations

import pytest

from ctxh_desktop.forms.form import form_of
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui.forms.fields import Asking
from ctxh_desktop.ui.pages import intake_forms as forms
from tests.data.typing import TELEX_NAME, type_unikey


@pytest.fixture
def village(qtbot):
    made = forms.VillageChoice()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def person(book, qtbot):
    asked = (*forms.PERSON_FIRST, *forms.PERSON_BESIDE, *forms.PERSON_MORE)
    form = form_of(book.scene.types["person"], asked)
    asking = Asking(book.scene.catalogue, book.scene.today())
    session = Session(form, catalogue=book.scene.catalogue)
    made = forms.PersonForm(form, asking, session, first=forms.PERSON_FIRST, more=forms.PERSON_MORE)
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_the_declaration_asks_at_intake_is_asked_somewhere(book):
    asked = {*forms.PERSON_FIRST, *forms.PERSON_BESIDE, *forms.PERSON_MORE}
    entered = form_of(book.scene.types["person"]).questions
    assert asked == {question.name for question in entered if question.field.at_intake}


def test_without_known_villages_the_name_is_typed(village):
    assert not village.combo.isVisible()
    type_unikey(village.text, TELEX_NAME)

    assert village.value() == "Nguyễn Thị Đức"


def test_a_known_village_is_chosen_and_another_typed(village):
    village.set_villages(("Thôn 1", "Thôn 2"))
    village.combo.set_value("Thôn 2")
    assert village.value() == "Thôn 2"
    assert not village.text.isVisible()

    village.combo.set_value("+")
    village.text.setText("Thôn Mới")
    assert village.value() == "Thôn Mới"


def test_a_stored_village_that_is_not_known_is_shown_as_typed(village):
    village.set_villages(("Thôn 1",))
    village.set_value("Bản Xa")

    assert village.value() == "Bản Xa"
    assert village.text.isVisible()


def test_villages_that_come_late_keep_what_was_typed(village):
    village.text.setText("Thôn 2")
    village.set_villages(("Thôn 1", "Thôn 2"))

    assert village.value() == "Thôn 2"


def test_the_number_has_no_number_yet_beside_it(person):
    check = person.row("has_no_id").control
    assert check.isVisible()
    check.click()

    assert person.draft()["answers"]["has_no_id"] is True


def test_more_questions_show_on_demand(person):
    assert not person.row("address").isVisible()
    person.show_more(is_shown=True)

    assert person.row("address").isVisible()


def test_a_draft_holds_what_could_not_be_read(person):
    person.row("born").control.setText("31/2/2012")

    assert person.draft()["typed"] == {"born": "31/2/2012"}


def test_sex_stands_open_as_boxes(person):
    person.row("sex").control.option("NAM").click()

    assert person.read().value("sex") == "NAM"
