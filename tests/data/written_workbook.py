"""What somebody sees who opens an Excel file that the program wrote."""

from __future__ import annotations

import io

from python_calamine import CalamineWorkbook


def cells(content: bytes, *, after: int = 0) -> list[list[object]]:
    """Return the cells of the first sheet without its first *after* rows; empty ones are ""."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [list(row) for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)][
        after:
    ]
