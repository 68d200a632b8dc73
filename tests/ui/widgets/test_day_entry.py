from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest

from ctxh_desktop.errors import InputError
from ctxh_desktop.ui.widgets.day_entry import DayEntry

MONDAY = date(2026, 11, 16)


@pytest.fixture
def entry(qtbot):
    made = DayEntry("New day", MONDAY)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


@pytest.mark.parametrize(
    ("typed", "day"),
    [("+7", "2026-11-23"), ("24/11", "2026-11-24"), ("mai", "2026-11-17"), ("hn", "2026-11-16")],
)
def test_days_are_read_as_people_say_them(entry, typed, day):
    entry.set_text(typed)

    assert entry.value() == day
    assert entry._reading.text().endswith(f"{day[8:]}/{day[5:7]}/2026")


def test_nothing_is_judged_while_typing_and_an_error_is_said_on_demand(entry):
    entry.set_text("31/2")
    assert entry._reading.text() == ""

    with pytest.raises(InputError) as caught:
        entry.value()
    entry.show_error(caught.value)
    assert "28 days" in entry.input.accessibleDescription()

    entry.set_text("+1")
    assert entry.input.accessibleDescription() == ""


def test_f4_opens_a_calendar_and_its_day_is_taken(entry):
    entry.set_text("+3")
    QTest.keyClick(entry.input, Qt.Key.Key_F4)
    shown = entry.calendar()
    assert shown.selectedDate() == QDate(2026, 11, 19)
    assert shown.firstDayOfWeek() == Qt.DayOfWeek.Monday

    shown.activated.emit(QDate(2026, 12, 1))

    assert entry.value() == "2026-12-01"
    assert entry.calendar() is None


def test_enter_is_told(entry):
    told = []
    entry.submitted.connect(lambda: told.append(entry.input.text()))
    entry.set_text("+7")

    QTest.keyClick(entry.input, Qt.Key.Key_Return)

    assert told == ["+7"]
