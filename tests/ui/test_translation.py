from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale

from ctxh_desktop.ui import translation


@pytest.fixture
def restored(qapp):
    yield
    translation.install(qapp, "en")


def test_english_needs_no_files(qapp, restored):
    assert translation.install(qapp, "en") == ()
    assert translation.language() == "en"


def test_vietnamese_is_the_language_unless_told_otherwise(qapp, restored):
    translation.install(qapp)
    assert translation.language() == "vi"
    assert QLocale().language() == QLocale.Language.Vietnamese


def test_installing_again_leaves_nothing_behind(qapp, restored):
    first = translation.install(qapp, "vi")
    assert translation.install(qapp, "vi") == first
    assert len(translation._installed) == len(first)
