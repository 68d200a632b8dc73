"""Lists are taken in whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.imports import ImportPeople, PreviewImport
from ctxh_desktop.commands.people import CountPeople, FindPeople
from ctxh_desktop.commands.records import UndoLast
from ctxh_desktop.errors import InputError
from tests.data import lists, people


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """Return a list of forty people as a commune keeps it."""
    path = tmp_path / "danh-sach.xlsx"
    lists.write_list(path, people.people(40, seed=5), lists.Defects(seed=5, has_merged_titles=True))
    return path


def test_preview_writes_nothing(bus: Bus, listed: Path) -> None:
    found = bus.send(PreviewImport(listed))

    assert len(found.result.preview.ready) == 40
    assert found.result.known_rows == frozenset()
    assert found.changes == frozenset()
    assert bus.send(CountPeople()).result == 0


def test_list_is_taken_in_and_found(bus: Bus, listed: Path) -> None:
    taken = bus.send(ImportPeople(listed))

    assert (taken.result.count, taken.result.with_problems) == (40, 0)
    assert bus.send(CountPeople()).result == 40
    name = next(people.people(40, seed=5))["full_name"]
    assert name in [hit.full_name for hit in bus.send(FindPeople(str(name))).result]


def test_second_import_knows_everybody(bus: Bus, listed: Path) -> None:
    bus.send(ImportPeople(listed))

    again = bus.send(ImportPeople(listed)).result

    assert (again.count, again.known) == (0, 40)
    assert bus.send(CountPeople()).result == 40


def test_problem_rows_stop_everything_unless_told_otherwise(bus: Bus, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Họ và tên;Số CCCD\nLê Văn An;046088001234\nTrần Thị Bé;12345\n", "utf-8")

    with pytest.raises(InputError) as refused:
        bus.send(ImportPeople(path))
    assert refused.value.code == "import-has-problems"
    assert refused.value.facts["rows"] == "3"
    assert bus.send(CountPeople()).result == 0

    taken = bus.send(ImportPeople(path, skip_errors=True)).result
    assert (taken.count, taken.with_problems) == (1, 1)


def test_import_is_many_groups_and_not_undone_by_a_slip(bus: Bus, listed: Path) -> None:
    bus.send(ImportPeople(listed))

    assert bus.send(UndoLast()).result is None
    assert bus.send(CountPeople()).result == 40


@pytest.mark.parametrize("content", [b"", b"no table here", b"PK\x03\x04broken"])
def test_what_is_no_list_is_said(bus: Bus, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)

    with pytest.raises(InputError) as refused:
        bus.send(PreviewImport(path))

    assert refused.value.code.startswith("sheet-")
