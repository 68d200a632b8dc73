from __future__ import annotations

from ctxh_desktop.commands.imports import ImportPeople, PreviewImport, Watch
from ctxh_desktop.ui.pages.import_choices import ImportChoices
from tests.data.workbooks import xlsx


def choices(tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_bytes(
        xlsx([["Họ và tên", "Ngày sinh", "Nhóm"], ["Lê An", "31/2/1950", "NCT"],
              ["Hồ Bảy", "1962", "NKT"], ["Trần Mía", "1970", "NKT"]])
    )  # fmt: skip
    return ImportChoices(file)


def test_what_was_decided_goes_into_both_commands(book, tmp_path):
    made = choices(tmp_path)
    made.mend(2, {"born": "1950"})
    made.mend(2, {"village": "Thôn 3"})
    made.leave_out(3, True)
    made.leave_out(4, True)
    made.leave_out(4, False)
    found = book.send(made.preview(Watch()))
    made.looked_at(found)

    assert made.preview(Watch()) == PreviewImport(
        made.path, found.preview.mapping, found.preview.sheet_name,
        fixes={2: {"born": "1950", "village": "Thôn 3"}}, left_out=frozenset({3}), watch=Watch(),
    )  # fmt: skip
    take = made.take(found, Watch(), skip_known=True)
    assert isinstance(take, ImportPeople)
    assert take.digest == found.digest
    assert made.taken(found, skip_known=True) == book.send(take).count == 2


def test_who_is_known_counts_only_when_wanted_anyway(book, tmp_path):
    made = choices(tmp_path)
    book.send(made.take(book.send(made.preview(Watch())), Watch(), skip_known=True))
    found = book.send(made.preview(Watch()))
    assert found.known_rows == {3, 4}
    assert made.taken(found, skip_known=True) == 0
    assert made.taken(found, skip_known=False) == 2

    made.take_anyway(3, True)
    assert made.taken(found, skip_known=True) == 1
    made.take_anyway(3, False)
    assert made.taken(found, skip_known=True) == 0


def test_a_commands_choices_do_not_change_behind_its_back(tmp_path):
    made = choices(tmp_path)
    made.mend(2, {"born": "1950"})
    command = made.preview(Watch())
    made.mend(2, {"born": "1951"})

    assert command.fixes == {2: {"born": "1950"}}
