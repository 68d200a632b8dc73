from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from ctxh_desktop import paths
from ctxh_desktop.ui import icons

NAMES = sorted(path.stem for path in (paths.resources() / "icons").glob("*.svg"))


@pytest.mark.parametrize("name", NAMES)
def test_each_icon_is_drawn_in_the_colour_asked_for(qapp, name):
    image = icons.pixmap(name, "#b3261e", 20, 1.0).toImage()
    pixels = [image.pixelColor(x, y) for x in range(20) for y in range(20)]
    solid = [pixel for pixel in pixels if pixel.alpha() > 200]
    assert solid
    assert all(abs(pixel.red() - 0xB3) < 8 and pixel.green() < 0x40 for pixel in solid)


def test_an_icon_is_as_sharp_as_the_screen(qapp):
    drawn = icons.pixmap("house", "#000000", 20, 1.5)
    assert (drawn.width(), drawn.devicePixelRatio()) == (30, 1.5)


def test_the_same_drawing_is_made_once(qapp):
    assert icons.pixmap("x", "#000000", 16, 1.0) is icons.pixmap("x", "#000000", 16, 1.0)


def test_a_wrong_name_is_found_at_once(qapp):
    with pytest.raises(FileNotFoundError, match=r"nothing\.svg"):
        icons.icon("nothing", QColor("black"))
