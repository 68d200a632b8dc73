from __future__ import annotations

import re

import pytest
from PySide6.QtPrintSupport import QPrinter

from ctxh_desktop.ui.printing import ListPrint, paint, printer_for

HEADINGS = ("Họ và tên", "Năm sinh", "Thôn")


def on_paper(made, file):
    printer = printer_for(made)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    return paint(made, printer), file.read_bytes()


def made_of(count, headings=HEADINGS):
    rows = tuple(tuple(f"{name} {place}" for name in headings) for place in range(count))
    return ListPrint("Danh sách đối tượng", headings, rows, "Trần Thị Hoa")


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (200, 5)])
def test_all_rows_are_on_as_many_pages_as_they_need(fonts, tmp_path, count, pages):
    painted, content = on_paper(made_of(count), tmp_path / "a.pdf")

    assert painted == len(re.findall(rb"/Type\s*/Page\b", content))
    assert abs(painted - pages) <= 1


def test_a_wide_list_lies_on_the_page(fonts, tmp_path):
    _, upright = on_paper(made_of(3), tmp_path / "a.pdf")
    _, lying = on_paper(made_of(3, tuple("abcdefgh")), tmp_path / "b.pdf")

    def size(content):
        box = re.search(rb"/MediaBox \[([\d. ]+)\]", content)
        _, _, width, height = map(float, box[1].split())
        return width, height

    assert size(upright)[0] < size(upright)[1]
    assert size(lying)[0] > size(lying)[1]


def test_the_name_of_the_job_says_nothing_about_anybody(fonts):
    assert printer_for(made_of(3)).docName() == "List"


def test_long_words_are_shortened_and_not_run_together(fonts, tmp_path):
    rows = (("Nguyễn " * 60, "x" * 900, "y"),)

    painted, _ = on_paper(ListPrint("T" * 400, HEADINGS, rows, "Hoa"), tmp_path / "a.pdf")

    assert painted == 1
