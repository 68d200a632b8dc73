from __future__ import annotations

import dataclasses
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.commands.sync import OutboxItem
from ctxh_desktop.domain.codes import Code, CodeList
from ctxh_desktop.ui.pages.outbox_list import OutboxList, Telling, lines

KINDS = CodeList("contact_kind", (Code("DIENTHOAI", "Gọi điện"),))
NAMES = {"visit": "Visit", "household": "Household"}
TELLING = Telling(date(2026, 11, 16), NAMES, KINDS, is_offline=True)


def item(number, state, *, label="RecordVisit", reason="", name="Lê Văn Đức", hidden=False):
    return OutboxItem(
        group_id=str(number), label=label, record_type="household" if not name else "visit",
        person_name=name, group_label="" if hidden else "Người khuyết tật", is_protected=hidden,
        made_at=f"2026-11-15T0{number}:00:00.000Z", state=state, reason=reason,
    )  # fmt: skip


def test_refused_ones_come_first_then_the_order_of_sending_then_what_was_sent():
    waiting = (item(4, "queued"), item(3, "queued"), item(2, "held", reason="disk-full"))
    shown = lines(waiting, (item(1, "retained"),), TELLING)
    assert [line.item.group_id if line.item else "-" for line in shown] == ["2", "3", "4", "-", "1"]


def test_a_refused_one_says_why_in_a_sentence(qapp):
    held = lines((item(1, "held", reason="disk-full"),), (), TELLING)[0]
    assert "disk is full" in held.reason
    assert held.mark.kind == "danger"
    about = dataclasses.replace(item(1, "held", reason="value-malformed"), field="Born")
    assert lines((about,), (), TELLING)[0].reason.startswith("Born: ")


def test_a_visit_is_told_by_its_kind_and_day(qapp):
    visit = dataclasses.replace(item(1, "queued"), contact_kind="DIENTHOAI", on="2026-11-15")
    line = lines((visit,), (), TELLING)[0]
    assert (line.icon, line.title) == ("phone", "Gọi điện 15/11")


def test_a_new_record_is_no_correction(qapp):
    made = dataclasses.replace(item(1, "queued", label="SaveRecord"), is_new=True)
    told = [
        line.title for line in lines((made, item(2, "queued", label="SaveRecord")), (), TELLING)
    ]
    assert told == ["Correction", "Newly written"]


def test_groups_of_protected_people_stay_unsaid(qapp):
    line = lines((item(1, "queued", hidden=True),), (), TELLING)[0]
    assert line.about == "Lê Văn Đức · Protected case"
    assert line.mark.text == "Waits for network"


def test_what_is_about_nobody_names_its_register(qapp):
    assert lines((item(1, "queued", name=""),), (), TELLING)[0].about.startswith("Household")


def test_every_row_can_be_read_aloud_and_painted(qtbot, light):
    view = OutboxList()
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.show()
    view.show_lines(lines((item(1, "held", reason="disk-full"),), (item(2, "retained"),), TELLING))
    said = [view.model().index(row, 0).data() for row in range(view.model().rowCount())]
    assert "Not taken yet" in said[0]
    assert not view.grab().isNull()
    assert view.sizeHintForRow(0) > view.sizeHintForRow(2)


def test_only_a_refused_one_is_opened(qtbot, light):
    view, opened = OutboxList(), []
    qtbot.addWidget(view)
    view.opened.connect(opened.append)
    assert view.focusPolicy() == Qt.FocusPolicy.NoFocus, "nothing to walk through yet"
    view.show_lines(lines((item(1, "queued"), item(2, "held"), item(3, "held")), (), TELLING))
    view.show()
    for row in range(3):
        view.setCurrentIndex(view.model().index(row, 0))
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened == ["2", "3"]
    view.open_held()
    assert opened[2:] == ["2"], "the first, where another is chosen"
    view.setCurrentIndex(view.model().index(1, 0))
    view.doubleClicked.emit(view.currentIndex())
    view.open_held()
    assert opened[3:] == ["3", "3"]
