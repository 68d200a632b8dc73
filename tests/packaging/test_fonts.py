"""The bundled fonts draw every Vietnamese and highland letter, and no mark is cut off."""

from __future__ import annotations

import importlib.util
import unicodedata
from pathlib import Path
from types import ModuleType

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "resources" / "fonts"
WEIGHTS = ("Regular", "Medium", "SemiBold")
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = {
    unicodedata.normalize("NFC", letter + tone)
    for vowel in "aăâeêioôơuưy"
    for letter in (vowel, vowel.upper())
    for tone in TONES
} | set("đĐĕĔĭĬŏŎŭŬƀɃčČñÑ₫\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u00b7\u00d7\u00b0")


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fonts_script", ROOT / "packaging" / "fonts.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("weight", WEIGHTS)
def test_a_font_has_every_letter(weight: str) -> None:
    font = TTFont(FONTS / f"NotoSans-{weight}.ttf")
    letters = font.getBestCmap()
    assert [letter for letter in LETTERS if ord(letter) not in letters] == []
    assert all(ord(mark) in letters for mark in "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")


@pytest.mark.parametrize("weight", WEIGHTS)
def test_no_mark_rises_above_the_line(weight: str) -> None:
    font = TTFont(FONTS / f"NotoSans-{weight}.ttf")
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    for letter in LETTERS:
        pen = BoundsPen(glyphs)
        glyphs[names[ord(letter)]].draw(pen)
        assert pen.bounds is not None
        assert pen.bounds[3] <= font["hhea"].ascent, letter


def test_fonts_are_small_and_licensed() -> None:
    for weight in WEIGHTS:
        assert (FONTS / f"NotoSans-{weight}.ttf").stat().st_size < 120_000
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_making_a_subset_again_gives_the_same_bytes(tmp_path: Path) -> None:
    source = FONTS / "NotoSans-Regular.ttf"
    script = _script()
    script.make(source, tmp_path / "a.ttf")
    script.make(source, tmp_path / "b.ttf")
    assert (tmp_path / "a.ttf").read_bytes() == (tmp_path / "b.ttf").read_bytes()
    assert len(TTFont(tmp_path / "a.ttf").getBestCmap()) == len(TTFont(source).getBestCmap())
