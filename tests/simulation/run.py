"""The long simulation: one number replays a run.

python -m tests.simulation.run --seed 7 --steps 200 --runs 50 --jobs 2       (make sim)
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

from ctxh_desktop.storage import outbox
from ctxh_desktop.sync import older_history
from tests.data.province_db import ProvinceDb, start
from tests.simulation.chance import HARM, step
from tests.simulation.world import World

QUIET_EVERY = 60
TOLD_EVERY = 100


def run(db: ProvinceDb, seed: int, steps: int, harm: float = HARM) -> Counter[str]:
    """Run one world from its seed to quiet, checking at some quiet times in between.

    Returns what happened, counted.  The days for which everything is given again to a restored
    province are none here: they would hide what backups must prove.  Older history comes in many
    parts.
    """
    folder = Path(tempfile.mkdtemp(prefix="ctxh-sim-"))
    rng = random.Random(seed)
    with patch.object(outbox, "KEPT_DAYS", 0), patch.object(older_history, "LINES_MAX", 2):
        world = World(db, folder, seed)
        try:
            for number in range(steps):
                world.log.append(step(world, rng, harm))
                if number % QUIET_EVERY == QUIET_EVERY - 1:
                    world.quiet()
            world.quiet(by_stick=bool(seed % 2))
            world.rest()
            return world.counted()
        except BaseException:
            print(f"seed {seed} failed after:", *world.log, sep="\n  ", file=sys.stderr)
            raise
        finally:
            world.close()
            db.close_stores()
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def clusters(count: int) -> Iterator[list[ProvinceDb]]:
    """Start some PostgreSQL clusters of one's own."""
    with ExitStack() as stack:
        found = []
        for _ in range(count):
            folder = Path(tempfile.mkdtemp(prefix="ctxh-pg-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            server = start(folder / "data")
            stack.callback(server.cleanup)
            found.append(ProvinceDb(server.get_uri()))
        yield found


def _work(job: tuple[str, Sequence[int], int]) -> Iterator[tuple[int, Counter[str] | str]]:
    uri, seeds, steps = job
    for seed in seeds:
        try:
            yield seed, run(ProvinceDb(uri), seed, steps)
        except Exception as error:  # noqa: BLE001 (told, and the next seed goes on)
            yield seed, f"{type(error).__name__}: {error}"


def _run_all(
    job: tuple[str, Sequence[int], int], told: multiprocessing.Queue[tuple[int, Counter[str] | str]]
) -> None:
    for answer in _work(job):
        told.put(answer)


def main() -> int:
    """Run seeds, some at once, and print what was checked; the number of failed seeds counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    began, total, failed = time.monotonic(), Counter[str](), []
    told: multiprocessing.Queue[tuple[int, Counter[str] | str]] = multiprocessing.Queue()
    with clusters(asked.jobs) as found:
        seeds = range(asked.seed, asked.seed + asked.runs)
        jobs = [(db.uri, seeds[i :: asked.jobs], asked.steps) for i, db in enumerate(found)]
        workers = [
            multiprocessing.Process(target=_run_all, args=(job, told), daemon=True) for job in jobs
        ]
        for worker in workers:
            worker.start()
        for number in itertools.islice(itertools.count(1), asked.runs):
            seed, answer = told.get()
            if isinstance(answer, str):
                failed.append(seed)
                print(f"seed {seed} FAILED: {answer[:300]}", flush=True)
            else:
                total += answer
            if number % TOLD_EVERY == 0 or number == asked.runs:
                _tell(number, failed, total, time.monotonic() - began)
    return int(bool(failed))


def _tell(seeds: int, failed: Sequence[int], total: Counter[str], took_s: float) -> None:
    facts = ", ".join(f"{count:,} {name}" for name, count in sorted(total.items()))
    print(f"{seeds:,} seeds, {len(failed)} failed, {took_s:,.0f} s: {facts}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
