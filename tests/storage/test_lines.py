from __future__ import annotations

from ctxh_desktop.storage import lines
from ctxh_desktop.storage.older_history import Ask
from ctxh_desktop.storage.store import Store
from tests.data.laptops import SCOPE


def change(store: Store, row_id: str, *aliases: str) -> None:
    for alias in aliases:
        with store.write(by="staff") as work:
            work.patch("person", row_id, {"alias": alias})
            work.commit()


def made(store: Store, *aliases: str) -> str:
    row_id = store.ambient.new_id()
    with store.write(by="staff") as work:
        work.insert("person", row_id, SCOPE, {"full_name": "Hồ"})
        work.commit()
    change(store, row_id, *aliases)
    return row_id


def test_lines_of_a_page_lie_between_two_numbers(province: Store) -> None:
    made(province, "a", "b", "c")

    with province.read() as reader:
        found = [line.seq for line in lines.between(reader, SCOPE, 2, 3)]
        nobody = list(lines.between(reader, "elsewhere", 0, 9))

    assert (found, nobody) == ([3], [])


def test_lines_of_a_row_come_newest_first_from_where_one_was_reached(province: Store) -> None:
    row_id = made(province, "a", "b", "c")
    change(province, made(province), "of somebody else")

    with province.read() as reader:
        newest = lines.before(reader, Ask(row_id, SCOPE, 99), 2)
        rest = lines.before(reader, Ask(row_id, SCOPE, newest[-1].seq, newest[-1].op_id), 9)
        of_others = lines.before(reader, Ask(row_id, "elsewhere", 99), 9)

    assert [line.seq for line in newest] == [4, 3]
    assert [line.seq for line in rest] == [2]
    assert of_others == []


def test_lines_of_one_number_are_told_apart_by_their_operation(province: Store) -> None:
    row_id = made(province)
    with province.write(by="staff") as work:
        for alias in ("a", "b", "c"):
            work.patch("person", row_id, {"alias": alias})
            work.flush()
        work.commit()

    with province.read() as reader:
        all_lines = lines.before(reader, Ask(row_id, SCOPE, 99), 9)
        after_first = Ask(row_id, SCOPE, all_lines[0].seq, all_lines[0].op_id)
        rest = lines.before(reader, after_first, 9)

    assert rest == all_lines[1:]


def test_only_rows_with_lines_from_before_have_older_ones(province: Store) -> None:
    early = made(province, "a")
    late = made(province, "b")
    never = made(province)
    ids = [early, late, never]

    with province.read() as reader:
        assert lines.having(reader, SCOPE, ids, 2) == {early}
        assert lines.having(reader, SCOPE, ids, 9) == {early, late}
        assert lines.having(reader, "elsewhere", ids, 9) == frozenset()
