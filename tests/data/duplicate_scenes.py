"""The screens of people who may be in the register twice, prepared for `tests.data.scenes`."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from ctxh_desktop.commands.people import FindPeople, RegisterPerson
from tests.data.stage import Stage, settle

LOOK_ALIKES: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    (
        {
            "full_name": "Trần Thị Thuý Hằng", "born": "1951-03-02", "sex": "NU",
            "village": "Thôn 3", "address": "cạnh nhà văn hoá", "phone": "0912345678",
            "id_number": "046151001234", "groups": "NCT",
        },
        {
            "full_name": "Tran Thi Thuy Hang", "born": "1951", "sex": "NU", "village": "Thôn 3",
            "phone": "0905111222", "phone_of": "CON", "id_number": "046151001234",
            "groups": "NKT NCT", "note": "Ở với con gái út",
        },
    ),
    (
        {
            "full_name": "Nguyễn Hữu Phước", "born": "1962-07-15", "sex": "NAM",
            "village": "Tổ dân phố 4", "guardian_name": "Nguyễn Hữu Lộc", "groups": "NKT",
        },
        {
            "full_name": "Nguyễn Hữu Phước", "born": "1962-07-15", "sex": "NU",
            "village": "Tổ dân phố 4", "guardian_name": "Trần Thị Lộc", "groups": "HIV",
        },
    ),
    (
        {"full_name": "Hồ Thị Bảy", "born": "1947", "village": "Thôn 2", "groups": "NCT"},
        {"full_name": "Hồ Thị Bảy", "born": "1948", "village": "Thôn 2", "groups": "NCT"},
    ),
)  # fmt: skip
"""Pairs that look alike: the same number, another sex, births a year apart."""


def enter_twice(stage: Stage) -> None:
    """Take in the pairs, once."""
    if stage.send(FindPeople(str(LOOK_ALIKES[0][0]["id_number"]))):
        return
    for pair in LOOK_ALIKES:
        for person in pair:
            case = {"source": "RASOAT"}
            stage.send(RegisterPerson(person, case, number_reason="Chép từ hai quyển sổ"))
    stage.rest()


def duplicates_empty(stage: Stage) -> None:
    stage.open("duplicates")


def duplicates(stage: Stage) -> None:
    enter_twice(stage)
    stage.open("duplicates").list.choose(1)


def pair(number: int, stage: Stage) -> None:
    """Open one pair of the list and let the page rest."""
    enter_twice(stage)
    page = stage.open("duplicates")
    page.list.choose(0)
    for _ in range(number):
        page.list.choose(page.list.row() + 1)
    page.look.click()
    stage.rest()
    settle(60)


def today(stage: Stage) -> None:
    enter_twice(stage)
    page = stage.open("today")
    page.pairs.setFocus(Qt.FocusReason.TabFocusReason)
