"""Cells stay text: nothing is a formula, a link, or a number that loses its zeros."""

from __future__ import annotations

import io
import tempfile
import zipfile

import pytest

from ctxh_desktop.exchange import workbook
from tests.data.written_workbook import cells

DANGEROUS = (
    "=1+1", '=HYPERLINK("http://x","y")', "+84912345678", "-2+3", "@SUM(A1)", "\t=1+1",
    "=cmd|' /C calc'!A0", "http://example.org", "mailto:a@b", "046151001234", "001E5", "1.08E+10",
    "TRUE", "#REF!", "{=1}", "<b>&amp;</b>", "]]>", "x" * 32_767, "Nguyễn Thị Ánh 😀", "_x000D_",
)  # fmt: skip


@pytest.mark.parametrize("words", DANGEROUS)
def test_a_cell_comes_back_as_the_text_it_was(words: str) -> None:
    content = workbook.written("T", ("A", "B"), [(words, "b")])

    assert cells(content, after=3) == [[words, "b"]]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheet, styles = (
            packed.read(f"xl/{n}.xml").decode() for n in ("worksheets/sheet1", "styles")
        )
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert 'numFmtId="49"' in styles  # "@": it stays text when somebody edits it


def test_what_excel_does_not_take_is_cut() -> None:
    content = workbook.written("T", ("A",), [("=" + "x" * 40_000,)])

    (row,) = cells(content, after=3)
    assert row == ["=" + "x" * (workbook.CELL_LETTERS_MAX - 1)]


def test_nothing_touches_the_folder_of_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file was made")

    for name in (
        "mkstemp",
        "mkdtemp",
        "TemporaryFile",
        "NamedTemporaryFile",
        "SpooledTemporaryFile",
    ):
        monkeypatch.setattr(tempfile, name, refuse)

    assert workbook.written("T", ("A",), [("x",)] * 500).startswith(b"PK")


def test_a_list_without_rows_has_its_head() -> None:
    content = workbook.written("T", ("A", "B"), [])

    assert cells(content, after=2) == [["A", "B"]]
