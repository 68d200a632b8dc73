"""Benefits: standard × coefficient × heads, by the decree that held on the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ctxh_desktop.domain.benefits import Rates, read_rates
from ctxh_desktop.domain.codes import read_code_list
from ctxh_desktop.errors import InputError

CODES = Path(__file__).parents[2] / "resources" / "codes"
STANDARD = (CODES / "reference" / "benefit_standard.csv").read_text(encoding="utf-8")
RATE = (CODES / "reference" / "benefit_rate.csv").read_text(encoding="utf-8")
NOW = date(2026, 11, 25)


@pytest.fixture(scope="module")
def rates() -> Rates:
    return read_rates(STANDARD, RATE)


@pytest.mark.parametrize(
    ("policy", "day", "count", "total"),
    [
        ("BT1a", NOW, 1, 1_250_000),
        ("BT6a", NOW, 1, 1_000_000),
        ("BT6a", date(2024, 6, 30), 1, 720_000),
        ("BT6a", date(2024, 7, 1), 1, 1_000_000),
        ("BT5d", date(2021, 7, 1), 1, 1_080_000),
        ("BT4", NOW, 3, 1_500_000),
        ("BT6c", NOW, 3, 750_000),
        ("CS7", NOW, 2, 2_500_000),
        ("HTXH", NOW, 1, 500_000),
    ],
)
def test_the_amount_is_standard_by_coefficient_by_heads(
    rates: Rates, policy: str, day: date, count: int, total: int
) -> None:
    found = rates.amount(policy, day, count=count)
    assert found is not None
    assert found.total == total
    assert all(found.sources)


def test_an_amount_says_how_it_came_about(rates: Rates) -> None:
    found = rates.amount("BT4", NOW, count=2)
    assert found is not None
    assert (found.standard, found.coefficient, found.count) == (500_000, Decimal("1.0"), 2)
    assert found.sources == ("NĐ 76/2024/NĐ-CP", "NĐ 20/2021/NĐ-CP Đ6 k1")


@pytest.mark.parametrize(
    ("policy", "day"),
    [("BHYT", NOW), ("BT6a", date(2021, 6, 30)), ("HTXH", date(2025, 6, 30)), ("NOSUCH", NOW)],
)
def test_nothing_is_made_up_where_no_decree_is_known(rates: Rates, policy: str, day: date) -> None:
    assert rates.amount(policy, day) is None


@pytest.mark.parametrize("count", [0, -1, 51])
def test_impossible_numbers_of_heads_are_refused(rates: Rates, count: int) -> None:
    with pytest.raises(ValueError, match=str(count)):
        rates.amount("BT4", NOW, count=count)


def test_a_province_may_set_a_higher_standard() -> None:
    own = read_rates(STANDARD + "46,600000,2026-01-01,,NQ của HĐND\n", RATE)
    here, there = (own.amount("BT6a", NOW, province_code=code) for code in ("46", "48"))
    assert here is not None and there is not None  # noqa: PT018 (both, for the types)
    assert (here.total, there.total) == (1_200_000, 1_000_000)
    before = own.amount("BT6a", date(2025, 12, 31), province_code="46")
    assert before is not None
    assert before.total == 1_000_000


def test_every_rate_is_of_a_policy_and_no_two_hold_at_once(rates: Rates) -> None:
    policies = read_code_list("policy", (CODES / "policy.csv").read_text(encoding="utf-8")).by_code
    assert {rate.policy for rate in rates.rates} <= set(policies)
    decreed = {code for code in policies if code.startswith(("BT", "CS"))} - {"BHYT"}
    assert decreed <= {rate.policy for rate in rates.rates}
    for day in (date(2021, 7, 1), date(2024, 6, 30), date(2024, 7, 1), NOW):
        holding = [rate.policy for rate in rates.rates if rate.term.holds_on(day)]
        assert len(holding) == len(set(holding))
        assert len([s for s in rates.standards if s.term.holds_on(day)]) == 1


@pytest.mark.parametrize(
    ("standard", "rate", "name"),
    [
        ("x\n", RATE, "benefit_standard"),
        (STANDARD + ",abc,2026-01-01,,NĐ\n", RATE, "benefit_standard"),
        (STANDARD + ",1,2026-01-02,2026-01-01,NĐ\n", RATE, "benefit_standard"),
        (STANDARD, RATE + "BT9,1.0,500,,2026-01-01,,NĐ\n", "benefit_rate"),
        (STANDARD, RATE + "BT9,-1,,,2026-01-01,,NĐ\n", "benefit_rate"),
        (STANDARD, RATE + "BT9,1.0,,,2026-01-01,,\n", "benefit_rate"),
        (STANDARD, RATE + "BT9,,,,2026-01-01,,NĐ\n", "benefit_rate"),
    ],
)
def test_damaged_files_are_refused(standard: str, rate: str, name: str) -> None:
    with pytest.raises(InputError) as raised:
        read_rates(standard, rate)
    assert raised.value.facts["list"] == name
