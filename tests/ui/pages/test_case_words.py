from __future__ import annotations

from datetime import date

import pytest

from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.domain.records.case import Case
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.ui.pages import case_words, marks

TODAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("due_on", "kind"), [("2026-11-13", "danger"), ("2026-11-16", "warn"), ("2026-11-18", None)]
)
def test_only_what_is_due_gets_a_chip(qapp, due_on, kind):
    mark = case_words.due_mark(due_on, TODAY)
    assert (mark.kind if mark else None) == kind


def test_values_are_read_as_words(cases):
    catalogue, person, case = cases.scene.catalogue, Person.type, Case.type
    say = case_words.in_words
    assert say(person.field("sex"), "NU", catalogue) == "Nữ"
    assert say(person.field("phone"), None, catalogue) == "(empty)"
    assert say(case.field("is_protected"), False, catalogue) == "no"
    assert say(person.field("born"), "2012-08", catalogue) == "8/2012"


def test_groups_of_fields_are_named_by_their_labels(qapp):
    assert case_words.group_label(Person.type, "phone") == "Contact phone, Whose phone"
    assert case_words.group_label(Person.type, "sex") == "Sex"
    assert case_words.group_label(Person.type, "deleted_at") == "Deletion"


def test_a_visit_written_down_later_shows_no_time(cases):
    file = cases.send(ShowCase(cases.filled.case_id))
    entry = file.entries[0]
    assert case_words.timeline_entry(entry, file, cases.scene).time == "17:20"
    from dataclasses import replace

    late = replace(entry, at="2026-11-16T02:00:00.000Z")
    assert case_words.timeline_entry(late, file, cases.scene).time == ""


def test_a_restricted_group_protects_a_person_without_a_case(cases):
    file = cases.send(ShowCase(cases.filled.case_id))
    other = cases.send(ShowCase(cases.filled.other_case_id))

    catalogue = cases.scene.catalogue
    assert marks.protected() in case_words.case_marks(file, catalogue)
    assert marks.protected() not in case_words.case_marks(other, catalogue)
