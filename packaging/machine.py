"""The machine: what a bare Debian or Ubuntu needs before the program can run from a clone.

    Python ≥ 3.11 → .venv → pinned packages (by hash) → Qt's system libraries → stamp

Root installs system packages itself; anybody else is told the one line to run.  A second run finds
the stamp and does nothing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / ".ready"
PINS = ROOT / "requirements-dev.txt"

PIP_INSTALL = (PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check")

PYTHON_MIN = (3, 11)
QT_LIBRARIES = (
    "libgl1", "libegl1", "libglib2.0-0", "libfontconfig1", "libxkbcommon0", "libdbus-1-3",
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxkbcommon-x11-0", "libxcb-xkb1",
    "libxcb-render-util0", "libxcb-image0", "libxcb-shape0",
)  # fmt: skip


def prepare() -> int:
    """Make the machine ready; return 0 when it is."""
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == _wanted():
        return 0
    if sys.version_info < PYTHON_MIN:
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"Python 3.11 or newer is needed, this is {found}. Run:")
        print("    sudo apt-get install python3.11 python3.11-venv && make PYTHON=python3.11 setup")
        return 1
    for step in (_make_venv, _install_pins, _install_program, _install_qt_libraries):
        if not step():
            return 1
    STAMP.write_text(_wanted(), encoding="utf-8")
    return 0


def _wanted() -> str:
    sources = (PINS, ROOT / "pyproject.toml")
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sources))
    return f"{ROOT} {digest.hexdigest()}\n"


def _make_venv() -> bool:
    if PYTHON.exists() and _runs(PYTHON, "-m", "pip", "--version"):
        return True
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if not _runs(sys.executable, "-c", "import ensurepip") and not _apt(f"python{version}-venv"):
        return False
    print("setup: making .venv")
    return _call(sys.executable, "-m", "venv", "--clear", VENV)


def _install_pins() -> bool:
    print("setup: installing pinned packages")
    return _call(*PIP_INSTALL, "--require-hashes", "--requirement", PINS)


def _install_program() -> bool:
    return _call(*PIP_INSTALL, "--no-deps", "--no-build-isolation", "--editable", ROOT)


def _install_qt_libraries() -> bool:
    """Install what Qt asks for; without what only a visible window needs, the rest still works."""
    if not sys.platform.startswith("linux") or not _missing_libraries("offscreen", "xcb"):
        return True
    print("setup: Qt needs libraries of the system")
    _apt(*QT_LIBRARIES)
    if missing := _missing_libraries("xcb"):
        print("setup: no window can be shown yet, missing: " + ", ".join(missing))
    return not _missing_libraries("offscreen")


def _missing_libraries(*platforms: str) -> list[str]:
    """Return the shared libraries that Qt asks for and the system lacks."""
    qt = next((VENV / "lib").glob("python*/site-packages/PySide6/Qt"))
    wanted = [qt / "lib/libQt6Widgets.so.6", qt / "lib/libQt6Network.so.6"]
    wanted += [qt / f"plugins/platforms/libq{name}.so" for name in platforms]
    listed = subprocess.run(
        ["ldd", *map(str, wanted)], capture_output=True, text=True, check=False
    ).stdout
    return sorted({line.split()[0] for line in listed.splitlines() if line.endswith("not found")})


def _apt(*packages: str) -> bool:
    """Install system packages as root, or say the line that does."""
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if os.name == "nt" or os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"Please run this once, then try again:\n    sudo {line}")
        return False
    print(f"setup: {line}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (("apt-get", "update", "-qq"), (*line.split(), "-qq"))
    done = (
        subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
        for command in commands
    )
    return all(step.returncode == 0 for step in done)


def _call(*command: object) -> bool:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)
    return done.returncode == 0


def _runs(*command: object) -> bool:
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False)
    return done.returncode == 0
