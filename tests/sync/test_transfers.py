"""A laptop asks that somebody belongs to another commune, and the province does it in one push."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.domain.records.transfer_request import MOVED, THERE
from ctxh_desktop.storage import ledger, outbox, transfer
from tests.data.invariants import check_all
from tests.data.laptops import SCOPE, Fleet, Laptop, operations_of
from tests.data.lines import Cutting, Lossy, Repeating
from tests.data.province_db import ProvinceDb

OTHER, THIRD = "19900", "19901"


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    """A and B work for one commune, Z for another."""
    made = Fleet(province_db, tmp_path)
    made.laptops.append(Laptop(made, "Z", [OTHER], 2))
    made.found(SCOPE, OTHER, THIRD)
    yield made
    made.close()


def add(laptop: Laptop) -> tuple[str, str]:
    person_id = laptop.add(full_name="Hồ Văn Mía")
    values = {"person_id": person_id, "number": "HS-1", "opened_on": "2026-11-21"}
    return person_id, laptop.add("case", **values)


def ask(laptop: Laptop, person_id: str, commune: str = OTHER) -> str:
    values = {"person_id": person_id, "to_commune": commune, "moved_on": "2026-11-20"}
    return laptop.add("transfer_request", **values)


def outcome(fleet: Fleet, request_id: str) -> object:
    with fleet.province.read() as reader:
        row = reader.get("transfer_request", request_id)
        return row["outcome"] if row else None


def held(laptop: Laptop) -> list[object]:
    return [op["note"] for op in operations_of(laptop.store) if op["state"] == outbox.HELD]


def test_the_person_goes_with_all_records_in_the_push_that_asks(fleet: Fleet) -> None:
    a, b, z = fleet.laptops
    person_id, case_id = add(a)
    fleet.settle()
    request_id = ask(a, person_id)

    a.sync()
    assert a.row(person_id) is None
    assert a.row(case_id, "case") is None
    assert a.row(request_id, "transfer_request") is None
    b.sync()
    z.sync()
    assert b.row(person_id) is None
    assert z.row(case_id, "case")["number"] == "HS-1"
    assert z.row(request_id, "transfer_request")["outcome"] == MOVED
    check_all(fleet)


def test_what_the_same_laptop_wrote_meanwhile_goes_along(fleet: Fleet) -> None:
    a, _, z = fleet.laptops
    person_id, case_id = add(a)
    fleet.settle()
    a.patch(person_id, alias="trước")
    ask(a, person_id)
    a.patch(person_id, phone="0905000001")
    visit = {"case_id": case_id, "person_id": person_id, "visited_on": "2026-11-21"}
    visit_id = a.add("visit", **visit)

    fleet.settle()

    there = z.row(person_id)
    assert (there["alias"], there["phone"]) == ("trước", "0905000001")
    assert z.row(visit_id, "visit") is not None
    assert z.rows("conflict") == []
    check_all(fleet)


def test_the_edit_of_another_laptop_is_asked_about_at_the_new_home(fleet: Fleet) -> None:
    a, b, z = fleet.laptops
    person_id, _ = add(a)
    fleet.settle()
    ask(a, person_id)
    a.sync()
    b.patch(person_id, alias="viết trước khi biết")

    fleet.settle()

    (conflict,) = z.rows("conflict")
    assert (conflict["kind"], conflict["proposed"]) == ("moved", '{"alias":"viết trước khi biết"}')
    check_all(fleet)


def test_a_new_person_may_move_at_once(fleet: Fleet) -> None:
    a, _, z = fleet.laptops
    person_id, _ = add(a)
    ask(a, person_id)

    fleet.settle()

    assert z.row(person_id) is not None
    check_all(fleet)


@pytest.mark.parametrize(
    "line",
    [Lossy(answers=1), Repeating(3), Cutting(pieces=1)],
    ids=lambda line: type(line).__name__,
)
def test_the_request_has_effect_once(fleet: Fleet, line: Lossy) -> None:
    a, _, z = fleet.laptops
    person_id, _ = add(a)
    fleet.settle()
    ask(a, person_id)
    a.try_sync(line)
    with fleet.province.write(by="province") as work:
        assert transfer.move_person(work, person_id, SCOPE) == 3, "it had moved"
        work.commit()

    fleet.settle()

    assert a.row(person_id) is not None, "what is repeated does not move it once more"
    assert z.row(person_id) is None
    check_all(fleet)


def test_two_laptops_ask_for_the_same(fleet: Fleet) -> None:
    a, b, z = fleet.laptops
    person_id, _ = add(a)
    fleet.settle()
    first, second = ask(a, person_id), ask(b, person_id)

    fleet.settle()

    assert z.row(person_id) is not None
    assert [outcome(fleet, i) for i in (first, second)] == [MOVED, THERE]
    assert b.row(second, "transfer_request") is None
    assert held(b) == []
    check_all(fleet)


def test_two_laptops_ask_for_different_communes(fleet: Fleet) -> None:
    a, b, z = fleet.laptops
    person_id, _ = add(a)
    fleet.settle()
    ask(a, person_id)
    ask(b, person_id, THIRD)

    fleet.settle()

    assert z.row(person_id) is not None
    assert held(b) == ["transfer-person-elsewhere"]
    assert held(a) == []
    check_all(fleet)


def test_one_laptop_asks_twice_in_one_batch(fleet: Fleet) -> None:
    a, _, z = fleet.laptops
    person_id, _ = add(a)
    fleet.settle()
    ask(a, person_id)
    again = ask(a, person_id)
    ask(a, person_id, THIRD)

    fleet.settle()

    assert z.row(person_id) is not None
    assert outcome(fleet, again) == THERE
    assert held(a) == ["transfer-person-elsewhere"]
    check_all(fleet)


def test_what_was_taken_back_before_it_was_sent_moves_nobody(fleet: Fleet) -> None:
    a, _, z = fleet.laptops
    person_id, _ = add(a)
    fleet.settle()
    a.delete(ask(a, person_id), "transfer_request")

    fleet.settle()

    assert a.row(person_id) is not None
    assert z.row(person_id) is None
    assert held(a) == []
    check_all(fleet)


def test_what_was_carried_out_cannot_be_taken_back(fleet: Fleet) -> None:
    a, _, z = fleet.laptops
    person_id, _ = add(a)
    fleet.settle()
    request_id = ask(a, person_id)
    a.try_sync(Lossy(answers=1))
    a.delete(request_id, "transfer_request")

    fleet.settle()

    assert z.row(person_id) is not None
    assert held(a) == ["transfer-done"]
    check_all(fleet)


@pytest.mark.parametrize(
    ("commune", "reason"),
    [("00000", "commune-not-of-province:to_commune"), ("", "commune-not-of-province:to_commune")],
)
def test_an_unknown_commune_is_held(fleet: Fleet, commune: str, reason: str) -> None:
    a, _, _ = fleet.laptops
    person_id, _ = add(a)
    fleet.settle()
    ask(a, person_id, commune)

    fleet.settle()

    assert a.row(person_id) is not None
    assert held(a) == [reason]
    check_all(fleet)


def test_who_was_deleted_meanwhile_stays_until_somebody_decides(fleet: Fleet) -> None:
    a, b, z = fleet.laptops
    person_id, _ = add(a)
    fleet.settle()
    b.delete(person_id)
    b.sync()
    ask(a, person_id)

    fleet.settle()

    assert held(a) == ["transfer-person-deleted"]
    assert z.row(person_id) is None
    check_all(fleet)


def test_who_was_merged_meanwhile_goes_with_the_entry_that_stays(fleet: Fleet) -> None:
    a, b, z = fleet.laptops
    stays, _ = add(a)
    goes, case_id = add(a)
    fleet.settle()
    with b.edit() as work:
        work.patch("case", case_id, {"person_id": stays})
        work.delete("person", goes, "merged")
        work.patch("person", goes, {"merged_into": stays})
    b.sync()
    visit = {"case_id": case_id, "person_id": goes, "visited_on": "2026-11-21"}
    visit_id = a.add("visit", **visit)  # it does not know of the merge yet
    ask(a, goes)

    fleet.settle()

    for row_id, kind in ((stays, "person"), (goes, "person"), (visit_id, "visit")):
        assert z.row(row_id, kind) is not None, kind
        assert a.row(row_id, kind) is None, kind
    check_all(fleet)


def test_what_another_laptop_newly_wrote_follows_the_person(fleet: Fleet) -> None:
    a, b, z = fleet.laptops
    person_id, case_id = add(a)
    fleet.settle()
    ask(a, person_id)
    a.sync()
    visit = {"case_id": case_id, "person_id": person_id, "visited_on": "2026-11-21"}
    visit_id = b.add("visit", **visit)
    stays = b.add(full_name="Hồ Thị Ở")

    fleet.settle()

    assert z.row(visit_id, "visit") is not None
    assert b.row(visit_id, "visit") is None
    assert b.row(stays) is not None
    assert z.rows("conflict") == []
    check_all(fleet)


@pytest.mark.parametrize("moved", ["stays", "goes"])
def test_two_of_whom_one_has_moved_are_not_merged(fleet: Fleet, moved: str) -> None:
    a, b, z = fleet.laptops
    ids = {"stays": add(a)[0], "goes": add(a)[0]}
    fleet.settle()
    ask(a, ids[moved])
    a.sync()
    with b.edit() as work:
        work.delete("person", ids["goes"], "merged")
        work.patch("person", ids["goes"], {"merged_into": ids["stays"]})

    fleet.settle()

    with fleet.province.read() as reader:
        assert reader.get("person", ids["goes"])["merged_into"] is None  # type: ignore[index]
    if moved == "stays":
        assert held(b) == ["merge-across-communes"]
    else:
        assert {row["kind"] for row in z.rows("conflict")} == {"moved"}
    check_all(fleet)


def test_a_stick_that_is_read_too_early_waits_for_the_person(fleet: Fleet) -> None:
    a, _, z = fleet.laptops
    person_id, _ = add(a)
    first = a.give()
    request_id = ask(a, person_id)
    with a.store.read() as reader:
        (operation,) = outbox.of_row(reader, request_id)
    only = [op["op_id"] for op in operations_of(a.store) if op["row_id"] != request_id]
    second = _only_the_last(a, only)
    fleet.answer(a.device, second)
    with fleet.province.read() as reader:
        assert ledger.answers(reader, [operation.id])[operation.id].note == "row-unknown"

    fleet.answer(a.device, first)

    assert outcome(fleet, request_id) == MOVED
    fleet.settle()
    assert z.row(person_id) is not None
    assert a.row(person_id) is None
    check_all(fleet)


def _only_the_last(laptop: Laptop, sent: list[object]) -> bytes:
    """Return a parcel that holds only what is not in *sent*: the others lie on another stick."""
    with laptop.store.write(by="test") as work:
        book = work.tables.book("operation")
        where = book.c.op_id.in_(sent)
        work.connection.execute(book.update().where(where).values(state=outbox.WAITING))
        work.commit()
    parcel = laptop.give()
    with laptop.store.write(by="test") as work:
        work.connection.execute(book.update().where(where).values(state=outbox.QUEUED))
        work.commit()
    return parcel


def test_by_stick_alone(fleet: Fleet) -> None:
    a, _, z = fleet.laptops
    person_id, case_id = add(a)
    a.by_stick()
    ask(a, person_id)

    a.by_stick()
    z.by_stick()

    assert a.row(person_id) is None
    assert z.row(case_id, "case") is not None
    fleet.settle()
    check_all(fleet)


def test_a_member_stays_with_the_household_when_the_person_has_moved(fleet: Fleet) -> None:
    a, b, _ = fleet.laptops
    person_id, _ = add(a)
    household_id = a.add("household", head_name="Mía")
    fleet.settle()
    ask(a, person_id)
    a.sync()
    part = {"household_id": household_id, "person_id": person_id}
    part_id = b.add("household_member", **part)

    fleet.settle()

    assert b.row(part_id, "household_member") is not None
    check_all(fleet)
