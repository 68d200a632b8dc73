from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from ctxh_desktop.commands.duplicates import ListDuplicates
from ctxh_desktop.ui import theme
from ctxh_desktop.ui.models.pairs import PairHead, PairModel
from ctxh_desktop.ui.pages.pair_delegate import ROW_PX, SECTION_PX, PairDelegate, columns
from tests.data.look_alikes import BAY, BAY_AGAIN, LAN, LAN_AGAIN, enter_twice


@pytest.fixture
def model(book):
    enter_twice(book, LAN, LAN_AGAIN, BAY, BAY_AGAIN)
    delegate = PairDelegate(book.scene.catalogue)
    made = PairModel(delegate.spoken)
    made.show_pairs(book.send(ListDuplicates()))
    return made, delegate


def picture(model, delegate, row, width, state=QStyle.StateFlag.State_Enabled):
    option = QStyleOptionViewItem()
    option.rect = QImage(width, ROW_PX, QImage.Format.Format_ARGB32).rect()
    option.state = state
    image = QImage(width, ROW_PX, QImage.Format.Format_ARGB32)
    image.fill(theme.color("surface"))
    painter = QPainter(image)
    delegate.paint(painter, option, model.index(row, 0))
    painter.end()
    return image


def test_a_screen_reader_hears_both_people_and_why(model):
    made, delegate = model
    words = [delegate.spoken(made.item(row)) for row in range(made.rowCount())]

    assert words[0] == "Look closely, 2 pairs"
    assert "Nguyễn Thị Thuý Lan, 02/03/1951 · Nữ · Thôn 3" in " ".join(words)
    assert any("Same name" in text and text.endswith("Different sex") for text in words)


def test_heads_are_lower_than_rows(model):
    made, delegate = model
    heights = {
        isinstance(made.item(row), PairHead): delegate.sizeHint(None, made.index(row, 0)).height()
        for row in range(made.rowCount())
    }

    assert heights == {True: theme.height(SECTION_PX), False: theme.height(ROW_PX)}


@pytest.mark.parametrize("width", [820, 1130])
def test_columns_keep_apart_and_the_chosen_row_is_tinted(model, width):
    made, delegate = model
    at = columns(width)
    assert 0 < at.one < at.other < at.why < width
    chosen = QStyle.StateFlag.State_Enabled | QStyle.StateFlag.State_Selected

    plain, tinted = (picture(made, delegate, 1, width, s)
                     for s in (QStyle.StateFlag.State_Enabled, chosen))  # fmt: skip

    assert plain.pixelColor(2, 20) == theme.color("surface")
    assert tinted.pixelColor(2, 20) == theme.color("primary")
    assert plain.pixelColor(at.other - 4, 20) == theme.color("surface")
