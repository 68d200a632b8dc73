from __future__ import annotations

from dataclasses import replace

import pytest

from ctxh_desktop.commands.records import SaveRecord, ShowRecord
from ctxh_desktop.ui.pages.register_page import RegisterPage


@pytest.fixture
def page(qtbot, cases):
    for name, village in (("Lê Văn Đức", "Thôn 1"), ("Hồ Thị Sen", "Thôn 2")):
        cases.send(SaveRecord("household", None, {"head_name": name, "village": village}))
    made = cases.shown(qtbot, RegisterPage(cases.scene), "household")
    made.table.grab()
    cases.rest(qtbot)
    return made


def test_columns_are_those_declared_as_listed(cases, page):
    declared = cases.scene.types["household"]
    heads = [page.model.headerData(n, page_orientation()) for n in range(page.model.columnCount())]
    assert heads == [field.label for field in declared.listed]
    assert page.model.rowCount() == 2


def page_orientation():
    from PySide6.QtCore import Qt

    return Qt.Orientation.Horizontal


def test_words_narrow_the_register(qtbot, cases, page):
    page._on_searched("sen")
    cases.rest(qtbot)
    assert page.model.rowCount() == 1
    page._on_searched("không có ai")
    cases.rest(qtbot)
    assert page.empty.isVisible()


def test_opening_a_row_opens_its_form(qtbot, page):
    page.table.selectRow(0)
    with qtbot.waitSignal(page.page_wanted) as asked:
        page.open_button.click()
    name, argument = asked.args
    assert name == "record"
    assert argument.startswith("household:")


def test_a_household_is_linked_to_a_person(qtbot, cases, page):
    person_id = cases.filled.person_id
    page.open(f"household:for:{person_id}")
    cases.rest(qtbot)
    page.table.grab()
    cases.rest(qtbot)
    page.table.selectRow(0)
    with qtbot.waitSignal(page.saved):
        page.open_button.click()
    assert cases.send(ShowRecord("person", person_id))["household_id"]


@pytest.mark.parametrize("name", ["household", "person", "case", "plan_step", "visit"])
def test_every_declared_type_has_its_register_without_code(qtbot, cases, name):
    page = cases.shown(qtbot, RegisterPage(cases.scene), name)
    assert page.model.columnCount() == len(cases.scene.types[name].listed)


def test_a_type_declared_tomorrow_needs_no_code(qtbot, cases):
    declared = cases.scene.types["household"]
    fewer = replace(declared, fields=tuple(f for f in declared.fields if f.name != "village"))
    scene = replace(cases.scene, types={**cases.scene.types, "household": fewer})
    page = cases.shown(qtbot, RegisterPage(scene), "household")
    assert page.model.columnCount() == len(declared.listed) - 1
