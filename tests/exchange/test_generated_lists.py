"""Lists of invented people, written as communes keep them, read back and held against the truth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.exchange.people import fullest, previews
from ctxh_desktop.exchange.sheets import read_sheets
from tests.data.lists import CLEAN, WIDEST, WORST, write_list
from tests.data.people import people
from tests.exchange.conftest import TODAY

COUNT = 120
KINDS = {
    "clean": CLEAN,
    "years": replace(CLEAN, births="year"),
    "dates": replace(CLEAN, births="date"),
    "numbers": replace(CLEAN, are_numbers_numeric=True),
    "capitals": replace(CLEAN, has_capital_names=True),
    "two rows": replace(CLEAN, is_header_two_rows=True, has_sex_columns=True),
    "nfd": replace(CLEAN, is_nfd=True, has_stray_characters=True),
    "spellings": replace(CLEAN, has_spelling_variants=True, has_missing_cells=True),
    "footers": replace(CLEAN, has_subtotals=True, has_blank_rows=True, has_signature=True),
    "worst": WORST,
    "more columns": replace(CLEAN, has_more_columns=True),
    "widest": WIDEST,
}


def compared(path, seed, defects, catalogue):
    """Write, read; return the preview, what was written, and the fields that differ."""
    written = write_list(path, people(COUNT, seed=seed), replace(defects, seed=seed))
    options = {"record_type": Person.type, "catalogue": catalogue, "today": TODAY}
    seen = fullest(previews(read_sheets(path), **options))
    by_row = {row.row_number_in_file: row for row in seen.rows}
    wrong = []
    for number, truth in zip(written.rows, written.truth, strict=True):
        values = by_row[number].values if number in by_row else {}
        wrong += [
            (number, name, known, values.get(name))
            for name, known in truth.items()
            if values.get(name) != known
        ]
    return seen, written, wrong


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".csv"])
@pytest.mark.parametrize("seed", [1, 2])
def test_truth_is_recovered(tmp_path, catalogue, kind, suffix, seed):
    seen, written, wrong = compared(tmp_path / f"ds{suffix}", seed, KINDS[kind], catalogue)
    assert wrong == []
    assert [row.row_number_in_file for row in seen.rows] == list(written.rows)
    assert [row for row in seen.rows if not row.is_ready] == []


@pytest.mark.parametrize("seed", range(10, 40))
@pytest.mark.parametrize("defects", [WORST, WIDEST], ids=["worst", "widest"])
def test_truth_of_the_worst_list_is_recovered_for_many_seeds(tmp_path, catalogue, defects, seed):
    suffix = (".xlsx", ".xls", ".csv")[seed % 3]
    seen, written, wrong = compared(tmp_path / f"ds{suffix}", seed, defects, catalogue)
    assert wrong == []
    assert len(seen.rows) == len(written.rows)
