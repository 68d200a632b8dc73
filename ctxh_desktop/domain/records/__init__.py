"""The record types of the working book, one file each; this list is the only register of them."""

from __future__ import annotations

from ctxh_desktop.domain.records.attachment import Attachment
from ctxh_desktop.domain.records.case import Case
from ctxh_desktop.domain.records.conflict import Conflict
from ctxh_desktop.domain.records.household import Household
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.records.person_pair import PersonPair
from ctxh_desktop.domain.records.plan_step import PlanStep
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
    TransferRequest.type,
    Conflict.type,
)
"""All record types, parents before children."""
