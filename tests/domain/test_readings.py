from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.domain import readings, words
from ctxh_desktop.domain.readings import Reading
from tests.data.people import FAMILIES, GIVEN

TONES = {"\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0301": "s", "\u0323": "j"}
VNI_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
NAMES = sorted({*FAMILIES.values, *(name for names in GIVEN.values() for name in names)})


def telex(word: str, *, is_tone_last: bool) -> str:
    """The keys that Telex takes for a word."""
    return _keys(word, TONES, {"\u0302": "", "\u0306": "w", "\u031b": "w"}, "d", is_tone_last)


def vni(word: str, *, is_tone_last: bool) -> str:
    return _keys(word, VNI_TONES, {"\u0302": "6", "\u0306": "8", "\u031b": "7"}, "9", is_tone_last)


def _keys(
    word: str, tones: dict[str, str], marks: dict[str, str], bar: str, is_tone_last: bool
) -> str:
    keys, tone, letter = "", "", ""
    for character in unicodedata.normalize("NFD", word):
        if character in tones:
            tone = tones[character]
            keys += "" if is_tone_last else tone
        elif character in marks:
            keys += marks[character] or letter
        else:
            letter = character.lower()
            keys += {"đ": f"d{bar}", "Đ": f"D{bar}"}.get(character, character)
    return keys + (tone if is_tone_last else "")


@pytest.mark.parametrize("keys", [telex, vni])
@pytest.mark.parametrize("is_tone_last", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_keys_that_did_not_become_letters_are_read(name, keys, is_tone_last) -> None:
    typed, folded = keys(name, is_tone_last=is_tone_last), words.fold(name)
    if words.fold(typed) == folded:
        return

    assert folded in [reading.text for reading in readings.guesses(typed)], typed


@pytest.mark.parametrize(
    ("typed", "wanted", "born"),
    [
        ("  Nguyễn   Thị\u00a0Ánh ", ("nguyen", "thi", "anh"), ""),
        ("Ngu\u200byễn\ufeff", ("nguyen",), ""),
        ("ĐỨC", ("duc",), ""),
        ("046 088 001 234", ("046088001234",), ""),
        ("046.088-001234", ("046088001234",), ""),
        ("(0905) 123-456", ("0905123456",), ""),
        ("０９０５", ("0905",), ""),
        ("+84 905 123 456", ("0905123456",), ""),
        ("0084905123456", ("0905123456",), ""),
        ("19 51", ("19", "51"), ""),
        ("1951", ("1951",), ""),
        ("5/8/2012", ("2012",), "2012-08-05"),
        ("nguyệt 05.08.2012", ("nguyet", "2012"), "2012-08-05"),
        ("8/2012 nguyệt", ("nguyet", "2012"), "2012-08"),
        ("HS-19819-2026-A0017", ("hs", "19819", "2026", "a0017"), ""),
        ("A0017/2026", ("a0017", "2026"), ""),
        ("12/2012/2013", ("12", "2012", "2013"), ""),
        ("", (), ""),
        (" .,-! ", (), ""),
    ],
)
def test_what_was_typed_is_read_as_it_stands(typed, wanted, born) -> None:
    assert readings.read(typed) == Reading(wanted, born)


@pytest.mark.parametrize(
    ("typed", "way"),
    [
        ("quí kì", "quy ky"), ("my", "mi"), ("li thi li", "ly thi ly"), ("huinh", "huynh"),
        ("quinh", "quynh"), ("84905123456", "0905123456"), ("905123456", "0905123456"),
        ("46088001234", "046088001234"), ("hoa 68", "hoa 1968"), ("17/2026", "17 2026"),
        ("5/2012", "5 2012"),
    ],
)  # fmt: skip
def test_other_usual_ways_to_write_it_are_found_too(typed, way) -> None:
    assert way in [reading.text for reading in readings.ways(typed)]


@pytest.mark.parametrize("typed", ["thi hoa", "thuy", "nguyen", "hien", "hoa 12", "tai"])
def test_what_nobody_writes_in_two_ways_is_asked_once(typed) -> None:
    assert [reading.text for reading in readings.ways(typed)] == [typed]


@pytest.mark.parametrize(
    ("typed", "guess"),
    [
        ("bà cụ hoà", "hoa"), ("hoa tdp 5", "hoa to dan pho 5"), ("hoa sn 1951", "hoa 1951"),
        ("0905 123 hoa", "0905123 hoa"), ("hoa 05082012", "hoa 2012"), ("hoa 12", "hoa 1912"),
        ("hoa 12", "hoa 2012"), ("ông ddawngj", "dang"), ("dungsd", "dung"),
    ],
)  # fmt: skip
def test_guesses(typed, guess) -> None:
    assert guess in [reading.text for reading in readings.guesses(typed)]


def test_a_compact_day_is_guessed_with_the_day() -> None:
    assert Reading(("hoa", "2012"), "2012-08-05") in list(readings.guesses("hoa 05082012"))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("ttb", Reading(("t", "t", "b"))), ("đ.h.đ", Reading(("d", "h", "d"))),
        ("ttb 1951", Reading(("t", "t", "b", "1951"), "1951")), ("t t b", None), ("t", None),
        ("hoa lan", None), ("ttb 19", None), ("", None), ("nguyenthi", None),
    ],
)  # fmt: skip
def test_initials(typed, wanted) -> None:
    assert readings.initials(typed) == wanted


@given(st.text(max_size=30) | st.text(alphabet="0123456789/.-+ aădđ'qyi", max_size=20))
def test_nothing_that_can_be_typed_breaks_reading(typed: str) -> None:
    everything = [readings.read(typed), *readings.ways(typed), *readings.guesses(typed)]
    initials = readings.initials(typed)
    for reading in [*everything, *([initials] if initials else [])]:
        assert all(word == words.fold(word) and " " not in word for word in reading.words), reading
        assert len(reading.words) <= readings.WORDS_MAX


@given(st.text(alphabet="aăbdđehinơuyưạéồ0123456789 ./", max_size=20))
def test_no_guess_comes_twice(typed: str) -> None:
    guesses = list(readings.guesses(typed))

    assert len(guesses) == len(set(guesses))
    assert readings.read(typed) not in guesses
