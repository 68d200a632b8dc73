from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.domain.values import Kind, PartialDay, clean, from_plain, is_reversed, to_plain

FIRST = datetime.fromisoformat("1000-01-01")
INSTANTS = st.datetimes(min_value=FIRST, timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)
TYPED = {
    Kind.TEXT: st.text(min_size=1),
    Kind.CODES: st.sets(st.sampled_from(["A", "B", "C"])).map(lambda s: tuple(sorted(s))),
    Kind.DAY: st.dates(),
    Kind.INSTANT: INSTANTS,
    Kind.INT: st.integers(),
    Kind.BOOL: st.booleans(),
}


@pytest.mark.parametrize("kind", TYPED)
def test_a_value_comes_back_as_it_went(kind: Kind) -> None:
    @given(TYPED[kind])
    def check(value) -> None:
        plain = to_plain(kind, value)
        assert from_plain(kind, plain) == value
        assert to_plain(kind, from_plain(kind, plain)) == plain

    check()


@given(st.dates(), st.integers(1, 3))
def test_a_partial_day_comes_back_as_it_went(day: date, parts: int) -> None:
    partial = PartialDay(*(day.year, day.month, day.day)[:parts])

    assert PartialDay.parse(str(partial)) == partial


@pytest.mark.parametrize("wrong", ["", "x", "2026-02-30", "2026-13", "2026-1-2-3", "2026-01~", "0"])
def test_what_is_no_day_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        PartialDay.parse(wrong)


def test_an_approximate_year_keeps_its_mark() -> None:
    assert PartialDay.parse("1956~") == PartialDay(1956, is_about=True)
    assert str(PartialDay(1956, is_about=True)) == "1956~"


@pytest.mark.parametrize("kind", list(Kind))
def test_empty_is_none(kind: Kind) -> None:
    assert to_plain(kind, None) is None
    assert to_plain(kind, "") is None
    assert from_plain(kind, None) == (() if kind is Kind.CODES else None)


def test_choices_are_sorted_and_stand_once() -> None:
    assert to_plain(Kind.CODES, ("NKT", "NCT", "NKT")) == "NCT NKT"
    assert to_plain(Kind.CODES, "NKT  NCT") == "NCT NKT"


@given(st.text())
def test_cleaned_text_is_composed_and_has_no_control_characters(typed: str) -> None:
    cleaned = clean(typed)

    assert unicodedata.is_normalized("NFC", cleaned)
    assert all(c == "\n" or c.isprintable() for c in cleaned)
    assert clean(cleaned) == cleaned
    cleaned.encode()


def test_names_from_other_systems_become_ours() -> None:
    decomposed = unicodedata.normalize("NFD", "Nguyễn Thị Đức")

    assert clean(f" {decomposed}\0\u200b\x07  ") == "Nguyễn Thị Đức"
    assert clean("a\t\u00a0 b\r\n c") == "a b\nc"


@pytest.mark.parametrize(
    ("begin", "end", "is_wrong"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), False),
        (date(2026, 3, 2), date(2026, 3, 1), True),
        (PartialDay(2026, 3), PartialDay(2026), False),
        (PartialDay(2026, 3), PartialDay(2026, 2), True),
        (PartialDay(2026), PartialDay(2025, 12, 31), True),
        (PartialDay(2026), PartialDay(2024, is_about=True), False),
        (None, date(2026, 3, 1), False),
        (date(2026, 3, 1), None, False),
    ],
)
def test_an_end_lies_before_its_beginning_only_where_that_is_sure(begin, end, is_wrong) -> None:
    assert is_reversed(begin, end) == is_wrong
