"""Household (hộ gia đình): people who live together, and how the commune classes them.

Members and the classes of earlier years are *parts* with a row each (`part_of="household"`).

Units: incomes and costs whole đồng a month.
Source: TT 02/2020/TT-BLĐTBXH Mẫu số 01 part C (reconstructed); classes of Luật/HNN, code list L30.
"""

from __future__ import annotations

from ctxh_desktop.domain.schema import (
    Record,
    code,
    codes,
    integer,
    long_text,
    money,
    name,
    record,
    text,
)


@record(
    "household",
    label="Household",
    plural="Households",
    source="TT 02/2020/TT-BLĐTBXH, Mẫu số 01, C",
)
class Household(Record):
    """One household of the commune."""

    head_name: str = name("Head of household", searched=True, listed=True)
    village: str | None = text(
        "Village or ward group", default=None, searched=True, listed=True, group="address"
    )
    address: str | None = text("House number, directions", default=None, group="address")
    phone: str | None = text("Phone", default=None, searched=True, is_phone=True)
    household_class: str | None = code(
        "Household class", "household_class", default=None, listed=True, group="class"
    )
    class_year: int | None = integer("Class of the year", default=None, group="class")
    member_count: int | None = integer("Number of members", default=None, listed=True)
    note: str | None = long_text("Note", default=None)
    main_work: str | None = code("Main work of the family", "occupation", default=None)
    main_work_note: str | None = text("More about the work", default=None)
    income_work: int | None = money("Income from work", default=None)
    income_benefits: int | None = money("Monthly benefits", default=None)
    income_other: int | None = money("Income from other programmes", default=None)
    cost_food: int | None = money("Cost of food", default=None)
    cost_clothes: int | None = money("Cost of clothes", default=None)
    cost_school: int | None = money("School fees", default=None)
    cost_health: int | None = money("Cost of examinations and treatment", default=None)
    cost_medicine: int | None = money("Cost of medicine", default=None)
    cost_other: int | None = money("Other costs", default=None)
    dwelling: str | None = code("House", "dwelling", default=None)
    water: str | None = code("Water", "water", default=None)
    toilet: str | None = code("Toilet", "toilet", default=None)
    electricity: str | None = code("Electricity", "electricity", default=None)
    hazards: tuple[str, ...] = codes("Dangers of the place", "hazard", default=())
    living_note: str | None = long_text("About the house and daily life", default=None)
    needs: str | None = long_text("Needs, the most urgent first", default=None)
