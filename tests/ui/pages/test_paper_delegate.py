from __future__ import annotations

import dataclasses
from datetime import date

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from ctxh_desktop.commands.profile import load_catalogue
from ctxh_desktop.ui.models.papers import PapersModel
from ctxh_desktop.ui.pages.paper_delegate import PaperDelegate
from tests.data.pictures import house, jpeg
from tests.ui.pages.test_paper_words import ITEM


def painted(item, state=QStyle.StateFlag.State_None):
    delegate = PaperDelegate(load_catalogue(), lambda: date(2026, 11, 16))
    model = PapersModel(delegate.spoken)
    model.show_items((item,))
    image = QImage(600, 72, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    option = QStyleOptionViewItem()
    option.rect, option.state = QRect(0, 0, 600, 72), state
    painter = QPainter(image)
    delegate.paint(painter, option, model.index(0))
    painter.end()
    return image


def test_a_picture_stands_in_its_row(qapp):
    red = house(width=96, height=72).point(lambda _: 0)
    black = painted(dataclasses.replace(ITEM, preview=jpeg(red)))
    blank = painted(ITEM)

    assert black.pixelColor(56, 36).value() < 60
    assert blank.pixelColor(25, 20).value() > 200


def test_the_chosen_row_looks_chosen(qapp):
    chosen = painted(ITEM, QStyle.StateFlag.State_Selected)

    assert chosen.pixelColor(1, 36) != painted(ITEM).pixelColor(1, 36)
