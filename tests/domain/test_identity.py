"""Personal numbers and phones are mended where spreadsheets broke them; doubts only warn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.domain import identity


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("046 088 001 234", "046088001234"),
        ("046.088.001-234", "046088001234"),
        ("'046088001234", "046088001234"),
        ("\u00a0046088001234\u200b", "046088001234"),
        ("46088001234.0", "46088001234"),
        ("０４６088001234", "046088001234"),
        ("", ""),
    ],
)
def test_a_number_is_cleaned(text: str, number: str) -> None:
    assert identity.clean_number(text) == number


@pytest.mark.parametrize(
    ("number", "whole"),
    [
        ("46088001234", "046088001234"),
        ("1085000123", "001085000123"),
        ("19123456", "019123456"),
        ("046088001234", "046088001234"),
        ("191234567", "191234567"),
        ("46988001234", "46988001234"),
        ("46488001234", "46488001234"),
        ("99088001234", "99088001234"),
        ("0912345678", "0912345678"),
        ("4608800123x", "4608800123x"),
        ("", ""),
    ],
)
def test_lost_zeros_come_back_only_where_plausible(number: str, whole: str) -> None:
    assert identity.restore_zeros(number) == whole


@given(
    st.sampled_from(["001", "046", "079", "096"]),
    st.integers(0, 3),
    st.integers(0, 99_999_999),
)
def test_a_number_that_passed_a_spreadsheet_is_whole_again(place: str, g: int, rest: int) -> None:
    number = f"{place}{g}{rest:08d}"
    assert identity.restore_zeros(identity.clean_number(f"{int(number)}.0")) == number
    assert identity.clean_number(identity.grouped(number)) == number
    year, sex = identity.number_birth_year(number), identity.number_sex(number)
    assert identity.check_number(number, year, sex) == ((), ())


@pytest.mark.parametrize(
    ("number", "code", "facts"),
    [
        ("04608800123", "id-length", {"count": 11}),
        ("0460880012345", "id-length", {"count": 13}),
        ("12345678", "id-length", {"count": 8}),
        ("04608800123x", "id-not-digits", {}),
        ("٠٤٦٠٨٨٠٠١٢٣٤", "id-not-digits", {}),
        ("", "id-not-digits", {}),
    ],
)
def test_a_number_of_wrong_form_is_an_error(
    number: str, code: str, facts: dict[str, object]
) -> None:
    assert identity.check_number(number) == (((code, facts),), ())


def test_disagreeing_papers_only_warn() -> None:
    errors, warnings = identity.check_number("005188001234", 1989, "NAM")
    assert errors == ()
    assert warnings == (
        ("id-year-differs", {"number_year": 1988, "birth_year": 1989}),
        ("id-sex-differs", {"number_sex": "NU", "sex": "NAM"}),
        ("id-place-unknown", {"place": "005"}),
    )


def test_unknown_facts_do_not_warn() -> None:
    assert identity.check_number("046088001234") == ((), ())
    assert identity.check_number("046088001234", None, "KXD") == ((), ())
    assert identity.check_number("191234567", 1970, "NU") == ((), ())
    assert identity.check_number("101088001234") == ((), ())


@pytest.mark.parametrize(
    ("number", "year", "sex"),
    [
        ("046088001234", 1988, "NAM"),
        ("046199001234", 1999, "NU"),
        ("046212001234", 2012, "NAM"),
        ("046312001234", 2012, "NU"),
    ],
)
def test_a_number_tells_year_and_sex(number: str, year: int, sex: str) -> None:
    assert identity.number_birth_year(number) == year
    assert identity.number_sex(number) == sex


@pytest.mark.parametrize(
    ("number", "shown"),
    [("046088001234", "046 088 001 234"), ("00108500012", "001 085 000 12"), ("", "")],
)
def test_digits_are_shown_in_threes(number: str, shown: str) -> None:
    assert identity.grouped(number) == shown


@pytest.mark.parametrize(
    ("text", "phone", "shown"),
    [
        ("+84 912 345 678", "0912345678", "0912 345 678"),
        ("+84(0)912345678", "0912345678", "0912 345 678"),
        ("84912345678", "0912345678", "0912 345 678"),
        ("0912.345.678", "0912345678", "0912 345 678"),
        ("912345678.0", "0912345678", "0912 345 678"),
        ("0843456789", "0843456789", "0843 456 789"),
        ("843456789", "0843456789", "0843 456 789"),
        ("0234 3822 822", "02343822822", "0234 3822 822"),
        ("2343822822", "02343822822", "0234 3822 822"),
    ],
)
def test_phone_numbers_are_cleaned_and_shown(text: str, phone: str, shown: str) -> None:
    assert identity.clean_phone(text) == phone
    assert identity.format_phone(phone) == shown
    assert identity.check_phone(phone) == ()


@pytest.mark.parametrize(
    ("phone", "issue"),
    [
        ("09123", ("phone-length", {"count": 5})),
        ("09123456789", ("phone-length", {"count": 11})),
        ("0912345678mẹ", ("phone-not-digits", {})),
        ("", ("phone-not-digits", {})),
    ],
)
def test_what_is_no_phone_number_says_why(phone: str, issue: tuple[str, object]) -> None:
    assert identity.check_phone(phone) == (issue,)
    assert identity.format_phone("09123") == "09123"
