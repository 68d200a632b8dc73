"""The simulation is not blind: without a safeguard it fails."""

from __future__ import annotations

import pytest

from tests.data.province_db import ProvinceDb
from tests.simulation.safeguards import SAFEGUARDS, notices, without

SEEDS, STEPS = 12, 90


@pytest.mark.parametrize("name", SAFEGUARDS)
def test_the_simulation_fails_without(name: str, province_db: ProvinceDb) -> None:
    with without(SAFEGUARDS[name]):
        assert any(notices(province_db, seed, STEPS) for seed in range(SEEDS))
