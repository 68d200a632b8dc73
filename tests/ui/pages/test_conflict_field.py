from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ctxh_desktop.commands.conflicts import ConflictField
from ctxh_desktop.domain.records.case import Case
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.ui.pages.conflict_field import ConflictFieldRow, may_keep_both
from ctxh_desktop.ui.widgets.labels import Label

TODAY = date(2026, 11, 16)
PHONE = ConflictField(
    conflict_id="1", name="phone", kind="edit", labels=("Contact phone", "Whose phone"),
    mine={"phone": "0912345678", "phone_of": None}, mine_by="Trần Thị Hoa",
    mine_at="2026-11-15T02:20:00.000Z", province={"phone": "0912345687", "phone_of": None},
    province_by="Lê Văn Bình", province_at="2026-11-15T07:05:00.000Z", is_mine_here=True,
    suggested="province",
)  # fmt: skip
RISK = replace(
    PHONE, name="risk", labels=("Risk level",), mine={"risk": "CAO"}, province={"risk": "TB"},
    suggested="",
)  # fmt: skip
GONE = replace(
    PHONE, name="deleted_at", kind="delete", labels=(), suggested="", mine={
        "deleted_at": "2026-11-15T02:00:00.000Z", "deleted_reason": "Nhập hai lần"},
    province={"deleted_at": None, "deleted_reason": None},
)  # fmt: skip


@pytest.fixture
def row(qtbot, cases):
    def make(field, declared):
        made = ConflictFieldRow(field, declared, cases.scene.catalogue, TODAY)
        qtbot.addWidget(made)
        return made

    return make


def test_only_what_the_declaration_allows_is_chosen_beforehand(row):
    assert row(PHONE, Person.type).choice() == "province"
    assert row(RISK, Case.type).choice() == ""


def test_the_difference_is_underlined_in_both_versions(row):
    made = row(PHONE, Person.type)
    assert made.cell("mine").text() == "0912 345 678"
    assert made.cell("mine").span() == (10, 2)
    assert made.cell("province").span() == (10, 2)


def test_codes_are_read_as_words_and_never_kept_both(row):
    made = row(RISK, Case.type)
    assert made.cell("mine").text() == "Nguy cơ cao"
    assert made.choices() == ("mine", "province")
    assert may_keep_both(PHONE, Person.type)
    assert not may_keep_both(RISK, Case.type)


def test_one_choice_excludes_the_other(qtbot, row):
    made = row(PHONE, Person.type)
    with qtbot.waitSignal(made.decided):
        assert made.choose(1)
    assert made.choice() == "mine"
    assert not made.cell("province").isChecked()
    assert not row(RISK, Case.type).choose(3)


def test_a_deletion_is_worded_plainly_and_keeping_comes_first(row):
    made = row(GONE, Person.type)
    assert made.choice() == ""
    assert made.cell("province").text() == "Keep"
    assert "Nhập hai lần" in made.cell("mine").hint()
    assert "Trần Thị Hoa" in made.cell("mine").hint()
    made.choose(1)
    assert made.choice() == "province"


@pytest.mark.parametrize(
    ("kind", "words"), [("recovered", "Found again"), ("moved", "another commune"), ("edit", "")]
)
def test_what_is_no_meeting_of_two_edits_says_how_it_came(row, kind, words):
    made = row(replace(RISK, kind=kind), Case.type)
    hints = [label.text() for label in made.findChildren(Label) if label.role() == "hint"]
    told = [text for text in hints if "Found again" in text or "another commune" in text]
    assert bool(told) == bool(words)
    assert all(words in text for text in told)


def test_bringing_back_is_the_deletion_the_other_way_round(row):
    back = replace(GONE, kind="moved", mine=GONE.province, province=GONE.mine)
    made = row(back, Person.type)
    assert made.choices() == ("mine", "province")
    assert made.cell("mine").text() == "Keep"
    assert made.cell("province").text() == "Delete"


def test_the_reason_of_a_deletion_alone_can_be_chosen_about(row):
    field = replace(
        GONE, name="deleted_reason", kind="moved", mine={"deleted_reason": "Nhập hai lần"},
        province={"deleted_reason": None},
    )  # fmt: skip
    made = row(field, Person.type)
    assert made.cell("mine").text() == "Nhập hai lần"
    assert made.cell("province").text() == "–"
    assert made.choices() == ("mine", "province")
