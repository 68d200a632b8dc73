from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractListModel, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyledItemDelegate

from ctxh_desktop.ui import theme
from ctxh_desktop.ui.widgets.row_list import RowList


class Rows(QAbstractListModel):
    """Rows of which every third is a head."""

    def __init__(self, count):
        super().__init__()
        self.count = count

    def rowCount(self, parent=None):
        return self.count

    def flags(self, index):
        if index.row() % 3 == 0:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return f"row {index.row()}" if role == Qt.ItemDataRole.DisplayRole else None


class Tall(QStyledItemDelegate):
    def sizeHint(self, option, index):
        return QSize(100, 28 if index.row() % 3 == 0 else 56)


@pytest.fixture
def listing(qtbot):
    made = RowList("Rows", Tall())
    qtbot.addWidget(made)
    model = Rows(12)
    made.setModel(model)
    made.model_kept = model
    made.resize(300, 400)
    made.show()
    made.activateWindow()
    return made


def test_keys_pass_over_heads_in_both_directions(listing):
    listing.choose(0)
    assert listing.row() == 1
    rows = []
    for _ in range(4):
        QTest.keyClick(listing, Qt.Key.Key_Down)
        rows.append(listing.row())
    QTest.keyClick(listing, Qt.Key.Key_Up)

    assert rows == [2, 4, 5, 7]
    assert listing.row() == 5


def test_home_and_end_stay_on_rows_that_can_be_chosen(listing):
    listing.choose(5)
    QTest.keyClick(listing, Qt.Key.Key_End)
    assert listing.row() == 11
    QTest.keyClick(listing, Qt.Key.Key_Home)
    assert listing.row() == 1
    QTest.keyClick(listing, Qt.Key.Key_Up)
    assert listing.row() == 1


def test_rows_have_the_heights_their_delegate_wants(listing):
    assert [listing.rowHeight(row) for row in range(3)] == [28, 56, 56]


def test_enter_opens_the_current_row_only(listing, qtbot):
    opened = []
    listing.opened.connect(lambda: opened.append(listing.row()))
    listing.clearSelection()
    listing.setCurrentIndex(listing.model().index(-1, 0))
    QTest.keyClick(listing, Qt.Key.Key_Return)
    listing.choose(4)
    QTest.keyClick(listing, Qt.Key.Key_Return)

    assert opened == [4]


def test_tab_leaves_the_list(listing, qtbot):
    assert not listing.tabKeyNavigation()


def test_equal_rows_follow_the_text_size(qtbot, qapp):
    made = RowList("Rows", Tall(), row_px=56)
    qtbot.addWidget(made)
    model = Rows(3)
    made.setModel(model)
    made.show()
    before = made.rowHeight(0)
    theme.apply(qapp, body_pt=14.0)

    assert before == 56
    assert made.rowHeight(0) > 56
    theme.apply(qapp)
