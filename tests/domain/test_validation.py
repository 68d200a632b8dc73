"""What is wrong with a record before it is stored."""

from __future__ import annotations

from datetime import date

import pytest

from ctxh_desktop.commands.profile import load_catalogue
from ctxh_desktop.domain.codes import Catalogue, Code, CodeList
from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.records.case import Case
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.validation import cleaned, field_issue, issues, newly_retired

CATALOGUE = load_catalogue()
GOOD = {"full_name": "Lê Thị Út", "groups": "NCT"}


def found(**values: object) -> dict[str, str]:
    told = issues(Person.type, cleaned(Person.type, {**GOOD, **values}), CATALOGUE)
    return {name: code for name, (code, _) in told.items()}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, {}),
        ({"full_name": "  "}, {"full_name": "field-required"}),
        ({"full_name": "Á" * 101}, {"full_name": "text-too-long"}),
        ({"groups": "NCT XYZ"}, {"groups": "unknown-choice"}),
        ({"sex": "nam"}, {"sex": "unknown-choice"}),
        ({"born": "2012-13"}, {"born": "value-unreadable"}),
        ({"id_number": "046 088 001 23"}, {"id_number": "id-length"}),
        ({"id_number": "046.088.001.234"}, {}),
        ({"note": "x\n" * 900}, {}),
        ({"policies": " ".join(sorted(CATALOGUE["policy"].by_code))}, {}),
    ],
)
def test_each_rule(values: dict[str, object], expected: dict[str, str]) -> None:
    assert found(**values) == expected


def test_rules_between_fields_are_asked_once_each_field_is_right() -> None:
    case = {"person_id": "x", "number": "1", "opened_on": "2026-11-10", "status": "KETTHUC",
            "closed_on": "2026-11-01", "closure_reason": None}  # fmt: skip

    assert issues(Case.type, case, CATALOGUE)["closed_on"][0] == "closed-before-opened"


@pytest.mark.parametrize("declared", RECORD_TYPES, ids=lambda t: t.name)
def test_required_fields_are_told_for_every_type(declared: RecordType) -> None:
    told = issues(declared, {}, CATALOGUE)

    assert set(told) == {field.name for field in declared.fields if field.required}


@pytest.mark.parametrize("declared", RECORD_TYPES, ids=lambda t: t.name)
def test_every_code_list_named_by_a_declaration_exists(declared: RecordType) -> None:
    assert {f.codes for f in declared.fields if f.codes} <= set(CATALOGUE)


def test_unknown_field_is_a_bug() -> None:
    with pytest.raises(KeyError):
        cleaned(Person.type, {"shoe_size": 42})


LAPSED = Catalogue(
    [CodeList("target_group", (Code("OLD", "Nhóm cũ", valid_to=date(2025, 12, 31)),
                               Code("NCT", "Người cao tuổi")))]
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "stored", "day", "wrong"),
    [
        ({"groups": "OLD"}, {}, date(2025, 12, 31), False),
        ({"groups": "OLD"}, {}, date(2026, 1, 1), True),
        ({"groups": "NCT OLD"}, {"groups": "NCT"}, date(2026, 1, 1), True),
        ({"groups": "NCT OLD"}, {"groups": "OLD"}, date(2026, 1, 1), False),
        ({"groups": "NCT"}, {"groups": "OLD"}, date(2026, 1, 1), False),
        ({"groups": "XYZ"}, {}, date(2026, 1, 1), False),  # unknown: another rule's
        ({"full_name": "OLD"}, {}, date(2026, 1, 1), False),
    ],
)
def test_a_lapsed_code_is_not_chosen_anew_and_stays_where_it_was(
    changes: dict[str, str], stored: dict[str, str], day: date, wrong: bool
) -> None:
    told = newly_retired(Person.type, changes, stored, LAPSED, day)
    assert (set(told) == {"groups"}) is wrong
    assert not wrong or told["groups"][0] == "choice-retired"


def test_an_amount_is_not_below_zero() -> None:
    income = Person.type.field("income")

    assert field_issue(income, 0, None) is None
    assert field_issue(income, -1, None) == (
        "amount-below-zero",
        {"label": income.label},
    )
