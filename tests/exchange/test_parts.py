"""Fields that a list spreads over several columns."""

from __future__ import annotations

from tests.exchange.conftest import codes


def test_years_and_marks_in_columns_of_men_and_women(look):
    head = [["Họ tên", "Năm sinh", None, "Số CCCD"], [None, "Nam", "Nữ", None]]
    people = [
        ["Lê An", 1950, None],
        ["Lê Bé", None, "1/2/1951"],
        ["Lê Chi", "x", None, 46052001234],
    ]
    rows = look(head + people).rows
    assert [(row.values.get("born"), row.values["sex"]) for row in rows] == [
        ("1950", "NAM"),
        ("1951-02-01", "NU"),
        (None, "NAM"),
    ]


def test_two_sexes_marked_is_a_problem(look):
    (row,) = look([["Họ tên", "Nam", "Nữ", "Năm sinh"], ["Lê An", "x", "x", 1950]]).rows
    assert codes(row.problems) == [("sex", "two-choices-marked")]


def test_groups_marked_in_columns_are_put_together(look):
    head = ["Họ tên", "Hộ nghèo", "Người khuyết tật", "Đối tượng"]
    (row,) = look([head, ["Lê An", "x", "x", "NCT"]]).rows
    assert row.values["groups"] == "NCT NGHEO NKT"


def test_labelled_columns_are_kept_in_the_note(look):
    (row,) = look([["Họ tên", "Chủ hộ", "Ghi chú"], ["Lê An", "Lê Bảy", "neo đơn"]]).rows
    assert row.values["note"] == "neo đơn\nChủ hộ: Lê Bảy"


def test_impossible_day_in_parts_tells_how_many_days_there_are(look):
    head = [["Họ tên", "Ngày sinh", None, None], [None, "Ngày", "Tháng", "Năm"]]
    right, wrong = look([*head, ["Lê An", 9, 2, 1950], ["Lê Bé", 31, 2, 1950]]).rows
    assert right.values["born"] == "1950-02-09"
    assert wrong.problems[0].facts == {"value": "31/2/1950", "month": 2, "year": 1950, "days": 28}
