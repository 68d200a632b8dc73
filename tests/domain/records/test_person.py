"""What does not fit together about a person."""

from __future__ import annotations

from datetime import date

import pytest

from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.values import PartialDay


def issues(**values) -> dict[str, str]:
    return Person(full_name="Hồ Thị Lài", groups=("NCT",), **values).issues()


@pytest.mark.parametrize("status", [None, "SONG"])
def test_a_day_of_leaving_belongs_to_who_left(status) -> None:
    left = PartialDay(2026, 3)

    assert issues(life_status_on=left, life_status=status) == {
        "life_status_on": "day-needs-moved-or-deceased"
    }
    assert issues(life_status_on=left, life_status="CHUYEN") == {}
    assert issues(life_status="MAT") == {}, "the day need not be known"


def test_nobody_dies_before_being_born() -> None:
    died = {"life_status": "MAT", "life_status_on": PartialDay(1951)}

    assert issues(born=PartialDay(1951, 3, 2), **died) == {}
    assert issues(born=PartialDay(1952), **died) == {"life_status_on": "ends-before-it-begins"}


def test_a_card_ends_after_it_begins() -> None:
    early, late = date(2026, 1, 1), date(2026, 12, 31)

    assert issues(insurance_from=early, insurance_to=late) == {}
    assert set(issues(insurance_from=late, insurance_to=early)) == {"insurance_to"}
    assert set(issues(certificate_on=late, certificate_due=early)) == {"certificate_due"}
