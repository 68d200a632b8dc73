"""Classes of a household by year."""

from __future__ import annotations

import pytest

from ctxh_desktop.domain.records.household_year import HouseholdYear


@pytest.mark.parametrize(
    ("year", "is_right"), [(26, False), (1990, True), (2026, True), (20266, False)]
)
def test_a_year_is_a_year(year, is_right) -> None:
    row = HouseholdYear(household_id="h", year=year, household_class="NGHEO")

    assert (row.issues() == {}) == is_right
