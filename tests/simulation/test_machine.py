"""Hypothesis drives the world of `world.py`, shrinks what it finds, and must find what is broken.

The last tests take a safeguard away and expect the simulation to fail: it is not blind.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.data.province_db import ProvinceDb
from tests.house.source import ROOT
from tests.simulation.chance import DESK_KINDS, KINDS
from tests.simulation.run import run
from tests.simulation.world import FAULTS, World

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

    @rule(number=LAPTOP, which=WHICH, kind=st.sampled_from(DESK_KINDS))
    def at_desk(self, number: int, which: int, kind: str) -> None:
        self.world.at_desk(number, which, kind)

    @rule(number=LAPTOP)
    def reopen(self, number: int) -> None:
        self.world.reopen(number)

    @rule(which=WHICH)
    def join(self, which: int) -> None:
        self.world.join(which)

    @rule(number=LAPTOP, which=WHICH)
    def fetch_older(self, number: int, which: int) -> None:
        self.world.fetch_older(number, which)

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

    @rule(number=LAPTOP)
    def give(self, number: int) -> None:
        self.world.give(number)

    @rule(which=WHICH, times=st.integers(1, 2))
    def read_stick(self, which: int, times: int) -> None:
        self.world.read_stick(which, times)

    @rule(number=LAPTOP)
    def answer_unasked(self, number: int) -> None:
        self.world.answer_unasked(number)

    @rule(which=WHICH, frames=st.integers(0, 3))
    def bring_back(self, which: int, frames: int) -> None:
        self.world.bring_back(which, frames)

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


@pytest.mark.slow
@pytest.mark.timeout(1_200)
def test_two_hundred_seeds_end_with_everything_equal() -> None:
    """On all cores, each worker with a PostgreSQL of its own."""
    jobs = str(os.cpu_count() or 1)
    command = [sys.executable, "-m", "tests.simulation.run", "--runs", "200", "--steps", "30"]
    # What is killed here never was on a disk: memory serves as well and is faster.
    memory = {"TMPDIR": "/dev/shm"} if Path("/dev/shm").is_dir() else {}
    done = subprocess.run(
        [*command, "--jobs", jobs], cwd=ROOT, env={**os.environ, **memory}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "200 seeds, 0 failed" in done.stdout
