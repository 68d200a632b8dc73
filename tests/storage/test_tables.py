from __future__ import annotations

import pytest
from sqlalchemy import UniqueConstraint

from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.storage.tables import SYSTEM_COLUMNS, Role, Tables

BOTH = pytest.mark.parametrize("role", list(Role))


@BOTH
def test_every_declared_field_has_its_column(role: Role) -> None:
    tables = Tables(RECORD_TYPES, role)

    for declared in RECORD_TYPES:
        columns = set(tables.records[declared.name].c.keys())
        assert set(declared.by_name) | set(SYSTEM_COLUMNS) <= columns


@BOTH
def test_nothing_that_people_type_is_unique(role: Role) -> None:
    """Two people may bear one number, and two laptops may give one."""
    tables = Tables(RECORD_TYPES, role)

    for declared in RECORD_TYPES:
        table = tables.records[declared.name]
        unique = {c.name for c in table.columns if c.unique}
        unique |= {
            c.name for con in table.constraints if isinstance(con, UniqueConstraint) for c in con
        }
        assert unique == {"id"}
        assert not any(index.unique for index in table.indexes)


def test_a_record_read_by_its_id_has_all_columns_and_its_truth_values() -> None:
    tables = Tables(RECORD_TYPES, Role.LAPTOP)

    for declared in RECORD_TYPES:
        one = tables.one[declared.name]
        assert set(one.columns) == set(tables.records[declared.name].c.keys())
        assert set(one.truths) == {f.name for f in declared.fields if f.kind is Kind.BOOL}


def test_a_laptop_has_fewer_indexes_than_the_province() -> None:
    laptop, province = (
        {
            index.name
            for table in Tables(RECORD_TYPES, role).records.values()
            for index in table.indexes
        }
        for role in Role
    )

    assert province - laptop == {
        "visit_person_id", "visit_visited_on", "plan_step_from_visit_id",
        "benefit_from_on", "benefit_to_on", "self_care_seen_on", "relation_id_number",
    }  # fmt: skip
    # Only a laptop looks for people who were entered twice.
    assert laptop - province == {f"person_compared_{number}" for number in range(3)}


def test_each_side_has_its_own_books() -> None:
    laptop, province = (set(Tables((), role).metadata.tables) for role in Role)

    assert {"base_row", "page", "cursor", "draft"} <= laptop - province
    assert {"scope", "log", "batch", "device", "enrolment"} <= province - laptop
