"""What every test shares: a screen that nobody sees, and chance that repeats."""

from __future__ import annotations

import gc
import os
import sys

import hypothesis
import pytest

pytest_plugins = [
    "tests.data.province_db",
    "tests.data.province_server",
    "tests.data.prompt",
    "tests.data.small_disk",
]

# Before Qt is imported by anybody: without a display pytest-qt aborts the whole process.
if sys.platform.startswith("linux") and not (
    os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Derandomized: a failing suite fails again; the simulation explores with other seeds.
hypothesis.settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


# A window in a cycle of references may be found by the collector at any allocation: in a lane's
# thread, or while Qt paints.  So nothing is collected by itself, but after each test, here.
gc.disable()


def pytest_runtest_logfinish() -> None:
    """Collect garbage between two tests, in the thread of the windows."""
    gc.collect(1)
    if gc.get_count()[2] > _OLD_COLLECTIONS_MAX:
        gc.collect()


_OLD_COLLECTIONS_MAX = 20


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the seed of the simulation: one number replays a run."""
    parser.addoption("--sim-seed", type=int, default=1, help="seed of tests/simulation")


@pytest.fixture
def sim_seed(request: pytest.FixtureRequest) -> int:
    """Return the seed from which a simulation draws everything."""
    return int(request.config.getoption("--sim-seed"))
