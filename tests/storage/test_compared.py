"""The books of comparing are on laptops only."""

from __future__ import annotations

from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.storage.tables import Role, Tables


def test_only_laptops_compare() -> None:
    laptop, province = (Tables(RECORD_TYPES, role).metadata.tables for role in Role)

    assert {"compare_due", "likeness"} <= laptop.keys()
    assert not {"compare_due", "likeness"} & province.keys()
