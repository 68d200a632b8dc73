"""Lists are taken in whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.import_log import ListImports
from ctxh_desktop.commands.imports import ImportPeople, PreviewImport, Watch
from ctxh_desktop.commands.known_people import BY_NAME, BY_NUMBER
from ctxh_desktop.commands.people import CountPeople, FindPeople
from ctxh_desktop.commands.records import SaveRecord, UndoLast
from ctxh_desktop.commands.stopping import Stop
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


def test_a_row_is_mended_or_left_out_in_the_preview(bus: Bus, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Họ và tên;Số CCCD\nLê An;046088001234\nTrần Bé;12345\nHồ C;77\n", "utf-8")
    fixes = {3: {"id_number": "046 188 001 235"}}
    command = ImportPeople(path, fixes=fixes, left_out=frozenset({4}))

    seen = bus.send(PreviewImport(path, fixes=fixes, left_out=frozenset({4}))).result.preview
    taken = bus.send(command).result

    assert [row.row_number_in_file for row in seen.ready] == [2, 3]
    assert [(row.row_number_in_file, row.reason) for row in seen.skipped] == [(4, "left-out")]
    assert (taken.count, taken.with_problems) == (2, 0)
    assert bus.send(FindPeople("046188001235")).result


def test_a_sheet_is_chosen_by_its_name(bus: Bus, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, count in (("Thôn 1", 3), ("Thôn 2", 1)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Họ và tên", "Năm sinh"])
            for row in range(count):
                sheet.write_row(row + 1, 0, [f"Lê Văn {'ABC'[row]}", 1950 + row])

    found = bus.send(PreviewImport(path)).result
    assert (found.sheets, found.preview.sheet_name) == (("Thôn 1", "Thôn 2"), "Thôn 1")
    assert found.read is not None
    assert found.read.people == {"Thôn 1": 3, "Thôn 2": 1}
    assert bus.send(ImportPeople(path, sheet="Thôn 2")).result.count == 1
    with pytest.raises(InputError) as refused:
        bus.send(PreviewImport(path, sheet="Thôn 3"))
    assert refused.value.code == "import-sheet-unknown"


def test_a_file_changed_after_it_was_looked_at_is_refused(bus: Bus, listed: Path) -> None:
    seen = bus.send(PreviewImport(listed)).result
    lists.write_list(listed, people.people(41, seed=6))

    with pytest.raises(InputError) as refused:
        bus.send(ImportPeople(listed, digest=seen.digest))

    assert refused.value.code == "import-file-changed"
    assert bus.send(CountPeople()).result == 0


@pytest.mark.parametrize("phase", ["reading", "checking", "saving"])
def test_a_stop_in_any_phase_leaves_nothing(bus: Bus, listed: Path, phase: str) -> None:
    stop, told = Stop(), []

    def report(now: str, done: int, total: int) -> None:
        told.append((now, total))
        if now == phase:
            stop.ask()

    lists.write_list(listed, people.people(450, seed=6))
    with pytest.raises(InputError) as refused:
        bus.send(ImportPeople(listed, watch=Watch(report, stop)))

    assert refused.value.code == "import-stopped"
    assert told[-1][0] == phase
    assert bus.send(CountPeople()).result == 0
    assert bus.send(ListImports()).result == ()


def test_a_column_in_doubt_is_settled_by_a_person(bus: Bus, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = ["Hä vµ tªn;N¨m sinh;Ghi chó", "NguyÔn ThÞ B«ng;1948;Phó", "Ph¹m Quúnh;1951;",
            "TrÇn V¨n §øc;1950;Phó", "V\u00e2 D\u00adìng;1951;"]  # fmt: skip
    path.write_bytes("\n".join(rows).encode("windows-1252"))
    seen = bus.send(PreviewImport(path)).result.preview
    assert [row.row_number_in_file for row in seen.with_problems] == [2, 4]

    read = bus.send(PreviewImport(path, scripts={2: "tcvn3"})).result.preview
    assert read.rows[0].values["note"] == "Phú"
    kept = bus.send(PreviewImport(path, scripts={2: ""})).result.preview
    assert kept.rows[0].values["note"] == "Phó"
    with pytest.raises(InputError) as refused:
        bus.send(PreviewImport(path, scripts={9: "tcvn3"}))
    assert refused.value.code == "import-column-unknown"


def test_the_same_person_twice_is_taken_only_when_somebody_says_so(
    bus: Bus, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    rows = "Lê An;046088001234\nHồ Bảy;046088001236\nLê An;046088001234\n"
    path.write_text(f"Họ và tên;Số CCCD\n{rows}", "utf-8")
    bus.send(
        SaveRecord(
            "person", None, {"full_name": "Hồ Bảy", "id_number": "046088001236", "groups": "NCT"}
        )
    )

    seen = bus.send(PreviewImport(path)).result
    assert [row.row_number_in_file for row in seen.preview.with_problems] == [4]
    assert {row: one.by for row, one in seen.known.items()} == {3: BY_NUMBER}

    anyway = frozenset({3, 4})
    again = bus.send(PreviewImport(path, anyway=anyway)).result.preview
    assert again.with_problems == ()
    assert [one.code for one in again.rows[-1].warnings] == ["duplicate-in-file"]
    taken = bus.send(ImportPeople(path, anyway=anyway)).result
    assert (taken.count, taken.known) == (3, 0)


def test_who_has_no_number_is_known_by_name_and_birth(bus: Bus, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Họ và tên;Năm sinh\nLê An;1950\nLê Ân;1950\n", "utf-8")
    bus.send(ImportPeople(path))

    known = bus.send(PreviewImport(path)).result.known
    assert {row: one.by for row, one in known.items()} == {2: BY_NAME, 3: BY_NAME}


def test_a_file_is_read_once_while_it_is_the_same(bus: Bus, listed: Path) -> None:
    first = bus.send(PreviewImport(listed)).result
    again = bus.send(PreviewImport(listed, read=first.read)).result
    assert again.read is first.read
    assert again.preview == first.preview

    lists.write_list(listed, people.people(7, seed=6))
    changed = bus.send(PreviewImport(listed, read=first.read)).result

    assert len(changed.preview.ready) == 7
    assert changed.read is not first.read
