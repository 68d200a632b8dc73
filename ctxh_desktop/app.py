"""The composition root: opens the right first window, then the notebook, then the first again.

empty profile ─▶ set-up ─┐
ready profile ─▶ unlock ─┴─▶ notebook ─(locked)─▶ unlock
                             notebook ─(dismissed by the province)─▶ dismissed ─▶ set-up
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget

from ctxh_desktop import __version__, paths
from ctxh_desktop.ambient import Ambient, system
from ctxh_desktop.commands.child import serve_if_child
from ctxh_desktop.commands.doorstep import view_profile
from ctxh_desktop.ui import interpreter, theme, translation
from ctxh_desktop.ui.appearance import Appearance
from ctxh_desktop.ui.sync_state import facts_of
from ctxh_desktop.ui.unlock_window import UnlockWindow

if TYPE_CHECKING:
    from ctxh_desktop.commands.desk import Desk
    from ctxh_desktop.ui.notebook import Notebook

SETUP_KINDS = ("empty", "unfinished")
"""States of a profile in which there is nothing yet that could be lost."""


class Desktop(QObject):
    """The running program: one profile, one window at a time.

    Args:
        is_automatic: whether syncs start by themselves; tests and the demo decide when.
    """

    def __init__(
        self, folder: Path, ambient: Ambient, appearance: Appearance, *, is_automatic: bool = True
    ) -> None:
        super().__init__()
        self.folder = folder
        self.appearance = appearance
        self.ambient = ambient
        self._is_automatic = is_automatic
        self._leaving: list[QObject] = []
        self.first: QWidget | None = None
        self.notebook: Notebook | None = None

    @Slot()
    def start(self) -> None:
        """Show set-up or unlock, whichever the profile calls for."""
        if self.notebook is not None:
            self._let_go(self.notebook)
            self.notebook = None
        view = view_profile(self.folder)
        if view.kind in SETUP_KINDS:
            self.first = self._setup_window()
        elif view.dismissal is not None:
            from ctxh_desktop.ui.dismissed_window import DismissedWindow  # noqa: PLC0415 (the same)

            dismissed = DismissedWindow(view.dismissal, self.ambient.today())
            dismissed.setup_wanted.connect(self._on_setup_wanted)
            self.first = dismissed
        else:
            facts = facts_of(view.plate, self.ambient.today())
            commune = view.plate.commune
            unlock = UnlockWindow(self.folder, view, self.ambient, commune=commune, facts=facts)
            unlock.unlocked.connect(self._on_opened)
            self.first = unlock
        self.first.show()

    def _setup_window(self) -> QWidget:
        from ctxh_desktop.ui.setup_window import SetupWindow  # noqa: PLC0415 (rarely needed)

        setup = SetupWindow(self.folder, self.ambient)
        setup.finished.connect(self._on_opened)
        return setup

    @Slot()
    def _on_setup_wanted(self) -> None:
        old, self.first = self.first, self._setup_window()
        self.first.show()
        if old is not None:
            old.close()
            self._let_go(old)

    @Slot(object)
    def _on_opened(self, desk: Desk) -> None:
        from ctxh_desktop.ui.notebook import Notebook  # noqa: PLC0415 (not before it is needed)

        interpreter.keep_program()
        self.notebook = Notebook(desk, self.appearance, is_automatic=self._is_automatic)
        self.notebook.locked.connect(self.start)
        self.notebook.show()
        if self.first is not None:
            self.first.close()
            self._let_go(self.first)
            self.first = None

    def _let_go(self, old: QObject) -> None:
        """Keep hold of what Qt is about to delete: we may be inside a signal of its own."""
        self._leaving = [one for one in self._leaving if shiboken6.isValid(one)]
        self._leaving.append(old)
        old.deleteLater()

    @Slot()
    def stop(self) -> None:
        """Close what is open, so that the files are complete."""
        if self.notebook is not None:
            self.notebook.close()


def make_application(argv: list[str], language: str) -> tuple[QApplication, Appearance]:
    """Return the Qt application with its language, and its look."""
    app = QApplication(argv)
    app.setApplicationName("ctxh_desktop")
    app.setApplicationVersion(__version__)
    interpreter.prepare(app)
    translation.install(app, language)
    theme.load_fonts(paths.font_files())
    appearance = Appearance(app)
    appearance.choose()
    return app, appearance


def main() -> int:
    """Open the window; returns the exit code of the program."""
    if serve_if_child(sys.argv[1:]):
        return 0
    parser = argparse.ArgumentParser(prog="ctxh-desktop", description="Open the working book.")
    parser.add_argument("--profile", type=Path, default=None, help="folder of the working book")
    parser.add_argument("--lang", choices=translation.LANGUAGES, default="vi")
    parser.add_argument("--version", action="version", version=__version__)
    options = parser.parse_args()
    app, appearance = make_application(sys.argv[:1], options.lang)
    desktop = Desktop(options.profile or paths.default_profile(), system(), appearance)
    app.aboutToQuit.connect(desktop.stop)
    desktop.start()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
