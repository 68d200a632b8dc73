"""Every Vietnamese letter goes into each old script and comes back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.exchange.scripts import (
    LETTERS,
    SCRIPTS,
    TCVN3,
    TCVN3_UPPER,
    UNICODE,
    UTF8_TWICE,
    VIQR,
    VNI,
    decode,
    encode,
    may_be_old,
)

SMALL = [letter for letter in LETTERS if letter.islower()]
CAPITALS = [letter for letter in LETTERS if letter.isupper()]
BARE_CAPITALS = "AĂÂEÊIOÔƠUƯYĐ"


def test_all_letters_are_there():
    assert len(SMALL) == len(CAPITALS) == len(set(SMALL)) == 73


@pytest.mark.parametrize("script", [VNI, VIQR, UTF8_TWICE])
@pytest.mark.parametrize("letter", LETTERS)
def test_letter_comes_back(script, letter):
    assert decode(encode(letter, script), script) == letter


@pytest.mark.parametrize(
    ("script", "letters"), [(TCVN3, [*SMALL, *BARE_CAPITALS]), (TCVN3_UPPER, CAPITALS)]
)
def test_letter_comes_back_from_tcvn3(script, letters):
    written = [encode(letter, script) for letter in letters]
    assert len(set(written)) == len(letters)
    assert [decode(code, script) for code in written] == letters


@pytest.mark.parametrize("script", [TCVN3, TCVN3_UPPER, VNI, VIQR])
def test_no_two_letters_are_written_alike(script):
    letters = CAPITALS if script == TCVN3_UPPER else SMALL
    assert len({encode(letter, script) for letter in letters}) == 73


def test_a_capital_with_a_tone_exists_only_in_the_h_fonts():
    assert encode("Ấ", TCVN3) is None
    assert encode("Ấ", TCVN3_UPPER) == "Ê"


# Written by hand from files and tables of others, not by `encode`.
@pytest.mark.parametrize(
    ("script", "old", "new"),
    [
        (TCVN3, "M\u00adêng Kh\u00ad¬ng", "Mường Khương"),
        (TCVN3, "NguyÔn ThÞ BÝch H»ng", "Nguyễn Thị Bích Hằng"),
        (TCVN3, "Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        (TCVN3, "NGUYÔN V¡N ¸NH", "NGUYỄN VĂN ÁNH"),
        (TCVN3, "TRÇN §øC ¸I", "TRẦN ĐỨC ÁI"),
        (TCVN3, "§Æng Quúnh ¸nh", "Đặng Quỳnh ánh"),
        (TCVN3_UPPER, "trÇn thÞ b«ng", "TRẦN THỊ BÔNG"),
        (VNI, "Xin chaøo caùc baïn", "Xin chào các bạn"),
        (VNI, "Nguyeãn Thò Böôûi", "Nguyễn Thị Bưởi"),
        (VNI, "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (VNI, "Ñaëng Quyønh AÙnh", "Đặng Quỳnh Ánh"),
        (VIQR, "Nguye^~n Va(n A'nh", "Nguyễn Văn Ánh"),
        (VIQR, "DDa(.ng Thi. Hu+o+ng", "Đặng Thị Hương"),
        (UTF8_TWICE, "Nguyá»…n VÄƒn Ánh".replace("Ánh", "Ã\u0081nh"), "Nguyễn Văn Ánh"),
        (UNICODE, unicodedata.normalize("NFD", "Nguyễn Bưởi"), "Nguyễn Bưởi"),
    ],
)
def test_words_as_old_files_have_them(script, old, new):
    assert decode(old, script) == new


@pytest.mark.parametrize("text", ["H'Hen Niê", "K'Tem", "Ksor H'Bia", "Thôn 3 (cũ)", "a@b.vn"])
def test_viqr_leaves_plain_words_alone(text):
    assert decode(text, VIQR) == text


@given(st.text(max_size=40), st.sampled_from(SCRIPTS))
def test_any_text_can_be_read_and_comes_composed(text, script):
    assert unicodedata.is_normalized("NFC", decode(text, script))


def test_old_fonts_have_no_letters_of_unicode():
    assert may_be_old("NguyÔn V¡n ¸nh")
    assert not may_be_old("Nguyễn")
