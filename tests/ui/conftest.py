"""What tests of screens share: the program's fonts and theme on the test application."""

from __future__ import annotations

import pytest

from ctxh_desktop import paths
from ctxh_desktop.ui import theme


@pytest.fixture(scope="session")
def fonts(qapp):
    return theme.load_fonts(paths.font_files())


@pytest.fixture(autouse=True)
def light(qapp, fonts):
    theme.apply(qapp)
    return qapp
