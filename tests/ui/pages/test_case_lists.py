from __future__ import annotations

from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.ui.pages.case_lists import HistoryTab, VisitsTab


def test_visits_say_whom_they_met_and_whether_all_was_safe(qtbot, cases):
    tab = VisitsTab(cases.scene)
    qtbot.addWidget(tab)
    tab.show_case(cases.send(ShowCase(cases.filled.case_id)))
    newest = tab.timeline.entries()[0]
    assert newest.title == "Gọi điện"
    assert "Đối tượng, Mẹ" in newest.body
    assert [mark.text for mark in newest.marks] == ["Khá hơn", "Safe: yes", "Not sent"]


def test_a_case_without_visits_says_so(qtbot, cases):
    made = cases.send(RegisterPerson({"full_name": "Hồ Thị Sen", "groups": "NCT"}, {}))
    tab = VisitsTab(cases.scene)
    qtbot.addWidget(tab)
    tab.show_case(cases.send(ShowCase(made.case_id)))
    assert tab.timeline.isHidden()
    assert not tab.empty.isHidden()


def test_history_tells_old_and_new_in_words(qtbot, cases):
    cases.send(SaveRecord("person", cases.filled.person_id, {"phone": "0912000111"}))
    cases.send(SaveRecord("case", cases.filled.case_id, {"risk": "THAP", "is_protected": True}))
    tab = HistoryTab(cases.scene)
    qtbot.addWidget(tab)
    tab.show_case(cases.send(ShowCase(cases.filled.case_id)))
    bodies = "\n".join(entry.body for entry in tab.timeline.entries())
    assert "0912 345 678 → 0912 000 111" in bodies
    assert "Nguy cơ cao → Nguy cơ thấp" in bodies
    assert "no → yes" in bodies
