"""Parcels against real stores: any order, repetition and mixture ends in the same state (I12)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from ctxh_desktop.security.device import batch_hash
from ctxh_desktop.storage import devices, outbox
from ctxh_desktop.sync import parcel, push
from ctxh_desktop.sync.protocol import Head, PageFrame, decode_frames, decode_request
from tests.data.invariants import check_all
from tests.data.laptops import Fleet, Laptop, import_people, operations_of, rows_of
from tests.data.lines import Repeating
from tests.data.province_db import ProvinceDb


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    yield made
    made.close()


def local(laptop: Laptop, key: str) -> str:
    with laptop.store.read() as reader:
        return reader.local(key)


def letters(content: bytes) -> list[bytes]:
    return parcel.letters([content])


# ------------------------------------------------------------------ the stick alone


def test_a_laptop_that_only_ever_uses_the_stick_is_a_full_citizen(fleet: Fleet) -> None:
    by_stick, online = fleet.laptops
    person = by_stick.add(full_name="Nguyễn Thị Đức")
    by_stick.by_stick()
    online.sync()
    online.patch(person, phone="0905000001")
    by_stick.patch(person, phone="0905000002")
    online.sync()
    by_stick.by_stick()

    conflicts = by_stick.rows("conflict")
    assert [row["state"] for row in conflicts] == ["open"]
    by_stick.resolve(conflicts[0], "value", phone="0905000002")
    by_stick.by_stick()
    online.sync()

    assert online.row(person)["phone"] == "0905000002"
    assert by_stick.count(outbox.QUEUED) == 0
    by_stick.by_stick()
    check_all(fleet)


def test_many_batches_travel_in_one_parcel_as_one_chain(fleet: Fleet) -> None:
    laptop, other = fleet.laptops
    import_people(laptop, push.BATCH_OPS_MAX * 2 + 7)

    given = laptop.give()
    asked = [decode_request(letter[64:]) for letter in letters(given)]

    chain = [request.batch.prev for request in asked]
    hashes = [batch_hash(bytes.fromhex(r.batch.prev), bytes(r.batch.ops)).hex() for r in asked]
    assert len(asked) == 3
    assert chain == ["00" * 32, *hashes[:-1]]
    assert laptop.give() == given, "nothing was noted when it was made"

    laptop.read_answer(fleet.answer("A", given))
    assert laptop.count(outbox.QUEUED) == 0
    assert local(laptop, "last_batch") == hashes[-1]
    laptop.add(full_name="Lê Văn Bình")
    laptop.sync()
    other.by_stick()
    check_all(fleet)


def test_an_answer_brings_each_page_once(fleet: Fleet) -> None:
    laptop = fleet.laptops[0]
    import_people(laptop, push.BATCH_OPS_MAX * 2)

    sections = list(parcel.sections([fleet.answer("A", laptop.give())]))
    frames = [frame for frame, _ in decode_frames(sections[1:])]

    pages = [frame for frame in frames if isinstance(frame, PageFrame)]
    assert [(page.from_, page.to) for page in pages] == [(0, 500), (500, 1000)]


def test_more_answers_than_one_head_takes(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcel, "ACKS_MAX", 3)
    laptop = fleet.laptops[0]
    import_people(laptop, 10)

    answer = laptop.by_stick()

    assert (answer.tally.sent, answer.tally.received) == (10, 10)
    assert answer.statuses == {"ok": 10}
    check_all_of(fleet, laptop)


def check_all_of(fleet: Fleet, laptop: Laptop) -> None:
    """Check with the others brought up to date."""
    for other in fleet.laptops:
        if other is not laptop:
            other.sync()
    check_all(fleet)


# ------------------------------------------------------------------ twice, late, lost, crossed


def test_a_parcel_read_twice_does_nothing_twice(fleet: Fleet) -> None:
    laptop = fleet.laptops[0]
    import_people(laptop, 3)
    given = laptop.give()

    answers = [fleet.answer("A", given) for _ in range(2)]
    for answer in (*answers, *answers):
        laptop.read_answer(answer)

    assert len(operations_of(fleet.province)) == 3
    assert laptop.by_stick().tally.sent == 0
    check_all_of(fleet, laptop)


def test_a_lost_answer_costs_one_more_stick(fleet: Fleet) -> None:
    laptop = fleet.laptops[0]
    import_people(laptop, 3)
    fleet.answer("A", laptop.give())
    laptop.add(full_name="Lê Văn Bình")

    answer = laptop.by_stick()

    assert (answer.tally.sent, answer.tally.received) == (4, 4)
    check_all_of(fleet, laptop)


def test_what_was_sent_online_meanwhile_is_not_taken_twice(fleet: Fleet) -> None:
    laptop = fleet.laptops[0]
    person = laptop.add(full_name="Nguyễn Thị Đức")
    given = laptop.give()
    laptop.sync()
    laptop.patch(person, alias="mệ Đức")
    laptop.sync()

    late = laptop.read_answer(fleet.answer("A", given))

    assert (late.tally.sent, late.statuses) == (0, {"ok": 1})
    assert laptop.row(person)["alias"] == "mệ Đức"
    check_all_of(fleet, laptop)


def test_an_answer_after_a_later_online_sync_gives_acknowledgements_only(fleet: Fleet) -> None:
    laptop, other = fleet.laptops
    import_people(other, 2)
    other.sync()
    answer = fleet.answer("A", laptop.give())
    laptop.sync()

    late = laptop.read_answer(answer)

    assert (late.is_late, late.tally.received) == (True, 0)
    check_all(fleet)


def test_answers_that_crossed_are_both_taken(fleet: Fleet) -> None:
    laptop, other = fleet.laptops
    laptop.by_stick()
    first = laptop.give()
    import_people(other, 2)
    second = laptop.give()
    one = fleet.answer("A", first)
    other.sync()
    two = fleet.answer("A", second)

    laptop.read_answer(one)
    answer = laptop.read_answer(two)

    assert (answer.is_late, answer.tally.received) == (False, 2)


def test_the_older_answer_last_brings_nothing_back(fleet: Fleet) -> None:
    laptop, other = fleet.laptops
    person = other.add(full_name="Nguyễn Thị Đức", alias="một")
    other.sync()
    old = fleet.answer("A", laptop.give())
    fleet.move(person, "2")
    laptop.read_answer(fleet.answer("A", laptop.give()))

    late = laptop.read_answer(old)

    assert (late.is_late, laptop.row(person)) == (True, None)


def test_reading_that_was_stopped_goes_on_with_the_same_parcel(fleet: Fleet) -> None:
    laptop, other = fleet.laptops
    import_people(other, 1_100)
    other.sync()
    content = fleet.answer("A", laptop.give())

    for stop in (1, 2):
        answer = parcel.Answer(laptop.store, laptop.key, [content])
        for number, _ in enumerate(answer.frames()):
            if number == stop:
                break
        assert laptop.rows() == []
    with pytest.raises((InputError, TransientError)):
        laptop.read_answer(content[: len(content) * 2 // 3])

    assert laptop.read_answer(content).tally.received == 1_100
    check_all(fleet)


def test_two_parcels_of_a_laptop_get_one_answer(fleet: Fleet) -> None:
    laptop = fleet.laptops[0]
    laptop.add(full_name="Nguyễn Thị Đức")
    first = laptop.give()
    laptop.add(full_name="Lê Văn Bình")

    answer = laptop.read_answer(fleet.answer("A", first, laptop.give()))

    assert (answer.tally.sent, answer.tally.received) == (2, 2)
    assert answer.manifest.answers == ["0", "1"]
    check_all_of(fleet, laptop)


# ------------------------------------------------------------------ unasked


def test_a_new_laptop_is_filled_by_a_parcel_it_did_not_ask_for(fleet: Fleet) -> None:
    laptop, other = fleet.laptops
    import_people(other, 5)
    other.sync()

    answer = laptop.read_answer(fleet.answer_unasked("A"))

    assert answer.tally.received == 5
    check_all(fleet)


def test_an_unasked_answer_begins_where_the_laptop_was(fleet: Fleet) -> None:
    laptop, other = fleet.laptops
    import_people(other, 5)
    for each in (other, laptop, laptop):  # cursors are presented with the next request
        each.sync()
    other.add(full_name="Nguyễn Thị Đức")
    other.sync()

    sections = list(parcel.sections([fleet.answer_unasked("A")]))
    pages = [f for f, _ in decode_frames(sections[1:]) if isinstance(f, PageFrame)]
    answer = laptop.read_answer(b"".join(map(parcel.section, sections)))

    assert [(page.from_, page.to) for page in pages] == [(5, 6)]
    assert (answer.is_late, answer.tally.received) == (False, 1)
    check_all(fleet)


def test_an_unasked_answer_acknowledges_what_was_taken_without_one(fleet: Fleet) -> None:
    laptop = fleet.laptops[0]
    import_people(laptop, 3)
    fleet.answer("A", laptop.give())

    assert laptop.read_answer(fleet.answer_unasked("A")).tally.sent == 3
    check_all_of(fleet, laptop)


# ------------------------------------------------------------------ who may not


def test_a_revoked_laptop_hands_in_all_and_is_emptied(fleet: Fleet) -> None:
    laptop = fleet.laptops[0]
    laptop.add(full_name="Nguyễn Thị Đức")
    laptop.by_stick()
    laptop.add(full_name="Lê Văn Bình")
    given = laptop.give()
    with fleet.province.write(by="x") as work:
        devices.revoke(work, "A")
        work.commit()

    with pytest.raises(IntegrityError, match="device-revoked"):
        laptop.read_answer(fleet.answer("A", given))

    assert [op["status"] for op in operations_of(fleet.province)] == ["ok", "held"]
    assert {key[0] for key in rows_of(laptop.store)} <= {"person"}


def test_an_answer_from_before_a_restore_is_not_applied(fleet: Fleet) -> None:
    laptop, other = fleet.laptops
    import_people(other, 2)
    other.sync()
    old = fleet.answer("A", laptop.give())
    with fleet.province.write(by="x") as work:
        work.set_local("epoch", "after")
        work.commit()
    laptop.sync()

    with pytest.raises(InputError, match="parcel-of-another-time"):
        laptop.read_answer(old)


@pytest.mark.parametrize("content", [b"", b"\xff" * 20, b"\0\0\0\2{}\0\0\0\x09x", b"\0\0\0\1x"])
def test_what_is_not_ours_is_refused(fleet: Fleet, content: bytes) -> None:
    with pytest.raises(InputError, match="parcel-not-one"):
        letters(content) and fleet.laptops[0].read_answer(content)


def test_a_foreign_letter_is_refused(fleet: Fleet) -> None:
    given = fleet.laptops[0].give()

    with pytest.raises(IntegrityError, match="bad-signature"):
        fleet.answer("B", given)


# ------------------------------------------------------------------ any order


def _chaos(fleet: Fleet, rng: random.Random) -> None:
    """Edit, give, read, answer, bring back, sync: in any order, some twice, some never."""
    given: list[tuple[Laptop, bytes]] = []
    answers: list[tuple[Laptop, bytes]] = []
    people = [fleet.laptops[0].add(full_name="Nguyễn Thị Đức")]
    fleet.settle()
    for step in range(60):
        laptop = rng.choice(fleet.laptops)
        deed: Any = rng.choice(
            ("edit", "edit", "add", "give", "read", "read", "bring", "bring", "sync", "unasked")
        )
        if deed == "edit" and laptop.row(people[0]):
            laptop.patch(
                people[0], alias=f"{laptop.name}{step}", note=f"{laptop.name} {step} " * 20
            )
        elif deed == "add":
            people.append(laptop.add(full_name=f"Lê {step}"))
        elif deed == "give":
            given.append((laptop, laptop.give()))
        elif deed == "read" and given:
            laptop, content = rng.choice(given)
            answers.append((laptop, fleet.answer(laptop.name, content)))
        elif deed == "bring" and answers:
            laptop, content = rng.choice(answers)
            laptop.read_answer(content)
        elif deed == "sync":
            laptop.sync(Repeating(rng.choice((1, 2))))
        elif deed == "unasked":
            answers.append((laptop, fleet.answer_unasked(laptop.name)))


@pytest.mark.parametrize("seed", range(8))
def test_any_mixture_ends_in_the_same_state(fleet: Fleet, seed: int) -> None:
    _chaos(fleet, random.Random(seed))

    for _ in range(2):  # the last word is given by sticks alone
        for laptop in fleet.laptops:
            laptop.by_stick()
            laptop.by_stick()

    check_all(fleet)


def test_without_the_province_s_tokens_crossed_answers_would_be_late(fleet: Fleet) -> None:
    """What the answer names beside the tokens it was shown is what makes the case above work."""
    laptop = fleet.laptops[0]
    laptop.by_stick()
    first, second = laptop.give(), laptop.give()
    laptop.read_answer(fleet.answer("A", first))
    section = list(parcel.sections([fleet.answer("A", second)]))
    head = next(frame for frame, _ in decode_frames(section[1:]))
    assert isinstance(head, Head)
    presented = decode_request(letters(second)[0][64:]).tokens

    with laptop.store.read() as reader:
        held = set(reader.connection.exec_driver_sql("SELECT token FROM token").scalars())
    assert not held <= set(presented)
    assert held <= set(head.for_)
