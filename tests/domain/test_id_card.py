from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.domain import id_card
from ctxh_desktop.domain.id_card import Card, Doubt
from ctxh_desktop.errors import InputError
from tests.data.people import full_name, number

TEXT = (
    "046088001234|191234567|Nguyễn Văn A|01021988|Nam|Tổ 1, Kim Long, Huế, Thừa Thiên Huế|25042021"
)
CARD = Card(
    number="046088001234",
    full_name="Nguyễn Văn A",
    born="1988-02-01",
    sex="NAM",
    address="Tổ 1, Kim Long, Huế, Thừa Thiên Huế",
    old_number="191234567",
    issued_on="2021-04-25",
)

PLACES = ("Thôn 3, Phong Mỹ, Phong Điền, Thừa Thiên Huế", "12/5 Đống Đa, Huế", "Hồng Hạ, A Lưới")


@st.composite
def cards(draw: st.DrawFn) -> Card:
    rng = Random(draw(st.integers(0, 2**32)))
    born = draw(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
    sex = draw(st.sampled_from(("NAM", "NU")))
    return Card(
        number=number(rng, born, sex, draw(st.integers(0, 999_999))),
        full_name=full_name(rng, sex, 2026 - born.year, is_highland=draw(st.booleans())),
        born=str(born),
        sex=sex,
        address=draw(st.sampled_from(PLACES)),
        old_number=draw(st.sampled_from(("", "191234567"))),
        issued_on=str(draw(st.dates(date(2021, 1, 1), date(2026, 11, 1)))),
    )


def layout(card: Card, style: int) -> str:
    """The text of a card as some reader hands it on."""
    slash, newer, no_old = style & 1, style & 2, style & 4 and not card.old_number
    born, issued = (
        f"{day[8:] or '00'}/{day[5:7] or '00'}/{day[:4]}"
        if slash
        else f"{day[8:] or '00'}{day[5:7] or '00'}{day[:4]}"
        for day in (card.born, card.issued_on)
    )
    sex = {"NAM": "Nam", "NU": "Nữ"}[card.sex]
    old = [] if no_old else [card.old_number]
    fields = [card.number, *old, card.full_name, born, sex, card.address, issued]
    if newer:
        fields += ["Nguyễn Văn Cha", "", "Trần Thị Mẹ", ""]
    text = "|".join(fields)
    if style & 8:
        text = unicodedata.normalize("NFD", text)
    if style & 16:
        text = f"\ufeff{text}\r\n"
    if style & 32:
        text = text.encode().decode("latin-1")
    return text


def without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def outcome(text: str) -> str:
    """The number that was read, or the code of the refusal."""
    try:
        return id_card.read(text).number
    except InputError as error:
        return error.code


@given(cards(), st.integers(0, 63))
def test_every_layout_of_every_card_is_read(card: Card, style: int) -> None:
    assert id_card.read(layout(card, style)) == card


@given(cards(), st.sampled_from((10, 7, 4, 0)), st.booleans())
def test_a_card_is_written_as_it_is_read(card: Card, born_chars: int, has_marks: bool) -> None:
    text = layout(replace(card, born=card.born[:born_chars] or "2000-01-01"), 0)
    if not has_marks:
        text = "".join(
            c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)
        )
    read = id_card.read(text)

    assert id_card.read(id_card.write(read)) == read


@given(cards(), st.integers(0, 63))
def test_what_looks_like_a_card_is_told_from_typing(card: Card, style: int) -> None:
    assert id_card.looks_like(layout(card, style))


@given(st.text(max_size=200) | st.text(alphabet="0123456789|/ NamNữ\r\n\ufeff", max_size=200))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    read = outcome(text)

    assert read.startswith("card-") or (read.isascii() and read.isdigit() and len(read) == 12)


@given(cards(), st.data())
def test_a_cut_or_changed_text_never_breaks_the_reader(card: Card, data: st.DataObject) -> None:
    text = list(layout(card, 0))
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(text) - 1))
        text[place : place + data.draw(st.integers(0, 20))] = data.draw(st.text(max_size=3))
        if not text:
            text = ["|"]

    read = outcome("".join(text))

    assert read.startswith("card-") or (read.isascii() and read.isdigit() and len(read) == 12)


def test_the_card_of_the_reference() -> None:
    assert id_card.read(TEXT) == CARD
    assert CARD.values() == {
        "id_number": "046088001234",
        "full_name": "Nguyễn Văn A",
        "born": "1988-02-01",
        "sex": "NAM",
        "paper_address": "Tổ 1, Kim Long, Huế, Thừa Thiên Huế",
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "card-empty"),
        (" \r\n\ufeff", "card-empty"),
        ("Nguyễn Văn A", "card-unknown"),
        ("https://example.org/a|b|c|d|e|f", "card-unknown"),
        ("00020101021138570010A000000727|1|2|3|4|5", "card-unknown"),
        ("046088001234|Nguyễn Văn A|01021988|Nam|Huế", "card-unknown"),
        ("|".join(["046088001234"] + ["x"] * 29), "card-unknown"),
        (TEXT + "x" * 4096, "card-unknown"),
        (TEXT.replace("|", " "), "card-unknown"),
        ("HN2464612345678|4e677579e1bb85|01/01/1950|2|54e1bb95|46 - 001|-|", "card-of-insurance"),
        ("4612345678|4e677579|01/01/1950|2|54e1bb95|46 - 001|-|", "card-of-insurance"),
        ("04608800123|191234567|Nguyễn Văn A|01021988|Nam|Huế|25042021", "card-number-unreadable"),
        ("O46088OO1234||Nguyễn Văn A|01021988|Nam|Huế|25042021", "card-number-unreadable"),
        (TEXT + "\n" + TEXT.replace("1234|", "1235|"), "card-two-at-once"),
        (TEXT + TEXT[:70], "card-two-at-once"),
    ],
)
def test_what_is_no_card_is_refused_with_what_it_is(text: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        id_card.read(text)

    assert refused.value.code == code


def test_a_card_that_was_read_twice_is_one_card() -> None:
    assert id_card.read(f"{TEXT}\r\n{TEXT}\r\n") == CARD


@pytest.mark.parametrize(
    ("born", "plain"),
    [
        ("1950", "1950"), ("00001950", "1950"), ("00021950", "1950-02"), ("//1950", "1950"),
        ("01-02-1988", "1988-02-01"), ("31021988", ""), ("19880201", ""), ("?", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_birth_that_is_partial_or_unreadable(born: str, plain: str) -> None:
    card = id_card.read(TEXT.replace("01021988", born))

    assert card.born == plain
    assert ("born" in card.values()) is bool(plain)


def test_a_sex_that_is_unreadable_is_told_by_the_number() -> None:
    assert id_card.read(TEXT.replace("|Nam|", "|N?m|")).sex == "NAM"
    assert id_card.read(TEXT.replace("046088", "046188").replace("|Nam|", "||")).sex == "NU"
    assert id_card.read(TEXT.replace("|Nam|", "|Nu|")).sex == "NU"


@pytest.mark.parametrize(
    "name", ["Nguy?n V?n A", "Nguyen\ufffd Van A", "Nguye64n Va8n A", "", "Nguyen Van A"]
)
def test_a_name_without_its_marks_is_asked_for(name: str) -> None:
    text = TEXT.replace("Nguyễn Văn A", name)
    if name == "Nguyen Van A":
        text = "".join(
            c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)
        )

    card = id_card.read(text)

    assert card.doubt is Doubt.NO_MARKS
    assert card.values() == {"id_number": CARD.number, "born": CARD.born, "sex": CARD.sex}


@pytest.mark.parametrize("name", ["La An", "Cao Loan", "H'Hen Niê", "K'Brêu"])
def test_a_name_that_needs_no_marks_is_believed(name: str) -> None:
    assert id_card.read(TEXT.replace("Nguyễn Văn A", name)).full_name == name


def test_capitals_become_a_name() -> None:
    assert id_card.read(TEXT.replace("Nguyễn Văn A", "H'HEN NIÊ")).full_name == "H'Hen Niê"


def test_what_does_not_fit_together_is_a_warning_and_never_stops() -> None:
    text = TEXT.replace("046088", "003188")

    warnings = {code for code, _ in id_card.read(text).warnings}

    assert warnings == {"id-sex-differs", "id-place-unknown"}
    assert {c for c, _ in id_card.read(TEXT.replace("1988|", "1989|")).warnings} == {
        "id-year-differs"
    }
    assert CARD.warnings == ()
