from __future__ import annotations

import pytest

from ctxh_desktop.ui import theme
from ctxh_desktop.ui.appearance import Appearance


@pytest.fixture
def appearance(qapp, light):
    made = Appearance(qapp)
    yield made
    made.choose("light", theme.BODY_PT)
    made.choose("system")
    theme.apply(qapp)
    made.deleteLater()


def test_a_chosen_scheme_is_used_at_once(qtbot, appearance):
    with qtbot.waitSignal(appearance.changed, timeout=1_000):
        appearance.choose("dark")
    assert theme.is_dark()
    appearance.choose("light")
    assert not theme.is_dark()
    assert appearance.scheme() == "light"


def test_text_size_stays_when_only_the_scheme_changes(appearance):
    appearance.choose("light", 14.0)
    appearance.choose("dark")
    assert appearance.body_pt() == 14.0
    assert theme.font().pointSizeF() == pytest.approx(14.0)
