"""Hypothesis drives the world of `world.py`, shrinks what it finds, and must find what is broken.

The last tests take a safeguard away and expect the simulation to fail: it is not blind.
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import update

from ctxh_desktop.domain.merge import Merged
from ctxh_desktop.storage import inbox, ledger, outbox
from ctxh_desktop.sync import judge, pull
from tests.data.province_db import ProvinceDb
from tests.simulation.run import run
from tests.simulation.world import FAULTS, KINDS, World

LAPTOP = st.integers(0, 2)
WHICH = st.integers(0, 11)


class Machine(RuleBasedStateMachine):
    """Three laptops, one province, and a line that does its worst."""

    db: ProvinceDb

    @initialize(seed=st.integers(0, 99))
    def begin(self, seed: int) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="ctxh-sim-")
        self.world = World(self.db, Path(self.folder.name), seed)

    @rule(number=LAPTOP, which=WHICH, kind=st.sampled_from(KINDS))
    def edit(self, number: int, which: int, kind: str) -> None:
        self.world.edit(number, which, kind)

    @rule(number=LAPTOP)
    def insert(self, number: int) -> None:
        self.world.insert(number)

    @rule(number=LAPTOP, which=WHICH)
    def delete(self, number: int, which: int) -> None:
        self.world.delete(number, which)

    @rule(number=LAPTOP)
    def poison(self, number: int) -> None:
        self.world.poison(number)

    @rule(number=LAPTOP, which=WHICH)
    def resolve(self, number: int, which: int) -> None:
        self.world.resolve(number, which)

    @rule(which=WHICH)
    def at_province(self, which: int) -> None:
        self.world.at_province(which)

    @rule(number=LAPTOP)
    def reopen(self, number: int) -> None:
        self.world.reopen(number)

    @rule(number=LAPTOP)
    def sync(self, number: int) -> None:
        self.world.sync(number)

    @rule(number=LAPTOP, fault=st.sampled_from(FAULTS), after=WHICH)
    def sync_badly(self, number: int, fault: str, after: int) -> None:
        self.world.sync(number, fault, after)

    @rule(which=WHICH)
    def ask_late(self, which: int) -> None:
        self.world.ask_late(which)

    @rule(which=WHICH)
    def deliver_late(self, which: int) -> None:
        self.world.deliver_late(which)

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.world.quiet()
        finally:
            self.world.close()
            self.db.close_stores()
            self.folder.cleanup()


@pytest.fixture
def machine(province_db: ProvinceDb) -> Iterator[type[Machine]]:
    Machine.db = province_db
    yield Machine
    del Machine.db


def test_the_machine_finds_nothing(machine: type[Machine]) -> None:
    few = settings(max_examples=12, stateful_step_count=25, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=few)


def test_a_seeded_run_ends_with_everything_equal(province_db: ProvinceDb, sim_seed: int) -> None:
    run(province_db, sim_seed, 120)


# ------------------------------------------------------------------ safeguards taken away


def _last_write_wins(record_type: Any, current: Any, changes: Any, rank: Any) -> Merged:
    return Merged({name: new for name, (_, new) in changes.items() if current.get(name) != new})


def _settle_all(work: Any, acks: Any) -> int:
    book = work.tables.book("operation")
    acks = list(acks)
    top = max((ack.seq for ack in acks), default=0)
    values = {"state": outbox.WAITING, "status": "ok", "wait_seq": top}
    queued = book.c.state == outbox.QUEUED
    return int(work.connection.execute(update(book).where(queued).values(**values)).rowcount)


def _no_overlay(work: Any, base: Any, own: Any) -> Any:
    return base


def _all_but_one(original: Callable[..., Any]) -> Callable[..., Any]:
    def apply(work: Any, page: Any, cursor: int) -> int:
        return int(original(work, dataclasses.replace(page, rows=page.rows[:-1]), cursor))

    return apply


def _one_by_one(original: Callable[..., Any]) -> Callable[..., None]:
    def take(self: Any, work: Any, group: Any) -> None:
        for operation in group:
            original(self, work, [operation])

    return take


SAFEGUARDS: dict[str, tuple[Any, str, Any]] = {
    "compare and set": (judge, "merge", _last_write_wins),
    "acknowledgement by id": (outbox, "settle", _settle_all),
    "own changes over the row": (inbox, "_laid_over", _no_overlay),
    "all rows of a page": (inbox, "_apply", _all_but_one(inbox._apply)),
    "groups held whole": (judge.Judge, "take", _one_by_one(judge.Judge.take)),
    "fields of newer versions are kept": (
        pull.records,
        "known",
        lambda _, values, __: (values, {}),
    ),
    "news before a deletion": (ledger, "touched_since", lambda *_: False),
}
"""What is taken away: (where, name, what stands there instead)."""


def _run_all(db: ProvinceDb) -> None:
    for seed in range(1, 9):
        run(db, seed, 90)


@pytest.mark.parametrize("name", SAFEGUARDS)
def test_the_simulation_fails_without(
    name: str,
    province_db: ProvinceDb,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(*SAFEGUARDS[name])

    with pytest.raises((AssertionError, KeyError)):
        _run_all(province_db)

    assert "failed after" in capsys.readouterr().err
