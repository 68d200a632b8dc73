from __future__ import annotations

from ctxh_desktop.ui.widgets.combo import Combo

CHOICES = [("a", "Thôn 1"), ("b", "Thôn Đông Thái, khu tái định cư phía bắc")]


def test_a_filter_is_as_wide_as_its_choice_and_has_its_prefix_as_name(qtbot, light):
    combo = Combo(prefix="Thôn")
    qtbot.addWidget(combo)
    combo.set_choices(CHOICES, with_none="Tất cả")
    combo.set_value("")
    narrow = combo.sizeHint().width()
    combo.set_value("b")
    assert combo.sizeHint().width() > narrow + 50
    assert combo.accessibleName() == "Thôn"


def test_nothing_chosen_can_be_chosen_again(qtbot, light):
    combo, told = Combo(placeholder="Chọn…"), []
    qtbot.addWidget(combo)
    combo.set_choices(CHOICES, with_none="(chưa ghi)")
    combo.chosen.connect(told.append)
    combo.set_value("a")
    combo.setCurrentIndex(0)
    assert told == ["a", ""]


def test_the_popup_shows_long_words_whole(qtbot, light):
    combo = Combo()
    qtbot.addWidget(combo)
    combo.set_choices(CHOICES)
    combo.resize(96, 36)
    combo.show()
    combo.showPopup()
    assert combo.view().minimumWidth() >= combo.fontMetrics().horizontalAdvance(CHOICES[1][1])
    combo.hidePopup()
