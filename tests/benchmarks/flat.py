"""Flat: what a sync of 200 changes costs in a province of 3,000, 30,000 and 300,000 rows.

The laptop's own commune grows with it: 200, 2,000 and 20,000 rows.  All sizes are there at once and
are measured by turns, so that a busy moment of the machine strikes all of them alike; the fastest
third of the rounds counts, which other work disturbed least.  What is judged is the ratio to the
smallest size.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter

from ctxh_desktop.server import embedded
from ctxh_desktop.storage.store import Store
from ctxh_desktop.sync.protocol import decode_frames
from tests.benchmarks import books, corpus, provinces
from tests.benchmarks.corpus import Mix
from tests.benchmarks.measure import Figure, Options
from tests.benchmarks.provinces import Laptop, Site

PEOPLE = 50
"""Of the smallest commune: one case, visit and step for each, 200 rows that change."""
COMMUNES = 15
SIZES = (1, 10, 100)
ROUNDS = 9
TIME_RATIO_MAX, BYTES_RATIO_MAX = 1.25, 1.1
"""Flat within noise.  Numbers of rows have more digits in a larger commune: some bytes more."""

STEPS = ("push of 200 edits", "pull of 200 changes", "nothing to do")


@dataclass(frozen=True)
class Cost:
    """What one sync cost: milliseconds of the laptop and of the province, kilobytes, requests."""

    laptop: float
    province: float
    kb: float
    requests: int


@dataclass(frozen=True)
class World:
    """A province of one size, with a laptop that writes and one that reads."""

    writer: Laptop
    reader: Laptop


def run(options: Options) -> list[Figure]:
    """Measure each step at each size."""
    sizes = SIZES[:2] if options.is_quick else SIZES
    with worlds(sizes) as made:
        found: dict[int, list[tuple[Cost, ...]]] = {size: [] for size in sizes}
        for number in range(options.rounds(ROUNDS) + 1):
            # Whoever comes after another finds the machine warm: they change places.
            for size in sizes if number % 2 else sizes[::-1]:
                found[size].append(measured(made[size], number))
    return [
        figure
        for step in range(len(STEPS))
        for size in sizes[1:]
        for figure in compared(step, size, found[size][1:], found[sizes[0]][1:])
    ]


@contextmanager
def worlds(sizes: Sequence[int]) -> Iterator[dict[int, World]]:
    """Fill a province of each size, all in one PostgreSQL, and bring two laptops into each."""
    with ExitStack() as stack:
        folder = stack.enter_context(provinces.short_folder())
        running = embedded.start(Path(folder) / "data")
        stack.callback(running.stop)
        made: dict[int, World] = {}
        for size in sizes:
            site = Site(running.dsn, f"flat{size}")
            stack.callback(site.store.close)
            site.fill(
                corpus.rows(
                    PEOPLE * size, Mix(1, 1, 1), seed=7, is_one_commune=True, is_numbered=False
                )
            )
            provinces.grow(site.store, range(1, COMMUNES))
            laptops = [site.enrol(stack.enter_context(books.empty()).store) for _ in range(2)]
            for laptop in (*laptops, *laptops):  # the second time hands the last token back
                laptop.sync()
            made[size] = World(*laptops)
        yield made


def measured(world: World, number: int) -> tuple[Cost, ...]:
    """Change 200 rows, push them, pull them on the other laptop, and sync once more."""
    edit(world.writer.store, number)
    pushed = timed(world.writer)
    pulled = timed(world.reader)
    nothing = timed(world.reader)
    world.writer.sync()
    return pushed, pulled, nothing


def timed(laptop: Laptop) -> Cost:
    """Sync; both sides are timed apart."""
    client = laptop.client()
    mine = theirs = 0.0
    size = requests = 0
    while client.has_more():
        begun = perf_counter()
        body = client.request()
        signature = laptop.signature(body)
        asked = perf_counter()
        pieces = list(laptop.province.handle(client.device_id, body, signature))
        answered = perf_counter()
        for frame, line in decode_frames(pieces):
            client.feed(frame, line)
        mine += asked - begun + perf_counter() - answered
        theirs += answered - asked
        size += len(body) + sum(map(len, pieces))
        requests += 1
    return Cost(mine * 1000, theirs * 1000, size / 1000, requests)


def compared(
    step: int, size: int, large: Sequence[tuple[Cost, ...]], small: Sequence[tuple[Cost, ...]]
) -> Iterator[Figure]:
    """Return what a step costs in one size beside what it costs in the smallest."""
    requests = {round_[step].requests for round_ in (*large, *small)}
    note = f"({statistics.mode(requests)} request)" if len(requests) == 1 else f"({requests} !)"
    for what, unit, limit in (
        ("laptop", "ms", TIME_RATIO_MAX),
        ("province", "ms", TIME_RATIO_MAX),
        ("kb", "kB", BYTES_RATIO_MAX),
    ):
        ours, base = (
            sorted(getattr(round_[step], what) for round_ in each)[: max(1, len(each) // 3)]
            for each in (large, small)
        )
        name = f"flat: {STEPS[step]}, {size}×, {'bytes' if what == 'kb' else what}"
        budget = f"flat: ≤ {limit}×"
        yield Figure(name, ours, base, "1×", unit, "ratio", limit, budget, note)


def edit(store: Store, seed: int) -> None:
    """Change fifty records of each kind as people do, each by a save of its own."""
    rng = Random(f"flat {seed}")
    with store.read() as reader:
        chosen = [
            (kind, row.id)
            for kind in corpus.CHANGED
            for row in rng.sample(reader.where(kind), PEOPLE)
        ]
    for kind, row_id in chosen:
        with store.write(by=books.USER, label="SaveRecord") as work:
            work.patch(kind, row_id, corpus.change(rng, kind))
            work.commit()
