"""Record layout: in which groups a page asks the fields of a record, and shows its parts.

Only the place is chosen here; what a field is stays with its declaration.  A field that is in no
group (a newer revision added it) is asked in the last one, and a record type without groups is one.

Headings are English source texts (context "record").

Source: TT 02/2020/TT-BLĐTBXH Mẫu số 01; ADR-0026.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QT_TRANSLATE_NOOP

from ctxh_desktop.domain.records import parts_of
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.forms.form import Form, form_of, sectioned

CLOSING = "closing"
"""Conflict group of the fields that the closing panel of a case fills in."""


@dataclass(frozen=True)
class Group:
    """One group of fields with the parts that belong to it.

    Shapes: *parts* are names of record types; *sealed* are fields shown only when asked for.
    """

    key: str
    heading: str
    fields: tuple[str, ...]
    parts: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()
    short: str = ""
    """The heading where the groups stand side by side; the same when empty."""


def _group(key: str, heading: object, fields: str, parts: str = "", short: object = "") -> Group:
    return Group(key, str(heading), tuple(fields.split()), tuple(parts.split()), short=str(short))


_GROUPS: Mapping[str, tuple[Group, ...]] = {
    "person": (
        _group(
            "identity", QT_TRANSLATE_NOOP("record", "Personal details"),
            "full_name alias former_name born sex ethnicity religion marital_status life_status "
            "life_status_on note",
        ),
        _group(
            "contact", QT_TRANSLATE_NOOP("record", "Papers, contact, address"),
            "id_number has_no_id village address paper_address phone phone_of call_safety "
            "insurance_number insurance_from insurance_to",
            "person_identifier person_phone person_address",
            QT_TRANSLATE_NOOP("record", "Papers, address"),
        ),
        _group(
            "groups", QT_TRANSLATE_NOOP("record", "Groups and benefits"),
            "groups policies needs", "person_group benefit",
            QT_TRANSLATE_NOOP("record", "Groups, benefits"),
        ),
        _group(
            "health", QT_TRANSLATE_NOOP("record", "Disability, health"),
            "main_disability disability_types disability_degree disability_cause "
            "disability_certificate certificate_on certificate_by certificate_due physical_state "
            "disability_note illness treatment mental_state emotional_state",
            "self_care", QT_TRANSLATE_NOOP("record", "Health state"),
        ),
        _group(
            "living", QT_TRANSLATE_NOOP("record", "Schooling, work, income"),
            "education qualification school_status school school_reason occupation work_ability "
            "income",
        ),
        _group(
            "family", QT_TRANSLATE_NOOP("record", "Family, carers"),
            "guardian_name relation_to_head family_position family_care", "relation",
            QT_TRANSLATE_NOOP("record", "Family and carers"),
        ),
    ),
    "household": (
        _group(
            "home", QT_TRANSLATE_NOOP("record", "Head of household, address"),
            "head_name phone village address member_count household_class class_year note",
            "household_member household_year",
        ),
        _group(
            "income", QT_TRANSLATE_NOOP("record", "Work and income a month"),
            "main_work main_work_note income_work income_benefits income_other",
        ),
        _group(
            "costs", QT_TRANSLATE_NOOP("record", "Costs a month"),
            "cost_food cost_clothes cost_school cost_health cost_medicine cost_other",
        ),
        _group(
            "house", QT_TRANSLATE_NOOP("record", "House and daily life"),
            "dwelling water toilet electricity hazards living_note needs",
        ),
    ),
}  # fmt: skip


def groups_of(declared: RecordType, types: Iterable[RecordType] = ()) -> tuple[Group, ...]:
    """Return the groups in which a record is asked, every field and every type of part once.

    Args:
        declared: the record type; what the closing panel or the program fills in is not asked.
        types: all record types, for the parts of this one.
    """
    asked = [q.name for q in form_of(declared).questions if q.field.group != CLOSING]
    found = _GROUPS.get(declared.name) or (Group(declared.name, declared.label, ()),)
    placed = {name for group in found for name in group.fields}
    parts = [part.name for part in parts_of(declared.name, types)]
    placed_parts = {name for group in found for name in group.parts}
    last = replace(
        found[-1],
        fields=(*found[-1].fields, *(name for name in asked if name not in placed)),
        parts=(*found[-1].parts, *(name for name in parts if name not in placed_parts)),
    )
    return tuple(_split(declared, group, asked, parts) for group in (*found[:-1], last))


def whole_form(declared: RecordType) -> Form:
    """Return the form of a whole record, nothing sealed: in its groups where it has some."""
    if declared.name not in _GROUPS:
        asked = (q.name for q in form_of(declared).questions if q.name not in declared.sealed)
        return form_of(declared, asked)
    return sectioned(declared, {group.heading: group.fields for group in groups_of(declared)})


def _split(declared: RecordType, group: Group, asked: Iterable[str], parts: Iterable[str]) -> Group:
    """Return the group with what is declared now, its sealed fields apart."""
    is_sealed = {name: name in declared.sealed for name in asked}
    fields = [name for name in group.fields if name in is_sealed]
    known = set(parts)
    return replace(
        group,
        fields=tuple(name for name in fields if not is_sealed[name]),
        sealed=tuple(name for name in fields if is_sealed[name]),
        parts=tuple(name for name in group.parts if name in known),
    )
