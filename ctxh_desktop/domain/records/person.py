"""Person (đối tượng): somebody the commune's social work looks after.

`merged_into` is set, together with the deletion, once somebody has said that two entries are one
person: whoever still asks for this one is led to the other (ADR-0024).

What there may be several of is a *part* with a row each (`part_of="person"`): numbers, addresses,
phones, groups and policies over time, guardians, what is managed alone.  The one that lists show
stays here.

Invariants: who moved away or died has the day only together with that; a health card ends after it
begins; mismatches between number, sex and year of birth are warnings, never errors, because real
papers disagree (domain reference §7.1).

Units: `income` whole đồng a month.
Source: TT 02/2020/TT-BLĐTBXH Mẫu số 01 parts A, B, D (reconstructed); ADR-0026.
"""

from __future__ import annotations

from datetime import date

from ctxh_desktop.domain.schema import (
    Record,
    Secrecy,
    boolean,
    code,
    codes,
    day,
    identifier,
    link,
    long_text,
    money,
    name,
    partial_day,
    record,
    text,
)
from ctxh_desktop.domain.values import PartialDay, is_reversed

ALIVE, MOVED, DECEASED = "SONG", "CHUYEN", "MAT"
"""Codes of `life_status`; nothing said means alive."""


@record(
    "person",
    label="Person",
    plural="People",
    source="TT 02/2020/TT-BLĐTBXH, Mẫu số 01, A",
    compared_by=(("given_fold", "born"), ("village", "born"), ("phone",)),
)
class Person(Record):
    """One person, with or without a case."""

    full_name: str = name("Full name", searched=True, listed=True)
    alias: str | None = text("Also called", default=None, searched=True)
    born: PartialDay | None = partial_day("Date of birth", default=None, searched=True, listed=True)
    sex: str | None = code("Sex", "sex", default=None, listed=True)
    id_number: str | None = identifier("ID number", default=None, searched=True)
    has_no_id: bool = boolean("Has no number yet", default=False)
    village: str | None = text(
        "Village or ward group",
        default=None,
        searched=True,
        listed=True,
        group="address",
        is_filter=True,
    )
    address: str | None = text(
        "House number, directions", default=None, searched=True, group="address"
    )
    paper_address: str | None = text("Address on the papers", default=None)
    phone: str | None = text(
        "Contact phone", default=None, searched=True, group="phone", is_phone=True
    )
    phone_of: str | None = code("Whose phone", "relationship", default=None, group="phone")
    groups: tuple[str, ...] = codes("Target groups", "target_group", listed=True)
    ethnicity: str | None = code("Ethnic group", "ethnicity", default=None)
    disability_types: tuple[str, ...] = codes(
        "Disability types", "disability_type", default=(), group="disability"
    )
    disability_degree: str | None = code(
        "Degree of disability", "disability_degree", default=None, group="disability"
    )
    disability_certificate: str | None = text(
        "Disability certificate number", default=None, group="disability"
    )
    policies: tuple[str, ...] = codes("Policies received", "policy", default=())
    guardian_name: str | None = text("Guardian", default=None, searched=True)
    household_id: str | None = link("Household", "household", default=None)
    relation_to_head: str | None = code(
        "Relation to head", "relationship", default=None, at_intake=False
    )
    note: str | None = long_text("Note", default=None)
    merged_into: str | None = link("Merged into", "person", default=None, entered=False)
    life_status: str | None = code(
        "Alive, moved or deceased", "life_status", default=None, at_intake=False, group="life"
    )
    life_status_on: PartialDay | None = partial_day(
        "Moved or died on", default=None, at_intake=False, group="life"
    )
    former_name: str | None = text(
        "Former name, name on other papers",
        default=None,
        at_intake=False,
        searched=True,
        length_max=100,
    )
    marital_status: str | None = code(
        "Marital status", "marital_status", default=None, at_intake=False
    )
    religion: str | None = code("Religion", "religion", default=None, at_intake=False)
    call_safety: str | None = code(
        "Is it safe to call?", "call_safety", default=None, at_intake=False
    )
    education: str | None = code("Education", "education", default=None, at_intake=False)
    qualification: str | None = text("Professional training", default=None, at_intake=False)
    school_status: str | None = code(
        "At school?", "school_status", default=None, at_intake=False, group="school"
    )
    school: str | None = text("School and class", default=None, at_intake=False, group="school")
    school_reason: str | None = text(
        "Why not at school", default=None, at_intake=False, group="school"
    )
    occupation: str | None = code("Occupation", "occupation", default=None, at_intake=False)
    work_ability: str | None = code(
        "Ability to work", "work_ability", default=None, at_intake=False
    )
    income: int | None = money("Income a month", default=None, at_intake=False)
    main_disability: str | None = code(
        "Main disability", "disability_type", default=None, at_intake=False, group="disability"
    )
    disability_cause: str | None = code(
        "Cause of disability", "disability_cause", default=None, at_intake=False
    )
    certificate_on: date | None = day(
        "Certificate issued on", default=None, at_intake=False, group="disability"
    )
    certificate_by: str | None = text(
        "Certificate issued by", default=None, at_intake=False, group="disability"
    )
    certificate_due: date | None = day(
        "To be determined again by", default=None, at_intake=False, group="disability"
    )
    disability_note: str | None = long_text(
        "About the illness or disability", default=None, at_intake=False
    )
    illness: str | None = long_text(
        "Illness and its cause", default=None, at_intake=False, secrecy=Secrecy.SEALED
    )
    treatment: str | None = long_text(
        "Treatment and rehabilitation so far", default=None, at_intake=False, secrecy=Secrecy.SEALED
    )
    physical_state: str | None = long_text("Physical state", default=None, at_intake=False)
    mental_state: str | None = long_text(
        "Mental state", default=None, at_intake=False, secrecy=Secrecy.SEALED
    )
    emotional_state: str | None = long_text(
        "Psychological state", default=None, at_intake=False, secrecy=Secrecy.SEALED
    )
    insurance_number: str | None = text(
        "Health card number",
        default=None,
        at_intake=False,
        searched=True,
        length_max=20,
        group="insurance",
    )
    insurance_from: date | None = day(
        "Health card valid from", default=None, at_intake=False, group="insurance"
    )
    insurance_to: date | None = day(
        "Health card valid until", default=None, at_intake=False, group="insurance"
    )
    family_position: str | None = text("Place in the family", default=None, at_intake=False)
    family_care: str | None = code(
        "How far the family can care", "family_care", default=None, at_intake=False
    )
    needs: str | None = long_text("Needs, the most urgent first", default=None, at_intake=False)

    def issues(self) -> dict[str, str]:
        """Return what is wrong, by field; see the invariants above."""
        found: dict[str, str] = {}
        if self.life_status_on is not None and self.life_status in (None, ALIVE):
            found["life_status_on"] = "day-needs-moved-or-deceased"
        elif is_reversed(self.born, self.life_status_on):
            found["life_status_on"] = "ends-before-it-begins"
        if is_reversed(self.insurance_from, self.insurance_to):
            found["insurance_to"] = "ends-before-it-begins"
        if is_reversed(self.certificate_on, self.certificate_due):
            found["certificate_due"] = "ends-before-it-begins"
        return found
