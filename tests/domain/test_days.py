"""Dates are understood as people type them, and wrong ones say why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.domain import days
from ctxh_desktop.domain.values import PartialDay
from ctxh_desktop.errors import InputError

TODAY = date(2026, 11, 16)  # a Monday


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("5/8/2012", "2012-08-05"),
        ("05082012", "2012-08-05"),
        ("5082012", "2012-08-05"),
        ("050812", "2012-08-05"),
        ("5-8-12", "2012-08-05"),
        ("5 8 2012", "2012-08-05"),
        ("5.8.2012", "2012-08-05"),
        (" 05 / 08 / 2012 ", "2012-08-05"),
        ("ngày 5 tháng 8 năm 2012", "2012-08-05"),
        ("2012-08-05", "2012-08-05"),
        ("2012-08-05 00:00:00", "2012-08-05"),
        ("2012-08-05T00:00:00", "2012-08-05"),
        ("8/2012", "2012-08"),
        ("tháng 8 năm 2012", "2012-08"),
        ("2012-08", "2012-08"),
        ("00/08/2012", "2012-08"),
        ("2012", "2012"),
        ("2012.0", "2012"),
        ("năm 1948", "1948"),
        ("00/00/1948", "1948"),
        ("__/__/1948", "1948"),
        ("…/…/1948", "1948"),
        ("khoang 1950", "1950~"),
        ("Khoảng năm 1950", "1950~"),
        ("~1950", "1950~"),
        ("1950~", "1950~"),
        ("70t", "1956~"),
        ("70 tuổi", "1956~"),
        ("khoảng 70 tuổi", "1956~"),
        ("1/2/48", "1948-02-01"),
        ("1/2/26", "2026-02-01"),
        ("1/2/27", "1927-02-01"),
    ],
)
def test_birth_dates_are_read_in_all_typed_forms(typed: str, plain: str) -> None:
    assert days.read_birth(typed, TODAY) == plain


@pytest.mark.parametrize(
    ("typed", "code", "facts"),
    [
        ("31/2/2012", "no-such-day", {"month": 2, "year": 2012, "days": 29}),
        ("31/4/2011", "no-such-day", {"month": 4, "year": 2011, "days": 30}),
        ("5/13/2012", "no-such-month", {"month": 13}),
        ("5/0/2012", "no-such-month", {"month": 0}),
        ("12", "birth-needs-year", {}),
        ("5/8", "birth-needs-year", {}),
        ("8/12", "birth-needs-year", {}),
        ("~50", "birth-needs-year", {}),
        ("17/11/2026", "birth-in-future", {}),
        ("12/2026", "birth-in-future", {}),
        ("2027", "birth-in-future", {}),
        ("1700", "birth-too-old", {"year": 1700}),
        ("0000", "birth-too-old", {"year": 0}),
        ("không rõ", "birth-unreadable", {}),
        ("", "birth-unreadable", {}),
        ("5/8/2012/3", "birth-unreadable", {}),
        ("38211", "birth-unreadable", {}),
        ("\u0665/\u0668/\u0662\u0660\u0661\u0662", "birth-unreadable", {}),
    ],
)
def test_a_wrong_birth_date_says_why(typed: str, code: str, facts: dict[str, object]) -> None:
    with pytest.raises(InputError) as raised:
        days.read_birth(typed, TODAY)
    assert (raised.value.code, raised.value.facts) == (code, facts)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("2031", "2031"), ("8/2031", "2031-08"), ("5/8/2031", "2031-08-05"), ("khoảng 1950", "1950~"),
     ("5/8/31", "2031-08-05"), ("5/8/98", "1998-08-05")],
)  # fmt: skip
def test_a_day_that_is_no_birth_may_lie_ahead(typed: str, plain: str) -> None:
    assert days.read_partial(typed, TODAY) == plain


@pytest.mark.parametrize(
    ("typed", "code"),
    [("12", "partial-day-needs-year"), ("hôm nào đó", "partial-day-unreadable"),
     ("2931", "day-too-far"), ("31/2/2031", "no-such-day")],
)  # fmt: skip
def test_a_wrong_partial_day_says_why(typed: str, code: str) -> None:
    with pytest.raises(InputError) as raised:
        days.read_partial(typed, TODAY)
    assert raised.value.code == code


@given(st.dates(date(1900, 1, 1), TODAY), st.sampled_from(["/", "-", ".", " "]))
def test_every_real_birth_date_is_read_back(born: date, sign: str) -> None:
    plain = born.isoformat()
    typed = f"{born.day}{sign}{born.month}{sign}{born.year}"
    assert days.read_birth(typed, TODAY) == plain
    assert days.read_birth(f"{born:%d%m%Y}", TODAY) == plain
    assert days.read_birth(plain, TODAY) == plain
    assert days.read_birth(f"{born.month}/{born.year}", TODAY) == plain[:7]
    assert PartialDay.parse(plain) == PartialDay(born.year, born.month, born.day)


@given(st.dates(date(1927, 1, 1), TODAY))
def test_short_years_mean_the_hundred_until_today(born: date) -> None:
    assert days.read_birth(f"{born:%d/%m/%y}", TODAY) == born.isoformat()


@given(st.text(max_size=30) | st.from_regex(r"[0-9/ ~tT.-]{0,14}", fullmatch=True))
def test_any_text_is_a_date_or_a_plain_refusal(text: str) -> None:
    for read in (days.read_birth, days.read_due, days.read_partial):
        try:
            plain = read(text, TODAY)
        except InputError:
            continue
        assert str(PartialDay.parse(plain)) == plain


@pytest.mark.parametrize(
    ("typed", "ahead", "back"),
    [
        ("hn", "2026-11-16", "2026-11-16"),
        ("hôm nay", "2026-11-16", "2026-11-16"),
        ("hq", "2026-11-15", "2026-11-15"),
        ("mai", "2026-11-17", "2026-11-17"),
        ("+7", "2026-11-23", "2026-11-23"),
        ("+14", "2026-11-30", "2026-11-30"),
        ("t2", "2026-11-23", "2026-11-09"),
        ("T3", "2026-11-17", "2026-11-10"),
        ("t7", "2026-11-21", "2026-11-14"),
        ("cn", "2026-11-22", "2026-11-15"),
        ("thứ hai", "2026-11-23", "2026-11-09"),
        ("thứ tư", "2026-11-18", "2026-11-11"),
        ("Chủ nhật", "2026-11-22", "2026-11-15"),
        ("24/11", "2026-11-24", "2025-11-24"),
        ("16/11", "2026-11-16", "2026-11-16"),
        ("1/1", "2027-01-01", "2026-01-01"),
        ("29/2", "2028-02-29", "2024-02-29"),
        ("24/11/26", "2026-11-24", "2026-11-24"),
        ("24112026", "2026-11-24", "2026-11-24"),
        ("2026-11-24", "2026-11-24", "2026-11-24"),
    ],
)
def test_days_of_appointments_are_read(typed: str, ahead: str, back: str) -> None:
    assert days.read_due(typed, TODAY) == ahead
    assert days.read_due(typed, TODAY, is_past=True) == back


@pytest.mark.parametrize(
    ("typed", "code", "facts"),
    [
        ("30/2", "no-such-day", {"month": 2, "year": 2026, "days": 28}),
        ("31/2/2027", "no-such-day", {"month": 2, "year": 2027, "days": 28}),
        ("1/13", "no-such-month", {"month": 13}),
        ("25", "day-incomplete", {}),
        ("11/2026", "day-incomplete", {}),
        ("1/1/2206", "day-too-far", {"year": 2206}),
        ("+9999", "day-too-far", {"year": 2054}),
        ("tuần sau", "day-unreadable", {}),
        ("", "day-unreadable", {}),
    ],
)
def test_a_wrong_day_says_why(typed: str, code: str, facts: dict[str, object]) -> None:
    with pytest.raises(InputError) as raised:
        days.read_due(typed, TODAY)
    assert (raised.value.code, raised.value.facts) == (code, facts)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(2, 7))
def test_a_weekday_is_the_next_one_or_the_last_one(today: date, number: int) -> None:
    ahead = date.fromisoformat(days.read_due(f"t{number}", today))
    back = date.fromisoformat(days.read_due(f"t{number}", today, is_past=True))
    assert ahead.isoweekday() == back.isoweekday() == number - 1
    assert timedelta(1) <= ahead - today <= timedelta(7)
    assert timedelta(1) <= today - back <= timedelta(7)


@pytest.mark.parametrize(
    ("born", "age", "is_exact", "precision"),
    [
        ("2012-08-05", 14, True, "day"),
        ("2012-11-16", 14, True, "day"),
        ("2012-11-17", 13, True, "day"),
        ("2024-02-29", 2, True, "day"),
        ("2012-12", 13, True, "month"),
        ("2012-11", 14, False, "month"),
        ("2012", 14, False, "year"),
        ("1950~", 76, False, "about"),
    ],
)
def test_age_is_as_exact_as_the_date(born: str, age: int, is_exact: bool, precision: str) -> None:
    reading = days.spell(born, TODAY)
    assert (reading.age, reading.is_age_exact, reading.precision) == (age, is_exact, precision)
    assert days.spell(PartialDay.parse(born), TODAY) == reading
