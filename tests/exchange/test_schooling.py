"""Classes written as figures."""

from __future__ import annotations

from datetime import date

import pytest

from ctxh_desktop.exchange.schooling import Schooling, read


@pytest.mark.parametrize(
    ("cell", "code", "words", "is_whole"),
    [
        ("12/12", "THPT", "12/12", True),
        ("9/12", "THCS", "9/12", True),
        ("5/12", "TH", "5/12", True),
        ("7/12", "THCS", "7/12", False),
        ("1/12", "TH", "1/12", False),
        ("Lớp 8/12", "THCS", "8/12", False),
        ("10/10", "THPT", "10/10", True),
        ("7/10", "THCS", "7/10", True),
        (9, "THCS", "9", True),
        ("3", "TH", "3", False),
        (date(2026, 12, 9), "THCS", "9/12", True),
        (date(2026, 9, 12), "THCS", "9/12", True),
        (date(2026, 12, 12), "THPT", "12/12", True),
        (date(2026, 10, 7), "THCS", "7/10", True),
    ],
)
def test_what_was_reached_is_its_level(cell, code, words, is_whole):
    assert read(cell) == Schooling(code, words, is_whole)


@pytest.mark.parametrize("cell", ["Lớp 9", "lớp 9A", "L9", "Lớp 9a2", "LỚP  9"])
def test_a_class_is_kept_as_the_class(cell):
    found = read(cell)
    assert found.code == "THCS"
    assert found.school == " ".join(cell.split())


@pytest.mark.parametrize(
    "cell", ["0/12", "13/12", "Lớp 0", "THPT", "", None, 0, True, 3.5, "1950", "9/13",
             date(2026, 5, 6)],
)  # fmt: skip
def test_what_is_no_class_is_left_to_others(cell):
    assert read(cell) is None
