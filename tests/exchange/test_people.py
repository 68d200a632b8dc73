"""Rows of people, and of everything else that stands in a list."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange.columns import ColumnUse, Mapping
from ctxh_desktop.exchange.people import Wishes, fullest, preview, previews
from ctxh_desktop.exchange.sheets import Sheet
from tests.exchange.conftest import AN, HEAD, TODAY, codes


def test_a_row_mended_from_excel_is_ready(look):
    seen = look([HEAD, AN])
    (row,) = seen.rows
    assert row.values == {
        "full_name": "Lê Văn An",
        "born": "1950",
        "id_number": "046050001234",
        "village": "Thôn 1",
        "groups": "NCT",
        "phone": "0912345678",
    }
    assert row.row_number_in_file == 2
    assert codes(row.warnings) == [("id_number", "id-zero-restored")]


def test_row_with_errors_is_reported_with_its_number_and_others_stay_ready(look):
    seen = look(
        [
            HEAD,
            AN,
            [2, "Lê Sai", "31/02/2012", "12345", None, "người bay", None, None],
            [3, None, 1950, None, "Thôn 1", "NCT", None, None],
        ]
    )
    assert [row.row_number_in_file for row in seen.ready] == [2]
    wrong, nameless = seen.with_problems
    assert wrong.row_number_in_file == 3
    assert codes(wrong.problems) == [
        ("born", "no-such-day"),
        ("id_number", "id-length"),
        ("groups", "value-not-in-list"),
    ]
    assert codes(nameless.problems) == [("full_name", "field-required")]


def test_same_person_twice_is_a_problem_and_a_likely_one_a_warning(look):
    seen = look(
        [
            HEAD,
            AN,
            [2, "LÊ VĂN AN", 1950, "046050001234", "Thôn 2"],
            [3, "Lê Văn Ân", 1951, None, "Thôn 3"],
            [4, "Lê Văn An", 1951, None, "Thôn 3"],
            [5, "Trần Khác", 1950, "046050001234", "Thôn 3"],
        ]
    )
    assert codes(seen.rows[1].problems) == [("", "duplicate-in-file")]
    assert seen.rows[1].problems[0].facts == {"row": 2}
    assert ("", "maybe-duplicate-in-file") in codes(seen.rows[3].warnings)
    assert ("", "id-twice-in-file") in codes(seen.rows[4].warnings)


def test_number_that_disagrees_with_birth_or_sex_only_warns(look):
    head = ["Họ tên", "Năm sinh", "Giới tính", "Số CCCD"]
    (row,) = look([head, ["Lê An", 1949, "Nữ", "046050001234"]]).rows
    assert row.is_ready
    assert {code for _, code in codes(row.warnings)} == {"id-year-differs", "id-sex-differs"}


def test_mapping_of_a_person_goes_before_the_proposal(look):
    mapping = Mapping(0, 1, (ColumnUse(0, "Cột A", "full_name"),), {"groups": "TE"})
    (row,) = look([["Cột A", "Họ tên"], ["Lê An", "Lê Bé"]], mapping).rows
    assert row.values == {"full_name": "Lê An", "groups": "TE"}


def test_unused_columns_are_named(look):
    seen = look([["Họ tên", "Cột lạ", "Cột trống"], ["Lê An", "điều gì đó", None]])
    assert [use.heading for use in seen.unused_columns] == ["Cột lạ"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([HEAD], "sheet-has-no-people"),
        ([HEAD, ["Tổng cộng"]], "sheet-has-no-people"),
        ([["STT", "Số tiền"], [1, 2]], "sheet-has-no-name-column"),
    ],
)
def test_list_of_nobody_is_said(look, rows, code):
    with pytest.raises(InputError) as caught:
        look(rows)
    assert caught.value.code == code


def test_sheet_with_most_people_is_chosen(catalogue):
    cover = Sheet("Bìa", (("Họ tên",), ("Lê An",)))
    full = Sheet("DS", (("Họ tên",), ("Lê An",), ("Lê Bé",)))
    options = {"record_type": Person.type, "catalogue": catalogue, "today": TODAY}
    seen = previews((Sheet("Trống", (("x",),)), cover, full), **options)
    assert [one.sheet_name for one in seen] == ["Bìa", "DS"]
    assert fullest(seen).sheet_name == "DS"


BAD_TEXTS = [
    "' OR '1'='1", "=1+1", "@SUM(1)", "%s%n", "\x00", "\x1b[31m", "\u202e", "👨‍👩‍👧", "\u041dguyen",
    "a" * 3000, "\ud800", "1" * 500, "0/0/0", "32/1/1990", "1e999", "nan", "Tổng cộng", "x", "Nam",
    "ngày 1 tháng 2 năm 2026", "Thôn 1", "NCT", "e\u0301" * 100, "१२३", "٠٩١٢", "9999-99-99",
]  # fmt: skip
CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(BAD_TEXTS + HEAD),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.booleans(),
    st.dates(),
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(CELLS, min_size=8, max_size=8), max_size=12))
def test_random_cells_never_crash_and_lose_no_row(look, rows):
    seen = look([HEAD, AN, *rows])
    below = range(seen.mapping.header_row + seen.mapping.header_rows + 1, len(rows) + 3)
    told = [row.row_number_in_file for row in seen.rows]
    told += [row.row_number_in_file for row in seen.skipped]
    assert sorted(told) == list(below)
    assert len(seen.ready) + len(seen.with_problems) == len(seen.rows)
    for row in seen.ready:
        record = Person.from_plain(row.values)
        assert record.full_name
        assert {k: v for k, v in record.plain().items() if v not in (None, False)} == {
            k: v for k, v in row.values.items() if v not in (None, False)
        }


OLD_ROWS = [["Hä vµ tªn", "N¨m sinh", "Th«n"], ["NguyÔn ThÞ B«ng", 1948, "Th«n VÜnh L\u00b9i"],
            ["TRÇN V¡N §øC", 1950, "Th«n VÜnh L\u00b9i"], ["Ph¹m Quúnh \u00b8nh", 1951, None],
            ["L\u00aa M\u00adêi", 1960, None]]  # fmt: skip


def test_a_list_in_an_old_font_is_read_whole(look):
    found = look(OLD_ROWS)
    assert [row.values["full_name"] for row in found.rows] == [
        "Nguyễn Thị Bông", "Trần Văn Đức", "Phạm Quỳnh Ánh", "Lê Mười",
    ]  # fmt: skip
    assert found.rows[0].values["village"] == "Thôn Vĩnh Lại"
    assert [use.script for use in found.mapping.columns] == ["tcvn3"] * 3
    assert found.unused_columns == ()
    assert found.readings[0]["tcvn3"] == "Nguyễn Thị Bông"
    assert set(found.readings) == {0, 2}  # nothing is to be chosen for years


def test_a_letter_lost_on_the_way_is_said(look):
    rows = [*OLD_ROWS, ["L\u00aa M\u00eai", 1961, None]]
    assert codes(look(rows).rows[-1].warnings) == []
    rows = [*OLD_ROWS, ["Tr\u00ac\u00e3ng Hoa", 1961, None]]
    assert codes(look(rows).rows[-1].warnings) == [("full_name", "old-font-letter-lost")]


def test_a_column_in_doubt_waits_for_a_person(look):
    rows = [["Hä vµ tªn", "N¨m sinh", "Ghi chó"]]
    rows += [["NguyÔn ThÞ B«ng", 1948, "Phó"], ["Ph¹m Quúnh \u00b8nh", 1951, "nha khoa"],
             ["TrÇn V¨n §øc", 1950, "Phó"], ["V\u00e2 D\u00adìng", 1951, None]]  # fmt: skip
    found = look(rows)
    doubt = {use.heading: use.rivals for use in found.mapping.columns if use.rivals}
    assert doubt == {"Ghi chú": ("tcvn3", "")}
    assert [codes(row.problems) for row in found.rows] == [
        [("note", "script-unsure")], [], [("note", "script-unsure")], []
    ]  # fmt: skip


def test_what_a_person_wrote_stands_in_place_of_the_cell(catalogue):
    rows = (("Họ và tên", "Ngày sinh"), ("Lê An", "31/2/1950"), ("Tổng cộng", None))
    options = {"record_type": Person.type, "catalogue": catalogue, "today": TODAY}
    found = preview(Sheet("A", rows), wishes=Wishes({2: {"born": "1/3/1950"}}), **options)
    assert found.rows[0].values["born"] == "1950-03-01"
    assert found.rows[0].is_ready
