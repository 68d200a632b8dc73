from __future__ import annotations

import pytest

from ctxh_desktop.ui.pages.intake_sheet import IntakeSheet


@pytest.fixture
def sheet(book, qtbot):
    made = IntakeSheet(book.scene)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_draft_comes_back_whole(sheet):
    sheet.person.row("full_name").control.setText("Lê Thị Bông")
    sheet.person.row("born").control.setText("31/2/2012")
    sheet.case.row("request").control.setPlainText("Xin trợ cấp")
    draft = sheet.draft()
    sheet.begin()
    assert sheet.person.row("full_name").typed() == ""

    sheet.restore(draft, {})

    assert sheet.person.row("full_name").typed() == "Lê Thị Bông"
    assert sheet.person.row("born").typed() == "31/2/2012"
    assert sheet.case.row("request").isVisible()


def test_a_typed_name_is_no_change_yet(sheet):
    told = []
    sheet.edited.connect(told.append)
    sheet.begin(given={"full_name": "Hồ Văn Mía"})

    assert sheet.compared() == ("Hồ Văn Mía", "", "", "", "")
    assert told == []


def test_a_known_person_is_not_asked_nor_compared(sheet):
    sheet.begin(is_person_asked=False)

    assert sheet.issues() == {}
    assert sheet.compared() == ("", "", "", "", "")
    assert not sheet.person.isVisible()


def test_what_cannot_be_read_is_not_compared(sheet):
    sheet.begin(given={"full_name": "Lê Thị Bông"})
    sheet.person.row("born").control.setText("31/2/2012")

    assert sheet.compared() == ("Lê Thị Bông", "", "", "", "")


def test_issues_of_both_forms_come_together(sheet):
    sheet.case.row("opened_on").control.setText("31/2")
    problems = sheet.show_issues(sheet.issues())

    assert [name for name, _ in problems] == ["full_name", "groups", "opened_on"]


def test_village_and_phone_are_compared_too(sheet):
    sheet.begin(given={"full_name": "Lê Thị Bông"})
    sheet.show_villages(("Thôn 3",))
    sheet.person.village().set_value("Thôn 3")
    sheet.person.row("phone").control.setText("0912 345 678")

    assert sheet.compared() == ("Lê Thị Bông", "", "", "Thôn 3", "0912 345 678")


def test_who_is_somebody_else_stays_so_in_the_draft(sheet):
    sheet.apart.add("p-1")
    draft = sheet.draft()
    sheet.begin()
    assert sheet.apart == set()
    assert "apart" not in sheet.draft()

    sheet.restore(draft, {})

    assert sheet.apart == {"p-1"}
