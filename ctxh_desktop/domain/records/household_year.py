"""HouseholdYear (loại hộ theo năm): how a household was classed in one year, and by which paper.

The newest year stays in `household.household_class` and `class_year`, by which lists are made:
commands keep them in step.

Invariants: the year is one in which households were classed; two rows of a year are a warning.

Units: `income_per_head` whole đồng a month.
Source: NĐ 07/2021/NĐ-CP; domain reference §5.4; code lists L30, L31.
"""

from __future__ import annotations

from datetime import date

from ctxh_desktop.domain.schema import (
    Record,
    code,
    codes,
    day,
    integer,
    link,
    money,
    record,
    text,
)

YEAR_MIN, YEAR_MAX = 1990, 2100


@record(
    "household_year",
    label="Class of a year",
    plural="Classes by year",
    source="NĐ 07/2021/NĐ-CP",
    part_of="household",
)
class HouseholdYear(Record):
    """The class of a household in one year."""

    household_id: str = link("Household", "household", entered=False)
    year: int = integer("Year", listed=True, group="class")
    household_class: str = code("Household class", "household_class", listed=True, group="class")
    certificate_number: str | None = text(
        "Certificate number", default=None, listed=True, group="certificate"
    )
    certificate_on: date | None = day("Certificate issued on", default=None, group="certificate")
    deprivations: tuple[str, ...] = codes("What the household lacks", "deprivation", default=())
    income_per_head: int | None = money("Income a head and month", default=None)
    note: str | None = text("Note", default=None)

    def issues(self) -> dict[str, str]:
        """Return what is wrong, by field; see the invariants above."""
        return {} if YEAR_MIN <= self.year <= YEAR_MAX else {"year": "year-out-of-range"}
