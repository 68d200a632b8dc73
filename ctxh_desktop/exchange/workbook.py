"""Write a list as an Excel file in which every cell is text.

Nothing in a cell is ever a formula, a link or a number that loses its zeros: cells are written as
strings and formatted as text, so that they stay so when somebody edits them.

Source: security reference T14; OWASP, CSV injection.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

CELL_LETTERS_MAX = 32_767
"""What Excel takes in one cell."""
_AS_TEXT = 49
"""Excel's own number of the format "Text": what is typed into such a cell stays what it is."""
_WIDTH_MIN, _WIDTH_MAX = 8, 48
_LOOKED_AT_ROWS = 200
_HEAD_ROW = 2
_A4 = 9


def written(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return the content of an .xlsx file: a title, an empty row, the head row, the rows.

    All is made in memory: nothing of it touches the folder of temporary files.
    """
    import xlsxwriter  # noqa: PLC0415 (2 MB that only an export needs)

    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        text = book.add_format({"num_format": _AS_TEXT, "valign": "top"})
        head = book.add_format(
            {
                "bold": True,
                "num_format": _AS_TEXT,
                "bottom": 1,
                "bg_color": "#F4F4EE",
                "valign": "top",
            }
        )
        big = book.add_format({"bold": True, "font_size": 13})
        sheet.write_string(0, 0, title[:CELL_LETTERS_MAX], big)
        for column, words in enumerate(headings):
            sheet.set_column(column, column, _width(column, words, rows), text)
            sheet.write_string(_HEAD_ROW, column, words, head)
        for place, row in enumerate(rows, start=_HEAD_ROW + 1):
            for column, words in enumerate(row):
                sheet.write_string(place, column, words[:CELL_LETTERS_MAX], text)
        sheet.freeze_panes(_HEAD_ROW + 1, 1)
        sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + len(rows), max(len(headings) - 1, 0))
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD_ROW)
        sheet.set_footer("&R&P/&N")
    return target.getvalue()


def _width(column: int, heading: str, rows: Sequence[Sequence[str]]) -> int:
    longest = max((len(row[column]) for row in rows[:_LOOKED_AT_ROWS]), default=0)
    return min(max(longest + 2, len(heading) + 4, _WIDTH_MIN), _WIDTH_MAX)
