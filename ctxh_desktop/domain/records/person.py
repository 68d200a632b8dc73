"""Person (đối tượng): somebody the commune's social work looks after.

`merged_into` is set, together with the deletion, once somebody has said that two entries are one
person: whoever still asks for this one is led to the other (ADR-0024).

Invariants: none between fields; mismatches between number, sex and year of birth are warnings,
never errors, because real papers disagree (domain reference §7.1).

Source: TT 02/2020/TT-BLĐTBXH Mẫu số 01 parts A, B, D (reconstructed).
"""

from __future__ import annotations

from ctxh_desktop.domain.schema import (
    Record,
    boolean,
    code,
    codes,
    identifier,
    link,
    long_text,
    name,
    partial_day,
    record,
    text,
)
from ctxh_desktop.domain.values import PartialDay


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
    relation_to_head: str | None = code("Relation to head", "relationship", default=None)
    note: str | None = long_text("Note", default=None)
    merged_into: str | None = link("Merged into", "person", default=None, entered=False)
