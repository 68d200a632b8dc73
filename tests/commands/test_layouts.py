"""How columns were taken is remembered by their headings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ctxh_desktop.commands import layouts
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.imports import ImportPeople, PreviewImport
from ctxh_desktop.exchange.columns import ColumnUse, Mapping

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
        layouts.keep(work, chosen(PROPOSED, field="note", script="tcvn3"))
        in_doubt = chosen(PROPOSED, rivals=("tcvn3", ""))
        assert layouts.recalled(work, in_doubt).columns[1].script == "tcvn3"
        assert not layouts.recalled(work, in_doubt).columns[1].rivals
        assert layouts.recalled(work, PROPOSED).columns[1].script == ""


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
