"""A small world in which many laptops edit and the line does its worst, all drawn from one seed.

`World` is driven by Hypothesis (`test_machine.py`, which shrinks what it finds) and by the long
runner (`run.py`), with the same actions; `quiet()` ends a run and checks every invariant.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.errors import TransientError
from ctxh_desktop.storage import epochs
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync.client import Client
from tests.data.invariants import check_all, check_shown
from tests.data.laptops import SCOPE, Ask, Cutting, Fleet, Keeping, Laptop, Line, Lossy, Repeating
from tests.data.province_db import ProvinceDb
from tests.simulation.disasters import Disasters, strike

LAPTOPS = 3
GROUPS = ("NCT", "NKT", "HIV", "NGHEO", "TE")
LEVELS = ("CAO", "THAP", "TB")
FAULTS = ("typing", "request lost", "answer lost", "cut", "cut bytes", "repeated", "late")

NEWER = {"person": ("phone", "note")}
"""Fields that one laptop learns by an upgrade, and the edits that write them."""
NEWER_KINDS = ("long", "two rows")
OLDER = tuple(
    replace(t, fields=tuple(f for f in t.fields if f.name not in NEWER.get(t.name, ())))
    for t in RECORD_TYPES
)


def is_old(laptop: Laptop) -> bool:
    """Return whether a laptop has yet to be upgraded."""
    return "phone" not in laptop.store.tables.types["person"].by_name


class Typing(Line):
    """Somebody types while the request is under way; then the line is gone."""

    def __init__(self, edit: Callable[[], None]) -> None:
        self.edit, self.count = edit, 0

    def carry(self, body: bytes, ask: Ask) -> Iterable[bytes]:
        self.count += 1
        if self.count > 1:
            raise TransientError("line-lost")
        self.edit()
        return ask(body)


class World:
    """One fleet and what has been going on in it."""

    def __init__(self, db: ProvinceDb, folder: Path, seed: object) -> None:
        self.fleet = Fleet(db, folder, LAPTOPS, seed=seed)
        self.log: list[str] = []
        self.late: list[tuple[Laptop, Keeping]] = []
        self.words = 0
        self.fleet.laptops[-1].reopen(OLDER)
        self.disasters = Disasters(self.fleet)
        with self.fleet.province.write(by="set-up") as work:
            epochs.begin(work)
            work.commit()
        for _ in range(2):
            self._add(self.fleet.laptops[0])
        self.fleet.settle()

    def laptop(self, number: int) -> Laptop:
        """Return one of the laptops."""
        return self.fleet.laptops[number % len(self.fleet.laptops)]

    def word(self, laptop: Laptop) -> str:
        """Return a value that nobody ever wrote."""
        self.words += 1
        return f"{laptop.name}{self.words}"

    def people(self, laptop: Laptop) -> list[str]:
        """Return ids of the people that a laptop has, deleted ones too."""
        with laptop.store.read() as reader:
            table = reader.tables.records["person"]
            return sorted(row.id for row in reader.listing("person", table.select()))

    def _add(self, laptop: Laptop) -> str:
        with laptop.edit() as work:
            person_id, case_id = laptop.ambient.new_id(), laptop.ambient.new_id()
            work.insert(
                "person", person_id, SCOPE, {"full_name": self.word(laptop), "groups": "NCT"}
            )
            values = {
                "person_id": person_id,
                "number": self.word(laptop),
                "opened_on": "2026-11-21",
            }
            work.insert("case", case_id, SCOPE, values)
        return person_id

    # ---------------------------------------------------------------- what people do

    def insert(self, number: int) -> None:
        """Take in somebody, with a case, in one transaction."""
        self._add(self.laptop(number))

    def edit(self, number: int, which: int, kind: str) -> None:
        """Change a field of some class of merge."""
        laptop = self.laptop(number)
        ids = self.people(laptop)
        row_id = ids[which % len(ids)]
        row = laptop.row(row_id)
        assert row is not None
        if kind in NEWER_KINDS and is_old(laptop):
            kind = "plain"
        with laptop.edit() as work:
            if kind == "plain":
                work.patch("person", row_id, {"alias": self.word(laptop)})
            elif kind == "same":
                work.patch("person", row_id, {"guardian_name": "Mệ Gái"})
            elif kind == "long":
                work.patch("person", row_id, {"note": f"{self.word(laptop)} " + "rất dài " * 12})
            elif kind == "group":
                name = ("village", "address")[which % 2]
                work.patch("person", row_id, {name: self.word(laptop)})
            elif kind == "elements":
                codes = set(row.text("groups").split()) ^ {GROUPS[which % len(GROUPS)]}
                work.patch("person", row_id, {"groups": " ".join(sorted(codes)) or None})
            elif kind == "two rows":
                work.patch("person", row_id, {"phone": self.word(laptop)})
                self._patch_case(laptop, work, row_id, which)

    def _patch_case(self, laptop: Laptop, work: UnitOfWork, person_id: str, which: int) -> None:
        with laptop.store.read() as reader:
            cases = reader.where("case", person_id=person_id)
        for case in cases:
            work.patch("case", case.id, {"risk": LEVELS[which % 3], "goal": self.word(laptop)})

    def delete(self, number: int, which: int) -> None:
        """Delete somebody, or bring somebody back who is deleted."""
        laptop = self.laptop(number)
        ids = self.people(laptop)
        row_id = ids[which % len(ids)]
        row = laptop.row(row_id)
        assert row is not None
        if row.deleted_at:
            laptop.patch(row_id, deleted_at=None, deleted_reason=None)
        else:
            laptop.delete(row_id, reason=self.word(laptop))

    def poison(self, number: int) -> None:
        """Save what the province will never take, in one group with something fine."""
        laptop = self.laptop(number)
        with laptop.edit() as work:
            for born in ("2026-02-31", "2012-08"):
                values = {"full_name": self.word(laptop), "born": born}
                work.insert("person", laptop.ambient.new_id(), SCOPE, values)

    def resolve(self, number: int, which: int) -> None:
        """Settle a conflict that the laptop shows."""
        laptop = self.laptop(number)
        open_ones = [row for row in laptop.rows("conflict") if row["state"] == "open"]
        if open_ones:
            conflict: Row = open_ones[which % len(open_ones)]
            field = conflict.text("field")
            known = laptop.store.tables.types["person"].by_name
            if field in ("alias", "note") and field in known and which % 2:
                laptop.resolve(conflict, "value", **{field: self.word(laptop)})
            else:
                laptop.resolve(conflict, "province")

    def at_province(self, which: int) -> None:
        """Let the province's own staff edit."""
        with self.fleet.at_province() as work:
            rows = work.where("person")
            if rows:
                self.words += 1
                work.patch("person", rows[which % len(rows)].id, {"alias": f"P{self.words}"})

    def reopen(self, number: int) -> None:
        """Close the program and start it again; an old one is upgraded meanwhile."""
        self.laptop(number).reopen()

    # ---------------------------------------------------------------- what the line does

    def sync(self, number: int, fault: str = "", after: int = 1) -> None:
        """Sync one laptop, over a good line or over a bad one."""
        laptop = self.laptop(number)
        if fault == "typing":
            self.edit(number, after, "plain")
        line: Line = {
            "typing": lambda: Typing(lambda: self.edit(number, after, "plain")),
            "request lost": lambda: Lossy(requests=1),
            "answer lost": lambda: Lossy(answers=1),
            "cut": lambda: Cutting(pieces=after),
            "cut bytes": lambda: Cutting(length=after * 97),
            "repeated": lambda: Repeating(2 + after % 2),
            "late": Keeping,
        }.get(fault, Line)()
        laptop.try_sync(line)
        check_shown(laptop)
        if isinstance(line, Keeping):
            self.late.append((laptop, line))

    def ask_late(self, which: int) -> None:
        """Let an old request arrive at the province once more."""
        if self.late:
            laptop, line = self.late[which % len(self.late)]
            for body in line.bodies:
                list(laptop.ask(body))

    def deliver_late(self, which: int) -> None:
        """Let an old answer arrive at its laptop at last."""
        if self.late:
            laptop, line = self.late[which % len(self.late)]
            for pieces in line.answers:
                laptop.feed(Client(laptop.store, laptop.key), pieces)

    def quiet(self) -> None:
        """Let everybody upgrade and sync over good lines, and check all that must hold."""
        for laptop in self.fleet.laptops:
            if is_old(laptop):
                laptop.reopen()
        self.fleet.settle()
        check_all(self.fleet)
        self.disasters.check()

    def close(self) -> None:
        """Close all files."""
        self.fleet.close()


KINDS = ("plain", "same", "long", "group", "elements", "two rows")


def step(world: World, rng: random.Random) -> str:
    """Do one thing drawn from *rng*; return its description."""
    n, k = rng.randrange(len(world.fleet.laptops)), rng.randrange(12)
    kind, fault = rng.choice(KINDS), rng.choice(FAULTS)
    misfortune, struck = strike(world.disasters, world.fleet, rng)
    actions = [
        (3, misfortune, struck),
        (10, f"edit {n} {k} {kind}", lambda: world.edit(n, k, kind)),
        (2, f"insert {n}", lambda: world.insert(n)),
        (2, f"delete {n} {k}", lambda: world.delete(n, k)),
        (1, f"poison {n}", lambda: world.poison(n)),
        (2, f"resolve {n} {k}", lambda: world.resolve(n, k)),
        (1, f"province {k}", lambda: world.at_province(k)),
        (1, f"reopen {n}", lambda: world.reopen(n)),
        (6, f"sync {n}", lambda: world.sync(n)),
        (6, f"sync {n} {fault} {k}", lambda: world.sync(n, fault, k)),
        (1, f"ask late {k}", lambda: world.ask_late(k)),
        (1, f"deliver late {k}", lambda: world.deliver_late(k)),
    ]
    _, words, action = rng.choices(actions, weights=[weight for weight, *_ in actions])[0]
    action()
    return words
