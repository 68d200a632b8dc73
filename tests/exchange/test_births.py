"""Birth dates in the forms that Excel gives them."""

from __future__ import annotations

from datetime import date

import pytest

from ctxh_desktop.exchange.births import from_1904, read_day_cell
from tests.exchange.conftest import HEAD, TODAY, codes


@pytest.mark.parametrize(
    ("cell", "plain", "warning"),
    [
        (1948, "1948", ""),
        ("1948", "1948", ""),
        ("5/8/1948", "1948-08-05", ""),
        ("05.08.1948", "1948-08-05", ""),
        ("8/1948", "1948-08", ""),
        (date(1948, 8, 5), "1948-08-05", ""),
        (date(1905, 5, 1), "1948", "birth-year-shown-as-date"),
        (date(2028, 3, 12), "1928-03-12", "birth-century-assumed"),
        ("12/3/28", "1928-03-12", "birth-century-assumed"),
        (17533, "1948-01-01", "birth-date-shown-as-number"),
        (1021948, "1948-02-01", ""),
        (1.195, "1950-01", ""),
        (10.1948, "1948-10", ""),
        ("khoảng 1950", "1950~", ""),
        ("1948-08-05 00:00:00", "1948-08-05", ""),
    ],
)
def test_birth_is_read_as_excel_gives_it(look, cell, plain, warning):
    (row,) = look([HEAD, [1, "Lê An", cell]]).rows
    assert row.values["born"] == plain
    assert codes(row.warnings) == ([("born", warning)] if warning else [])


@pytest.mark.parametrize(
    "cell", ["31/02/2012", "2028", "abc", "tháng 13/2010", 0.5, -3, 10**12, True]
)
def test_birth_that_is_none_is_a_problem(look, cell):
    (row,) = look([HEAD, [1, "Lê An", cell, "046050001234"]]).rows
    assert [problem.field for problem in row.problems] == ["born"]


@pytest.mark.parametrize(
    ("cell", "plain"),
    [(41000 - 1462, 41000), (date(1909, 5, 2), 1948), (1948, 1948), ("1948", "1948"), (None, None),
     (date(1950, 8, 5), date(1950, 8, 5)), (True, True), (19480101, 19480101)],
)  # fmt: skip
def test_days_counted_from_1904_are_moved(cell, plain):
    assert from_1904(cell) == plain


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        (date(2031, 5, 1), "2031-05-01"),
        ("31/12/2027", "2027-12-31"),
        ("2027-12-31 00:00:00", "2027-12-31"),
        (46388, "2027-01-01"),
        ("12/2027", "2027-12"),
    ],
)
def test_a_day_that_is_no_birth_may_lie_ahead(cell, plain):
    assert read_day_cell(cell, TODAY).plain == plain
