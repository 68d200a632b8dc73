"""How columns were taken is remembered by their headings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import xlsxwriter

from ctxh_desktop.commands import layouts
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.imports import ImportPeople, PreviewImport
from ctxh_desktop.exchange.columns import IN_DOUBT, ColumnUse, Mapping

PROPOSED = Mapping(1, 1, (ColumnUse(0, "Họ tên", "full_name"), ColumnUse(1, "Ghi thêm")))


def chosen(mapping: Mapping, **last: object) -> Mapping:
    *others, use = mapping.columns
    return replace(mapping, columns=(*others, ColumnUse(use.column, use.heading, **last)))


def test_the_next_list_is_read_as_the_last_one_was(desk: Desk) -> None:
    with desk.store.write(by="x") as work:
        layouts.keep(work, chosen(PROPOSED, field="village"))
        work.commit()
    lower = Mapping(5, 1, PROPOSED.columns)
    with desk.read() as reader:
        again = layouts.recalled(reader, lower)
    assert again.columns[1].field == "village"
    assert again.header_row == 5


def test_other_headings_are_another_layout(desk: Desk) -> None:
    other = Mapping(1, 1, (ColumnUse(0, "Họ tên", "full_name"), ColumnUse(1, "Khác")))
    with desk.store.write(by="x") as work:
        layouts.keep(work, chosen(PROPOSED, field="village"))
        assert layouts.recalled(work, other) == other


def test_a_script_is_recalled_only_in_doubt(desk: Desk) -> None:
    with desk.store.write(by="x") as work:
        layouts.keep(work, chosen(PROPOSED, field="note", script="tcvn3", found=IN_DOUBT))
        in_doubt = chosen(PROPOSED, rivals=("tcvn3", ""))
        assert layouts.recalled(work, in_doubt).columns[1].script == "tcvn3"
        assert not layouts.recalled(work, in_doubt).columns[1].rivals
        assert layouts.recalled(work, PROPOSED).columns[1].script == ""


def test_a_script_chosen_against_what_was_found_is_recalled_while_the_same_is_found(
    desk: Desk,
) -> None:
    with desk.store.write(by="x") as work:
        layouts.keep(work, chosen(PROPOSED, field="note", script="vni", found="tcvn3"))
        again = chosen(PROPOSED, script="tcvn3", found="tcvn3")
        assert layouts.recalled(work, again).columns[1].script == "vni"
        other = chosen(PROPOSED, script="", found="")
        assert layouts.recalled(work, other).columns[1].script == ""


def test_what_was_kept_before_scripts_were_told_apart_is_still_read(desk: Desk) -> None:
    with desk.store.write(by="x") as work:
        columns = '[[0,"Họ tên","full_name","",""],[1,"Ghi thêm","village","",""]]'
        old = f'{{"header_row":1,"header_rows":1,"columns":{columns},"defaults":{{}}}}'
        key = layouts.fingerprint(PROPOSED)
        work.set_local("import.layouts", f'{{"{key}":{old}}}')
        assert layouts.recalled(work, PROPOSED).columns[1].field == "village"


def test_layouts_are_limited_and_damage_is_forgiven(desk: Desk) -> None:
    with desk.store.write(by="x") as work:
        for number in range(layouts.LAYOUTS_MAX + 5):
            layouts.keep(work, Mapping(0, 1, (ColumnUse(0, f"Cột {number}", "note"),)))
        first = Mapping(0, 1, (ColumnUse(0, "Cột 0"),))
        last = Mapping(0, 1, (ColumnUse(0, "Cột 44"),))
        assert layouts.recalled(work, first) == first
        assert layouts.recalled(work, last).columns[0].field == "note"
        work.set_local("import.layouts", f'{{"{layouts.fingerprint(last)}": 5}}')
        assert layouts.recalled(work, last) == last


def test_a_persons_columns_are_kept_by_an_import(bus: Bus, tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("Họ và tên;Năm sinh;Ghi thêm\nLê Văn An;1950;Thôn 3\n", "utf-8")
    second.write_text("\nHọ và tên;Năm sinh;Ghi thêm\nTrần Bé;1951;Thôn 4\n", "utf-8")
    seen = bus.send(PreviewImport(first)).result.preview
    bus.send(ImportPeople(first, chosen(seen.mapping, field="village"), seen.sheet_name))

    again = bus.send(PreviewImport(second)).result.preview

    assert again.rows[0].values["village"] == "Thôn 4"


def _two_sheets(path: Path, larger: int) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, count in (("Tổng hợp", larger), ("Mới", 2)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Họ và tên", "Năm sinh"])
            for row in range(count):
                sheet.write_row(row + 1, 0, [f"Lê Văn {'ABCDE'[row]}", 1950 + row])
    return path


def test_a_sheet_chosen_against_the_fullest_is_chosen_next_time(bus: Bus, tmp_path: Path) -> None:
    first = _two_sheets(tmp_path / "a.xlsx", 4)
    seen = bus.send(PreviewImport(first)).result
    assert seen.preview.sheet_name == "Tổng hợp"
    bus.send(ImportPeople(first, seen.preview.mapping, "Tổng hợp", read=seen.read))
    second = _two_sheets(tmp_path / "b.xlsx", 5)
    assert bus.send(PreviewImport(second)).result.preview.sheet_name == "Tổng hợp"

    bus.send(ImportPeople(second, seen.preview.mapping, "Mới", read=seen.read))

    assert bus.send(PreviewImport(first)).result.preview.sheet_name == "Mới"


def test_the_sheet_named_in_a_command_is_remembered_too(bus: Bus, tmp_path: Path) -> None:
    file = _two_sheets(tmp_path / "a.xlsx", 4)
    bus.send(ImportPeople(file, sheet="Mới"))
    assert bus.send(PreviewImport(file)).result.preview.sheet_name == "Mới"
