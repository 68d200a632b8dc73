"""Choices in force are offered; what is stored though it lapsed stays, marked "(cũ)"."""

from __future__ import annotations

from datetime import date

import pytest

from ctxh_desktop.domain.codes import Catalogue, Code, CodeList
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.forms.form import form_of
from ctxh_desktop.ui.forms import choices
from ctxh_desktop.ui.forms.fields import Asking, make_row

TODAY = date(2026, 11, 16)
LAPSED = date(2025, 12, 31)
LISTS = Catalogue(
    [
        CodeList("target_group", (
            Code("OLD", "Nhóm cũ", valid_to=LAPSED),
            *(Code(f"G{n}", f"Nhóm có tên khá dài số {n}") for n in range(7)),
        )),
        CodeList("sex", (Code("NAM", "Nam"), Code("NU", "Nữ"), Code("X", "Xưa", valid_to=LAPSED))),
        CodeList("ethnicity", (
            Code("OLD", "Tên cũ", valid_to=LAPSED),
            *(Code(f"E{n}", f"Dân tộc {n}") for n in range(9)),
        )),
    ]
)  # fmt: skip


def test_only_codes_in_force_are_offered() -> None:
    assert [code for code, _ in choices.offered(LISTS["sex"], TODAY)] == ["NAM", "NU"]


def test_stored_codes_that_are_not_offered_are_kept_with_their_mark() -> None:
    assert choices.kept(LISTS["sex"], TODAY, "X") == [("X", "Xưa (cũ)")]
    assert choices.kept(LISTS["sex"], TODAY, "NAM 2030") == [("2030", "2030")]
    assert choices.kept(LISTS["sex"], TODAY, None) == []


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [("groups", "G1 OLD", "G2"), ("sex", "X", "NU"), ("ethnicity", "OLD", "E3")],
)
def test_every_control_keeps_a_lapsed_choice_and_offers_it_to_nobody_else(
    qtbot, light, field: str, old: str, new: str
) -> None:
    row = make_row(form_of(Person.type).by_name[field], Asking(LISTS, TODAY))
    qtbot.addWidget(row)
    row.set_value(old)
    assert row.value() == old
    row.set_value(new)
    assert row.value() == new
    lapsed = old.rsplit(maxsplit=1)[-1]
    control = row.control
    if hasattr(control, "findData"):
        assert control.findData(lapsed) < 0
    elif hasattr(control, "option"):
        with pytest.raises(KeyError):
            control.option(lapsed)
    else:
        control.set_value(lapsed)
        assert control.value() == ""
