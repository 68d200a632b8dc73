from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from ctxh_desktop.ui import theme
from ctxh_desktop.ui.widgets import painting
from ctxh_desktop.ui.widgets.painting import Mark


@pytest.fixture
def canvas(light):
    image = QImage(400, 60, QImage.Format.Format_RGB32)
    image.fill(theme.color("surface"))
    painter = QPainter(image)
    yield image, painter
    painter.end()


def columns_of(image, name):
    wanted = theme.color(name).rgb()
    return {x for x in range(image.width()) for y in range(image.height())
            if image.pixel(x, y) == wanted}  # fmt: skip


def test_a_chip_is_as_wide_as_it_says(canvas):
    image, painter = canvas
    mark = Mark("Chưa gửi", "unsent", "up")
    width = painting.draw_chip(painter, (10, 30), mark)
    assert width == painting.chip_width(mark)
    painted = columns_of(image, "unsent_tint")
    assert 9 <= min(painted) <= 12
    assert max(painted) <= 10 + width


def test_a_chip_at_the_right_ends_there(canvas):
    image, painter = canvas
    painting.draw_chip(painter, (390, 30), Mark("Hôm nay", "warn", "clock"), right=True)
    assert 385 <= max(columns_of(image, "warn_tint")) < 390


def test_matched_beginnings_are_underlined_in_primary(canvas):
    image, painter = canvas
    rect = QRect(0, 0, 380, 30)
    painting.draw_matched(painter, rect, "Nguyễn Thị Ánh", ((0, 2), (11, 3)), "strong")
    lines = columns_of(image, "primary")
    metrics = theme.metrics("strong")
    assert min(lines) <= 2
    middle = metrics.horizontalAdvance("Nguyễn ") + 5
    assert not lines & set(range(middle, middle + 15))
    assert max(lines) <= metrics.horizontalAdvance("Nguyễn Thị Ánh") + 2


def test_a_selected_row_has_tint_and_bar(canvas):
    image, painter = canvas
    painting.draw_row(painter, QRect(0, 0, 400, 56), is_selected=True)
    assert image.pixel(2, 20) == theme.color("primary").rgb()
    assert image.pixel(200, 20) == theme.color("tint").rgb()
    assert image.pixel(200, 55) == theme.color("divider").rgb()
    assert image.pixel(10, 55) != theme.color("divider").rgb()
