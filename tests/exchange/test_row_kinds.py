"""What stands between the people of a list."""

from __future__ import annotations

from tests.exchange.conftest import HEAD


def test_what_is_nobody_is_skipped_with_its_reason(look):
    seen = look(
        [
            ["DANH SÁCH NGƯỜI CAO TUỔI"],
            HEAD[:5],
            ["(1)", "(2)", "(3)", "(4)", "(5)"],
            ["I", "THÔN PHÒ TRẠCH", None, None, None],
            [1, "Lê An", 1950, None, None],
            [None, None, None, None, None],
            ["Thôn Ưu Điềm (1 người)", None, None, None, None],
            [1, "Tống Thị Cộng", None, None, None],
            HEAD[:5],
            [2, "Công Tằng Tôn Nữ Hỷ", 1951, None, None],
            [3, "Tô Thị Hoa", None, None, None],
            [None, "Tổng cộng: 4 người", None, None, None],
            [None, None, None, "Phong Điền, ngày 5 tháng 11 năm 2026", None],
            [None, "NGƯỜI LẬP BIỂU", None, "CHỦ TỊCH", None],
            [None, "Trần Thị Ký", None, "Lê Văn Duyệt", None],
        ]
    )
    assert [row.values["full_name"] for row in seen.rows] == [
        "Lê An",
        "Tống Thị Cộng",
        "Công Tằng Tôn Nữ Hỷ",
        "Tô Thị Hoa",
    ]
    assert [row.values["village"] for row in seen.rows] == [
        "Thôn Phò Trạch",
        *["Thôn Ưu Điềm"] * 3,
    ]
    assert {row.values["groups"] for row in seen.rows} == {"NCT"}
    assert [(row.row_number_in_file, row.reason) for row in seen.skipped] == [
        (3, "column-numbers-row"),
        (4, "section-row"),
        (6, "blank-row"),
        (7, "section-row"),
        (9, "header-again-row"),
        (12, "total-row"),
        (13, "signature-row"),
        (14, "signature-row"),
        (15, "signature-row"),
    ]
