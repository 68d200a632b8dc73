from __future__ import annotations

import pytest

from ctxh_desktop.commands.parts import ListParts
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.ui.pages.part_words import in_order, linked_person, period, words_of


@pytest.fixture
def told(cases):
    """Return the words of a part that is saved for a person."""

    def say(type_name, **values):
        owner = cases.filled.person_id
        part_id = cases.send(SaveRecord(type_name, None, {"person_id": owner, **values}))
        parts = cases.send(ListParts("person", owner))
        row = next(row for row in parts.rows[type_name] if row.id == part_id)
        return words_of(row, cases.scene.types[type_name], parts, cases.scene)

    return say


def test_the_first_listed_field_is_the_title_and_numbers_are_grouped(told):
    words = told("person_identifier", kind="SDDCN", number="046085000123", issued_on="2021")
    assert words.title == "Số định danh cá nhân"
    assert "046 085 000 123" in words.facts
    assert "2021" in words.facts
    assert words.warnings  # born in 1985 by the number, in 2012 by the entry


def test_somebody_of_the_register_is_named_and_can_be_opened(told, cases):
    other = cases.filled.other_person_id
    words = told("relation", role="NGUOITHAN", other_id=other, is_main=True)
    assert (words.title, words.person_id) == ("Lê Văn Đức", other)
    assert [mark.text for mark in words.marks] == ["Main one"]


def test_a_benefit_says_what_the_decree_gives(told):
    words = told("benefit", policy="BT5c", from_on="2026-03-01", amount=500_000)
    assert "500.000 VND" in words.facts
    assert "from 01/03/2026" in words.facts
    assert "500.000 VND" in words.notes[0]


def test_what_has_ended_says_so(told):
    words = told("person_group", target_group="NCT", from_on="2019", to_on="2022-12")
    assert words.is_over
    assert words.facts == "from 2019 to 12/2022"
    assert words.marks[-1].text == "Ended"


def test_a_commune_is_named_and_an_old_address_keeps_its_words(told):
    words = told("person_address", kind="THUONGTRU", commune_code="19819",
                 old_address="xã Phong An, huyện Phong Điền")  # fmt: skip
    assert "Phường Phong Điền" in words.facts
    assert "old address: xã Phong An, huyện Phong Điền" in words.facts


def test_a_paper_out_of_use_says_so(told):
    words = told("person_identifier", kind="CMND9", number="190123456", is_current=False)
    assert [mark.text for mark in words.marks] == ["Still in use: no"]


def test_years_stand_newest_first(cases):
    household = cases.send(SaveRecord("household", None, {"head_name": "Lê Văn Đức"}))
    for year in (2024, 2026, 2025):
        values = {"household_id": household, "year": year, "household_class": "NGHEO"}
        cases.send(SaveRecord("household_year", None, values))
    rows = cases.send(ListParts("household", household)).rows["household_year"]
    ordered = in_order(rows, cases.scene.types["household_year"])
    assert [row["year"] for row in ordered] == [2026, 2025, 2024]


def test_a_period_is_open_at_either_end(qapp):
    assert period("2020", "") == "from 2020"
    assert period("", "2025") == "until 2025"
    assert period("2020", "2025") == "from 2020 to 2025"
    assert period("", "") == ""


def test_the_owner_is_nobody_that_a_part_names(cases):
    assert linked_person(cases.scene.types["relation"]).name == "other_id"
    assert linked_person(cases.scene.types["household_member"]).name == "person_id"
    assert linked_person(cases.scene.types["benefit"]) is None
