"""What reaches the province late, twice, in another order or against other work (security §7).

One test for each fault, by its number there, over real HTTPS.  Where the design says otherwise
(no clocks, an edit and a deletion are a conflict), the test says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ctxh_desktop.ambient import Ambient, system
from ctxh_desktop.errors import IntegrityError
from ctxh_desktop.security.certificates import Identity
from ctxh_desktop.server import office
from ctxh_desktop.server.serve import Served
from ctxh_desktop.storage import outbox
from ctxh_desktop.sync import envelope, https
from tests.data.laptops import operations_of, rows_of
from tests.data.province_server import COMMUNE, OTHER_COMMUNE, Laptop, laptops
from tests.data.strangers import carries, stranger

OLD, A_SAYS, B_SAYS = "0905000000", "0905111222", "0905333444"


@pytest.fixture
def pair(served: Served, tmp_path: Path) -> Iterator[list[Laptop]]:
    with laptops(tmp_path, served, "a", "b") as both:
        yield both


def settle(*both: Laptop) -> None:
    """Sync all in turn until everybody has what anybody had."""
    for laptop in (*both, *both):
        laptop.sync()


def known_to_both(pair: list[Laptop], **values: str) -> str:
    """Register a person whom both laptops know."""
    row_id = pair[0].register("Hồ Thị Lài", **{"phone": OLD, **values})
    settle(*pair)
    return row_id


def check_equal(served: Served, pair: list[Laptop]) -> None:
    """Check that both laptops and the province hold the same."""
    theirs = {key: row.whole() for key, row in rows_of(served.store).items()}
    for laptop in pair:
        assert {key: row.whole() for key, row in rows_of(laptop.store).items()} == theirs


@pytest.mark.parametrize("hours", [1, 24 * 3652])
def test_fault_12_clocks_that_differ(served: Served, tmp_path: Path, hours: int) -> None:
    """No hybrid clock, unlike the reference: no clock decides anything (design §4)."""

    def beside(sign: int) -> Ambient:
        now = system().now
        return replace(system(), now=lambda: now() + timedelta(hours=sign * hours))

    a, b = (Laptop(tmp_path, served, name, beside(s)) for name, s in (("a", 1), ("b", -1)))
    with closing(a.store), closing(b.store):
        row_id = known_to_both([a, b])
        a.patch(row_id, phone=A_SAYS)
        settle(a, b)
        b.patch(row_id, phone=B_SAYS)  # made years before A's, and after it
        settle(a, b)

        assert [laptop.row(row_id)["phone"] for laptop in (a, b)] == [B_SAYS, B_SAYS]
        assert a.rows("conflict") == []
        check_equal(served, [a, b])


def test_fault_13_duplicated_reversed_and_late(
    served: Served, pair: list[Laptop], authority: Identity, tmp_path: Path
) -> None:
    """Each request three times, then all of them again from the last to the first."""
    a, b = pair
    row_id = known_to_both(pair)
    with stranger(tmp_path, authority, carries(served, times=3)) as box:
        a.url = box.url
        for number in range(4):
            a.patch(row_id, note=f"lần {number}", phone=f"090500000{number}")
            a.sync()
        heard = list(box.heard)
    b.patch(row_id, village="Thôn 9")
    b.sync()
    before, made = rows_of(served.store), len(operations_of(served.store))

    with closing(https.Carrier(served.url, served.ca_pem)) as road:
        for _, _, content in reversed(heard * 3):
            body = envelope.opened(content).body
            list(road.sync(a.enrolled.device_id, a.key, body))
    a.url = served.url
    settle(a, b)

    assert rows_of(served.store) == before
    assert len(operations_of(served.store)) == made == 6
    assert (b.row(row_id)["note"], b.row(row_id)["village"]) == ("lần 3", "Thôn 9")
    assert b.rows("conflict") == []
    check_equal(served, pair)


def test_fault_14_a_child_before_its_parent(served: Served, pair: list[Laptop]) -> None:
    """It is kept wherever it comes, also where its case is not known yet."""
    a, b = pair
    person_id, case_id, visit_id = (a.store.ambient.new_id() for _ in range(3))
    links = {"case_id": case_id, "person_id": person_id}
    rows = {
        ("visit", visit_id): {**links, "visited_on": "2026-11-22", "contact_kind": "TAINHA"},
        ("case", case_id): {"person_id": person_id, "number": "A-1", "opened_on": "2026-11-21"},
        ("person", person_id): {"full_name": "Hồ Văn Mía"},
    }
    for (kind, row_id), values in rows.items():
        with a.store.write(by="Hoa") as work:
            work.insert(kind, row_id, COMMUNE, values)
            work.commit()
        settle(a, b)
        assert b.row(row_id, kind) is not None

    assert len(b.rows("visit")) == len(b.rows("case")) == len(b.rows()) == 1
    assert a.count(outbox.HELD) == 0
    check_equal(served, pair)


def test_fault_15_one_field_edited_on_two_laptops(served: Served, pair: list[Laptop]) -> None:
    a, b = pair
    row_id = known_to_both(pair)
    a.patch(row_id, phone=A_SAYS)
    b.patch(row_id, phone=B_SAYS)
    settle(a, b)

    (conflict,) = b.rows("conflict")

    assert (A_SAYS in conflict.text("current"), B_SAYS in conflict.text("proposed")) == (True, True)
    assert (conflict["current_by"], conflict["proposed_by"]) == ("user of a", "user of b")
    check_equal(served, pair)


@pytest.mark.parametrize("is_edit_first", [True, False])
def test_fault_16_edit_against_delete(
    served: Served, pair: list[Laptop], is_edit_first: bool
) -> None:
    """A conflict that a person decides, unlike the reference (design §4); the record stays."""
    a, b = pair
    row_id = known_to_both(pair)
    a.patch(row_id, note="Vẫn ở đây.")
    b.delete(row_id, "trùng")
    for laptop in (a, b) if is_edit_first else (b, a):
        laptop.sync()
    settle(a, b)

    for laptop in pair:
        assert (laptop.row(row_id)["note"], laptop.row(row_id).deleted_at) == ("Vẫn ở đây.", None)
        assert [row["kind"] for row in laptop.rows("conflict")] == ["delete"]
    check_equal(served, pair)


def test_fault_17_delete_against_delete(served: Served, pair: list[Laptop]) -> None:
    a, b = pair
    row_id = known_to_both(pair)
    a.delete(row_id, "trùng")
    b.delete(row_id, "mất")
    settle(a, b)

    assert a.rows() == b.rows() == a.rows("conflict") == []
    assert b.row(row_id).deleted_reason == "trùng"
    check_equal(served, pair)


def test_fault_17_one_id_number_on_two_laptops(served: Served, pair: list[Laptop]) -> None:
    """Both stay and neither sync fails; whether it is one person is for a person to say."""
    a, b = pair
    ids = {laptop.register("Hồ Thị Lài", id_number="046150001234") for laptop in pair}
    settle(a, b)

    assert {row.id for row in a.rows()} == {row.id for row in b.rows()} == ids
    assert a.count(outbox.HELD) == b.count(outbox.HELD) == 0
    check_equal(served, pair)


def test_fault_18_a_record_moves_to_another_commune_while_edited(
    served: Served, pair: list[Laptop], tmp_path: Path
) -> None:
    a = pair[0]
    row_id = known_to_both(pair)
    there = Laptop(tmp_path, served, "there", system(), [OTHER_COMMUNE])
    with closing(there.store):
        with served.store.write(by="province staff", label="Move") as work:
            work.put(replace(work.get("person", row_id), scope=OTHER_COMMUNE))
            work.commit()
        a.patch(row_id, note="chưa gửi")
        a.sync()
        there.sync()

        assert a.row(row_id) is None
        assert there.row(row_id)["note"] is None
        (conflict,) = there.rows("conflict")
        assert (conflict["kind"], conflict["proposed"]) == ("moved", '{"note":"chưa gửi"}')
        assert a.count(outbox.QUEUED, outbox.WAITING, outbox.HELD) == 0


def test_fault_19_permission_taken_away_from_work_that_waits(
    served: Served, pair: list[Laptop]
) -> None:
    """Held with its reason, readable here and at the province; nothing of it is thrown away."""
    a, b = pair
    row_id = known_to_both(pair)
    office.revoke(served.store, b.enrolled.device_id)
    b.patch(row_id, note="Việc còn dở.")

    with pytest.raises(IntegrityError, match="device-revoked"):
        b.sync()

    with b.store.read() as reader:
        (held,) = outbox.entries(reader, outbox.HELD)
    assert held["note"] == "device-revoked"
    assert "Việc còn dở." in held["changes"]
    (kept,) = [op for op in operations_of(served.store) if op["status"] == "held"]
    assert "Việc còn dở." in kept["body"]
    a.sync()
    assert a.row(row_id)["note"] is None


def test_fault_21_a_code_that_is_in_no_list_any_more(served: Served, pair: list[Laptop]) -> None:
    """Sync never looks into code lists: the code arrives as it is, and other edits leave it."""
    a, b = pair
    row_id = known_to_both(pair, ethnicity="MA_CU")
    b.patch(row_id, note="không đụng đến dân tộc")
    settle(a, b)

    assert [laptop.row(row_id)["ethnicity"] for laptop in pair] == ["MA_CU", "MA_CU"]
    assert a.count(outbox.HELD) == b.count(outbox.HELD) == 0
    check_equal(served, pair)


def test_fault_37_one_word_typed_in_two_ways(served: Served, pair: list[Laptop]) -> None:
    """An old laptop sends decomposed letters: the province composes them, and nothing clashes."""
    a, b = pair
    name = "Nguyễn Thị Đặng"
    decomposed = unicodedata.normalize("NFD", name)
    row_id = a.register(decomposed, village=unicodedata.normalize("NFD", "Tổ dân phố 3"))
    settle(a, b)
    assert a.name_of(row_id) == b.name_of(row_id) == name

    a.patch(row_id, note=unicodedata.normalize("NFD", "Đã gặp mẹ"), village="Tổ dân phố 3")
    b.patch(row_id, note="Đã gặp mẹ")
    settle(a, b)

    assert [laptop.row(row_id)["note"] for laptop in pair] == ["Đã gặp mẹ", "Đã gặp mẹ"]
    assert b.rows("conflict") == []
    check_equal(served, pair)


def test_fault_39_accepted_and_withdrawn_at_once(served: Served, pair: list[Laptop]) -> None:
    """The province's order decides, no clock; both answers are kept and a person is asked.

    There is no referral yet; a plan step has a state of the same kind.
    """
    a, b = pair
    person_id = known_to_both(pair)
    step_id = a.store.ambient.new_id()
    values = {
        "case_id": person_id,
        "person_id": person_id,
        "task": "Chuyển gửi",
        "status": "HD_CHUA",
    }
    with a.store.write(by="Hoa") as work:
        work.insert("plan_step", step_id, COMMUNE, values)
        work.commit()
    settle(a, b)
    b.patch(step_id, "plan_step", status="HD_DANG")
    a.patch(step_id, "plan_step", status="HD_HUY")
    b.sync()
    settle(a, b)

    assert [one.row(step_id, "plan_step")["status"] for one in pair] == ["HD_DANG", "HD_DANG"]
    (conflict,) = a.rows("conflict")
    assert "HD_HUY" in conflict.text("proposed")
    check_equal(served, pair)
