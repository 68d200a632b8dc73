from __future__ import annotations

from PySide6.QtWidgets import QApplication

from ctxh_desktop.ui.widgets.chips import Chip, ChipButton, ChipRow, Mark


def test_a_chip_is_24_high_and_named_by_its_word(qtbot, light):
    chip = Chip(Mark("Chưa gửi", "unsent", "up"))
    qtbot.addWidget(chip)
    assert chip.sizeHint().height() == 24
    assert chip.accessibleName() == "Chưa gửi"
    before = chip.sizeHint().width()
    chip.show_mark(Mark("Cần anh/chị chọn (1)", "warn", "alert"))
    assert chip.sizeHint().width() > before
    assert chip.accessibleName() == "Cần anh/chị chọn (1)"


def test_a_chip_button_is_pressed(qtbot, light):
    chip = ChipButton(Mark("Đã gửi hết", "ok", "check"))
    qtbot.addWidget(chip)
    with qtbot.waitSignal(chip.clicked, timeout=1_000):
        chip.click()


def test_a_row_replaces_its_chips_and_hides_without_any(qtbot, light):
    row = ChipRow((Mark("Nguy cơ cao", "danger", "alert"), Mark("Chưa gửi", "unsent", "up")))
    qtbot.addWidget(row)
    row.show()
    row.show_marks((Mark("Đã gửi", "ok", "check"),))
    QApplication.processEvents()
    visible = [chip.mark().text for chip in row.findChildren(Chip) if not chip.isHidden()]
    assert visible == ["Đã gửi"]
    row.show_marks(())
    assert row.isHidden()
