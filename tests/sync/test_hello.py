from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from ctxh_desktop.storage import devices, epochs, tokens
from ctxh_desktop.sync import hello
from ctxh_desktop.sync.protocol import Head, Request, Scopes
from tests.data.laptops import SCOPE, Fleet
from tests.data.province_db import ProvinceDb


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path, count=1, scopes=(SCOPE, "2"))
    yield made
    made.close()


def greet(fleet: Fleet, request: Request) -> Head:
    with fleet.province.write(by="x") as work:
        head = hello.greet(work, devices.device(work, "A"), request)
        work.commit()
        return head


def envelope(fleet: Fleet) -> Request:
    with fleet.laptops[0].store.read() as reader:
        return hello.envelope(reader, None)


def take(fleet: Fleet, head: Head) -> None:
    with fleet.laptops[0].store.write(by="sync") as work:
        hello.take(work, head)
        work.commit()


def test_a_new_laptop_is_given_its_communes(fleet: Fleet) -> None:
    head = greet(fleet, envelope(fleet))
    take(fleet, head)

    assert head.scopes == Scopes(add=[SCOPE, "2"])
    assert envelope(fleet).cur == {SCOPE: 0, "2": 0}
    assert envelope(fleet).tokens == [head.token]


def test_each_answer_has_a_token_of_its_own_even_to_the_same_request(fleet: Fleet) -> None:
    asked = envelope(fleet)

    assert greet(fleet, asked).token != greet(fleet, asked).token


def test_a_token_that_was_never_given_tells_of_a_restored_province(fleet: Fleet) -> None:
    take(fleet, Head("", "from a later time", "now"))
    head = greet(fleet, envelope(fleet))

    assert (head.recover, head.for_) == (True, [])


def test_all_must_be_known(fleet: Fleet) -> None:
    with fleet.laptops[0].store.write(by="sync") as work:
        tokens.exchange(work, "1", [])
        tokens.exchange(work, "2", [])

        assert not hello.knows_all(work, Head("", "3", "now", ["1"]))
        assert hello.knows_all(work, Head("", "3", "now", ["2", "1"]))


def test_a_laptop_from_which_all_is_taken_is_dismissed(fleet: Fleet) -> None:
    take(fleet, greet(fleet, envelope(fleet)))
    with fleet.laptops[0].store.read() as reader:
        for dropped, expected in (([SCOPE], False), ([SCOPE, "2"], True), ([], False)):
            head = Head("", "t", "now", scopes=Scopes(drop=dropped))
            assert hello.is_dismissed(reader, head) == expected


@pytest.mark.parametrize(
    ("theirs", "begins"),
    [("2.b", False), ("1.a", False), ("", False), ("2.x", True), ("7.x", True), ("9" * 19, False)],
)
def test_a_deceived_laptop_is_lifted_over_its_epoch(
    fleet: Fleet, theirs: str, begins: bool
) -> None:
    with fleet.province.write(by="set-up") as work:
        work.set_local("epoch", "2.b")
        work.commit()

    head = greet(fleet, replace(envelope(fleet), epoch=theirs))

    assert not head.recover, "it knows all tokens: nothing is lost"
    assert (head.epoch != "2.b") == begins
    assert not epochs.is_past(head.epoch, theirs) or not begins
