"""Who may be one person entered twice: pairs that are, may be, or are not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.domain import likeness
from ctxh_desktop.domain.likeness import compare

LAN = {
    "full_name": "Nguyễn Thị Thuý Lan",
    "born": "1951-03-02",
    "sex": "NU",
    "village": "Thôn 3",
    "phone": "0912345678",
    "id_number": "046151001234",
    "household_id": "h1",
}
NO_NUMBER = {**LAN, "id_number": None, "phone": None, "household_id": None}
SURE, MAYBE, NOT = "sure", "maybe", "not"


def other(**changes: Any) -> dict[str, Any]:
    return {**NO_NUMBER, **changes}


PAIRS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("all the same", LAN, dict(LAN), SURE),
    ("name, birth and village", NO_NUMBER, other(), SURE),
    ("old and new place of the tone", NO_NUMBER, other(full_name="Nguyễn Thị Thúy Lan"), SURE),
    ("written without any mark", NO_NUMBER, other(full_name="NGUYEN THI THUY LAN"), SURE),
    (
        "đ left as d on an old list",
        other(full_name="Đỗ Đức Đạt"),
        other(full_name="Do Duc Dat"),
        SURE,
    ),
    (
        "decomposed letters",
        NO_NUMBER,
        other(full_name="Nguye\u0302\u0303n Thi\u0323 Thuy\u0301 Lan"),
        SURE,
    ),
    (
        "the same number under another name",
        LAN,
        {**LAN, "full_name": "Trần Văn Bình", "born": "1980"},
        MAYBE,
    ),
    (
        "the same number, nothing else known",
        {"full_name": "Lê A", "id_number": "046151001234"},
        LAN,
        MAYBE,
    ),
    ("another village", NO_NUMBER, other(village="Thôn 9"), MAYBE),
    ("only the year on one side", NO_NUMBER, other(born="1951"), MAYBE),
    ("only the year, another village", NO_NUMBER, other(born="1951", village=None), MAYBE),
    ("about the year", NO_NUMBER, other(born="1950~"), MAYBE),
    ("no birth on one side, one village", NO_NUMBER, other(born=None), MAYBE),
    ("no birth and no village", NO_NUMBER, other(born=None, village=None), NOT),
    ("day and month changed over", NO_NUMBER, other(born="1951-02-03"), MAYBE),
    ("a year apart in one village", NO_NUMBER, other(born="1952"), MAYBE),
    ("a year apart elsewhere", NO_NUMBER, other(born="1952", village="Thôn 9"), NOT),
    ("ten years apart", NO_NUMBER, other(born="1961-03-02"), NOT),
    ("given name put first", NO_NUMBER, other(full_name="Lan Nguyễn Thị Thuý"), MAYBE),
    ("one letter wrong", NO_NUMBER, other(full_name="Nguyễn Thị Thuý Lann"), MAYBE),
    ("two letters changed over", NO_NUMBER, other(full_name="Nguyễn Thị Thuý Lna"), MAYBE),
    ("i for y", other(full_name="Lý Mỹ Vy"), other(full_name="Lí Mĩ Vi"), MAYBE),
    ("a middle name left out", NO_NUMBER, other(full_name="Nguyễn Thị Lan", born="1951"), MAYBE),
    (
        "a slip and a year apart, one village",
        NO_NUMBER,
        other(full_name="Nguyễn Thị Thuỳ Len", born="1950"),
        MAYBE,
    ),
    ("another family name", NO_NUMBER, other(full_name="Trần Thị Thuý Lan"), NOT),
    (
        "twins: other given names",
        LAN,
        {**LAN, "full_name": "Nguyễn Thị Thuý Hồng", "id_number": None},
        NOT,
    ),
    (
        "twins: given names that differ by tones",
        other(full_name="Lê Văn Thanh"),
        other(full_name="Lê Văn Thành"),
        MAYBE,
    ),
    (
        "twins: given names one letter apart",
        LAN,
        {**LAN, "full_name": "Nguyễn Thị Thuý Loan", "id_number": None},
        MAYBE,
    ),
    (
        "one telephone of a mother and her child",
        LAN,
        {**LAN, "full_name": "Lê Thị Hoa", "born": "1980", "id_number": None},
        NOT,
    ),
    (
        "one telephone, given name alone",
        LAN,
        {"full_name": "Lan", "phone": LAN["phone"], "born": "1951"},
        MAYBE,
    ),
    ("given name alone, no telephone", NO_NUMBER, other(full_name="Lan"), NOT),
    ("two full numbers", LAN, {**LAN, "id_number": "046051009876", "phone": None}, MAYBE),
    (
        "two full numbers in two villages",
        LAN,
        {**LAN, "id_number": "046051009876", "phone": None, "household_id": None, "village": None},
        NOT,
    ),
    ("one digit of the number wrong", LAN, {**LAN, "id_number": "046151001235"}, SURE),
    ("old number on one side", LAN, {**LAN, "id_number": "191234567"}, SURE),
    ("another sex", NO_NUMBER, other(sex="NAM"), MAYBE),
    ("one name of one word", other(full_name="Y"), other(full_name="I"), NOT),
    ("no name", other(full_name=""), other(full_name=""), NOT),
]


@pytest.mark.parametrize(
    ("one", "two", "verdict"), [p[1:] for p in PAIRS], ids=[p[0] for p in PAIRS]
)
def test_pair(one: dict[str, Any], two: dict[str, Any], verdict: str) -> None:
    found = compare(one, two)

    said = NOT if found is None else SURE if found.is_sure else MAYBE
    assert said == verdict, found
    assert compare(two, one) == found


def test_reasons_say_why() -> None:
    found = compare(LAN, {**LAN, "sex": "NAM", "born": "1951"})

    assert found is not None
    assert found.reasons == ("number", "name", "birth-known", "household", "phone", "sex-other")


VALUES = st.fixed_dictionaries(
    {
        "full_name": st.text(max_size=30),
        "born": st.one_of(st.none(), st.sampled_from(["1951", "1951-03", "1951-03-02", "1950~"])),
        "phone": st.one_of(st.none(), st.just("0912345678")),
        "village": st.one_of(st.none(), st.text(max_size=5)),
        "id_number": st.one_of(st.none(), st.just("046151001234"), st.just("046151001243")),
    }
)


@given(VALUES, VALUES)
def test_whatever_was_entered_compares_alike_from_both_sides(
    one: dict[str, Any], two: dict[str, Any]
) -> None:
    found = compare(one, two)

    assert found == compare(two, one)
    assert found is None or likeness.ASKED_MIN <= found.score <= 100


@pytest.mark.parametrize(
    ("born", "years"),
    [("1951-03-02", ("1950", "1953")), ("1950~", ("1948", "1953")), ("", None), ("x", None)],
)
def test_years_around(born: str, years: tuple[str, str] | None) -> None:
    assert likeness.years_around(born) == years
