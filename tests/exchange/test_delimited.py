"""Text files of rows in every encoding."""

from __future__ import annotations

import unicodedata

import pytest

from ctxh_desktop.exchange.sheets import read_sheets
from tests.data.workbooks import EXPECTED, ROWS


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_in_every_encoding(saved, encoding, delimiter):
    text = "\r\n".join(delimiter.join(map(str, row)) for row in ROWS)
    (sheet,) = read_sheets(saved(text.encode(encoding), "ds.csv"))
    assert sheet.rows == (EXPECTED[0], ("Nguyễn Thị Bông", "1948"), ("Trần Đức", "1950"))


def test_text_in_windows_1258_is_read_as_vietnamese(saved):
    # windows-1258 writes tones as marks of their own after the letter.
    tones = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
    decomposed = "".join(
        unicodedata.normalize("NFC", unicodedata.normalize("NFD", c).translate(tones))
        + "".join(m for m in unicodedata.normalize("NFD", c) if ord(m) in tones)
        for c in "Họ và tên;Năm sinh\nNguyễn Thị Bông;1948\n"
    )
    (sheet,) = read_sheets(saved(decomposed.encode("windows-1258"), "ds.csv"))
    assert sheet.rows[1] == ("Nguyễn Thị Bông", "1948")


def test_quoted_line_breaks_stay_in_their_cell(saved):
    (sheet,) = read_sheets(saved(b'a;b\n"x\ny";"1;2"\n', "ds.csv"))
    assert sheet.rows[1] == ("x\ny", "1;2")


@pytest.mark.parametrize(
    "line", ["Hä vµ tªn;N¨m sinh\nNguyÔn ThÞ B«ng;1948\nTrÇn \u00adíc;1950\nPh¹m B×nh;1960",
             "Hoï vaø teân;Naêm sinh\nNguyeãn Thò Boâng;1948\nTraàn Höôùc;1950\nLeâ YÙ;1960"],
)  # fmt: skip
def test_bytes_of_old_fonts_are_kept_for_the_columns_to_tell(saved, line):
    (sheet,) = read_sheets(saved(line.encode("windows-1252"), "ds.csv"))
    assert [row[0] for row in sheet.rows] == [row.split(";")[0] for row in line.split("\n")]
