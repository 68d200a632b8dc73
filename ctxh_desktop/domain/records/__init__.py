"""The record types of the working book, one file each; this list is the only register of them."""

from __future__ import annotations

from collections.abc import Iterable

from ctxh_desktop.domain.records.attachment import Attachment
from ctxh_desktop.domain.records.benefit import Benefit
from ctxh_desktop.domain.records.case import Case
from ctxh_desktop.domain.records.conflict import Conflict
from ctxh_desktop.domain.records.household import Household
from ctxh_desktop.domain.records.household_member import HouseholdMember
from ctxh_desktop.domain.records.household_year import HouseholdYear
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.records.person_address import PersonAddress
from ctxh_desktop.domain.records.person_group import PersonGroup
from ctxh_desktop.domain.records.person_identifier import PersonIdentifier
from ctxh_desktop.domain.records.person_pair import PersonPair
from ctxh_desktop.domain.records.person_phone import PersonPhone
from ctxh_desktop.domain.records.plan_step import PlanStep
from ctxh_desktop.domain.records.relation import Relation
from ctxh_desktop.domain.records.self_care import SelfCare
from ctxh_desktop.domain.records.transfer_request import TransferRequest
from ctxh_desktop.domain.records.visit import Visit
from ctxh_desktop.domain.schema import RecordType

RECORD_TYPES: tuple[RecordType, ...] = (
    Household.type,
    Person.type,
    Case.type,
    PlanStep.type,
    Visit.type,
    Attachment.type,
    PersonPair.type,
    PersonIdentifier.type,
    PersonAddress.type,
    PersonPhone.type,
    PersonGroup.type,
    Benefit.type,
    Relation.type,
    SelfCare.type,
    HouseholdMember.type,
    HouseholdYear.type,
    TransferRequest.type,
    Conflict.type,
)
"""All record types, parents before children."""


def parts_of(
    record_type: str, among: Iterable[RecordType] = RECORD_TYPES
) -> tuple[RecordType, ...]:
    """Return the record types that are parts of another, in declared order."""
    return tuple(declared for declared in among if declared.part_of == record_type)
