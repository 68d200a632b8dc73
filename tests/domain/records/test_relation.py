"""Guardians, carers and relatives."""

from __future__ import annotations

from ctxh_desktop.domain.records.relation import Relation
from ctxh_desktop.domain.values import PartialDay


def issues(**values) -> dict[str, str]:
    return Relation(person_id="p", role="GIAMHO", **values).issues()


def test_somebody_is_linked_or_named() -> None:
    assert issues() == {"full_name": "name-or-register-needed"}
    assert issues(other_id="q") == {}
    assert issues(full_name="Hồ Thị Lài") == {}


def test_nobody_is_their_own_guardian() -> None:
    assert issues(other_id="p") == {"other_id": "related-to-oneself"}


def test_it_ends_after_it_begins() -> None:
    days = {"from_on": PartialDay(2026), "to_on": PartialDay(2025)}

    assert issues(other_id="q", **days) == {"to_on": "ends-before-it-begins"}
