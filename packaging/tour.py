"""The tour of the demo: laptop A's window, driven through its real widgets, a picture of each.

`drive` unlocks, looks at today's work, finds a person, writes down a visit, sends it and settles
what two laptops disagree on; `open_window` gives the window to the person at the screen.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ctxh_desktop import app as program
from ctxh_desktop.ambient import system
from ctxh_desktop.ui.notebook import Notebook
from ctxh_desktop.ui.pages.conflict_page import ConflictPage
from ctxh_desktop.ui.pages.today_page import TodayPage
from ctxh_desktop.ui.pages.visit_page import VisitPage
from ctxh_desktop.ui.unlock_window import UnlockWindow

SIZE = (1366, 768)
WAIT_MAX_S = 30
NOTE = "Đã gặp gia đình. Sức khoẻ ổn định, hẹn thăm lại trong tháng."


class Camera:
    """Takes numbered pictures of a window."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shots: list[Path] = []

    def take(self, window: QWidget, name: str) -> None:
        """Let the window come to rest and keep its picture."""
        rest()
        shot = self.folder / f"{len(self.shots) + 1:02d}-{name}.png"
        assert window.grab().save(str(shot)), shot
        self.shots.append(shot)


def drive(stage: Path, phrase: str, person_id: str) -> list[Path]:
    """Go through the day on laptop A; returns the pictures."""
    _, appearance = program.make_application(["ctxh-desktop"], "vi")
    camera = Camera(stage)
    desktop = program.Desktop(stage / "a", system(), appearance, is_automatic=False)
    desktop.start()
    notebook = _unlock(desktop, phrase, camera)
    window = notebook.window
    window.resize(*SIZE)
    until(notebook.is_at_rest)
    camera.take(window, "viec-hom-nay")
    _find(notebook, camera)
    _visit(notebook, camera)
    for name, argument in (("intake", "name:Nguyễn Thị"), ("case", f"person:{person_id}"),
                           ("settings", ""), ("sync", "")):  # fmt: skip
        window.open_page(name, argument)
        until(notebook.is_at_rest)
        camera.take(window, name)
    _settle(notebook, camera, person_id)
    appearance.choose("dark")
    window.open_page("today")
    until(notebook.is_at_rest)
    camera.take(window, "viec-hom-nay-toi")
    desktop.stop()
    return camera.shots


def open_window(folder: Path) -> int:
    """Open the window of a laptop and stay until it is closed; returns the exit code."""
    running, appearance = program.make_application(["ctxh-desktop"], "vi")
    desktop = program.Desktop(folder, system(), appearance)
    running.aboutToQuit.connect(desktop.stop)
    desktop.start()
    return running.exec()


def rest(milliseconds: int = 40) -> None:
    """Let events run."""
    QTest.qWait(milliseconds)


def until(is_true: Callable[[], bool]) -> None:
    """Wait for something the program does by itself; fails after `WAIT_MAX_S`."""
    limit = time.monotonic() + WAIT_MAX_S
    while not is_true():
        assert time.monotonic() < limit, "the window did not get there"
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    rest()


def _unlock(desktop: program.Desktop, phrase: str, camera: Camera) -> Notebook:
    unlock = desktop.first
    assert isinstance(unlock, UnlockWindow)
    unlock.resize(*SIZE)
    QTest.keyClicks(unlock.phrase, phrase)
    camera.take(unlock, "mo-khoa")
    QTest.mouseClick(unlock.unlock, Qt.MouseButton.LeftButton)
    until(lambda: desktop.notebook is not None)
    assert desktop.notebook is not None
    return desktop.notebook


def _find(notebook: Notebook, camera: Camera) -> None:
    window = notebook.window
    window.activateWindow()
    window.search.setFocus()
    QTest.keyClicks(window.search, "ng anh")
    until(lambda: window.current_page() == "people")
    rest(400)
    until(notebook.is_at_rest)
    camera.take(window, "doi-tuong")
    window.search.set_value("")


def _visit(notebook: Notebook, camera: Camera) -> None:
    """Open the most urgent task, write down the visit, and send it."""
    window = notebook.window
    window.open_page("today")
    until(notebook.is_at_rest)
    today = window.page("today")
    assert isinstance(today, TodayPage)
    task = today.current()
    assert task is not None
    QTest.mouseClick(today.open_button, Qt.MouseButton.LeftButton)
    until(lambda: window.current_page() == "case" and notebook.is_at_rest())
    camera.take(window, "ho-so")
    QTest.mouseClick(window.header.visit, Qt.MouseButton.LeftButton)
    until(lambda: window.current_page() == "visit" and notebook.is_at_rest())
    visit = window.page("visit")
    assert isinstance(visit, VisitPage)
    visit.view.note().setFocus()
    for letter in NOTE:  # as a Vietnamese keyboard sends it: text without a key code
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(visit.view.note(), event)
    camera.take(window, "ghi-buoi-tham")
    QTest.mouseClick(visit.save_button, Qt.MouseButton.LeftButton)
    until(lambda: window.current_page() == "case" and notebook.is_at_rest())
    camera.take(window, "ho-so-sau-buoi-tham")


def _settle(notebook: Notebook, camera: Camera, person_id: str) -> None:
    """Send what waits, then choose between the two phones, and send that."""
    window = notebook.window
    notebook.runner.start()
    until(notebook.is_at_rest)
    window.open_page("conflict", f"person:{person_id}")
    until(notebook.is_at_rest)
    camera.take(window, "hai-noi-cung-sua")
    page = window.page("conflict")
    assert isinstance(page, ConflictPage)
    for row in page.rows():
        row.choose(1)
    QTest.mouseClick(page.apply, Qt.MouseButton.LeftButton)
    until(lambda: window.current_page() != "conflict" and notebook.is_at_rest())
    notebook.runner.start()
    until(notebook.is_at_rest)
    window.open_page("sync")
    until(notebook.is_at_rest)
    camera.take(window, "dong-bo-xong")
