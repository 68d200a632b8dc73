"""Memory: the open book with 20,000 people beside the libraries it stands on."""

from __future__ import annotations

import importlib.util

from tests.benchmarks import books
from tests.benchmarks.measure import Figure, Options
from tests.benchmarks.start import child

LIMIT_MB = 160.0
PEOPLE = 20_000


def run(options: Options) -> list[Figure]:
    """Read the resident memory of processes that have worked a while."""
    if importlib.util.find_spec("resource") is None:
        return [Figure("memory", [], note="not measured on this system")]
    with books.copied(PEOPLE) as desk:
        desk.close()
        child("today", desk.folder)  # the people of a new book are compared with each other once
        rounds = range(options.rounds(3))
        libraries = [float(child("memory_of_libraries")) for _ in rounds]
        bare = [float(child("memory_without_window", desk.folder)) for _ in rounds]
        whole = [float(child("memory_of_book", desk.folder)) for _ in rounds]
    rival = "libraries alone"
    return [
        Figure(f"memory, {PEOPLE:,} people open", whole, libraries, rival, "MB", "p95", LIMIT_MB,
               f"≤ {LIMIT_MB:.0f} MB"),
        Figure(f"memory, {PEOPLE:,} people, no pages", bare, libraries, rival, "MB"),
    ]  # fmt: skip
