from __future__ import annotations

from ctxh_desktop.ui.widgets.multi_choice import MultiCombo

CHOICES = [("NCT", "Người cao tuổi"), ("NKT", "Người khuyết tật")]


def test_a_click_on_a_row_ticks_it_once(qtbot, light):
    combo, told = MultiCombo(), []
    qtbot.addWidget(combo)
    combo.set_choices(CHOICES)
    combo.chosen.connect(told.append)
    combo.show()
    combo.show_list()
    combo._list.itemClicked.emit(combo._list.item(1))
    assert told == ["NKT"]
    assert combo.words() == "Người khuyết tật"


def test_new_rows_keep_what_was_ticked(qtbot, light):
    combo = MultiCombo()
    qtbot.addWidget(combo)
    combo.set_choices(CHOICES)
    combo.set_value("NKT")
    combo.set_choices([*CHOICES, ("TE", "Trẻ em")])
    assert combo.value() == "NKT"
