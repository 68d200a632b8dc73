"""The lists that tests import hold what they say they hold, in all three formats."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.data import lists
from tests.data.people import GROUPS, people

FORMATS = (".xlsx", ".xls", ".csv")
PEOPLE = tuple(people(60, seed=11))


def _read(path: Path) -> list[list[object]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [list(row) for row in csv.reader(file, delimiter=";")]
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_clean_list_holds_everybody_as_they_are(tmp_path: Path, ending: str) -> None:
    written = lists.write_list(tmp_path / f"list{ending}", PEOPLE)
    rows = _read(written.path)
    assert rows[written.header_row - 1][:3] == ["STT", "Họ và tên", "Ngày sinh"]
    assert [rows[row - 1][1] for row in written.rows] == [p["full_name"] for p in PEOPLE]
    assert [rows[row - 1][4] or None for row in written.rows] == [
        p.get("id_number") for p in PEOPLE
    ]
    assert [known["born"] for known in written.truth] == [p["born"] for p in PEOPLE]


@pytest.mark.parametrize("ending", FORMATS)
def test_the_worst_list_is_readable_and_its_truth_is_clean(tmp_path: Path, ending: str) -> None:
    written = lists.write_list(tmp_path / f"list{ending}", PEOPLE, lists.WORST)
    rows = _read(written.path)
    assert rows[0][0] == lists.TITLES[0]
    assert rows[written.header_row - 1][3] == "Giới tính"
    assert rows[written.header_row][3:5] == ["Nam", "Nữ"]
    assert any("Người lập biểu" in row for row in rows)
    assert any(row[0] == "Tổng cộng" for row in rows)
    for row, known in zip(written.rows, written.truth, strict=True):
        shown = unicodedata.normalize("NFC", str(rows[row - 1][1]))
        assert str(known["full_name"]) in shown
        assert known["full_name"] == unicodedata.normalize("NFC", str(known["full_name"]))


def test_a_list_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    first = lists.write_list(tmp_path / "a.csv", PEOPLE, lists.WORST)
    again = lists.write_list(tmp_path / "b.csv", PEOPLE, lists.WORST)
    other = lists.write_list(tmp_path / "c.csv", PEOPLE, replace(lists.WORST, seed=2))
    assert first.path.read_bytes() == again.path.read_bytes()
    assert first.path.read_bytes() != other.path.read_bytes()


def test_numbers_lose_their_zeros_only_when_asked(tmp_path: Path) -> None:
    defects = lists.Defects(are_numbers_numeric=True)
    written = lists.write_list(tmp_path / "list.xlsx", PEOPLE, defects)
    rows = _read(written.path)
    lost = 0
    for row, known in zip(written.rows, written.truth, strict=True):
        if known["id_number"]:
            assert int(float(str(rows[row - 1][4]))) == int(str(known["id_number"]))
            lost += str(known["id_number"]).startswith("0")
    assert lost > 30


def test_births_can_be_real_dates_or_years(tmp_path: Path) -> None:
    dated = lists.write_list(tmp_path / "d.xlsx", PEOPLE, lists.Defects(births="date"))
    cells = [_read(dated.path)[row - 1][2] for row in dated.rows]
    assert any(isinstance(cell, date) for cell in cells)
    yearly = lists.write_list(tmp_path / "y.xlsx", PEOPLE, lists.Defects(births="year"))
    assert all(len(str(known["born"]).rstrip("~")) == 4 for known in yearly.truth)


@pytest.mark.parametrize(
    ("defects", "shown"),
    [
        (lists.Defects(has_signature=True), "Người lập biểu"),
        (lists.Defects(has_subtotals=True), "Tổng cộng"),
        (lists.Defects(has_sex_columns=True), "Nữ"),
        (lists.Defects(has_capital_names=True), str(PEOPLE[0]["full_name"]).upper()),
        (lists.Defects(title_rows=3), lists.TITLES[2]),
        (lists.Defects(is_nfd=True), unicodedata.normalize("NFD", str(PEOPLE[0]["full_name"]))),
    ],
)
def test_each_defect_is_there_only_when_asked(
    tmp_path: Path, defects: lists.Defects, shown: str
) -> None:
    clean = lists.write_list(tmp_path / "clean.csv", PEOPLE)
    spoilt = lists.write_list(tmp_path / "spoilt.csv", PEOPLE, defects)
    cells = [[cell for row in _read(w.path) for cell in row] for w in (clean, spoilt)]
    if shown == "Nữ":  # a word of the clean list too; there not in the header
        assert shown not in _read(clean.path)[clean.header_row - 1]
        assert shown in _read(spoilt.path)[spoilt.header_row - 1]
    else:
        assert shown not in cells[0]
        assert shown in cells[1]


def test_there_are_words_for_every_group_that_people_have() -> None:
    used = {code for stage in GROUPS.values() for groups in stage.values for code in groups.split()}
    assert used <= set(lists.GROUP_WORDS)


def test_the_widest_list_says_more_and_what_fits_nowhere_is_expected_in_the_note(
    tmp_path: Path,
) -> None:
    written = lists.write_list(tmp_path / "list.xlsx", PEOPLE, lists.WIDEST)
    assert "Nghề nghiệp" in _read(written.path)[written.header_row - 1]
    known = [person for person in written.truth if person.get("occupation")]
    assert len(known) > 15
    notes = [str(person["note"]) for person in written.truth if person["note"]]
    assert any("Nghề nghiệp: thầy cúng" in note.split("\n") for note in notes)
    assert any(person.get("phone_of") == "GIAMHO" for person in written.truth)
