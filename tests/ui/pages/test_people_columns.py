from __future__ import annotations

from ctxh_desktop.commands.people_table import DEFAULT_COLUMNS, offered
from ctxh_desktop.ui.pages.people_columns import ColumnChoice


def test_every_column_stands_in_one_group(qtbot, cases):
    made = ColumnChoice(cases.scene)
    qtbot.addWidget(made)
    every = [column.key for column in offered(cases.scene.types)]
    made.set_value(" ".join(every))
    assert made.value().split() == every


def test_a_choice_is_told_in_the_order_of_the_columns(qtbot, cases):
    made = ColumnChoice(cases.scene)
    qtbot.addWidget(made)
    made.set_value(" ".join(DEFAULT_COLUMNS))
    with qtbot.waitSignal(made.chosen) as told:
        made.option("person.education").click()
    keys = told.args[0].split()
    assert set(keys) == {*DEFAULT_COLUMNS, "person.education"}
    order = [column.key for column in offered(cases.scene.types)]
    assert keys == sorted(keys, key=order.index)
