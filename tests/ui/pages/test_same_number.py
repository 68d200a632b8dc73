from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from ctxh_desktop.errors import InputError
from ctxh_desktop.ui.pages.same_number import SameNumberNotice

TAKEN = InputError(
    "number-taken-in-case", whose="HS-19819-2026-A0001", person_id="0190", case_id="0191"
)


@pytest.fixture
def notice(qapp, qtbot):
    form = QWidget()
    qtbot.addWidget(form)
    made = SameNumberNotice("Create anyway", form)
    form.show()
    made.form = form
    made.opened_pages, made.times = [], []
    made.opened.connect(made.opened_pages.append)
    made.confirmed.connect(lambda: made.times.append(1))
    return made


def test_another_refusal_is_not_for_it(notice):
    assert not notice.show_error(InputError("record-not-found"))
    assert notice.isHidden()


def test_whose_number_it_is_is_said_and_opened(notice):
    assert notice.show_error(TAKEN)
    assert "HS-19819-2026-A0001" in notice.accessibleName()
    notice.open.click()
    assert notice.opened_pages == ["0191"]


def test_somebody_without_a_case_is_opened_too(notice):
    notice.show_error(InputError("number-taken", whose="Lê An", person_id="0190", case_id=""))
    notice.open.click()
    assert notice.opened_pages == ["person:0190"]


def test_going_on_needs_a_reason(notice):
    notice.show_error(TAKEN)
    notice.go_on.click()
    assert notice.row.error()
    assert notice.times == []
    notice.input.setText("  Xã ghi   nhầm ")
    notice.input.returnPressed.emit()
    assert notice.times == [1]
    assert notice.line() == "Same ID number as HS-19819-2026-A0001: Xã ghi nhầm"
    assert not notice.row.error()


def test_what_was_written_before_waits_unseen(notice):
    told = []
    notice.edited.connect(lambda: told.append(1))
    notice.begin("Xã ghi nhầm")
    assert notice.isHidden()
    assert (notice.line(), told) == ("", [])
    notice.show_error(TAKEN)
    assert notice.line().endswith("Xã ghi nhầm")
