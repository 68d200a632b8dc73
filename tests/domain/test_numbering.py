"""Case numbers never repeat between devices, and start anew each year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.domain import numbering
from ctxh_desktop.domain.numbering import CaseNumber


def test_numbers_count_up_within_a_year_and_a_device() -> None:
    first = numbering.next_number("19774", 2026, "A", None)
    assert first == "HS-19774-2026-A0001"
    assert numbering.next_number("19774", 2026, "A", first) == "HS-19774-2026-A0002"
    assert numbering.next_number("19774", 2027, "A", first) == "HS-19774-2027-A0001"
    assert numbering.next_number("19774", 2026, "B", first) == "HS-19774-2026-B0001"
    assert numbering.next_number("19774", 2026, "A", "HS-19774-2026-A9999").endswith("-A10000")


def test_the_short_form_is_for_lists() -> None:
    assert numbering.short("HS-19774-2026-A0017") == "A0017/2026"
    assert numbering.short("HS-19774-2026-00017") == "00017/2026"
    assert numbering.short("sổ cũ 12") == "sổ cũ 12"


@given(
    st.from_regex(r"[0-9]{5}", fullmatch=True).filter(str.isascii),
    st.integers(2000, 2099),
    st.from_regex(r"[A-Z]{0,2}", fullmatch=True),
    st.integers(1, 99_999),
)
def test_every_number_is_read_back(commune: str, year: int, block: str, serial: int) -> None:
    number = CaseNumber(commune, year, block, serial)
    assert CaseNumber.parse(str(number)) == number
    assert CaseNumber.parse(f" {str(number).lower()} ") == number


@pytest.mark.parametrize(
    ("commune", "block"), [("1977", "A"), ("19774", ""), ("19774", "a"), ("19774", "ABC")]
)
def test_a_wrong_commune_or_device_is_a_bug(commune: str, block: str) -> None:
    with pytest.raises(ValueError, match=r"\("):
        numbering.next_number(commune, 2026, block, None)


@pytest.mark.parametrize("text", ["", "HS-19774-2026", "HS-19774-26-A0001", "DT-19774-2026-A0001"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        CaseNumber.parse(text)


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("HS-19774-2026-A0017", [("a0017",), ("19774",), ("2026",)]),
        ("hs 19774 2026 a17", [("a0017",), ("19774",), ("2026",)]),
        ("HS19774-2026-A0017", [("a0017",), ("19774",), ("2026",)]),
        ("A0017/2026", [("a0017",), ("2026",)]),
        (" a17/26 ", [("a0017",), ("2026",)]),
        ("a 17", [("a0017",)]),
        ("AB12345", [("ab12345",)]),
    ],
)
def test_a_number_is_looked_for_as_people_say_it(typed: str, groups: list[tuple[str]]) -> None:
    assert numbering.asked(typed) == groups


def test_without_its_letters_a_serial_is_that_of_any_device() -> None:
    (tails, year) = numbering.asked("17/2026")

    assert year == ("2026",)
    assert {"00017", "a0017", "z0017", "qx0017"} <= set(tails)


@pytest.mark.parametrize("typed", ["", "hoa", "17", "2026", "0905123456", "hoa 17", "5/8/2012"])
def test_what_is_not_said_as_a_number_of_a_case(typed: str) -> None:
    assert numbering.asked(typed) == []
