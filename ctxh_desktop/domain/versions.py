"""Versions: the table of protocol versions and schema revisions, and how old operations are read.

Expand, then contract: a revision may only add record types and fields, never empty by need; what
is no longer wanted is taken out two releases later.  So each side may be older than the other:

    a field that one side does not know     travels and is kept in `extra`, untouched
    a record type that it does not know     is passed over, and fetched after the upgrade
    an operation of an older revision       is upcast when the province judges it, for ever
    a revision below the province's minimum is still pushed; rows wait for the upgrade

To add a field or a record type: one line here, one migration; tests compare both.

Source: sync design §4.10, trap 16, I14; ADR-0018.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ctxh_desktop.domain.operation import Operation
from ctxh_desktop.domain.schema import RecordType


@dataclass(frozen=True)
class Protocol:
    """One version of the messages.

    Shapes: `members` are those that came later and that the other side may not know: it ignores
    them, so that they need no new number.
    """

    number: int
    members: tuple[str, ...] = ()


PROTOCOLS: tuple[Protocol, ...] = (
    Protocol(
        1,
        members=(
            "request.recover", "request.have", "request.is_all", "request.held", "request.dig",
            "head.dict", "head.handed", "end.digests", "repair.bucket", "repair.at", "repair.rows",
            "ack.recv_no", "ack.is_whole", "head.own", "op.rev", "caps.dict", "caps.own",
            "request.wiped", "head.wipe", "page.moved", "caps.files", "head.files",
            "caps.pool", "head.pool", "page.ids", "op.ids", "caps.since", "request.since",
            "request.older", "page.since", "history.asked", "history.lines", "history.is_last",
        ),
    ),
)  # fmt: skip
"""All versions, oldest first.  A new number is for what the other side could not ignore."""


@dataclass(frozen=True)
class Revision:
    """One revision of the declared record types.

    Shapes: `migration` is the newest one that it comes with; `adds` is {record type: its new
    fields}, all of them for a new record type.  What no revision adds was there from the first.
    """

    number: int
    migration: str
    adds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_ATTACHMENT = (
    "case_id", "person_id", "visit_id", "paper_kind", "title", "taken_on", "sha256", "size_bytes",
    "media_type", "preview", "stored_at",
)  # fmt: skip

_PARTS = {
    "household": (
        "main_work", "main_work_note", "income_work", "income_benefits", "income_other",
        "cost_food", "cost_clothes", "cost_school", "cost_health", "cost_medicine",
        "cost_other", "dwelling", "water", "toilet", "electricity", "hazards", "living_note",
        "needs",
    ),
    "person": (
        "life_status", "life_status_on", "former_name", "marital_status", "religion",
        "call_safety", "education", "qualification", "school_status", "school", "school_reason",
        "occupation", "work_ability", "income", "main_disability", "disability_cause",
        "certificate_on", "certificate_by", "certificate_due", "disability_note", "illness",
        "treatment", "physical_state", "mental_state", "emotional_state", "insurance_number",
        "insurance_from", "insurance_to", "family_position", "family_care", "needs",
    ),
    "person_identifier": (
        "person_id", "kind", "number", "issued_on", "issued_by", "valid_from", "valid_to",
        "is_current", "note",
    ),
    "person_address": (
        "person_id", "kind", "commune_code", "village", "address", "old_address", "from_on",
        "to_on", "note",
    ),
    "person_phone": (
        "person_id", "number", "phone_of", "owner_name", "call_safety", "safe_hours", "note",
    ),
    "person_group": (
        "person_id", "target_group", "sub_group", "is_main", "from_on", "to_on",
        "decision_number", "decided_on", "note",
    ),
    "benefit": (
        "person_id", "policy", "status", "from_on", "to_on", "heads", "amount",
        "decision_number", "decided_on", "decided_by", "receiver", "stop_reason", "note",
    ),
    "relation": (
        "person_id", "role", "relationship", "other_id", "full_name", "born", "sex",
        "marital_status", "id_number", "address", "phone", "lives_together", "is_main",
        "from_on", "to_on", "note",
    ),
    "self_care": (
        "person_id", "activity", "level", "seen_on", "note",
    ),
    "household_member": (
        "household_id", "person_id", "full_name", "born", "sex", "relation_to_head", "is_head",
        "occupation", "income", "health", "from_on", "to_on", "note",
    ),
    "household_year": (
        "household_id", "year", "household_class", "certificate_number", "certificate_on",
        "deprivations", "income_per_head", "note",
    ),
}  # fmt: skip
"""The person and the household in full (ADR-0026)."""

REVISIONS: tuple[Revision, ...] = (
    Revision(1, "0001"),
    Revision(2, "0002", {"attachment": _ATTACHMENT}),
    Revision(
        3,
        "0003",
        {"person": ("merged_into",), "person_pair": ("person_id", "other_id", "verdict")},
    ),
    Revision(4, "0004", _PARTS),
    Revision(
        5,
        "0005",
        {"transfer_request": ("person_id", "to_commune", "moved_on", "note", "outcome")},
    ),
    Revision(6, "0006"),
)
"""All revisions, oldest first."""

PROTOCOL_VERSION = PROTOCOLS[-1].number
SCHEMA_REVISION = REVISIONS[-1].number

Upcaster = Callable[[Operation], Operation]

UPCASTERS: Mapping[int, Upcaster] = {}
"""Revision → what makes an operation of the next revision out of one of this.

Kept for ever, each under the name `upcast_N_M`, and tested with recorded operations.  It leaves
alone what already has the newer form.  None is needed yet: revision 2 only added a record type.
"""


def upcast(
    operation: Operation,
    upcasters: Mapping[int, Upcaster] = UPCASTERS,
    revision: int = SCHEMA_REVISION,
) -> Operation:
    """Return an operation in the form of *revision*; one of a newer revision stays as it is."""
    for number in range(operation.revision, revision):
        made = upcasters[number](operation) if number in upcasters else operation
        operation = dataclasses.replace(made, revision=number + 1)
    return operation


def fields_of(
    record_types: Iterable[RecordType],
    revision: int,
    revisions: Iterable[Revision] = REVISIONS,
) -> dict[str, tuple[str, ...]]:
    """Return what a revision knew, as {record type: fields}, out of what is declared now."""
    later = [known for known in revisions if known.number > revision]
    found = {
        declared.name: tuple(
            name
            for name in declared.by_name
            if all(name not in known.adds.get(declared.name, ()) for known in later)
        )
        for declared in record_types
    }
    return {name: fields for name, fields in found.items() if fields}
