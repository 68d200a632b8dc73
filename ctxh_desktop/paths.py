"""Paths: the one module that knows where things live.

    checkout         <clone>/resources, <clone>/translations, compiled in <clone>/build/translations
    wheel            ctxh_desktop/_data/{resources,translations} inside the package
    frozen program   {resources,translations} in the bundle (`sys._MEIPASS`) or beside the
                     executable, with or without `_data` between

Everybody else asks here for a file by its name and never joins a path of the program by hand.

Source: design §2 (data files lie in the fixed top level; the package finds them from anywhere).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import platformdirs

from ctxh_desktop.errors import IntegrityError

PROGRAM_NAME = "ctxh_desktop"
PACKAGE = Path(__file__).resolve().parent


def resources() -> Path:
    """Return the folder of icons, fonts, code lists, templates and the manual."""
    return _data_root() / "resources"


def translations() -> Path:
    """Return the folder of translation sources (`.ts`), which programs without Qt read."""
    return _data_root() / "translations"


def compiled_translations() -> Path:
    """Return the folder of compiled translations (`.qm`), which Qt reads."""
    built = _data_root() / "build" / "translations"
    return built if built.is_dir() else translations()


def code_list(name: str) -> Path:
    """Return the file of the code list *name*."""
    return resources() / "codes" / f"{name}.csv"


def reference_table(name: str) -> Path:
    """Return the file of data that commands compute with and nobody chooses from."""
    return resources() / "codes" / "reference" / f"{name}.csv"


def wire_dictionary(number: int) -> Path:
    """Return the file of a dictionary for small messages."""
    return resources() / "wire" / f"{number}.dict"


def code_lists() -> tuple[Path, ...]:
    """Return the files of all code lists, in the order of their names."""
    return tuple(sorted((resources() / "codes").glob("*.csv")))


def font_files() -> tuple[Path, ...]:
    """Return the font files that the program brings along."""
    return tuple(sorted((resources() / "fonts").glob("*.[ot]tf")))


def icon(name: str) -> Path:
    """Return the drawing of the icon *name*."""
    return resources() / "icons" / f"{name}.svg"


def manual(language: str = "vi") -> Path:
    """Return the folder of the user's manual."""
    return resources() / "manual" / language


def default_profile() -> Path:
    """Return the folder in which a person's working book lies unless told otherwise."""
    return platformdirs.user_data_path(PROGRAM_NAME, appauthor=False, roaming=False)


def default_logs() -> Path:
    """Return the folder of logs unless told otherwise."""
    return platformdirs.user_log_path(PROGRAM_NAME, appauthor=False)


@cache
def _data_root() -> Path:
    for root in _candidates():
        if (root / "resources").is_dir():
            return root
    raise IntegrityError("program-files-missing")


def _candidates() -> Iterator[Path]:
    if getattr(sys, "frozen", False):
        bundle = getattr(sys, "_MEIPASS", None)
        for place in (Path(bundle) if bundle else None, Path(sys.executable).resolve().parent):
            if place is not None:
                yield place / PROGRAM_NAME / "_data"
                yield place / "_data"
                yield place
    yield PACKAGE / "_data"
    yield PACKAGE.parent
