from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.commands.transfers import RequestTransfer, ShowTransfer, Stage
from ctxh_desktop.domain.operation import Ack, Status
from ctxh_desktop.storage import outbox
from ctxh_desktop.ui.pages.case_page import CasePage

PHU_XUAN = "19753"


@pytest.fixture
def page(qtbot, cases):
    made = cases.shown(qtbot, CasePage(cases.scene), cases.filled.case_id)
    made._go_to("person")
    return made


@pytest.fixture
def sheet(qtbot, cases, page):
    """Open the sheet as a person does."""
    page.person.transfer.click()
    cases.rest(qtbot)
    return page.moving.sheet


def asked(cases):
    return cases.send(ShowTransfer(cases.filled.person_id))


def answered(cases, status, note=""):
    """Let the province answer what was asked."""
    with cases.desk.write("sync") as work:
        (operation,) = outbox.of_row(work, asked(cases).id)
        outbox.settle(work, [Ack(operation.id, status, seq=9, note=note)])
    cases.dispatcher.announce(frozenset({"sync"}))


def test_the_communes_of_the_province_are_offered(cases, sheet):
    combo = sheet.commune.control
    assert sheet.isVisible()
    assert combo.count() == 39
    QTest.keyClicks(combo, "phu xuan"[:3])
    assert combo.currentText().startswith("Phú")


def test_somebody_is_moved(qtbot, cases, page, sheet):
    sheet.commune.control.set_value(PHU_XUAN)
    assert "Phường Phú Xuân" in sheet.outlook.text()
    sheet.view.row("moved_on").control.setText("14/11")
    sheet.view.row("note").set_value("Về ở với dì")
    with qtbot.waitSignal(page.saved):
        sheet.confirm.click()
    cases.rest(qtbot)

    kept = asked(cases)
    assert (kept.moved_on, kept.note, kept.stage) == ("2026-11-14", "Về ở với dì", Stage.UNSENT)
    assert not sheet.isVisible()
    assert page.person.isVisible()
    page.refresh()
    cases.rest(qtbot)
    assert page.moving.notice.isVisible()
    assert "Phường Phú Xuân" in page.moving.notice.words.text()


def test_ctrl_s_confirms(qtbot, cases, page, sheet):
    sheet.commune.control.set_value(PHU_XUAN)
    page.activateWindow()
    with qtbot.waitSignal(page.saved):
        QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert asked(cases).moved_on == "2026-11-16"


def test_what_is_missing_is_said_beside_the_field(qtbot, cases, sheet):
    sheet.view.row("moved_on").control.setText("31/2")
    sheet.save()
    cases.rest(qtbot)

    assert sheet.commune.error()
    assert sheet.view.row("moved_on").error()
    assert asked(cases) is None


def test_what_the_command_refuses_is_said_beside_the_field(qtbot, cases, sheet):
    sheet.commune.control.set_value("19819")
    sheet.save()
    cases.rest(qtbot)

    assert sheet.commune.error()
    assert sheet.confirm.isEnabled()
    assert asked(cases) is None


def test_it_can_be_given_up_and_what_was_typed_stays(qtbot, cases, page, sheet):
    sheet.view.row("note").set_value("Chưa chắc")
    sheet.left.emit()
    assert page.person.isVisible()
    assert page._footer.isVisible()
    assert asked(cases) is None

    page.person.transfer.click()
    cases.rest(qtbot)
    assert sheet.view.row("note").typed() == "Chưa chắc"
    assert not page._footer.isVisible()


def test_another_case_leaves_it(qtbot, cases, page, sheet):
    page.open(cases.filled.other_case_id)
    cases.rest(qtbot)

    assert page.course.isVisible()
    assert page._footer.isVisible()


def test_it_is_taken_back_while_it_was_not_sent(qtbot, cases, page):
    cases.send(RequestTransfer(cases.filled.person_id, PHU_XUAN))
    page.refresh()
    cases.rest(qtbot)
    with qtbot.waitSignal(page.saved):
        page.moving.notice.take_back.click()
    page.refresh()
    cases.rest(qtbot)

    assert asked(cases) is None
    assert not page.moving.notice.isVisible()


def test_who_is_asked_for_already_has_the_notice_and_no_second_sheet(qtbot, cases, page):
    cases.send(RequestTransfer(cases.filled.person_id, PHU_XUAN))
    page.refresh()
    cases.rest(qtbot)
    page.person.transfer.click()

    assert not page.moving.sheet.isVisible()


def test_what_was_sent_waits_and_cannot_be_taken_back(qtbot, cases, page):
    cases.send(RequestTransfer(cases.filled.person_id, PHU_XUAN))
    answered(cases, Status.OK)
    cases.rest(qtbot)

    assert page.moving.notice.isVisible()
    assert not page.moving.notice.take_back.isVisible()


def test_what_is_held_says_why_and_leads_to_it(qtbot, cases, page):
    cases.send(RequestTransfer(cases.filled.person_id, PHU_XUAN))
    answered(cases, Status.HELD, "transfer-person-elsewhere")
    cases.rest(qtbot)

    notice = page.moving.notice
    assert "Meanwhile the person was given to another commune." in notice.words.text()
    with qtbot.waitSignal(page.page_wanted) as wanted:
        notice.look.click()
    assert wanted.args == ["held", asked(cases).group_id]


def test_a_person_without_a_case_is_moved_too(qtbot, cases):
    person_id = cases.send(SaveRecord("person", None, {"full_name": "Hồ Thị Sen", "groups": "NCT"}))
    page = cases.shown(qtbot, CasePage(cases.scene), f"person:{person_id}")
    page.person.transfer.click()
    cases.rest(qtbot)
    page.moving.sheet.commune.control.set_value(PHU_XUAN)
    with qtbot.waitSignal(page.saved):
        page.moving.sheet.save()
    cases.rest(qtbot)

    assert page.person.isVisible()
    assert cases.send(ShowTransfer(person_id)) is not None


def test_it_fits_a_low_window(page, sheet):
    assert page.minimumSizeHint().width() <= 855
    assert page.minimumSizeHint().height() <= 344
