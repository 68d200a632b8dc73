"""Another text size or theme reaches every open window at once, as if it had been made with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.settings import BODY_PT, ShowSetting
from ctxh_desktop.ui import theme
from ctxh_desktop.ui.appearance import Appearance
from ctxh_desktop.ui.notebook import PAGES, Notebook
from tests.data.desks import new_desk

ARGUMENTS = {"register": "person", "record": "household:new"}
PERSON = {"full_name": "Hoàng Thị Thuỷ", "groups": "NCT"}


@pytest.fixture
def appearance(qapp, light) -> Iterator[Appearance]:
    made = Appearance(qapp)
    made.choose("light", theme.BODY_PT)
    yield made
    made.choose("system", theme.BODY_PT)
    theme.apply(qapp)
    made.deleteLater()


@pytest.fixture
def notebook(appearance, qtbot, tmp_path: Path) -> Iterator[Notebook]:
    desk = new_desk(tmp_path / "ab")  # its path is shown: as wide as the other
    Bus(desk).send(RegisterPerson(PERSON, {"source": "THON"}))
    opened = Notebook(desk, appearance, is_automatic=False)
    opened.window.resize(1500, 900)
    opened.show()
    qtbot.waitUntil(opened.is_at_rest)
    yield opened
    opened.close()


def show(notebook: Notebook, name: str, qtbot) -> None:
    notebook.window.open_page(name, ARGUMENTS.get(name, ""))
    qtbot.waitUntil(notebook.is_at_rest)


def measures(window: QWidget) -> list[tuple[str, int, int, int, int, float]]:
    """Return kind, place, size and text size of everything that is seen."""
    found = []
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and not widget.isWindow():
            size = 0.0 if type(widget) is QWidget else widget.font().pointSizeF()
            found.append((type(widget).__name__, *widget.geometry().getRect(), size))
    return sorted(found)


@pytest.mark.parametrize("body_pt", [10.0, 14.0])
@pytest.mark.parametrize("name", [name for name, _, _ in PAGES])
def test_a_page_in_another_size_is_as_if_it_had_been_made_so(
    notebook: Notebook, appearance: Appearance, qtbot, tmp_path: Path, name: str, body_pt: float
) -> None:
    show(notebook, name, qtbot)
    usual = measures(notebook.window)
    appearance.choose(body_pt=body_pt)

    desk = new_desk(tmp_path / "ba")
    Bus(desk).send(RegisterPerson(PERSON, {"source": "THON"}))
    fresh = Notebook(desk, appearance, is_automatic=False)
    fresh.window.resize(1500, 900)
    fresh.show()
    qtbot.waitUntil(fresh.is_at_rest)
    show(fresh, name, qtbot)

    try:
        for _ in range(3):  # texts that wrap say their height one round later
            qtbot.waitUntil(fresh.is_at_rest)
            qtbot.wait(50)
        assert measures(notebook.window) == measures(fresh.window)
        assert measures(notebook.window) != usual
    finally:
        fresh.close()


def test_the_keys_change_the_size_and_it_is_kept(notebook: Notebook, appearance, qtbot) -> None:
    show(notebook, "settings", qtbot)
    notebook.window.activateWindow()
    tall = notebook.window.header.visit.height()
    for _ in range(2):
        QTest.keyClick(notebook.window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(notebook.is_at_rest)

    assert appearance.body_pt() == 14.0
    assert Bus(notebook.desk).send(ShowSetting(BODY_PT)).result == "14.0"
    qtbot.waitUntil(lambda: notebook.window.header.visit.height() > tall)
    assert notebook.window.page("settings").body_pt.value() == "14.0"
    QTest.keyClick(notebook.window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert appearance.body_pt() == 14.0
    for _ in range(5):
        QTest.keyClick(notebook.window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(notebook.is_at_rest)

    assert appearance.body_pt() == 10.0


def test_another_theme_repaints_the_open_window(notebook: Notebook, appearance, qtbot) -> None:
    def ground() -> str:
        return str(notebook.window.grab().toImage().pixelColor(300, 400).name())

    light_ground = ground()
    appearance.choose("dark")

    assert ground() != light_ground
    assert ground().upper() in (theme.DARK.window, theme.DARK.surface)
