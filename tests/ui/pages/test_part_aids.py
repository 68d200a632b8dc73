from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ctxh_desktop.ui.pages.part_aids import PersonPicker
from ctxh_desktop.ui.pages.part_form import Known, PartForm


@pytest.fixture
def picker(qtbot, cases):
    made = PersonPicker(cases.scene, "In the register as", cases.filled.person_id)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def address(qtbot, cases):
    known = Known(communes={"19819": "Phường Phong Điền"})
    declared = cases.scene.types["person_address"]
    made = PartForm(cases.scene, declared, cases.filled.person_id, None, known)
    qtbot.addWidget(made)
    made.show()
    return made


def test_somebody_is_found_and_chosen_with_the_keyboard(qtbot, cases, picker):
    picker.search.setText("duc")
    qtbot.waitUntil(lambda: len(picker.hits) == 1)
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert picker.value() == cases.filled.other_person_id
    assert not picker.search.isVisible()
    with qtbot.waitSignal(picker.edited):
        picker.out.click()
    assert picker.value() is None
    assert picker.search.isVisible()


def test_the_owner_cannot_be_chosen(qtbot, picker):
    picker.search.setText("nguyet")
    qtbot.waitUntil(picker._none.isVisible)
    assert picker.hits == []


def told(address):
    return address.view.row("old_address")._line.text()


def test_an_old_address_proposes_the_commune(qtbot, address):
    address.view.row("old_address").control.setText("xã Phong Hiền, huyện Phong Điền, tp Huế")
    qtbot.waitUntil(lambda: told(address).startswith("Today this place belongs to"))
    assert len(address.view.row("commune_code").value()) == 5
    assert not address.old_address.isVisible()


def test_a_commune_that_was_chosen_stays(qtbot, address):
    address.view.row("commune_code").set_value("19819")
    address.view.row("old_address").control.setText("xã Vinh Hiền, huyện Phú Lộc, tp Huế")
    qtbot.waitUntil(lambda: told(address).startswith("Today this place belongs to"))
    assert address.view.row("commune_code").value() == "19819"


def test_an_unknown_address_says_so(qtbot, address):
    address.view.row("old_address").control.setText("đâu đó")
    qtbot.waitUntil(lambda: told(address).startswith("No unit"))
    assert address.view.row("commune_code").value() is None
    address.view.row("old_address").control.setText("")
    qtbot.waitUntil(lambda: told(address) == "")


def test_a_divided_unit_is_asked_about(qtbot, address):
    address.view.row("old_address").control.setText("Xã Phú Hội, huyện An Phú, tỉnh An Giang")
    qtbot.waitUntil(address.old_address.options.isVisible)
    assert address.view.row("commune_code").value() is None
    address.old_address.options.option("30346").click()
    assert address.view.row("commune_code").value() == "30346"
