from __future__ import annotations

import pytest

from ctxh_desktop.commands.records import SaveRecord, ShowRecord
from ctxh_desktop.domain.records import parts_of
from ctxh_desktop.ui.pages.owner_parts import PartsPanel


@pytest.mark.parametrize("owner_type", ["person", "household"])
def test_every_type_of_part_has_a_list_with_a_form(qtbot, cases, owner_type):
    panel = PartsPanel(cases.scene)
    qtbot.addWidget(panel)
    owner_id = cases.filled.person_id
    if owner_type == "household":
        owner_id = cases.send(SaveRecord("household", None, {"head_name": "Lê Văn Đức"}))
    panel.show()
    panel.show_owner(owner_type, owner_id)
    cases.rest(qtbot)
    shown = [each.declared.name for each in panel.lists()]
    assert shown == [part.name for part in parts_of(owner_type)]
    for each in panel.lists():
        each.add.click()
        assert each.form.isVisible()
    panel.show_owner(owner_type, "")
    assert panel.isHidden()


def test_a_member_from_the_register_belongs_to_the_household(qtbot, cases):
    household = cases.send(SaveRecord("household", None, {"head_name": "Lê Văn Đức"}))
    panel = PartsPanel(cases.scene)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_owner("household", household)
    cases.rest(qtbot)
    members = panel.lists()[0]
    members.add.click()
    members.form.picker.search.setText("duc")
    qtbot.waitUntil(lambda: len(members.form.picker.hits) == 1)
    members.form.picker.hits[0].click()
    with qtbot.waitSignal(panel.saved):
        members.save()
    person = cases.send(ShowRecord("person", cases.filled.other_person_id))
    assert person["household_id"] == household
