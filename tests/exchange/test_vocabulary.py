"""Words that people use for the choices of a code list."""

from __future__ import annotations

import pytest

from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.exchange.vocabulary import read_vocabulary
from tests.exchange.conftest import HEAD


@pytest.mark.parametrize(
    ("words", "groups", "degree"),
    [
        ("NCT", "NCT", None),
        ("người già", "NCT", None),
        ("Người cao tuổi", "NCT", None),
        ("NGƯỜI CAO TUỔI", "NCT", None),
        ("Nguoi cao tuoi", "NCT", None),
        ("khuyết tật nặng", "NKT", "N"),
        ("NKT ĐBN; hộ nghèo", "NGHEO NKT", "DBN"),
        ("NCT, NKT", "NCT NKT", None),
        ("NCT NKT", "NCT NKT", None),
        ("Hộ nghèo và đơn thân nuôi con", "DONTHAN NGHEO", None),
        ("BTXH", "KHAC", None),
        ("Trẻ em có nguy cơ bị bạo lực, bóc lột, bỏ rơi", "TENC", None),
    ],
)
def test_group_is_known_by_many_words(look, words, groups, degree):
    (row,) = look([HEAD, [1, "Lê An", 1950, None, None, words]]).rows
    assert row.values["groups"] == groups
    assert row.values.get("disability_degree") == degree


def test_own_column_goes_before_what_the_group_tells(look):
    head = ["Họ tên", "Mức độ KT", "Đối tượng"]
    (row,) = look([head, ["Lê An", "Nhẹ", "NKT nặng"]]).rows
    assert row.values["disability_degree"] == "NHE"


def test_words_that_differ_only_in_marks_need_their_marks(catalogue):
    columns = "record,field,part,heading\nperson,phone,,ĐT\nperson,ethnicity,,DT\n"
    words = read_vocabulary(Person.type, catalogue, columns, "list,words,code,also\n")
    assert words.heading("ĐT")[0].field == "phone"
    assert words.heading("DT")[0].field == "ethnicity"
    assert words.heading("Họ") is None


@pytest.mark.parametrize("field", [f for f in Person.type.fields if f.codes], ids=lambda f: f.name)
def test_every_code_and_label_of_every_list_is_understood(words, catalogue, field):
    for code in catalogue[field.codes].codes:
        assert words.choices(field.codes, code.code).codes == (code.code,)
        assert code.code in words.choices(field.codes, code.label).codes


def test_every_word_of_the_files_leads_to_something_declared(words, catalogue):
    for meaning in words.headings.values():
        assert meaning.field is None or meaning.field in Person.type.by_name
    for name, known in words.values.items():
        for meaning in known.values():
            assert set(meaning.codes) <= set(catalogue[name].by_code)
            for field, value in meaning.also:
                assert value in catalogue[Person.type.field(field).codes].by_code
