"""Every icon is one colour on the same grid, so that any of them can stand beside any other."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ICONS = sorted((Path(__file__).parents[2] / "resources" / "icons").glob("*.svg"))
SHAPES = {f"{{http://www.w3.org/2000/svg}}{name}" for name in ("path", "circle", "rect")}


def test_there_are_icons() -> None:
    assert {"book", "today", "people", "sync", "lock", "alert"} <= {icon.stem for icon in ICONS}


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon.stem)
def test_an_icon_has_one_colour_and_the_common_grid(icon: Path) -> None:
    drawing = ET.fromstring(icon.read_text(encoding="utf-8"))
    assert drawing.get("viewBox") == "0 0 24 24"
    assert drawing.get("stroke") == "currentColor"
    assert drawing.get("stroke-width") == "1.75"
    assert drawing.get("stroke-linecap") == drawing.get("stroke-linejoin") == "round"
    assert drawing.get("fill") == "none"
    assert len(drawing) > 0
    for shape in drawing:
        assert shape.tag in SHAPES
        assert not {"fill", "stroke", "style"} & set(shape.attrib)
