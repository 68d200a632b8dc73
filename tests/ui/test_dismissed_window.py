"""What a dismissed machine shows."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from ctxh_desktop import app as program
from ctxh_desktop.security import wiping
from ctxh_desktop.security.wiping import Dismissal
from ctxh_desktop.ui.appearance import Appearance
from ctxh_desktop.ui.dismissed_window import DismissedWindow
from ctxh_desktop.ui.setup_window import SetupWindow
from ctxh_desktop.ui.widgets.labels import Label
from tests.data.desks import new_desk
from tests.data.laptops import ticking_ambient


def words_of(window: DismissedWindow) -> str:
    return " ".join(label.text() for label in window.findChildren(Label))


def test_it_says_what_happened_and_whom_to_ask(qtbot: QtBot) -> None:
    today = ticking_ambient(1).today()
    window = DismissedWindow(Dismissal("2026-11-20T09:42:00.000Z", "Thành phố Huế"), today)
    qtbot.addWidget(window)

    words = words_of(window)

    assert "Thành phố Huế" in words
    assert "16:42" in words
    assert "IT support" in words


def test_a_mark_that_cannot_be_read_says_the_rest(qtbot: QtBot) -> None:
    window = DismissedWindow(Dismissal(), ticking_ambient(1).today())
    qtbot.addWidget(window)

    assert "IT support" in words_of(window)
    assert "{when}" not in words_of(window)


def test_the_program_starts_with_it_and_leads_to_the_set_up(
    qapp, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "book"
    new_desk(folder).close()
    wiping.mark(folder, Dismissal("2026-11-20T09:42:00.000Z", "Thành phố Huế"))
    desktop = program.Desktop(folder, ticking_ambient(1), Appearance(qapp), is_automatic=False)

    desktop.start()

    window = desktop.first
    assert isinstance(window, DismissedWindow)
    assert not (folder / "keys.json").exists()
    assert not (folder / "ctxh.db").exists()
    window.set_up.click()
    assert isinstance(desktop.first, SetupWindow)
    desktop.first.close()
