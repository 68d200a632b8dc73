"""Recall: of what people type in hard ways, how much finds whom they mean, beside LIKE '%…%'."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.measure import Figure, Options
from tests.data import recall
from tests.data.desks import new_desk

FLOORS = {1: 85.0, 10: 97.0, 20: 98.0}
"""Percent of all queries that find the person among the first so many."""


def run(options: Options) -> list[Figure]:
    """Print the table by category and return the figures of all queries together."""
    count = 4_000 if options.is_quick else recall.COUNT
    with tempfile.TemporaryDirectory() as folder:
        desk = new_desk(Path(folder) / "book")
        ids = recall.fill(desk, count)
        ours, like = recall.ours(desk, ids), recall.like(desk, ids)
        desk.close()
    print(f"\n{recall.table(ours, like)}")
    return [_figure(places, ours, like, count) for places in recall.PLACES]


def _figure(places: int, ours: list[recall.Found], like: list[recall.Found], count: int) -> Figure:
    shares = [recall.share(found, lambda one: one.is_within(places)) for found in (ours, like)]
    name = f"recall@{places}, {len(ours)} hard queries, {count:,} people"
    note = "" if shares[0] >= FLOORS[places] else "below the floor"
    budget = f"≥ {FLOORS[places]:.0f} %"
    return Figure(name, shares[:1], shares[1:], "LIKE '%…%'", "%", budget=budget, note=note)
