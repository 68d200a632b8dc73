"""Render every control in every state to build/gallery, light and dark, at 100 and 150 %.

    python tests/ui/gallery.py          all
    python tests/ui/gallery.py widgets  only sheets whose name holds the word

A person looks at the pictures; the numbers are tested elsewhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
SCALED = "--scaled" in sys.argv
if SCALED:
    os.environ["QT_SCALE_FACTOR"] = "1.5"

from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from ctxh_desktop import paths  # noqa: E402
from ctxh_desktop.ui import theme  # noqa: E402
from tests.data import ui_samples  # noqa: E402

OUT = ROOT / "build" / "gallery"


def settle(ms: int = 80) -> None:
    """Let Qt lay out and paint."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def shoot(name: str, widget: QWidget, size: tuple[int, int]) -> None:
    """Grab one picture."""
    widget.resize(*size)
    widget.show()
    widget.activateWindow()
    settle()
    focus = widget.property("wants_focus")
    if isinstance(focus, QWidget):
        focus.setFocus()
        settle(20)
    widget.grab().save(str(OUT / f"{name}.png"))
    hint = widget.minimumSizeHint()
    print(name, "minimum", hint.width(), hint.height())
    widget.close()
    widget.deleteLater()


def main() -> None:
    """Render what the command line asks for."""
    OUT.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    theme.load_fonts(paths.font_files())
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    for name, (make, size) in ui_samples.SHEETS.items():
        if words and not any(word in name for word in words):
            continue
        for dark in (False, True):
            theme.apply(app, dark)
            shown = (911, 512) if SCALED else size
            tail = ("-dark" if dark else "") + ("-150" if SCALED else "")
            shoot(name + tail, make(), shown)
    if not SCALED:
        subprocess.run([sys.executable, __file__, "--scaled", *words], check=True)


if __name__ == "__main__":
    main()
