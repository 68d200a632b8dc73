"""HouseholdMember (thành viên hộ): one of those who live in a household, in the register or not.

`person.household_id` and `person.relation_to_head` stay what lists read of people in the register:
commands keep them in step.

Invariants: linked or named; from is not after until.  More than one head is a warning.

Source: TT 02/2020/TT-BLĐTBXH Mẫu số 01 C4; code lists L18, L23.
"""

from __future__ import annotations

from ctxh_desktop.domain.schema import (
    Record,
    boolean,
    code,
    link,
    money,
    partial_day,
    record,
    text,
)
from ctxh_desktop.domain.values import PartialDay, is_reversed


@record(
    "household_member",
    label="Member of the household",
    plural="Members of the household",
    source="TT 02/2020/TT-BLĐTBXH, Mẫu số 01, C4",
    part_of="household",
)
class HouseholdMember(Record):
    """One member of a household."""

    household_id: str = link("Household", "household", entered=False)
    person_id: str | None = link("In the register as", "person", default=None)
    full_name: str | None = text("Name", default=None, searched=True, listed=True, length_max=100)
    born: PartialDay | None = partial_day("Date of birth", default=None, listed=True)
    sex: str | None = code("Sex", "sex", default=None)
    relation_to_head: str | None = code(
        "Relation to head", "relationship", default=None, listed=True
    )
    is_head: bool = boolean("Head of household", default=False, listed=True)
    occupation: str | None = code("Occupation", "occupation", default=None, listed=True)
    income: int | None = money("Income a month", default=None)
    health: str | None = text("Health", default=None)
    from_on: PartialDay | None = partial_day("From", default=None)
    to_on: PartialDay | None = partial_day("Until", default=None, listed=True)
    note: str | None = text("Note", default=None)

    def issues(self) -> dict[str, str]:
        """Return what is wrong, by field; see the invariants above."""
        found: dict[str, str] = {}
        if not (self.person_id or self.full_name):
            found["full_name"] = "name-or-register-needed"
        if is_reversed(self.from_on, self.to_on):
            found["to_on"] = "ends-before-it-begins"
        return found
