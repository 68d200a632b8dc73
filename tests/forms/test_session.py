from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.domain.codes import Catalogue, Code, CodeList
from ctxh_desktop.domain.records.case import Case
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.forms.form import form_of
from ctxh_desktop.forms.session import Session

CATALOGUE = Catalogue([CodeList("target_group", (Code("NCT", "Người cao tuổi"), Code("NKT", "x")))])
PERSON = form_of(Person.type, ("full_name", "born", "id_number", "groups", "note", "has_no_id"))


def filled(**answers):
    session = Session(PERSON, catalogue=CATALOGUE)
    for name, value in ({"full_name": "Lê Văn Đức", "groups": "NKT"} | answers).items():
        session.answer(name, value)
    return session


def test_a_filled_form_has_no_issues():
    assert filled().issues() == {}


def test_what_is_missing_is_named_in_the_order_asked():
    issues = Session(PERSON).issues()
    assert list(issues) == ["full_name", "groups"]
    assert issues["full_name"] == ("field-required", {"label": "Full name"})
    assert issues["groups"][0] == "choice-required"


def test_a_text_of_spaces_is_no_answer():
    session = filled(full_name="  \u00a0 ")
    assert session.value("full_name") is None
    assert "full_name" in session.issues()


def test_answers_are_cleaned_and_lines_of_long_texts_kept():
    session = filled(full_name=" Nguye\u0302\u0303n  Thị ", note=" một \n hai ")
    assert session.value("full_name") == "Nguyễn Thị"
    assert session.value("note") == "một\nhai"


def test_a_text_over_its_limit_tells_both_lengths():
    code, facts = filled(full_name="x" * 101).issues()["full_name"]
    assert (code, facts["length"], facts["length_max"]) == ("text-too-long", 101, 100)


def test_a_number_with_a_digit_missing_tells_how_many_there_are():
    assert filled(id_number="00108500012").issues() == {"id_number": ("id-length", {"count": 11})}
    assert filled(id_number="001085000123").issues() == {}
    assert filled(id_number="123456789").issues() == {}


def test_a_choice_that_no_list_knows_is_refused():
    assert filled(groups="NKT QQQ").issues()["groups"][0] == "unknown-choice"


def test_what_could_not_be_read_is_an_issue_until_it_is_answered():
    session = filled()
    session.refuse("born", "31/2/2012", "no-such-day", {"days": 29})
    assert session.issues() == {"born": ("no-such-day", {"days": 29})}
    assert session.typed("born") == "31/2/2012"
    session.answer("born", "2012-02-29")
    assert session.issues() == {}
    assert session.typed("born") is None


def test_rules_between_fields_speak_when_the_record_is_whole():
    form = form_of(Case.type, ("opened_on", "closed_on", "closure_reason"))
    stored = {"person_id": "p", "number": "HS-1", "opened_on": "2026-11-10", "status": "TIEPNHAN"}
    session = Session(form, stored)
    session.answer("closed_on", "2026-11-12")
    assert session.issues() == {"closed_on": ("closing-needs-day-and-reason", {})}
    session.answer("closure_reason", "X")
    session.answer("closed_on", "2026-11-01")
    assert session.issues() == {"closed_on": ("closed-before-opened", {})}


def test_only_differences_are_changes():
    session = Session(PERSON, {"full_name": "Lê Văn Đức", "groups": "NKT", "has_no_id": False})
    assert not session.is_changed
    session.answer("full_name", "Lê Văn Đức ")
    assert session.changes() == {}
    session.answer("note", "mới")
    assert session.changes() == {"note": "mới"}
    assert session.is_changed


def test_a_draft_brings_back_answers_and_what_was_unreadable():
    session = filled(note="dở dang")
    session.refuse("born", "31/2/2012", "no-such-day", {"days": 29})
    again = Session(PERSON, catalogue=CATALOGUE)
    assert set(again.restore(session.draft())) == {"full_name", "groups", "note", "born"}
    assert again.value("note") == "dở dang"
    assert again.typed("born") == "31/2/2012"
    assert list(again.issues()) == ["born"]


def test_a_draft_of_another_form_or_version_does_no_harm():
    session = Session(PERSON)
    assert session.restore({"version": 99, "answers": {"full_name": "x"}}) == ()
    assert session.restore({"version": 1, "answers": {"gone": "x", "full_name": ["x"]}}) == ()
    assert session.restore({"version": 1, "answers": "x", "typed": None}) == ()
    assert not session.touched


@given(st.dictionaries(st.sampled_from(list(PERSON.by_name)), st.text(max_size=40)))
def test_any_draft_survives_saving_and_restoring(answers):
    session = Session(PERSON, catalogue=CATALOGUE)
    for name, value in answers.items():
        session.answer(name, value)
    again = Session(PERSON, catalogue=CATALOGUE)
    again.restore(session.draft())
    assert again.values() == session.values()
    assert again.issues() == session.issues()
