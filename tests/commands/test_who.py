"""A choice of people: ages become days of birth, and a choice is kept under a name."""

from __future__ import annotations

from datetime import date

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.people import CountPeople
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.commands.who import (
    KEPT_MAX,
    NAME_LENGTH_MAX,
    ForgetFilter,
    KeepFilter,
    KeptFilter,
    ListFilters,
    Who,
)
from ctxh_desktop.errors import InputError

OLD = Who(group="NCT", village="Thôn 1", managed=True, age_min=60, household_class="NGHEO")


@pytest.mark.parametrize(
    ("today", "who", "born_after", "born_until"),
    [
        (date(2026, 11, 29), Who(age_min=60), None, "1966-11-29"),
        (date(2026, 11, 29), Who(age_max=15), "2010-11-29", None),
        (date(2026, 11, 29), Who(age_min=16, age_max=59), "1966-11-29", "2010-11-29"),
        (date(2028, 2, 29), Who(age_min=1), None, "2027-02-28"),
    ],
)
def test_ages_are_completed_years(
    today: date, who: Who, born_after: str | None, born_until: str | None
) -> None:
    found = who.filter(today)

    assert (found.born_after, found.born_until) == (born_after, born_until)


def test_everybody_of_known_age_is_in_exactly_one_of_two_bands(bus: Bus) -> None:
    for place in range(40):
        born = f"{1960 + place % 12}-{place % 12 + 1:02d}-{place % 28 + 1:02d}"
        bus.send(SaveRecord("person", None, {"full_name": f"Hồ Văn {chr(65 + place % 26)}",
                                             "born": born, "groups": "NCT"}))  # fmt: skip

    younger = bus.send(CountPeople(Who(age_max=59))).result
    older = bus.send(CountPeople(Who(age_min=60))).result

    assert younger + older == 40
    assert younger
    assert older


def test_a_kept_filter_comes_back_as_it_was_and_an_equal_name_replaces_it(bus: Bus) -> None:
    bus.send(KeepFilter("  Người già   nghèo ", OLD, "due"))
    bus.send(KeepFilter("Ánh", Who(age_max=5)))
    assert bus.send(ListFilters()).result == (
        KeptFilter("Ánh", Who(age_max=5)),
        KeptFilter("Người già nghèo", OLD, "due"),
    )

    bus.send(KeepFilter("Ánh", OLD))
    bus.send(ForgetFilter("Người già nghèo"))

    assert bus.send(ListFilters()).result == (KeptFilter("Ánh", OLD),)


@pytest.mark.parametrize(
    ("name", "code"),
    [("   ", "filter-name-missing"), ("a" * (NAME_LENGTH_MAX + 1), "filter-name-too-long")],
)
def test_a_name_that_does_not_do_is_refused(bus: Bus, name: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        bus.send(KeepFilter(name, OLD))

    assert caught.value.code == code
    assert bus.send(ListFilters()).result == ()


def test_there_is_an_end_to_kept_filters_but_a_kept_one_can_be_changed(bus: Bus) -> None:
    for number in range(KEPT_MAX):
        bus.send(KeepFilter(f"{number:02d}", OLD))

    with pytest.raises(InputError) as caught:
        bus.send(KeepFilter("one more", OLD))
    bus.send(KeepFilter("00", Who()))

    assert caught.value.code == "too-many-filters"
    assert len(bus.send(ListFilters()).result) == KEPT_MAX


def test_who_receives_today_and_who_has_died_is_found(bus: Bus) -> None:
    mia = bus.send(SaveRecord("person", None, {"full_name": "Hồ Thị Mía", "groups": "NCT"})).result
    gone = {"full_name": "Hồ Văn Đa", "groups": "NCT", "life_status": "MAT"}
    bus.send(SaveRecord("person", None, gone))
    given = {"person_id": mia, "policy": "BT5c", "from_on": "2020-01-01"}
    bus.send(SaveRecord("benefit", None, given))

    assert bus.send(CountPeople(Who(benefit="BT5c"))).result == 1
    assert bus.send(CountPeople(Who(benefit="BT1a"))).result == 0
    assert bus.send(CountPeople(Who(life_status="MAT"))).result == 1
    assert bus.send(CountPeople(Who(benefit="BT5c", life_status="MAT"))).result == 0
