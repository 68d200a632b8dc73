"""Disk: what a person takes in the encrypted file, with all indexes, the search and the journal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.security import profile_files
from tests.benchmarks import books, corpus
from tests.benchmarks.corpus import Mix
from tests.benchmarks.measure import Figure, Options
from tests.data.people import people

LIMIT_BYTES = 4096.0
PEOPLE = 20_000


def run(options: Options) -> list[Figure]:
    """Fill empty books with people alone, close them, and look at their files."""
    with books.empty() as desk:
        pulled = _grown_by(desk, _pull)
    with books.empty() as desk:
        entered = _grown_by(desk, _enter)
    budget = f"≤ {LIMIT_BYTES:,.0f} B"
    return [
        Figure(name, [each], unit="B", judged="median", limit=LIMIT_BYTES, budget=budget)
        for name, each in (("disk, a person pulled", pulled), ("disk, a person entered", entered))
    ]


def _grown_by(desk: Desk, filled: Callable[[Desk], None]) -> float:
    before = _bytes(desk.folder)
    filled(desk)
    desk.close()
    return (_bytes(desk.folder) - before) / PEOPLE


def _pull(desk: Desk) -> None:
    alone = Mix(cases=0.0, visits=0.0, steps=0.0)
    books.fill(desk.store, corpus.rows(PEOPLE, alone, seed=books.SEED, is_one_commune=False))


def _enter(desk: Desk) -> None:
    """Enter people here: each has its operation, which waits for the province."""
    with desk.write("fill") as work:
        work.is_one_group = False
        for person in people(PEOPLE, seed=books.SEED):
            work.insert("person", desk.ambient.new_id(), desk.commune_code, person)


def _bytes(folder: Path) -> int:
    return sum(f.stat().st_size for f in folder.glob(f"{profile_files.DATABASE_NAME}*"))
