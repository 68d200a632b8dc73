"""Wire: exact bytes of requests and answers, beside those of CouchDB's protocol and the floor.

The bytes are of the bodies; the lines of HTTP come on top of them (some 0.3 kB for each request).
The budgets belong to the issue about slow lines and are printed beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from ctxh_desktop.storage.store import Store
from ctxh_desktop.sync import dictionaries
from tests.benchmarks import books, corpus, provinces
from tests.benchmarks.corpus import Mix
from tests.benchmarks.measure import Figure, Judged, Options
from tests.benchmarks.provinces import Exchange

PEOPLE = 5_000
EDITS = 200


def run(options: Options) -> list[Figure]:
    """First sync, nothing to do, push of 200 edits, pull of 200 changes."""
    people = PEOPLE // 5 if options.is_quick else PEOPLE
    mix = Mix(cases=1, visits=1, steps=1)
    with provinces.site() as site, books.empty() as one, books.empty() as two:
        made = corpus.rows(people, mix, seed=31, is_one_commune=True, is_numbered=False)
        count = site.fill(made)
        first, second = site.enrol(one.store), site.enrol(two.store)
        arrived = first.sync()
        second.sync()
        second.sync()
        nothing = second.sync()
        first.sync()
        _edit(one.store, 1, seed=42)
        single = first.sync()
        seen = second.sync()
        first.sync()
        with without_dictionary():
            _edit(one.store, 1, seed=43)
            single_plain = first.sync()
            seen_plain = second.sync()
            nothing_plain = second.sync()
        for laptop in (first, second):
            laptop.sync()
        _edit(one.store, EDITS)
        pushed = first.sync()
        history = site.history_bytes(second)
        pulled = second.sync()
        idle = second.sync()
    limit = 1250 * people / PEOPLE
    return [
        _figure(
            f"wire: first sync of {count:,} rows",
            arrived,
            6220 * people / PEOPLE,
            limit,
            f"≤ {limit:,.0f} kB",
        ),
        _figure("wire: nothing to do", nothing, 6.2, 0.4, "≤ 0.4 kB, 1 request"),
        _beside("wire: nothing to do", nothing, nothing_plain),
        _beside("wire: push of 1 edit", single, single_plain),
        _beside("wire: pull of 1 change", seen, seen_plain),
        _figure(f"wire: push of {EDITS} edits", pushed, 199, 13, "≤ 13 kB"),
        _figure(f"wire: pull of {EDITS} changes, rows", pulled, 83, 23, "≤ 23 kB", history),
        _figure(f"wire: pull of {EDITS}, with history", pulled, 83, None, "told apart"),
        _figure("wire: nothing, after that", idle, 6.2, 0.4, "≤ 0.4 kB, 1 request"),
    ]


def _figure(
    name: str,
    exchanges: list[Exchange],
    couch_kb: float,
    limit_kb: float | None,
    budget: str,
    history: int = 0,
) -> Figure:
    """Return what *exchanges* cost, without so many bytes of *history*."""
    total = (sum(found.request + found.answer for found in exchanges) - history) / 1000
    up = sum(found.request for found in exchanges) / 1000
    note = f"({len(exchanges)} requests, {up:.2f} kB of it up)"
    judged: Judged = "none" if limit_kb is None else "median"
    return Figure(
        name, [total], [couch_kb], "CouchDB, tuned", "kB", judged, limit_kb or 0, budget, note
    )


@contextmanager
def without_dictionary() -> Iterator[None]:
    """Let nobody have a dictionary meanwhile."""
    newest, dictionaries.NEWEST = dictionaries.NEWEST, dictionaries.NONE
    try:
        yield
    finally:
        dictionaries.NEWEST = newest


def _beside(name: str, exchanges: list[Exchange], plain: list[Exchange]) -> Figure:
    kb, plain_kb = (sum(f.request + f.answer for f in e) / 1000 for e in (exchanges, plain))
    return Figure(
        name, [kb], [plain_kb], "no dictionary", "kB", "median", plain_kb, "≤ without", ""
    )  # fmt: skip


def _edit(store: Store, count: int, seed: int = 41) -> None:
    """Change records as people do: phones, notes, groups, steps done; each a save of its own."""
    rng = Random(seed)
    with store.read() as reader:
        known = {kind: reader.where(kind) for kind in corpus.CHANGED}
    chosen = {kind: rng.sample(rows, count) for kind, rows in known.items()}
    for number in range(count):
        kind = corpus.CHANGED[number % 4]
        row = chosen[kind][number]
        with store.write(by=books.USER, label="SaveRecord") as work:
            work.patch(kind, row.id, corpus.change(rng, kind))
            work.commit()
