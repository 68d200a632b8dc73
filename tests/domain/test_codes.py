"""Code lists: every list the records name is there, readable and in its order."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from ctxh_desktop.domain.codes import Catalogue, CodeList, read_code_list
from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import Merge
from ctxh_desktop.errors import InputError

FOLDER = Path(__file__).parents[2] / "resources" / "codes"
FIELDS = [field for kind in RECORD_TYPES for field in kind.fields if field.codes]
LISTS = sorted({str(field.codes) for field in FIELDS})
HEADER = "code,label,label_en,is_restricted,valid_from,valid_to,source\n"


def read(name: str) -> CodeList:
    return read_code_list(name, (FOLDER / f"{name}.csv").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue(read(name) for name in LISTS)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_of_the_records_is_complete(name: str) -> None:
    codes = read(name).codes
    assert len(codes) >= 2
    for code in codes:
        assert re.fullmatch(r"[A-Za-z0-9_]+", code.code)
        assert code.label[0].isupper()
        assert code.label_en.isascii()
        assert code.source


@pytest.mark.parametrize("field", [f for f in FIELDS if f.merge is Merge.HIGHER], ids=str)
def test_lists_merged_as_higher_rise(field: object) -> None:
    name = field.codes  # type: ignore[attr-defined]
    rising = {"urgency": ["T", "TB", "C", "KC"], "risk_level": ["THAP", "TB", "CAO"]}
    assert [code.code for code in read(name).codes] == rising[name]


def test_groups_that_would_brand_somebody_are_restricted(catalogue: Catalogue) -> None:
    groups = catalogue["target_group"]
    restricted = {code.code for code in groups.codes if code.is_restricted}
    assert restricted == {
        "BDAM", "HIV", "MATUY", "NNBLGD", "NNMB", "NNXHTD", "RNTT", "SAUCAI", "TEXH", "TT",
    }  # fmt: skip
    assert groups.has_restricted(["NCT", "HIV"])
    assert not groups.has_restricted(["NCT", "NOSUCH"])


@pytest.mark.parametrize(
    "field", [f for f in FIELDS if isinstance(f.codes, str)], ids=lambda f: f.name
)
def test_defaults_of_the_records_are_codes_of_their_lists(field: object) -> None:
    owner = next(kind for kind in RECORD_TYPES if field in kind.fields)
    default = getattr(owner.record, field.name, None)  # type: ignore[attr-defined]
    assert not default or default in read(field.codes).by_code  # type: ignore[attr-defined]


def test_labels_are_looked_up_and_unknown_codes_stay(catalogue: Catalogue) -> None:
    assert catalogue.label("target_group", "NCT") == "Người cao tuổi"
    assert catalogue.label("target_group", "MOI2030") == "MOI2030"
    assert catalogue.label("no_such_list", "X") == "X"
    assert catalogue.labels("target_group", "NKT NCT ZZ") == "Người cao tuổi, Người khuyết tật, ZZ"
    assert catalogue.labels("target_group", None) == ""


def test_a_lapsed_code_is_read_but_not_offered() -> None:
    codes = read_code_list(
        "x", HEADER + "A,Một,One,0,,2025-12-31,luật\nB,Hai,Two,0,2026-01-01,,luật\n"
    )
    assert [c.code for c in codes.current(date(2025, 12, 31))] == ["A"]
    assert [c.code for c in codes.current(date(2026, 1, 1))] == ["B"]
    assert codes.label("A") == "Một"
    assert (codes.order("A"), codes.order("B"), codes.order("C")) == (0, 1, -1)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("code,label\nA,Một\n", 1),
        ("", 1),
        (HEADER + "A,Một,One,0,,,luật\nA,Hai,Two,0,,,luật\n", 3),
        (HEADER + "A,Một,One,yes,,,luật\n", 2),
        (HEADER + "A B,Một,One,0,,,luật\n", 2),
        (HEADER + "A,,One,0,,,luật\n", 2),
        (HEADER + "A,Một,One,0,31/12/2025,,luật\n", 2),
        (HEADER + "A,Một\n", 2),
    ],
)
def test_a_damaged_list_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(InputError) as raised:
        read_code_list("x", text)
    assert raised.value.code == "code-list-unreadable"
    assert raised.value.facts == {"list": "x", "line": line}


def test_syllables_are_exactly_eleven_bits_and_safe_to_type() -> None:
    syllables = (FOLDER / "syllables.txt").read_text(encoding="ascii").split()
    assert len(syllables) == len(set(syllables)) == 2048
    assert syllables == sorted(syllables)
    for syllable in syllables:
        assert re.fullmatch(r"[a-vx-z]{2,6}", syllable)
        # Telex: a doubled vowel or d makes â ê ô đ, even apart; s f r x j z behind a vowel a tone.
        assert not any(syllable.count(letter) > 1 for letter in "aeod"), syllable
        assert not re.search(r"[aeiouy].*[sfrxjz]", syllable), syllable
