"""Save: a visit, and a visit with its next step, durable, beside as many bare rows.

The rival writes into one comparable table with one index; ours writes row, operation, search.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from sqlcipher3 import dbapi2

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import RecordVisit
from ctxh_desktop.domain.records.visit import Visit
from tests.benchmarks import books, corpus
from tests.benchmarks.measure import Figure, Options, by_turns
from tests.data.people import TODAY

RATIO_MAX = 2.0
KEY = "5a" * 32


def run(options: Options) -> list[Figure]:
    """Measure on a book of 20,000 people: the visit alone, and with the step that comes next."""
    rng = Random(3)
    figures = []
    with books.copied(20_000) as desk:
        bus = Bus(desk)
        with desk.read() as reader:
            cases = [row.id for row in reader.where("case")]
        rival = _Bare(desk.folder / "bare.db")
        for name, has_next, rows in (("visit", False, 1), ("visit and next step", True, 2)):

            def save(has_next: bool = has_next) -> None:
                bus.send(_visit(rng, rng.choice(cases), has_next=has_next))

            bare_save = partial(rival.save, rows)
            ours, bare = by_turns(save, bare_save, options.rounds(1_000))
            figures.append(
                Figure(f"save, {name}", ours, bare, f"bare commit of {rows}", "ms", "ratio p95",
                       RATIO_MAX, f"p95 ≤ {RATIO_MAX:.0f}×")
            )  # fmt: skip
        rival.close()
    return figures


def _visit(rng: Random, case_id: str, *, has_next: bool) -> RecordVisit:
    values: dict[str, Any] = {
        "visited_on": TODAY,
        "contact_kind": "VANGIA",
        "met": ("DOITUONG",),
        "change": "NHUCU",
        "is_safe": True,
        "note": corpus.note(rng),
    }
    if not has_next:
        return RecordVisit(case_id, values)
    soon = TODAY + timedelta(days=rng.randint(3, 40))
    return RecordVisit(case_id, values, next_on=soon, next_task="Thăm nhà", next_kind="VANGIA")  # type: ignore[arg-type]


class _Bare:
    """One encrypted table like that of visits, with 20,000 rows in it."""

    def __init__(self, file: Path) -> None:
        self._connection = dbapi2.connect(str(file), isolation_level=None)
        run = self._connection.execute
        run(f"PRAGMA key = \"x'{KEY}'\"")
        run("PRAGMA journal_mode = WAL").fetchall()
        run("PRAGMA synchronous = FULL")
        run("PRAGMA cache_size = -16384")
        names = ["id", "scope", "created_at", "created_by", *Visit.type.by_name]
        run(f"CREATE TABLE visit (row_no INTEGER PRIMARY KEY, {', '.join(names)}, UNIQUE (id))")
        run("CREATE INDEX visit_case ON visit (case_id)")
        marks = ", ".join("?" for _ in names)
        self._insert = f"INSERT INTO visit ({', '.join(names)}) VALUES ({marks})"
        self._rng, self._ambient = Random(4), corpus.ticking_ambient(4)
        run("BEGIN")
        for _ in range(20_000):
            run(self._insert, self._row())
        run("COMMIT")

    def save(self, count: int) -> None:
        """Write some rows in one transaction and wait for the disk."""
        rows = [self._row() for _ in range(count)]
        self._connection.execute("BEGIN IMMEDIATE")
        for row in rows:
            self._connection.execute(self._insert, row)
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _row(self) -> tuple[object, ...]:
        known = {"visited_on": str(TODAY), "contact_kind": "VANGIA", "note": corpus.note(self._rng)}
        links = [self._ambient.new_id() for _ in range(3)]
        known |= {"case_id": links[1], "person_id": links[2]}
        values = [known.get(name) for name in Visit.type.by_name]
        return (links[0], books.COMMUNE, self._ambient.instant(), books.USER, *values)
