from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QColor, QPalette

from ctxh_desktop.ui import theme
from ctxh_desktop.ui.widgets.inputs import TextInput

CAPITALS = "ẤẦẨẪẬẮẰẲẴẶẾỀỂỄỆỐỒỔỖỘỨỪỬỮỰỶ"
TEXTS = ("text", "text2", "primary", "danger", "warn", "ok", "unsent", "off")
THEMES = pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])


def luminance(color):
    parts = [v / 255 for v in QColor(color).getRgb()[:3]]
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@THEMES
def test_every_text_is_readable_on_every_ground(tokens):
    for ink, ground in itertools.product(TEXTS, ("surface", "window", "sunken", "tint", "hover")):
        found = contrast(getattr(tokens, ink), getattr(tokens, ground))
        assert found >= 5.5, (ink, ground, found)


@THEMES
def test_every_tone_is_readable_on_its_own_tint(tokens):
    for kind in ("danger", "warn", "ok", "unsent", "off"):
        found = contrast(getattr(tokens, kind), getattr(tokens, f"{kind}_tint"))
        assert found >= 5.6, (kind, found)
    assert contrast(tokens.on, tokens.primary) >= 5.6


@THEMES
def test_borders_of_controls_are_seen_on_every_ground(tokens):
    for ground in ("surface", "window", "sunken"):
        assert contrast(tokens.border, getattr(tokens, ground)) >= 3.0


def test_stacked_capitals_fit_with_the_room_that_labels_give(light):
    for role in theme.RAMP:
        metrics = theme.metrics(role)
        over = -metrics.tightBoundingRect(CAPITALS).top() - metrics.ascent()
        room = 2 if role in ("title", "section", "name") else 1
        assert over <= room, (role, over)


def test_switching_the_theme_changes_palette_tokens_and_sheet(qapp):
    theme.apply(qapp, dark=True)
    assert theme.is_dark()
    assert theme.color("window").name().upper() == theme.DARK.window
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == theme.DARK.window
    assert theme.DARK.surface in qapp.styleSheet()
    theme.apply(qapp, dark=False)
    assert not theme.is_dark()
    assert theme.DARK.surface not in qapp.styleSheet()


def test_high_contrast_drops_the_sheet_and_takes_the_systems_colours(qapp):
    theme.apply(qapp, high_contrast=True)
    try:
        assert qapp.styleSheet() == ""
        system = qapp.palette().color(QPalette.ColorRole.WindowText).name()
        assert theme.color("danger").name() == system
    finally:
        theme.apply(qapp)


def test_larger_text_makes_controls_higher(qapp):
    usual = theme.height()
    theme.apply(qapp, body_pt=14.0)
    try:
        assert usual == 36
        assert theme.height() > usual
        assert theme.font("title").pointSizeF() == pytest.approx(16 * 14 / 11)
    finally:
        theme.apply(qapp)


def test_sheet_is_small():
    assert len(theme.style_sheet().strip().splitlines()) <= 120


def test_every_tone_has_ink_and_ground():
    assert all(len(theme.tone(kind)) == 2 for kind in theme.KINDS)


def test_every_rule_of_the_sheet_closes_and_holds_plain_colours():
    sheet = theme.style_sheet()
    assert sheet.count("{") == sheet.count("}")
    assert not set(sheet) & set("$")
    assert "{{" not in sheet


@pytest.mark.parametrize("dark", [False, True])
def test_hints_in_empty_fields_are_readable_and_wrong_fields_tinted(qtbot, qapp, dark):
    theme.apply(qapp, dark)
    field = TextInput(placeholder="MMMMMMMM")
    qtbot.addWidget(field)
    field.resize(300, 36)
    field.show()
    field.activateWindow()
    qtbot.waitUntil(field.isActiveWindow, timeout=2_000)
    image = field.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(300) for y in range(36)}
    assert theme.color("text2").name() in seen
    field.set_wrong(True)
    field.setFocus()
    qapp.processEvents()
    assert field.grab().toImage().pixelColor(250, 10).name() == theme.color("danger_tint").name()
    theme.apply(qapp)
