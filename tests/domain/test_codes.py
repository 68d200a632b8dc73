"""Code lists: every list the records name is there, readable and in its order."""

from __future__ import annotations

import re
import unicodedata
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
NOT_LISTS = {"units", "column_names", "value_names"}
ALL = sorted(file.stem for file in FOLDER.glob("*.csv") if file.stem not in NOT_LISTS)
REFERENCE = {
    "L01": ["target_group"], "L02": ["case_subject"],
    "L03": ["disability_type", "disability_degree", "disability_cause"],
    "L04": ["child_group", "protection_level", "risk_level"], "L05": ["case_status"],
    "L06": ["urgency"], "L07": ["criterion"], "L08": ["intake_source"],
    "L09": ["need_area", "need_level", "need_met"], "L10": ["plan_status", "step_status"],
    "L11": ["contact_kind", "contact_result"], "L12": ["service"],
    "L13": ["policy", "benefit_status", "child_support_case"],
    "L14": ["referral_target", "referral_result"],
    "L15": ["closure_reason", "child_closure_reason"], "L16": ["refusal_reason", "pause_reason"],
    "L17": ["consent_kind", "consent_giver", "consent_way"], "L18": ["relationship"],
    "L19": ["education", "school_status"], "L20": ["ethnicity"], "L21": ["religion"],
    "L22": ["marital_status"], "L23": ["occupation", "work_ability"],
    "L24": ["self_care_level", "self_care_activity"],
    "L25": ["dwelling", "water", "toilet", "electricity", "hazard"],
    "L26": ["collaborator_standing", "collaborator_status"], "L27": ["sex"],
    "L28": ["identifier_kind"], "L29": ["units"], "L30": ["household_class"],
    "L31": ["deprivation"], "L32": ["report_period", "report_kind", "report_status"],
    "L33": ["sync_state"], "L34": ["abuse_kind"], "L35": ["training_kind"],
    "L36": ["correction_reason"],
}  # fmt: skip
"""List of the domain reference (§12) → its files."""
HEADER = "code,label,label_en,is_restricted,valid_from,valid_to,source\n"


def read(name: str) -> CodeList:
    return read_code_list(name, (FOLDER / f"{name}.csv").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue(read(name) for name in LISTS)


@pytest.mark.parametrize("name", ALL)
def test_every_list_is_whole(name: str) -> None:
    """Unique codes (the reader refuses others), labels, sources, days in order, parents."""
    codes = read(name)
    assert len(codes.codes) >= 2
    for code in codes.codes:
        assert re.fullmatch(r"[A-Za-z0-9_]+", code.code)
        assert code.label[0].isupper() or code.label[0].isdigit()
        assert code.label == unicodedata.normalize("NFC", code.label)
        assert code.source == unicodedata.normalize("NFC", code.source) != ""
        assert code.label_en.isascii()
        assert code.label_en
        if code.valid_from and code.valid_to:
            assert code.valid_from <= code.valid_to
        if code.parent:
            owner, _, parent = code.parent.rpartition(":")
            assert parent in (read(owner) if owner else codes).by_code
            assert parent != code.code or owner
    assert len(codes.codes) == len({(code.parent, code.label) for code in codes.codes})


def test_all_lists_of_the_reference_are_there() -> None:
    listed = [name for names in REFERENCE.values() for name in names]
    assert len(listed) == len(set(listed))
    assert set(listed) <= {*ALL, "units"}
    assert set(REFERENCE) == {f"L{number:02}" for number in range(1, 37)}


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
    assert codes.lapsed(["A", "B", "C"], date(2026, 1, 1)) == ("A",)
    assert codes.lapsed(["A", "B", "C"], date(2025, 12, 31)) == ("B",)
    assert (codes.order("A"), codes.order("B"), codes.order("C")) == (0, 1, -1)


def test_a_lapsed_code_says_that_it_is_old() -> None:
    text = HEADER + "A,Một,One,0,,2025-12-31,luật\nB,Hai,Two,0,2027-01-01,,luật\n"
    codes = read_code_list("x", text, date(2026, 1, 1))
    assert codes.label("A") == "Một (cũ)"
    assert codes.label("B") == "Hai"  # not begun yet is not old
    assert Catalogue([codes]).labels("x", "B A") == "Một (cũ), Hai"
    assert read_code_list("x", text, date(2025, 12, 31)).label("A") == "Một"


def test_sub_groups_are_found_by_their_parent() -> None:
    children = read("child_group")
    assert len(children.below("target_group:TE")) == 14
    assert [code.code for code in children.below("T02")] == ["T02_1", "T02_2"]
    assert children.below("T03") == ()


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
