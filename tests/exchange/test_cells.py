"""Numbers, phones and names, cell by cell."""

from __future__ import annotations

import unicodedata
from datetime import date

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


@pytest.mark.parametrize(
    ("heading", "cell", "field", "plain", "note"),
    [
        ("Trình độ học vấn", "12/12", "education", "THPT", None),
        ("Học vấn", "7/12", "education", "THCS", "Học vấn: 7/12"),
        ("Trình độ", "Cao đẳng", "education", "CD", None),
        ("Trình độ văn hóa", "Mù chữ", "education", "MUCHU", None),
        ("TĐHV", "Cấp 2 (nghỉ giữa chừng)", "education", "THCS", "TĐHV: Cấp 2 (nghỉ giữa chừng)"),
        ("Trình độ", "Thạc sĩ", "education", "SDH", "Trình độ: Thạc sĩ"),
        ("Nghề nghiệp", "Làm ruộng", "occupation", "NONG", None),
        ("Nghề nghiệp", "Thợ may", "occupation", "TTCN", "Nghề nghiệp: Thợ may"),
        ("Nghề", "Không", "occupation", "THATNGHIEP", None),
        ("Nghề nghiệp", "xem bói", "occupation", None, "Nghề nghiệp: xem bói"),
        ("Thẻ BHYT", "DN4 46 0012345678", "insurance_number", "DN4460012345678", None),
        ("BHYT", "có", "policies", "BHYT", None),
        ("BHYT", "Không", "insurance_number", None, "BHYT: Không"),
        ("Số thẻ BHYT", "hộ nghèo", "insurance_number", None, "Số thẻ BHYT: hộ nghèo"),
        ("Hạn thẻ BHYT", "31/12/2027", "insurance_to", "2027-12-31", None),
        ("Hạn BHYT", date(2031, 5, 1), "insurance_to", "2031-05-01", None),
        ("Hạn BHYT", 46388, "insurance_to", "2027-01-01", None),
        ("Hạn BHYT", "2027", "insurance_to", None, "Hạn BHYT: 2027"),
        ("Dân tộc", "Ê Đê", "ethnicity", None, "Dân tộc: Ê Đê"),
        ("Dân tộc", "Pa Cô", "ethnicity", "PACO", None),
        ("Tình trạng hôn nhân", "góa chồng", "marital_status", "GOA", None),
        ("Tôn giáo", "Phật giáo", "religion", "PG", None),
        ("Khả năng lao động", "mất sức lao động", "work_ability", "LD_KHONG", None),
        ("Tình trạng đi học", "bỏ học", "school_status", "S_NGHI", None),
        ("Thu nhập", "1.500.000", "income", 1500000, None),
        ("Thu nhập", "tuỳ mùa", "income", None, "Thu nhập: tuỳ mùa"),
        ("Dạng tật", "liệt nửa người", "disability_types", None, "Dạng tật: liệt nửa người"),
    ],
)
def test_a_column_fills_its_own_field_and_no_word_of_it_is_lost(
    look, heading, cell, field, plain, note
):
    (row,) = look([["Họ và tên", "Năm sinh", heading], ["Lê An", 1950, cell]]).rows
    assert row.is_ready
    assert row.values.get(field) == plain
    assert row.values.get("note") == note


def test_words_that_fit_no_choice_are_told_and_those_that_say_more_are_not(look):
    head = ["Họ và tên", "Năm sinh", "Nghề nghiệp"]
    strange, more = look([head, ["Lê An", 1950, "xem bói"], ["Lê Bé", 1951, "Thợ may"]]).rows
    assert codes(strange.warnings) == [("occupation", "kept-in-note")]
    assert more.warnings == ()


def test_a_class_is_the_level_and_the_class_and_gives_way_to_the_own_column(look):
    head = ["Họ và tên", "Năm sinh", "Trình độ học vấn", "Trường", "Ghi chú"]
    one, other = look([
        head, ["Lê An", 2012, "Lớp 9", None, "mồ côi"], ["Lê Bé", 2012, "Lớp 9", "THCS A", "x"],
    ]).rows  # fmt: skip
    assert (one.values["education"], one.values["school"]) == ("THCS", "Lớp 9")
    assert one.values["note"] == "mồ côi"
    assert other.values["school"] == "THCS A"
    assert other.values["note"] == "x\nLớp 9"


def test_a_card_that_is_there_joins_the_policies_of_the_own_column(look):
    head = ["Họ và tên", "Năm sinh", "Chính sách", "BHYT"]
    (row,) = look([head, ["Lê An", 1950, "Hưu trí xã hội", "x"]]).rows
    assert row.values["policies"] == "BHYT HTXH"


def test_what_tells_people_apart_is_still_asked(look):
    head = ["Họ và tên", "Năm sinh", "Giới tính", "Đối tượng"]
    (row,) = look([head, ["Lê An", "năm kia", "??x", "người bay"]]).rows
    assert [name for name, _ in codes(row.problems)] == ["born", "sex", "groups"]


def test_words_of_a_policy_that_may_protect_somebody_wait_for_a_person(look):
    head = ["Họ và tên", "Năm sinh", "Chế độ"]
    plain, telling = look([
        head, ["Lê An", 1950, "trợ cấp 540.000đ"], ["Lê Bé", 1951, "TC trẻ nhiễm HIV"],
    ]).rows  # fmt: skip
    assert plain.values["note"] == "Chế độ: trợ cấp 540.000đ"
    assert codes(telling.problems) == [("policies", "value-not-in-list")]
