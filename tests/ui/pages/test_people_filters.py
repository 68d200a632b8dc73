from __future__ import annotations

import pytest

from ctxh_desktop.commands.who import ALL, ListFilters, Who
from ctxh_desktop.ui.pages.people_filters import PeopleFilters


@pytest.fixture
def filters(book, qtbot):
    made = PeopleFilters(book.scene)
    qtbot.addWidget(made)
    qtbot.addWidget(made.more)
    return made


def test_nothing_chosen_is_everybody(filters):
    assert filters.who() == ALL
    assert not filters.is_narrowing()


def test_each_choice_is_told_once_and_narrows(filters, qtbot):
    told = []
    filters.changed.connect(lambda: told.append(filters.who()))

    filters.group.set_value("NCT")
    filters.more.age.set_value("60-")
    filters.more.household.set_value("NGHEO")
    filters.more.case.set_value("TIEPNHAN")
    filters.more.benefit.set_value("BT5c")
    filters.more.life.set_value("SONG")

    assert len(told) == 6
    assert told[-1] == Who(
        group="NCT", age_min=60, household_class="NGHEO", case_status="TIEPNHAN",
        benefit="BT5c", life_status="SONG",
    )  # fmt: skip
    assert filters.is_narrowing()


def test_a_choice_is_kept_by_a_name_and_chosen_again(filters, book, qtbot):
    filters.group.set_value("NCT")
    filters.order.set_value("due")
    filters.more.age.set_value("75-")
    filters.more.name.setText("Trên 75")
    filters.more.keep_button.click()
    qtbot.waitUntil(lambda: filters.more.kept.value() == "Trên 75")
    assert filters.more.name.text() == ""

    filters.clear()
    assert filters.who() == ALL
    told = []
    filters.changed.connect(lambda: told.append(1))
    filters.more.kept.set_value("")
    filters.more.kept.set_value("Trên 75")

    assert filters.who() == Who(group="NCT", age_min=75)
    assert filters.order.value() == "due"
    assert len(told) == 2


def test_a_kept_filter_is_forgotten(filters, book, qtbot):
    filters.more.name.setText("Tất cả")
    filters.more.keep_button.click()
    qtbot.waitUntil(lambda: filters.more.kept.value() == "Tất cả")

    filters.more.forget_button.click()

    qtbot.waitUntil(lambda: book.send(ListFilters()) == ())
    qtbot.waitUntil(filters.more.kept.isHidden)


def test_the_name_is_asked_for_when_it_is_needed(filters, qtbot):
    filters.more.resize(900, 100)
    filters.more.show()
    assert not filters.more.name.isVisible()
    filters.more.keep_button.click()
    assert filters.more.name.isVisible()
    filters.more.name.setText("Trên 75")
    filters.more.keep_button.click()
    qtbot.waitUntil(filters.more.kept.isVisible)
    assert not filters.more.name.isVisible()


def test_a_missing_name_is_said(filters, qtbot):
    filters.more.keep_button.click()
    with qtbot.waitSignal(filters.more.failed) as caught:
        filters.more.keep_button.click()

    assert caught.args[0].code == "filter-name-missing"
