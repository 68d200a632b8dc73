from __future__ import annotations

import pytest

from ctxh_desktop.ui.pages.people_filters import PeopleFilters
from ctxh_desktop.ui.pages.people_shown import EMPTY, LIST, TABLE, PeopleShown


@pytest.fixture
def made(book, qtbot):
    book.with_due_work()
    filters = PeopleFilters(book.scene)
    shown = PeopleShown(book.scene, filters)
    for widget in (filters, filters.more, shown):
        qtbot.addWidget(widget)
    filters.changed.connect(lambda: shown.show_words(""))
    return filters, shown


def test_the_same_people_stand_in_lines_and_in_the_table(made, qtbot):
    _, shown = made
    with qtbot.waitSignal(shown.counted) as lines:
        shown.ask()
    assert shown.currentIndex() == LIST
    qtbot.waitUntil(lambda: shown.current() is not None)
    by_line = shown.current().id

    with qtbot.waitSignal(shown.counted) as rows:
        shown.show_as(table=True)

    assert shown.currentIndex() == TABLE
    assert lines.args == rows.args == [8]
    qtbot.waitUntil(lambda: shown.current() is not None)
    assert shown.current().id == by_line


def test_nobody_is_said_for_what_it_is(made, qtbot):
    filters, shown = made
    told = []
    for words, group in (("khong co ai", ""), ("khong co ai", "MATUY"), ("", "MATUY")):
        filters.group.set_value(group)
        with qtbot.waitSignal(shown.counted, check_params_cb=lambda count: count == 0):
            shown.show_words(words)
        assert shown.currentIndex() == EMPTY
        told.append(shown.empty._sentence.text())

    assert len(set(told)) == 3


def test_an_answer_that_is_late_changes_nothing(made, qtbot):
    _, shown = made

    shown.show_words("duc")
    shown.show_as(table=True)
    qtbot.waitUntil(lambda: shown.table.model.rowCount() == 1)
    qtbot.wait(50)

    assert shown.currentIndex() == TABLE
    assert shown.model.rowCount() == 0
