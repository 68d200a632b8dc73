from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from ctxh_desktop.ui.widgets import sheets
from ctxh_desktop.ui.widgets.buttons import Button
from ctxh_desktop.ui.widgets.inputs import TextInput


@pytest.fixture
def shown(qtbot, light):
    kept = []

    def show(widget, width=1200, height=600):
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        QApplication.processEvents()
        return widget

    yield show
    kept.clear()


def test_a_form_row_shows_error_before_hint_and_hint_again(shown):
    row = shown(sheets.FormRow("Ngày sinh", TextInput(), hint="Đang hiểu: năm 2012"))
    assert row._line.text() == "Đang hiểu: năm 2012"
    row.set_error("Nhập ngày sinh.")
    assert (row._line.text(), row._icon.isVisible()) == ("Nhập ngày sinh.", True)
    row.set_error("")
    assert (row._line.text(), row._icon.isVisible()) == ("Đang hiểu: năm 2012", False)


def test_the_side_pane_goes_below_on_a_narrow_window(shown):
    main, side = QWidget(), QWidget()
    pair = shown(sheets.TwoColumns(main, side, 272))
    assert side.width() == 272
    assert side.x() > main.x()
    pair.resize(900, 600)
    QApplication.processEvents()
    assert pair.is_stacked()
    assert side.y() > main.y()


def test_the_body_scrolls_and_the_footer_stays(shown):
    fields = [sheets.FormRow(f"Ô {n}", TextInput()) for n in range(30)]
    body = sheets.ScrollBody(sheets.PageBody(*fields))
    footer = sheets.Footer(Button("Lưu", "primary"), None)
    page = shown(sheets.wrap(sheets.column(body, footer, gap=0)), 900, 432)
    assert footer.geometry().bottom() == page.height() - 1
    assert footer.height() == 60
    body.show_widget(fields[29])
    assert body.verticalScrollBar().value() > 0
    assert body.horizontalScrollBar().maximum() == 0


def test_margins_follow_the_width_of_the_window(shown):
    body = shown(sheets.PageBody(QWidget()))
    assert body.body().contentsMargins().left() == 24
    body.resize(900, 600)
    QApplication.processEvents()
    assert body.body().contentsMargins().left() == 16


def test_clearing_takes_everything_out(shown):
    inner = QWidget()
    layout = sheets.column(inner, sheets.row(QWidget(), None))
    page = shown(sheets.wrap(layout))
    sheets.clear(layout)
    assert layout.count() == 0
    assert inner.isHidden()
    assert page.isVisible()
