"""Duplicates while entering: is this person in a register of 300,000, on an encrypted file?"""

from __future__ import annotations

from itertools import islice

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.people import FindDuplicates
from tests.benchmarks import books
from tests.benchmarks.measure import Figure, Options, timed_ms
from tests.data.province import province

LIMIT_MS = 150.0


def run(options: Options) -> list[Figure]:
    """Measure the question that the intake asks when typing rests."""
    count = options.people(300_000)
    every = max(1, count // options.rounds(200))
    known = [person for _, person in islice(province(count, seed=books.SEED), 0, None, every)]
    asked = [
        FindDuplicates(
            str(person["full_name"]),
            str(person.get("born") or "") or None,
            None,
            str(person.get("village") or "") or None,
            str(person.get("phone") or "") or None,
        )
        for person in known
    ]
    with books.opened(books.book(count)) as desk:
        bus = Bus(desk)
        bus.send(asked[0])
        took = [timed_ms(lambda one=one: bus.send(one)) for one in asked]  # type: ignore[misc]
    name = f"duplicates while entering, {count:,}"
    return [Figure(name, took, judged="p95", limit=LIMIT_MS, budget=f"p95 ≤ {LIMIT_MS:.0f} ms")]
