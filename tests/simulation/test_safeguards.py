"""The simulation is not blind: without a safeguard it fails, or a test that is named beside it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.data.province_db import ProvinceDb
from tests.house.source import ROOT
from tests.simulation.safeguards import SAFEGUARDS, notices, without

SEEDS, STEPS = 12, 90


@pytest.mark.parametrize("name", SAFEGUARDS)
def test_the_simulation_fails_without(name: str, province_db: ProvinceDb) -> None:
    with without(SAFEGUARDS[name]):
        assert any(notices(province_db, seed, STEPS) for seed in range(SEEDS))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_each_rare_safeguard_is_kept_by_the_test_that_is_named_beside_it() -> None:
    command = [sys.executable, "-m", "tests.simulation.direct"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
