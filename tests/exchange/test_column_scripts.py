"""The script of each column is found, or asked for; never guessed."""

from __future__ import annotations

import unicodedata

import pytest

from ctxh_desktop.exchange import scripts
from ctxh_desktop.exchange.column_scripts import ColumnScript, converted, detect, readings
from ctxh_desktop.exchange.scripts import TCVN3, UNICODE, UTF8_TWICE, VIQR, VNI
from ctxh_desktop.exchange.sheets import Sheet
from tests.data.people import people

NAMES = [str(person["full_name"]) for person in people(60, seed=4)]
OLD = (TCVN3, VNI, VIQR, UTF8_TWICE)


def written(name: str, script: str) -> str:
    """A text as the script has it; TCVN3 lets the small letter stand for a capital with a tone."""
    if script == TCVN3:
        return "".join(scripts.encode(c, script) or scripts.encode(c.lower(), script) or c
                       for c in name)  # fmt: skip
    return scripts.encode(name, script) or name


def sheet(*columns):
    return Sheet("A", tuple(zip(*columns, strict=True)))


@pytest.mark.parametrize("script", OLD)
def test_a_column_of_names_is_settled_and_read(script):
    raw = sheet([written(name, script) for name in NAMES], list(range(60)))
    assert detect(raw) == (ColumnScript(script), ColumnScript())
    read = converted(raw, {0: script})
    assert [row[0].lower() for row in read.rows] == [name.lower() for name in NAMES]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_unicode_stays_as_it_is(form):
    raw = sheet([unicodedata.normalize(form, name) for name in NAMES])
    assert detect(raw) == (ColumnScript(UNICODE),)


@pytest.mark.parametrize(
    "names",
    [
        ["H'Hen Niê", "Y Bhiông", "Ksor H\u2019Bia", "K'Tem", "Rơ Châm", "Y Ê Ban"],
        ["Nguyen Van A.", "Ho. Thi B", "a@b.vn"],
        ["Thôn 1", "Thôn 2"],
        ["Văn"],
        ["NKT", "HN"],
        ["Le\u0301a", "François", "Müller"],
    ],
)
def test_what_no_old_script_explains_stays(names):
    assert detect(sheet(names)) == (ColumnScript(),)


@pytest.mark.parametrize("script", OLD)
def test_each_column_has_its_own_script(script):
    other = VNI if script == TCVN3 else TCVN3
    raw = sheet(
        [written(name, script) for name in NAMES], NAMES, [written(n, other) for n in NAMES]
    )
    found = detect(raw)
    assert [one.script for one in found if one.is_sure] == [script, UNICODE, other]


def test_a_column_that_two_scripts_explain_is_asked_about():
    # "Phó" is a word, and in TCVN3 it is "Phú"; the names beside it are in TCVN3.
    raw = sheet([written(name, TCVN3) for name in NAMES], ["Phó"] * 60)
    assert detect(raw)[1] == ColumnScript(UNICODE, is_sure=False, rivals=(TCVN3, UNICODE))


def test_words_that_only_half_explain_are_asked_about():
    raw = sheet(["NguyÔn", "V¨n", "Zµzµ", "Qxµ", "Wbµ"])
    (found,) = detect(raw)
    assert not found.is_sure
    assert found.rivals[0] == TCVN3


def test_a_unicode_cell_in_an_old_column_stays():
    raw = sheet(["NguyÔn V¨n B×nh", "Nguyễn Đức", 5, None])
    assert converted(raw, {0: TCVN3}).rows == (("Nguyễn Văn Bình",), ("Nguyễn Đức",), (5,), (None,))


def test_a_column_of_both_is_asked_about_where_a_word_is_double():
    # "Tâm" is a name, and in TCVN3 it is "Tọm".
    mixed = ["NguyÔn V¨n B×nh", "TrÇn ThÞ Mü", "Ph¹m Hïng", "Nguyễn Đức", "Lê Tâm"]
    assert detect(sheet(mixed)) == (ColumnScript(UNICODE, is_sure=False, rivals=(TCVN3, UNICODE)),)
    assert detect(sheet(mixed[:4])) == (ColumnScript(TCVN3),)


def test_titles_merged_over_columns_do_not_decide():
    title = ["CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM"] * 2
    raw = sheet([title[0], *NAMES], [title[1], *NAMES])
    assert detect(raw) == (ColumnScript(), ColumnScript())


def test_where_the_script_may_be_another_each_reading_is_shown():
    names = ["Hä vµ tªn", "NguyÔn ThÞ B«ng", "Ph¹m Hïng"]
    raw = sheet(names, ["Họ và tên", "Nguyễn Thị Bông", "Phạm Hùng"], [1, 2, 3], ["a", "b", "c"])
    found = readings(raw, {0: TCVN3})
    assert set(found) == {0}
    assert found[0][TCVN3] == "Họ và tên"
    assert found[0][UNICODE] == "Hä vµ tªn"
    assert VIQR not in found[0]


def test_a_column_that_a_person_reads_otherwise_can_be_put_back():
    raw = sheet(["Họ và tên", "Nguyễn Thị Bông", "Hà Lan"])
    assert readings(raw, {}) == {}
    assert set(readings(raw, {0: VNI})[0]) >= {UNICODE, VNI}
