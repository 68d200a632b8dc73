"""What tests of screens share: the program's fonts and theme on the test application."""

from __future__ import annotations

import pytest

from ctxh_desktop import paths
from ctxh_desktop.ui import theme


@pytest.fixture(scope="session")
def fonts(qapp):
    return theme.load_fonts(paths.font_files())


_in_use: dict[str, object] = {}


@pytest.fixture(autouse=True)
def light(qapp, fonts):
    """The application in the light theme; a sheet is put on all living widgets, so only once."""
    if vars(theme._current) != _in_use:
        theme.apply(qapp)
        _in_use.clear()
        _in_use.update(vars(theme._current))
    return qapp
