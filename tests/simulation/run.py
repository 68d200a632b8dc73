"""The long simulation: one number replays a run.

python -m tests.simulation.run --seed 7 --steps 200 --runs 50
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.data.province_db import ProvinceDb, start
from tests.simulation.world import World, step


def run(db: ProvinceDb, seed: int, steps: int) -> None:
    """Run one world from its seed to quiet, checking at some quiet times in between."""
    folder = Path(tempfile.mkdtemp(prefix="ctxh-sim-"))
    rng = random.Random(seed)
    world = World(db, folder, seed)
    try:
        for number in range(steps):
            world.log.append(step(world, rng))
            if number % 60 == 59:
                world.quiet()
        world.quiet(by_stick=bool(seed % 2))
    except BaseException:
        print(f"seed {seed} failed after:", *world.log, sep="\n  ", file=sys.stderr)
        raise
    finally:
        world.close()
        db.close_stores()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Run seeds one after another until one fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--runs", type=int, default=1)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ctxh-pg-"))
    server = start(folder / "data")
    began = time.monotonic()
    try:
        for seed in range(asked.seed, asked.seed + asked.runs):
            run(ProvinceDb(server.get_uri()), seed, asked.steps)
            print(f"seed {seed}: {asked.steps} steps, all equal ({time.monotonic() - began:.0f} s)")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
