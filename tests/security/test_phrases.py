from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop import paths
from ctxh_desktop.ambient import Ambient
from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.phrases import check_own, fold, generate, spellings
from tests.data.seeded import seeded_ambient

LETTERS = "abcdefghijklm"
SYLLABLES = ["".join(letters) for letters in product(LETTERS, repeat=3)][:2048]


def ambient_of(content):
    return Ambient(now=seeded_ambient().now, random_bytes=lambda count: content[:count])


def test_a_phrase_has_five_syllables_of_the_list():
    words = generate(SYLLABLES, seeded_ambient(7)).split(" ")

    assert len(words) == 5
    assert set(words) <= set(SYLLABLES)


def test_the_programs_own_list_makes_phrases():
    own = (paths.resources() / "codes" / "syllables.txt").read_text(encoding="ascii").split()

    assert len(generate(own, seeded_ambient()).split(" ")) == 5


def test_each_syllable_comes_equally_often():
    """All 2^11 draws of one place give all 2,048 syllables once."""
    seen = Counter(
        generate(SYLLABLES, ambient_of(number.to_bytes(7, "big"))).split(" ")[0]
        for number in range(2048)
    )

    assert seen == Counter(SYLLABLES)


def test_all_55_bits_count():
    phrases = {generate(SYLLABLES, ambient_of((1 << bit).to_bytes(7, "big"))) for bit in range(55)}

    assert len(phrases) == 55


@pytest.mark.parametrize(
    "damaged",
    [
        [],
        SYLLABLES[:-1],
        [*SYLLABLES[:-1], SYLLABLES[0]],
        [*SYLLABLES[:-1], "ả"],
        [*SYLLABLES[:-1], "hai ba"],
        [*SYLLABLES[:-1], "Hai"],
    ],
)
def test_a_damaged_list_gives_no_weak_phrase(damaged):
    with pytest.raises(IntegrityError) as told:
        generate(damaged, seeded_ambient())

    assert told.value.code == "syllable-list-damaged"


@given(st.binary(min_size=7, max_size=7))
def test_a_made_phrase_has_one_spelling(content):
    phrase = generate(SYLLABLES, ambient_of(content))

    assert spellings(phrase) == (phrase,)


@pytest.mark.parametrize(
    "typed",
    [
        "Khoai Biển chuồng lắm mưa",
        "KHOAI BIEN CHUONG LAM MUA",
        "  khoai bien  chuong lam mua\n",
        unicodedata.normalize("NFD", "khoai biển chuồng lắm mưa"),
        "khoai biến chương lam mùa",
    ],
)
def test_a_made_phrase_typed_with_an_input_method_on_still_fits(typed):
    assert spellings(typed)[-1] == "khoai bien chuong lam mua"
    assert len(spellings(typed)) == 2


def test_the_letter_dd_is_a_d_without_its_bar():
    assert fold("Đồng ĐẦU đau") == "dong dau dau"


def test_other_alphabets_are_tried_only_as_typed():
    assert spellings("Пароль") == ("Пароль",)


@given(st.text())
def test_as_typed_comes_first_in_one_form(text):
    assert spellings(text)[0] == unicodedata.normalize("NFC", text)
    assert fold(fold(text)) == fold(text)


def test_an_own_phrase_that_nobody_guesses_is_taken():
    assert check_own("con mèo vàng ngủ trưa", ["Trần Thị Hoa", "Phong Điền", ""]) is None


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("", "phrase-too-short"),
        ("mười bốn chữ n", "phrase-too-short"),
        ("ngan     qua    ", "phrase-too-short"),
        ("x" * 1025, "phrase-too-long"),
        ("123456789012345678", "phrase-too-common"),
        ("aaaaaaaaaaaaaaaaaaa", "phrase-too-common"),
        ("hahahahahahahahahaha", "phrase-too-common"),
        ("matkhau matkhau 123", "phrase-too-common"),
        ("Mật Khẩu Việt Nam 2026", "phrase-too-common"),
        ("qwertyuiop123456", "phrase-too-common"),
        ("Trần Thị Hoa 01/01/1985", "phrase-holds-name"),
        ("tranthihoa tranthihoa", "phrase-holds-name"),
        ("xã Phong Điền 2026", "phrase-holds-name"),
    ],
)
def test_an_own_phrase_others_would_guess_is_refused(phrase, code):
    with pytest.raises(InputError) as told:
        check_own(phrase, ["Trần Thị Hoa", "Phong Điền"])

    assert told.value.code == code


def test_the_length_is_told():
    with pytest.raises(InputError) as told:
        check_own("ngắn quá")

    assert told.value.facts == {"length": 8, "minimum": 15}
