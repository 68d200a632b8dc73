"""Household (hộ gia đình): people who live together, and how the commune classes them.

Source: TT 02/2020/TT-BLĐTBXH Mẫu số 01 part C (reconstructed); classes of Luật/HNN, code list L30.
"""

from __future__ import annotations

from ctxh_desktop.domain.schema import Record, code, integer, long_text, name, record, text


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
