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


def test_the_class_of_the_household_makes_a_group_or_stays_as_words(look):
    head = ["Họ tên", "Đối tượng", "Loại hộ"]
    rows = look(
        [
            head,
            ["Lê An", "NCT", "Cận nghèo"],
            ["Lê Bé", "NKT", "Hộ trung bình"],
            ["Lê Chi", "TE", "HN"],
        ]
    ).rows
    assert [row.values["groups"] for row in rows] == ["CNGHEO NCT", "NKT", "NGHEO TE"]
    assert [row.values.get("note") for row in rows] == [None, "Loại hộ: Hộ trung bình", None]


def test_somebody_elses_phone_is_theirs_and_never_takes_the_place_of_the_own_one(look):
    head = ["Họ tên", "Năm sinh", "SĐT", "SĐT người giám hộ"]
    rows = look([
        head, ["Lê An", 1950, None, "0912345678"], ["Lê Bé", 1951, "0987654321", 912345678],
        ["Lê Chi", 1952, "0912345678", "0912345678"],
    ]).rows  # fmt: skip
    assert [
        (r.values.get("phone"), r.values.get("phone_of"), r.values.get("note")) for r in rows
    ] == [
        ("0912345678", "GIAMHO", None),
        ("0987654321", None, "SĐT người giám hộ: 0912345678"),
        ("0912345678", "GIAMHO", None),
    ]


def test_school_and_class_share_one_line(look):
    (row,) = look([["Họ tên", "Trường", "Lớp"], ["Lê An", "THCS Phong Hiền", "9A"]]).rows
    assert row.values["school"] == "THCS Phong Hiền, Lớp: 9A"
