from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ctxh_desktop.ui.pages.choice_cell import ChoiceCell
from ctxh_desktop.ui.pages.version_row import VersionRow


@pytest.fixture
def row(qtbot):
    made = VersionRow()
    cells = {"left": ChoiceCell("1951", "1"), "right": ChoiceCell("1952", "2")}
    made.fill("Date of birth", cells, proposed=("right", "because"))
    qtbot.addWidget(made)
    made.resize(800, 90)
    made.show()
    made.activateWindow()
    return made


def test_the_proposed_version_is_chosen_until_somebody_chooses_another(row, qtbot):
    assert (row.choice(), row._state.text()) == ("right", "because")
    with qtbot.waitSignal(row.decided):
        assert row.choose(1)
    assert (row.choice(), row._state.text()) == ("left", "")
    assert row.isAncestorOf(QApplication.focusWidget())


def test_a_key_without_version_chooses_nothing(row):
    assert not row.choose(3)
    assert row.choice() == "right"


def test_the_name_stands_above_where_it_is_narrow(row):
    beside = row.cell("left").x()
    row.set_narrow(True)
    row.layout().activate()
    assert row.cell("left").x() < beside
