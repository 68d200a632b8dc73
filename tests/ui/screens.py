"""Render every screen to build/screens, for a person to look at beside the reference pictures.

    python tests/ui/screens.py              all
    python tests/ui/screens.py conflict 05  only pictures whose name holds one of the words
    python tests/ui/screens.py --light …    light only

At 100 % in 1366×768 and 1366×688 ("-688"), at 150 % in 911×432 ("-150"), light and dark ("-dark").
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
SCALED = "--scaled" in sys.argv
if SCALED:
    os.environ["QT_SCALE_FACTOR"] = "1.5"

from PySide6.QtWidgets import QApplication  # noqa: E402

from ctxh_desktop import paths  # noqa: E402
from ctxh_desktop.storage.store import open_province  # noqa: E402
from ctxh_desktop.ui import theme  # noqa: E402
from tests.data import case_desks, province_db  # noqa: E402
from tests.data.scenes import SCENES  # noqa: E402
from tests.data.stage import Stage, settle, speak, stage  # noqa: E402

OUT = ROOT / "build" / "screens"
SIZES = {"-150": (911, 432)} if SCALED else {"": (1366, 768), "-688": (1366, 688)}
SCHEMES = (False,) if "--light" in sys.argv else (False, True)
WORDS = [word for word in sys.argv[1:] if not word.startswith("-")]


def shoot(app: QApplication, found: Stage) -> None:
    """Play every scene and keep its pictures."""
    for scene in SCENES:
        window = found.play(scene, next(iter(SIZES.values())))
        if WORDS and not any(word in scene.name for word in WORDS):
            continue
        for tail, size in SIZES.items():
            window.resize(*size)
            for is_dark in SCHEMES:
                theme.apply(app, is_dark)
                settle(60)
                name = scene.name + ("-dark" if is_dark else "") + tail
                assert window.grab().save(str(OUT / f"{name}.png")), name
        theme.apply(app)


def main() -> None:
    """Render what the command line asks for."""
    OUT.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    texts = speak(app)
    theme.load_fonts(paths.font_files())
    theme.apply(app)
    with tempfile.TemporaryDirectory(prefix="ctxh-") as place:
        folder = Path(place)
        server = province_db.start(folder / "pg")
        ambient = case_desks.Ambient(now=case_desks.Clock(), random_bytes=os.urandom)
        province = open_province(server.get_uri(), "screens", ambient)
        with stage(folder, province) as found:
            shoot(app, found)
        province.close()
        server.cleanup()
    for context, source in sorted(texts.missing):
        print(f"no Vietnamese: {context}\t{source}")
    if not SCALED:
        subprocess.run([sys.executable, __file__, "--scaled", *sys.argv[1:]], check=True)


if __name__ == "__main__":
    main()
