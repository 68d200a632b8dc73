from __future__ import annotations

from ctxh_desktop.commands.imports import ImportPeople, PreviewImport, ReadFile, Watch
from ctxh_desktop.commands.known_people import FILL, NEW, SKIP
from ctxh_desktop.ui.models.import_rows import rows_of
from ctxh_desktop.ui.pages.import_choices import Decided, ImportChoices
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
    take = made.take(found, Watch())
    assert isinstance(take, ImportPeople)
    assert take.digest == found.digest
    assert made.counts(found) == (book.send(take).count, 0) == (2, 0)


def known_again(book, tmp_path):
    made = choices(tmp_path)
    book.send(made.take(book.send(made.preview(Watch())), Watch()))
    found = book.send(made.preview(Watch()))
    made.looked_at(found)
    return made, found


def test_who_is_known_counts_as_it_was_answered(book, tmp_path):
    made, found = known_again(book, tmp_path)
    assert found.known_rows == {3, 4}
    assert made.counts(found) == (0, 0)
    made.known = NEW
    assert made.counts(found) == (2, 0)

    made.known = SKIP
    made.answer(3, NEW)
    assert made.counts(found) == (1, 0)
    made.answer(3, SKIP)
    made.take_anyway(4, True)
    assert made.counts(found) == (1, 0)
    assert book.send(made.take(found, Watch())).count == 1


def test_filling_in_counts_people_to_whom_something_is_added(book, tmp_path):
    made, found = known_again(book, tmp_path)
    made.known = FILL
    assert made.counts(found) == (0, 0)  # the list says nothing new
    with_more = xlsx([["Họ và tên", "Ngày sinh", "Nhóm", "Thôn"],
                      ["Hồ Bảy", "1962", "NKT TE", "Thôn 3"]])  # fmt: skip
    made.path.write_bytes(with_more)
    made = ImportChoices(made.path, known=FILL)
    found = book.send(made.preview(Watch()))

    assert made.counts(found) == (0, 1)
    row = rows_of(found, {}, ())[0]
    assert made.of(row) == Decided(answer=FILL)
    made.answer(2, SKIP)
    assert made.counts(found) == (0, 0)
    made.take_listed(2, frozenset({"groups"}))
    assert made.of(row) == Decided(answer=FILL, taken=frozenset({"groups"}))
    assert book.send(made.take(found, Watch())).filled == 1


def test_each_sheet_keeps_what_was_decided_about_it(tmp_path):
    made = ImportChoices(tmp_path / "a.xlsx", sheet="Thôn 1")
    made.read = ReadFile((), "x", {"Thôn 1": 3, "Thôn 2": 2})
    made.mend(2, {"born": "1950"})
    made.known = FILL

    other = made.on_sheet("Thôn 2")
    assert (other.sheet, other.fixes, other.mapping, other.known) == ("Thôn 2", {}, None, FILL)
    assert other.read is made.read
    assert other.on_sheet("Thôn 1") is made
    assert made.next_sheet() == "Thôn 2"
    other.is_taken_in = True
    assert made.next_sheet() == ""


def test_a_commands_choices_do_not_change_behind_its_back(tmp_path):
    made = choices(tmp_path)
    made.mend(2, {"born": "1950"})
    command = made.preview(Watch())
    made.mend(2, {"born": "1951"})

    assert command.fixes == {2: {"born": "1950"}}
