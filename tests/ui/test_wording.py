from __future__ import annotations

from datetime import date

import pytest

from ctxh_desktop.ui import wording

TODAY = date(2026, 11, 16)  # a Monday


def test_days_are_written_day_first(qapp):
    assert wording.full_day("2026-11-06") == "06/11/2026"
    assert wording.short_day("2026-11-06", TODAY) == "06/11"
    assert wording.short_day("2025-11-06", TODAY) == "06/11/2025"
    assert wording.long_day(TODAY).endswith(", 16/11/2026")


@pytest.mark.parametrize(
    ("due_on", "number", "kind", "icon"),
    [("2026-11-13", "3", "danger", "alert"), ("2026-11-16", "", "warn", "clock"),
     ("2026-11-18", "2", "", "")],
)  # fmt: skip
def test_due_days_say_how_far_and_in_which_tone(qapp, due_on, number, kind, icon):
    assert number in wording.due(due_on, TODAY)
    assert wording.due_kind(due_on, TODAY) == kind
    assert wording.due_icon(due_on, TODAY) == icon


def test_moments_are_shown_in_vietnams_time(qapp):
    # 23:30 UTC is 06:30 of the next day in Vietnam.
    late = "2026-11-15T23:30:05.000Z"
    assert wording.clock(late) == "06:30"
    assert wording.clock(late, seconds=True) == "06:30:05"
    assert wording.moment(late, TODAY) == "06:30 today"
    assert wording.moment_in_list("2026-11-15T10:20:00.000Z", TODAY) == "yesterday, 17:20"
    assert wording.moment_in_list("2026-11-01T10:20:00.000Z", TODAY) == "01/11, 17:20"


@pytest.mark.parametrize(
    ("plain", "shown"),
    [("2012", "2012"), ("2015-08", "8/2015"), ("2012-08-05", "05/08/2012"),
     ("1960~", "about 1960"), (None, "")],
)  # fmt: skip
def test_birth_dates_are_as_precise_as_they_are_known(qapp, plain, shown):
    assert wording.born(plain) == shown


def test_ages_name_what_they_are_counted_from(qapp):
    assert wording.age("2012-08", TODAY) == "14 years old (8/2012)"
    assert wording.age("1960~", TODAY) == "about 66 years old (about 1960)"
    assert wording.age(None, TODAY) == ""


def test_line_leaves_out_what_is_not_known(qapp):
    assert wording.joined(["Nữ", None, "", "Thôn 3"]) == "Nữ · Thôn 3"


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 kB"), (64 * 1024, "64 kB"), (1_400_000, "1,3 MB"), (150 * 2**20, "150 MB"),
     (7_700_000_000, "7,2 GB"), (1023 * 1024, "1,0 MB")],
)  # fmt: skip
def test_sizes_are_read_at_a_glance(size, words):
    assert wording.file_size(size) == words
