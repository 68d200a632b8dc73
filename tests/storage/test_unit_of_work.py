from __future__ import annotations

import msgspec
import pytest

from ctxh_desktop.storage import unit_of_work
from ctxh_desktop.storage.store import Store
from tests.data.laptops import SCOPE, history_of, operations_of, rows_of

ID = "00000000-0000-7000-8000-000000000001"
OTHER = "00000000-0000-7000-8000-000000000002"


def add(store: Store, row_id: str = ID, **values) -> None:
    with store.write(by="Hoa", label="Add") as work:
        work.insert("person", row_id, SCOPE, {"full_name": "Hồ Thị Lài", **values})
        work.commit()


def changes_of(store: Store) -> list[dict]:
    found = sorted(operations_of(store), key=lambda op: op["no"])
    bodies = [op["changes"] if "changes" in op else op["body"] for op in found]
    return [body.get("changes", body) for body in map(msgspec.json.decode, bodies)]


def test_an_insert_names_what_is_filled_in(store: Store) -> None:
    add(store, phone="0905", has_no_id=False)

    assert changes_of(store) == [
        {"full_name": [None, "Hồ Thị Lài"], "phone": [None, "0905"], "has_no_id": [None, False]}
    ]


def test_a_patch_names_what_changed_with_its_group_and_nothing_else(store: Store) -> None:
    add(store, phone="0905", note="x")
    with store.write(by="Hoa") as work:
        work.patch("person", ID, {"phone": "0906", "note": "x", "alias": None})
        work.commit()

    assert changes_of(store)[1] == {"phone": ["0905", "0906"], "phone_of": [None, None]}


def test_nothing_changed_is_no_operation(store: Store) -> None:
    add(store)
    with store.write(by="Hoa") as work:
        work.patch("person", ID, {"full_name": "Hồ Thị Lài"})
        assert work.commit() == frozenset()

    assert len(operations_of(store)) == 1


def test_there_and_back_in_one_transaction_is_no_operation(laptop: Store) -> None:
    add(laptop)
    with laptop.write(by="Hoa") as work:
        work.patch("person", ID, {"alias": "Lài"})
        work.patch("person", ID, {"alias": None})
        work.commit()

    assert len(operations_of(laptop)) == 1


def test_without_commit_nothing_happened(store: Store) -> None:
    with store.write(by="Hoa") as work:
        work.insert("person", ID, SCOPE, {"full_name": "Hồ"})
        work.flush()

    assert (rows_of(store), operations_of(store)) == ({}, [])


def test_an_error_undoes_everything(store: Store) -> None:
    def fail() -> None:
        with store.write(by="Hoa") as work:
            work.insert("person", ID, SCOPE, {"full_name": "Hồ"})
            work.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert rows_of(store) == {}


def test_one_commit_is_one_group_however_often_it_is_flushed(store: Store) -> None:
    with store.write(by="Hoa") as work:
        work.insert("person", ID, SCOPE, {"full_name": "Hồ"})
        work.flush()
        work.insert("person", OTHER, SCOPE, {"full_name": "Lê"})
        work.patch("person", ID, {"alias": "x"})
        work.commit()

    operations = operations_of(store)
    assert len({op["group_id"] for op in operations}) == 1
    assert sorted(op["no"] for op in operations) == [1, 2, 3]


def test_an_import_is_a_group_for_each_row(store: Store) -> None:
    with store.write(by="Hoa") as work:
        work.is_one_group = False
        work.insert("person", ID, SCOPE, {"full_name": "Hồ"})
        work.insert("person", OTHER, SCOPE, {"full_name": "Lê"})
        work.commit()

    assert all(op["group_id"] == op["op_id"] for op in operations_of(store))


def test_a_group_too_large_to_travel_is_never_saved(
    laptop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_of_work, "GROUP_OPS_MAX", 1)
    with laptop.write(by="Hoa") as work:
        work.insert("person", ID, SCOPE, {"full_name": "Hồ"})
        work.insert("person", OTHER, SCOPE, {"full_name": "Lê"})
        with pytest.raises(AssertionError):
            work.commit()

    assert rows_of(laptop) == {}


@pytest.mark.parametrize("name", ["phonee", "id", "seq"])
def test_a_strange_name_is_a_bug(store: Store, name: str) -> None:
    add(store)
    with pytest.raises(KeyError), store.write(by="Hoa") as work:
        work.patch("person", ID, {name: "x"})
    with pytest.raises(KeyError), store.write(by="Hoa") as work:
        work.insert("person", OTHER, SCOPE, {name: "x"})


def test_a_patch_of_nobody_is_a_bug(store: Store) -> None:
    with pytest.raises(KeyError), store.write(by="Hoa") as work:
        work.patch("person", ID, {"alias": "x"})


def test_deletion_marks_and_keeps(store: Store) -> None:
    add(store)
    with store.write(by="Hoa") as work:
        work.delete("person", ID, "mất")
        touched = work.commit()

    assert touched == {"person"}
    with store.read() as reader:
        row = reader.get("person", ID)
        assert (row.deleted_reason, bool(row.deleted_at)) == ("mất", True)
        assert reader.where("person") == []


def test_the_word_of_the_province_is_no_operation(store: Store) -> None:
    add(store)
    with store.write(by="sync") as work:
        row = work.get("person", ID)
        work.put(row.changed({"alias": "x"}))
        work.commit()

    assert len(operations_of(store)) == 1
    assert rows_of(store)["person", ID]["alias"] == "x"


def test_a_removed_row_is_gone_and_can_come_back(laptop: Store) -> None:
    add(laptop)
    kept = rows_of(laptop)["person", ID]
    for _ in range(2):
        with laptop.write(by="sync") as work:
            work.remove("person", ID)
            work.commit()
        assert rows_of(laptop) == {}
        with laptop.write(by="sync") as work:
            work.put(kept)
            work.commit()

    assert rows_of(laptop) == {("person", ID): kept}


def test_staff_of_the_province_leave_history(province: Store) -> None:
    add(province)
    with province.write(by="Sở Y tế") as work:
        work.patch("person", ID, {"alias": "Lài"})
        work.commit()

    (entry,) = history_of(province).values()
    assert (entry["by"], entry["device"], entry["seq"]) == ("Sở Y tế", "province", 2)


def test_get_sees_what_this_transaction_did(store: Store) -> None:
    with store.write(by="Hoa") as work:
        assert work.get("person", ID) is None
        work.insert("person", ID, SCOPE, {"full_name": "Hồ"})
        assert work.get("person", ID)["full_name"] == "Hồ"
        work.load("person", [ID, OTHER])
        assert work.get("person", ID) is not None
