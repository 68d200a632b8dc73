"""Numbers, phones and names, cell by cell."""

from __future__ import annotations

import unicodedata

import pytest

from tests.exchange.conftest import HEAD, codes


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        (46088001234, "046088001234"),
        ("046 088 001 234", "046088001234"),
        ("046.088.001.234", "046088001234"),
        ("46088001234.0", "046088001234"),
        ("'046088001234", "046088001234"),
        ("CCCD: 046088001234", "046088001234"),
        (1088001234, "001088001234"),
        (19123456, "019123456"),
        ("191234567", "191234567"),
        ("191234567 / 046088001234", "046088001234"),
        ("\uff10\uff14\uff1608800123\uff14", "046088001234"),
    ],
)
def test_number_is_read_as_excel_gives_it(look, cell, plain):
    (row,) = look([HEAD, [1, "Lê An", 1988, cell]]).rows
    assert row.values.get("id_number") == plain


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.08E+10", "id-digits-lost"),
        (46088000000, "id-digits-lost"),
        ("04608800123", "id-length"),
        ("O46088001234", "id-not-digits"),
        ("0460880012345", "id-length"),
    ],
)
def test_number_with_lost_digits_is_a_problem(look, cell, code):
    (row,) = look([HEAD, [1, "Lê An", 1988, cell]]).rows
    assert codes(row.problems) == [("id_number", code)]


def test_no_number_yet_is_an_answer(look):
    (row,) = look([HEAD, [1, "Lê An", 2024, "Chưa có"]]).rows
    assert row.values["has_no_id"] is True
    assert row.is_ready


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        (912345678, "0912345678"),
        ("0912.345.678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("0912345678/0987654321", "0912345678, 0987654321"),
    ],
)
def test_phone_is_read_as_excel_gives_it(look, cell, plain):
    (row,) = look([HEAD, [1, "Lê An", 1950, None, None, None, cell]]).rows
    assert row.values["phone"] == plain
    assert not row.warnings


def test_odd_phone_is_kept_with_a_warning(look):
    (row,) = look([HEAD, [1, "Lê An", 1950, None, None, None, "hỏi o Gái"]]).rows
    assert row.values["phone"] == "hỏi o Gái"
    assert codes(row.warnings) == [("phone", "phone-unusual")]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("NGUYỄN THỊ BÔNG", "Nguyễn Thị Bông"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("nguyễn thị bông", "Nguyễn Thị Bông"),
        ("Nguyễn Thị BÔNG", "Nguyễn Thị BÔNG"),
        ("Ý", "Ý"),
        ("  Lê\u00a0 An\u200b \x07", "Lê An"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Bưởi"), "Nguyễn Thị Bưởi"),
        ("TÔN NỮ\nTHỊ HOA", "Tôn Nữ Thị Hoa"),
    ],
)
def test_name_is_cleaned_and_otherwise_left_alone(look, written, kept):
    (row,) = look([HEAD, [1, written, 1950]]).rows
    assert row.values["full_name"] == kept


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("12345", "name-has-digits"),
        ("???!", "name-has-no-letters"),
        ("Zµz \u00b8", "text-in-old-font"),
        ("A" * 120, "text-too-long"),
    ],
)
def test_name_that_is_none_is_a_problem(look, written, code):
    (row,) = look([HEAD, [1, written, 1950]]).rows
    assert codes(row.problems) == [("full_name", code)]


@pytest.mark.parametrize(
    "name", ["Đào Thị Sen", "Cù Thị Bé", "Ngô Đức Ðạt", "Tạ Ô", "Lê Âu Ý", "Ưng Ô"]
)
def test_every_vietnamese_letter_is_allowed_in_a_name(look, name):
    assert look([HEAD, [1, name.replace("Ð", "Đ"), 1950]]).rows[0].is_ready


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("H'Hen Niê", "H'Hen Niê"),
        ("Y BHIÔNG", "Y Bhiông"),
        ("Ksor H\u2019Bia", "Ksor H\u2019Bia"),
        ("K'Tem", "K'Tem"),
        ("K'tem", "K'tem"),
        ("RƠ CHÂM H\u2019YÚT", "Rơ Châm H\u2019Yút"),
        ("Y Ê Ban", "Y Ê Ban"),
        ("A-LĂNG PHƯỚC", "A-Lăng Phước"),
        ("Nguyễn Quỳnh ánh", "Nguyễn Quỳnh Ánh"),
        ("Ý", "Ý"),
    ],
)
def test_names_of_highland_people_are_not_damaged(look, written, plain):
    (row,) = look([HEAD, [1, written, 1950]]).rows
    assert row.values["full_name"] == plain


@pytest.mark.parametrize(("word", "code"), [("Nam", "NAM"), ("nữ", "NU"), ("F", "NU"), ("M", "NAM"),
    ("trai", "NAM"), ("Gái", "NU"), ("NAM", "NAM"), ("Female", "NU")])  # fmt: skip
def test_words_for_male_and_female_are_read(look, word, code):
    head = ["Họ và tên", "Năm sinh", "Giới tính"]
    (row,) = look([head, ["Lê An", 1950, word]]).rows
    assert row.values["sex"] == code
