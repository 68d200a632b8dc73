from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ctxh_desktop.ui import theme
from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.labels import BesideLabel, Label, text_rect


def baseline(label):
    rect, metrics = label.contentsRect(), theme.metrics(label.role())
    return label.y() + rect.y() + (rect.height() - metrics.height()) / 2 + metrics.ascent()


def test_data_never_becomes_markup(qtbot, light):
    label = Label("<b>Nguyễn</b> <img src='file:///x'>")
    qtbot.addWidget(label)
    plain = theme.metrics().horizontalAdvance(label.text())
    assert abs(label.sizeHint().width() - plain) <= 4


def test_stacked_capitals_of_a_title_are_not_cut(qtbot, light):
    for role in ("title", "section", "name"):
        label = Label("Ẫ Ễ Ỗ", role)
        qtbot.addWidget(label)
        tall = -theme.metrics(role).tightBoundingRect("ẪỄỖẨỂỔ").top()
        room = label.contentsRect().top() + theme.metrics(role).ascent()
        assert tall <= room


def test_a_hint_beside_a_title_stands_on_its_baseline(qtbot, light):
    title, hint = Label("Việc hôm nay", "title"), BesideLabel("16/11", "body", "title")
    page = QWidget()
    page.setLayout(sheets.row(title, hint, None))
    qtbot.addWidget(page)
    page.resize(500, 36)
    page.show()
    assert abs(baseline(title) - baseline(hint)) <= 1


def test_a_wrapped_text_gets_the_height_it_needs(qtbot, light):
    words = "Mẹ cho biết trẻ đã đi học lại, còn sợ người lạ. " * 4
    label = Label(words, wrap=True)
    page = QWidget()
    page.setLayout(sheets.column(label, None))
    qtbot.addWidget(page)
    page.resize(300, 600)
    page.show()
    assert label.height() >= text_rect(words, "body", 300).height()


def test_larger_text_reaches_labels_that_exist(qtbot, light):
    label = Label("Hồ sơ", "title")
    qtbot.addWidget(label)
    label.show()
    theme.apply(light, body_pt=14.0)
    try:
        assert label.font().pointSizeF() == theme.font("title").pointSizeF()
    finally:
        theme.apply(light)


def test_a_label_that_missed_another_text_size_while_hidden_has_it_when_shown(qtbot, light):
    label = Label("Xã", "hint")
    qtbot.addWidget(label)
    label.setFont(theme.font("title"))  # the size of before
    label.show()

    assert label.font().pointSizeF() == theme.font("hint").pointSizeF()
