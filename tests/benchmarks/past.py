"""Past: what a laptop's first download costs in a commune whose records have a history.

Half the records were changed once on average.  A province without two backups sends every line, as
all did before ADR-0022: that is the rival.
"""

from __future__ import annotations

from random import Random

from ctxh_desktop.storage import epochs, ledger, older_history
from ctxh_desktop.storage.store import Store
from tests.benchmarks import books, corpus, provinces
from tests.benchmarks.corpus import Mix
from tests.benchmarks.measure import Figure, Options
from tests.benchmarks.provinces import Exchange, Laptop

PEOPLE = 5_000
GROUP = 500


def run(options: Options) -> list[Figure]:
    """First sync with all history and with none of it; fetching that of one record."""
    people = PEOPLE // 5 if options.is_quick else PEOPLE
    with provinces.site() as site, books.empty() as one, books.empty() as two:
        made = corpus.rows(
            people, Mix(cases=1, visits=1, steps=1), seed=31, is_one_commune=True, is_numbered=False
        )
        count = site.fill(made)
        lines = _change(site.store, count // 2)
        whole = site.enrol(one.store).sync()
        _mark_backups(site.store)
        laptop = site.enrol(two.store)
        short = laptop.sync()
        nothing = laptop.sync()
        fetched = _fetch_one(laptop, two.store)
    limit = 1250 * people / PEOPLE
    name = f"first sync of {count:,} rows with {lines:,} changes"
    return [
        Figure(
            name, [_kb(short)], [_kb(whole)], "all history", "kB", "median", limit,
            f"≤ {limit:,.0f} kB", f"({len(short)} requests)",
        ),
        Figure("older history of one record", [_kb(fetched)], [_kb(nothing)], "nothing", "kB"),
    ]  # fmt: skip


def _kb(exchanges: list[Exchange]) -> float:
    return sum(found.request + found.answer for found in exchanges) / 1000


def _change(store: Store, count: int) -> int:
    """Change records as people do, each in an operation of its own; return how many."""
    rng = Random(47)
    with store.read() as reader:
        known = [(kind, row.id) for kind in corpus.CHANGED for row in reader.where(kind)]
    chosen = [rng.choice(known) for _ in range(count)]
    done = 0
    for start in range(0, count, GROUP):
        with store.write(by="province", label="SaveRecord") as work:
            for kind, row_id in chosen[start : start + GROUP]:
                done += 1
                work.patch(kind, row_id, corpus.change(rng, kind))
                work.flush()
            work.commit()
    return done


def _mark_backups(store: Store) -> None:
    with store.write(by="backup") as work:
        for number in range(2):
            recv_no, tops = epochs.received_upto(work), ledger.scopes(work)
            epochs.mark_backup(work, f"b{number}", work.local("epoch"), recv_no, tops)
        work.commit()


def _fetch_one(laptop: Laptop, store: Store) -> list[Exchange]:
    with store.write(by=books.USER) as work:
        ids = [row.id for row in work.where("person")]
        older_history.want(work, older_history.absent(work, ids)[:1])
        work.commit()
    return laptop.sync()
