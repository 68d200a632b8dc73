"""The program from its first window to the notebook and back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ctxh_desktop import app as program
from ctxh_desktop.ui.appearance import Appearance
from ctxh_desktop.ui.setup_window import SetupWindow
from ctxh_desktop.ui.unlock_window import UnlockWindow
from ctxh_desktop.ui.widgets.labels import Label
from tests.data.desks import PHRASE, new_desk
from tests.data.laptops import ticking_ambient


def test_empty_folder_opens_the_set_up(qapp, qtbot: QtBot, tmp_path: Path) -> None:
    desktop = program.Desktop(
        tmp_path / "none", ticking_ambient(1), Appearance(qapp), is_automatic=False
    )
    desktop.start()

    assert isinstance(desktop.first, SetupWindow)
    desktop.first.close()


def test_book_is_unlocked_used_locked_and_unlocked_again(
    qapp, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctxh_desktop.commands.profile.unlock.__kwdefaults__", _cheap_defaults())
    new_desk(tmp_path / "book").close()
    desktop = program.Desktop(
        tmp_path / "book", ticking_ambient(1), Appearance(qapp), is_automatic=False
    )
    desktop.start()
    for _ in range(2):
        unlock = desktop.first
        assert isinstance(unlock, UnlockWindow)
        words = [label.text() for label in unlock.findChildren(Label)]
        assert "Phường Phong Điền" in words
        QTest.keyClicks(unlock.phrase, PHRASE)
        unlock.unlock.click()
        qtbot.waitUntil(lambda: desktop.notebook is not None, timeout=10_000)
        notebook = desktop.notebook
        assert notebook is not None
        qtbot.waitUntil(notebook.is_at_rest)
        assert notebook.window.current_page() == "today"
        notebook.window.lock_wanted.emit()
        assert desktop.notebook is None
    assert desktop.first is not None
    desktop.first.close()


def test_first_window_needs_no_database_library() -> None:
    loaded = (
        "import sys, ctxh_desktop.app;"
        "heavy = {'sqlalchemy', 'sqlcipher3', 'alembic', 'requests', 'nacl', 'argon2'};"
        "print(sorted(heavy & set(sys.modules)))"
    )

    said = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == "[]"


def test_sources_are_not_read_into_memory_for_spellings_that_nobody_uses() -> None:
    loaded = (
        "import linecache, pathlib, ctxh_desktop.app, ctxh_desktop.ui.notebook;"
        "parts = [pathlib.Path(name).parts for name in linecache.cache];"
        "print([p[-1] for p in parts if {'sqlalchemy', 'pages', 'widgets'} & set(p)])"
    )

    said = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == "[]"


def test_lanes_hand_the_interpreter_back_to_the_window() -> None:
    asked = (
        "import sys; from ctxh_desktop import app; app.make_application(['x'], 'vi');"
        "print(abs(sys.getswitchinterval() - app.interpreter.SWITCH_INTERVAL_S) < 1e-6)"
    )

    said = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60
    )

    assert said.stdout.strip() == "True"


def test_the_program_is_kept_out_of_collections_once_a_book_is_open(
    qapp, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = new_desk(tmp_path / "book")
    asked: list[bool] = []
    monkeypatch.setattr(program.interpreter, "keep_program", lambda: asked.append(True))
    desktop = program.Desktop(
        tmp_path / "book", ticking_ambient(1), Appearance(qapp), is_automatic=False
    )

    desktop._on_opened(desk)

    assert asked == [True]
    desktop.stop()


def _cheap_defaults() -> dict[str, object]:
    from ctxh_desktop.commands import profile
    from tests.data.desks import CHEAP

    return {**(profile.unlock.__kwdefaults__ or {}), "cost_floor": CHEAP}
