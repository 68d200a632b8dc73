"""Relation (người giám hộ, người chăm sóc, người thân): somebody who stands by a person.

Whoever is in the register is linked (`other_id`); whoever is not is written down here.

Invariants: linked or named, never linked to oneself; from is not after until.

Source: TT 02/2020/TT-BLĐTBXH Mẫu số 01 D; code list L18.
"""

from __future__ import annotations

from ctxh_desktop.domain.schema import (
    Record,
    boolean,
    code,
    identifier,
    link,
    partial_day,
    record,
    text,
)
from ctxh_desktop.domain.values import PartialDay, is_reversed


@record(
    "relation",
    label="Guardian, carer or relative",
    plural="Guardians, carers and relatives",
    source="TT 02/2020/TT-BLĐTBXH, Mẫu số 01, D",
    part_of="person",
)
class Relation(Record):
    """One of those who stand by a person."""

    person_id: str = link("Person", "person", entered=False)
    role: str = code("What they do for the person", "kin_role", listed=True)
    relationship: str | None = code("Relationship", "relationship", default=None, listed=True)
    other_id: str | None = link("In the register as", "person", default=None)
    full_name: str | None = text("Name", default=None, searched=True, listed=True, length_max=100)
    born: PartialDay | None = partial_day("Date of birth", default=None)
    sex: str | None = code("Sex", "sex", default=None)
    marital_status: str | None = code("Marital status", "marital_status", default=None)
    id_number: str | None = identifier("ID number", default=None, is_looked_up=False)
    address: str | None = text("Address", default=None)
    phone: str | None = text(
        "Phone", default=None, searched=True, listed=True, is_phone=True, length_max=20
    )
    lives_together: bool | None = boolean("Lives with the person", default=None)
    is_main: bool = boolean("Main one", default=False)
    from_on: PartialDay | None = partial_day("From", default=None, listed=True)
    to_on: PartialDay | None = partial_day("Until", default=None, listed=True)
    note: str | None = text("Note", default=None)

    def issues(self) -> dict[str, str]:
        """Return what is wrong, by field; see the invariants above."""
        found: dict[str, str] = {}
        if not (self.other_id or self.full_name):
            found["full_name"] = "name-or-register-needed"
        if self.other_id == self.person_id:
            found["other_id"] = "related-to-oneself"
        if is_reversed(self.from_on, self.to_on):
            found["to_on"] = "ends-before-it-begins"
        return found
