from __future__ import annotations

import pytest
from sqlalchemy import UniqueConstraint

from ctxh_desktop.domain.records import RECORD_TYPES
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


def test_each_side_has_its_own_books() -> None:
    laptop, province = (set(Tables((), role).metadata.tables) for role in Role)

    assert {"base_row", "page", "cursor", "draft"} <= laptop - province
    assert {"scope", "log", "batch", "device", "enrolment"} <= province - laptop
