"""Headers as communes write them, and what each column is taken for."""

from __future__ import annotations

import json

import pytest

from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.exchange.columns import Mapping, propose, samples
from ctxh_desktop.exchange.sheets import Sheet


def uses(sheet, words):
    mapping = propose(sheet, Person.type, words)
    return {use.column: (use.field, use.part) for use in mapping.columns if use.field}


@pytest.mark.parametrize(
    ("heading", "field", "part"),
    [
        ("Ngày sinh", "born", ""),
        ("NĂM SINH", "born", ""),
        ("Ngày, tháng, năm sinh", "born", ""),
        ("Ngày tháng năm sinh (dd/mm/yyyy)", "born", ""),
        ("Số CCCD", "id_number", ""),
        ("CMND/CCCD", "id_number", ""),
        ("So CCCD", "id_number", ""),
        ("Số định danh cá nhân", "id_number", ""),
        ("Số căn cước của đối tượng", "id_number", ""),
        ("Thôn/TDP", "village", ""),
        ("Tổ dân phố", "village", ""),
        ("Địa chỉ", "address", ""),
        ("Nơi ở", "address", ""),
        ("Hộ khẩu thường trú", "paper_address", ""),
        ("Nhóm đối tượng", "groups", ""),
        ("Đối tượng", "groups", ""),
        ("Diện", "groups", ""),
        ("SĐT", "phone", ""),
        ("Số điện thoại (nếu có)", "phone", ""),
        ("Ghi chú", "note", ""),
        ("Dân tộc", "ethnicity", ""),
        ("Mức độ KT", "disability_degree", ""),
        ("Dạng tật", "disability_types", ""),
        ("Giới tính", "sex", ""),
        ("Nữ", "sex", "NU"),
        ("Chủ hộ", "note", "labelled"),
        ("Quan hệ với chủ hộ", "relation_to_head", ""),
        ("Họ và tên mẹ", "note", "labelled"),
        ("Cột lạ", None, ""),
    ],
)
def test_heading_is_understood(words, heading, field, part):
    sheet = Sheet("A", (("STT", "Họ và tên", heading), (1, "Nguyễn Thị Bông", "x")))
    assert uses(sheet, words).get(2, (None, "")) == (field, part)


def test_marks_tell_year_from_man(words):
    top = (None, "Họ và tên", "Ngày sinh", None, None, "Nam", "Nữ")
    bottom = (None, None, "Ngày", "Tháng", "Năm", None, None)
    found = uses(Sheet("A", (top, bottom, (1, "Lê An", 1, 2, 1950, "x", None))), words)
    assert [found[c] for c in (2, 3, 4, 5, 6)] == [
        ("born", "day"),
        ("born", "month"),
        ("born", "year"),
        ("sex", "NAM"),
        ("sex", "NU"),
    ]


def test_titles_above_the_header_are_passed_over(words):
    rows = (
        ("UBND PHƯỜNG PHONG ĐIỀN", None, None),
        (None, None, None),
        ("DANH SÁCH ĐỐI TƯỢNG", None, None),
        ("Họ tên", "Năm sinh", "Địa chỉ"),
        ("Lê An", 1950, "x"),
    )
    assert propose(Sheet("A", rows), Person.type, words).header_row == 3


def test_first_row_of_people_is_not_taken_for_a_second_header_row(words):
    rows = (
        ("STT", "Họ và tên", "Giới tính", "Năm sinh"),
        (1, "Lê An", "Nam", 1950),
        (2, "Lê Bé", "Nữ", 1951),
    )
    assert propose(Sheet("A", rows), Person.type, words).header_rows == 1


def test_group_is_taken_from_the_title_unless_a_column_tells_it(words):
    title = ("Danh sách người khuyết tật nặng năm 2026", None)
    without = Sheet("A", (title, ("Họ tên", "Năm sinh"), ("Lê An", 1950)))
    assert propose(without, Person.type, words).defaults == {
        "groups": "NKT",
        "disability_degree": "N",
    }
    with_column = Sheet("A", (title, ("Họ tên", "Đối tượng"), ("Lê An", "NCT")))
    assert propose(with_column, Person.type, words).defaults == {"groups": "CHUAPL"}


def test_name_in_two_columns_under_one_heading_is_put_together(words):
    rows = (("Họ và tên", None, "Năm sinh"), ("Nguyễn Thị", "Bông", 1950), ("Lê", "An", 1951))
    assert uses(Sheet("A", rows), words)[0] == ("full_name", "family")
    assert uses(Sheet("A", rows), words)[1] == ("full_name", "given")


def test_second_column_of_the_same_field_is_left_out(words):
    rows = (("Họ tên", "Số CCCD của con", "Số CCCD"), ("Lê An", "1", "2"))
    assert uses(Sheet("A", rows), words)[2] == ("id_number", "")
    assert 1 not in uses(Sheet("A", rows), words)


def test_nothing_is_proposed_without_a_column_of_names(words):
    assert propose(Sheet("A", (("STT", "Số tiền"), (1, 2))), Person.type, words) is None


def test_mapping_survives_being_kept_as_json(words):
    sheet = Sheet("A", (("Họ tên", "Nam", "Cột lạ"), ("Lê An", "x", "?")))
    mapping = propose(sheet, Person.type, words)
    assert Mapping.from_plain(json.loads(json.dumps(mapping.plain()))) == mapping


def test_samples_show_the_first_different_values(words):
    rows = (("Họ tên", "Diện"), *(("Lê An", value) for value in ("a", "a", None, "b", "c", "d")))
    sheet = Sheet("A", rows)
    assert samples(sheet, propose(sheet, Person.type, words))[1] == ("a", "b", "c")


def test_schooling_and_health_card_under_a_common_heading(look):
    head = [["Họ tên", "Trình độ", None, "Thẻ BHYT", None],
            [None, "Học vấn", "Chuyên môn", "Số thẻ", "Hạn sử dụng"]]  # fmt: skip
    (row,) = look([*head, ["Lê An", "12/12", "Điện lạnh", "4622300001", "31/12/2027"]]).rows
    assert row.values["education"] == "THPT"
    assert row.values["qualification"] == "Điện lạnh"
    assert row.values["insurance_number"] == "4622300001"
    assert row.values["insurance_to"] == "2027-12-31"
