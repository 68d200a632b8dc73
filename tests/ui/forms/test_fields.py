from __future__ import annotations

from datetime import date

import pytest

from ctxh_desktop import paths
from ctxh_desktop.domain.codes import Catalogue, read_code_list
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.records.relation import Relation
from ctxh_desktop.domain.records.visit import Visit
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.errors import InputError
from ctxh_desktop.forms.form import form_of
from ctxh_desktop.forms.session import Session
from ctxh_desktop.ui.forms.choices import is_boxed
from ctxh_desktop.ui.forms.fields import Asking, make_row
from ctxh_desktop.ui.forms.view import FormView
from ctxh_desktop.ui.widgets.buttons import CheckOption
from ctxh_desktop.ui.widgets.choice import Combo, OptionRow
from ctxh_desktop.ui.widgets.inputs import LongTextInput, TextInput
from ctxh_desktop.ui.widgets.multi_choice import MultiCombo
from tests.data.typing import TELEX_NAME, compose, type_unikey

TODAY = date(2026, 11, 16)


@pytest.fixture(scope="module")
def catalogue():
    lists = []
    for path in paths.code_lists():
        text = path.read_text("utf-8")
        if "label_en" in text.splitlines()[0]:
            lists.append(read_code_list(path.stem, text))
    return Catalogue(lists)


@pytest.fixture
def row(qtbot, light, catalogue):
    asking = Asking(
        catalogue, TODAY, past=frozenset({"visited_on"}), suggested={"village": ["Thôn 3"]}
    )

    kept = []  # a window that nobody holds may be collected while it paints

    def make(name, record=Person):
        made = make_row(form_of(record.type).by_name[name], asking)
        kept.append(made)
        qtbot.addWidget(made)
        made.show()
        return made

    yield make
    kept.clear()


@pytest.fixture
def view(qtbot, light, catalogue):
    form = form_of(Person.type, ("full_name", "born", "id_number", "groups", "note"))
    made = FormView(form, Asking(catalogue, TODAY), Session(form, catalogue=catalogue))
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


@pytest.mark.parametrize(
    ("record", "name", "control"),
    [(Person, "full_name", TextInput), (Person, "note", LongTextInput), (Person, "sex", OptionRow),
     (Person, "ethnicity", Combo), (Person, "groups", MultiCombo), (Person, "village", Combo),
     (Person, "has_no_id", CheckOption), (Visit, "is_safe", OptionRow), (Person, "born", TextInput),
     (Visit, "visited_on", TextInput), (Person, "id_number", TextInput)],
)  # fmt: skip
def test_each_kind_is_asked_with_its_control(row, record, name, control):
    assert isinstance(row(name, record).control, control)


def test_every_declared_kind_that_people_fill_in_has_a_row(qtbot, light, catalogue):
    from ctxh_desktop.domain import records

    asking = Asking(catalogue, TODAY)
    kinds = set()
    for record_type in records.RECORD_TYPES:
        for question in form_of(record_type).questions:
            if question.field.codes in (None, *catalogue):
                made = make_row(question, asking)
                qtbot.addWidget(made)
                kinds.add(question.kind)
    assert {Kind.TEXT, Kind.NAME, Kind.CODE, Kind.CODES, Kind.DAY, Kind.PARTIAL_DAY} <= kinds


@pytest.mark.parametrize(
    ("record", "name", "plain"),
    [(Person, "full_name", "Nguyễn Thị Ánh Nguyệt"), (Person, "note", "một\nhai"),
     (Person, "born", "2012-08"), (Person, "born", "1956~"), (Person, "born", "2012-08-05"),
     (Person, "id_number", "001085000123"), (Person, "has_no_id", True), (Visit, "is_safe", False),
     (Visit, "visited_on", "2026-11-15"), (Person, "village", "Thôn 3"), (Visit, "is_safe", None),
     (Person, "full_name", None), (Person, "born", None)],
)  # fmt: skip
def test_a_stored_value_comes_back_as_it_was(row, record, name, plain):
    made = row(name, record)
    made.set_value(plain)
    assert made.value() == plain


def test_choices_come_back_sorted(row, catalogue):
    made = row("groups")
    codes = [code.code for code in catalogue["target_group"].codes[:3]]
    made.set_value(" ".join(reversed(codes)))
    assert made.value() == " ".join(sorted(codes))


def test_a_number_is_shown_in_groups_with_its_counter(row):
    made = row("id_number")
    made.set_value("001085000123")
    assert made.typed() == "001 085 000 123"
    made.control.setText("001 085 000 12")
    assert made._digits.text() == "11/12"
    assert made.value() == "00108500012"


@pytest.mark.parametrize(
    ("typed", "plain", "said"),
    [("8/2012", "2012-08", "8"), ("70t", "1956~", "1956"), ("5-8-12", "2012-08-05", "5")],
)
def test_a_birth_date_is_read_back_while_it_is_typed(row, typed, plain, said):
    made = row("born")
    type_unikey(made.control, [typed[: end + 1] for end in range(len(typed))])
    assert made.value() == plain
    assert said in made._line.text()


def test_a_day_that_is_no_birth_says_no_age_and_may_lie_ahead(qtbot, catalogue):
    made = make_row(form_of(Relation.type, ("to_on",)).questions[0], Asking(catalogue, TODAY))
    qtbot.addWidget(made)
    made.control.setText("8/2031")
    assert made.value() == "2031-08"
    assert made._line.text() == "Understood: month 8 of 2031"


def test_a_value_that_is_not_offered_is_kept(qtbot, catalogue):
    asking = Asking(catalogue, TODAY, suggested={"village": [("T1", "Thôn 1"), "Thôn 2"]})
    made = make_row(form_of(Person.type, ("village",)).questions[0], asking)
    qtbot.addWidget(made)
    made.set_value("Xóm Đò")
    assert made.value() == "Xóm Đò"
    made.offer([("T3", "Thôn 3")])
    assert made.value() == "Xóm Đò"
    made.set_value("T1")
    assert made.control.currentText() == "Thôn 1"


def test_a_day_that_does_not_exist_is_an_issue_only_on_saving(row):
    made = row("born")
    made.control.setText("31/2/2012")
    assert made.error() == ""
    with pytest.raises(InputError) as caught:
        made.value()
    assert caught.value.code == "no-such-day"
    session = Session(form_of(Person.type, ("born",)))
    made.read_into(session)
    assert session.typed("born") == "31/2/2012"
    sentence = made.show_issue(*session.issues()["born"])
    assert "29" in sentence
    assert made.error() == sentence


def test_a_visit_day_looks_back_and_understands_today(row):
    made = row("visited_on", Visit)
    made.control.setText("hn")
    assert made.value() == "2026-11-16"
    made.control.setText("14/11")
    assert made.value() == "2026-11-14"


def test_long_text_counts_and_turns_red_over_its_limit(row):
    made = row("note")
    made.control.set_value("x" * 208)
    assert made.counter.text() == "208/2000"


def test_few_short_choices_stand_open():
    assert is_boxed([("a", "Khá hơn"), ("b", "Như cũ")])
    assert not is_boxed([(str(n), "Chọn") for n in range(5)])
    assert not is_boxed([("a", "Một lời dài hơn bốn từ")])


def test_saving_reads_everything_and_marks_the_first_problem(view):
    type_unikey(view.row("full_name").control, TELEX_NAME)
    problems = view.check()
    assert [name for name, _ in problems] == ["groups"]
    assert view.row("groups").error()
    assert view.session().value("full_name") == "Nguyễn Thị Đức"
    view.row("groups").set_value("NKT")
    assert view.check() == ()
    assert view.row("groups").error() == ""


def test_filling_a_draft_back_in_keeps_what_was_unreadable(view):
    view.row("born").control.setText("31/2/2012")
    compose(view.row("full_name").control, "Đức")
    draft = view.read().draft()
    again = Session(view.session().form)
    again.restore(draft)
    edited = []
    view.edited.connect(edited.append)
    view.fill(again)
    assert view.row("born").typed() == "31/2/2012"
    assert view.row("full_name").value() == "Đức"
    assert edited == []


def test_typing_tells_which_field_was_edited(view):
    edited = []
    view.edited.connect(edited.append)
    type_unikey(view.row("full_name").control, ["Đ"])
    assert edited == ["full_name"]
