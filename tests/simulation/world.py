"""A small world in which many laptops edit and the line does its worst, all drawn from one seed.

`World` is driven by Hypothesis (`test_machine.py`, which shrinks what it finds) and by the long
runner (`run.py`), with the same actions; `quiet()` ends a run and checks every invariant.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.errors import InputError, TransientError
from ctxh_desktop.storage import transfer
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync import parcel
from ctxh_desktop.sync.client import Client
from tests.data.invariants import check_all, check_older, check_shown
from tests.data.laptops import SCOPE, Fleet, Laptop, operations_of, rows_of
from tests.data.lines import Ask, Cutting, Keeping, Line, Lossy, Repeating
from tests.data.province_db import ProvinceDb
from tests.simulation import desks, parts
from tests.simulation.disasters import LAPTOPS_MAX, Disasters

LAPTOPS = 3
OTHER = "19900"
"""Another commune, with one laptop."""
GROUPS = ("NCT", "NKT", "HIV", "NGHEO", "TE")
LEVELS = ("CAO", "THAP", "TB")
FAULTS = ("typing", "request lost", "answer lost", "cut", "cut bytes", "repeated", "late")

NEWER = {"person": ("phone", "note")}
"""Fields that one laptop learns by an upgrade, and the edits that write them."""
OLD_SHARE = 0.5
"""Worlds in which there is such a laptop."""
NEWER_KINDS = ("long", "two rows")
OLDER = tuple(
    replace(t, fields=tuple(f for f in t.fields if f.name not in NEWER.get(t.name, ())))
    for t in RECORD_TYPES
)


def is_old(laptop: Laptop) -> bool:
    """Return whether a laptop has yet to be upgraded."""
    return "phone" not in laptop.store.tables.types["person"].by_name


STICKS = 5
"""Ways to the province until all is quiet: after a restore it tells of it, then hears operations,
then what only the laptop knows; and an answer may be one to a question of before."""
STICKS_AGAIN = 2
"""Ways to what the others brought in the meantime."""


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
        self.fleet.laptops.append(Laptop(self.fleet, "D", [OTHER], LAPTOPS))
        self.log: list[str] = []
        self.late: list[tuple[Laptop, Keeping]] = []
        self.given: list[tuple[Laptop, bytes]] = []
        self.answers: list[tuple[Laptop, bytes]] = []
        self.words = self.joined = self.parts = 0
        self.done: Counter[str] = Counter()
        """What was done with real commands and not refused."""
        if random.Random(f"version {seed}").random() < OLD_SHARE:
            self.fleet.laptops[-1].reopen(OLDER)
        self.disasters = Disasters(self.fleet)
        self.fleet.found(SCOPE, OTHER)
        self._begin()
        self.fleet.settle()

    def _begin(self) -> None:
        """Let there be people with a history in both communes before most laptops first sync."""
        first, other = self.fleet.laptops[0], self.fleet.laptops[-1]
        for laptop in (first, first, other):
            person_id = self.add(laptop)
            for _ in range(2):
                laptop.patch(person_id, alias=self.word(laptop))
            laptop.sync()
        for _ in range(2):
            self.disasters.back_up()

    def laptop(self, number: int) -> Laptop:
        """Return one of the laptops."""
        return self.fleet.laptops[number % len(self.fleet.laptops)]

    def word(self, laptop: Laptop) -> str:
        """Return a value that nobody ever wrote."""
        self.words += 1
        return f"{laptop.name}{self.words}"

    def people(self, laptop: Laptop) -> list[str]:
        """Return ids of the people that a laptop has, deleted ones too; it always has somebody."""
        with laptop.store.read() as reader:
            table = reader.tables.records["person"]
            found = sorted(row.id for row in reader.listing("person", table.select()))
        return found or [self.add(laptop)]

    def home(self, laptop: Laptop) -> str:
        """Return the commune of a laptop."""
        return OTHER if laptop.device[0] in "DK" else SCOPE

    def add(self, laptop: Laptop) -> str:
        """Take in somebody, with a case; return the person's id."""
        home = self.home(laptop)
        with laptop.edit() as work:
            person_id, case_id = laptop.ambient.new_id(), laptop.ambient.new_id()
            values = {"full_name": self.word(laptop), "groups": "NCT"}
            work.insert("person", person_id, home, values)
            values = {
                "person_id": person_id,
                "number": self.word(laptop),
                "opened_on": "2026-11-21",
            }
            work.insert("case", case_id, home, values)
        return person_id

    # ---------------------------------------------------------------- what people do

    def insert(self, number: int) -> None:
        """Take in somebody, with a case, in one transaction."""
        self.add(self.laptop(number))

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
                work.insert("person", laptop.ambient.new_id(), self.home(laptop), values)

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

    def move(self, which: int) -> None:
        """Let the province give somebody to the other commune."""
        with self.fleet.province.write(by="province") as work:
            rows = work.where("person")
            if rows:
                person = rows[which % len(rows)]
                transfer.move_person(work, person.id, OTHER if person.scope == SCOPE else SCOPE)
                work.commit()

    def at_desk(self, number: int, which: int, kind: str) -> None:
        """Let somebody do with a real command what concerns more than one record."""
        laptop = self.laptop(number)
        if is_old(laptop):
            return
        home, ids = self.home(laptop), self.people(laptop)
        person_id, there = ids[which % len(ids)], OTHER if home == SCOPE else SCOPE
        done = {
            "merge": lambda: desks.merge(laptop, home, ids, which),
            "keep apart": lambda: desks.keep_apart(laptop, home, ids, which),
            "undo": lambda: desks.undo(laptop, home),
            "lead over": lambda: desks.lead_over(laptop, home),
            "ask to move": lambda: desks.ask_to_move(laptop, home, person_id, there),
            "take back": lambda: desks.take_back(laptop, home, person_id),
            "add part": lambda: self._add_part(laptop, ids, which),
            "change part": lambda: parts.change(laptop, home, which, self.word(laptop)),
            "remove part": lambda: parts.remove(laptop, home, which),
        }[kind]()
        self.done[kind] += done

    def _add_part(self, laptop: Laptop, ids: list[str], which: int) -> bool:
        self.parts += 1
        kind = parts.KINDS[self.parts % len(parts.KINDS)]  # each takes its turn
        return parts.add(laptop, self.home(laptop), kind, ids, which, self.word(laptop))

    def at_province(self, which: int) -> None:
        """Let the province's own staff edit."""
        with self.fleet.at_province() as work:
            rows = work.where("person")
            if rows:
                self.words += 1
                work.patch("person", rows[which % len(rows)].id, {"alias": f"P{self.words}"})

    def reopen(self, number: int) -> None:
        """Close the program and start it again; an old one is upgraded meanwhile."""
        self.laptop(number).reopen(self.fleet.record_types)

    def join(self, which: int) -> None:
        """Set up another laptop of a commune, known to all backups; it has yet to sync."""
        if len(self.fleet.laptops) < LAPTOPS_MAX:
            self.joined += 1
            scope = (SCOPE, OTHER)[which % 2]
            self.fleet.laptops.append(
                Laptop(self.fleet, f"{'JK'[which % 2]}{self.joined}", [scope], which)
            )
            for _ in range(2):
                self.disasters.back_up()

    def fetch_older(self, number: int, which: int) -> None:
        """Ask for the older history of somebody, which comes with some sync or stick."""
        laptop = self.laptop(number)
        ids = self.people(laptop)
        laptop.want_older(ids[which % len(ids)])

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

    # ---------------------------------------------------------------- what the sticks do

    def give(self, number: int) -> None:
        """Lay a parcel for the province on a stick, which may arrive at any time, or never."""
        laptop = self.laptop(number)
        self.given.append((laptop, laptop.give()))

    def read_stick(self, which: int, times: int = 1) -> None:
        """Let the province read some parcel of a laptop, perhaps with the one before it."""
        if self.given:
            place = which % len(self.given)
            laptop, _ = self.given[place]
            of_it = [c for who, c in self.given[: place + 1] if who is laptop]
            self.answers.append((laptop, self.fleet.answer(laptop.device, *of_it[-times:])))

    def answer_unasked(self, number: int) -> None:
        """Let the province lay a parcel for a laptop that gave none."""
        laptop = self.laptop(number)
        self.answers.append((laptop, self.fleet.answer_unasked(laptop.device)))

    def bring_back(self, which: int, frames: int = 0) -> None:
        """Bring some answer back, perhaps once more; reading may be stopped after some *frames*."""
        if self.answers:
            laptop, content = self.answers[which % len(self.answers)]
            answer = parcel.Answer(laptop.store, laptop.key, [content])
            with suppress(InputError):  # from before a restore of which this laptop knows
                for number, _ in enumerate(answer.frames(), 1):
                    if number == frames:
                        break
            check_shown(laptop)

    def quiet(self, *, by_stick: bool = False) -> None:
        """Let everybody upgrade and sync over good lines, or by sticks alone, and check all."""
        for laptop in self.fleet.laptops:
            if is_old(laptop):
                laptop.reopen(self.fleet.record_types)
        for trips in (STICKS, STICKS_AGAIN) if by_stick else ():
            for laptop in self.fleet.laptops:
                for _ in range(trips):
                    laptop.by_stick()
        if not by_stick:
            self.fleet.settle()
        check_all(self.fleet)
        desks.check_people(self.fleet)
        parts.check_parts(self.fleet)
        self.disasters.check()
        check_older(self.fleet, Laptop.by_stick if by_stick else Laptop.sync)

    def rest(self) -> None:
        """Let all windows be idle for a while, and check what they do then."""
        parts.check_led_over(self.fleet)
        check_all(self.fleet)

    def counted(self) -> Counter[str]:
        """Return what happened, counted; a description begins with its kind."""
        kinds = Counter(words.rstrip("0123456789ABCDEFGH ") for words in self.log)
        words = Counter(
            " ".join(w for w in kind.split() if not w.isdigit()) for kind in kinds.elements()
        )
        operations = len(operations_of(self.fleet.province))
        conflicts = sum(key[0] == "conflict" for key in rows_of(self.fleet.province))
        done = Counter({f"{kind}, done": count for kind, count in self.done.items()})
        return words + done + Counter({"operations checked": operations, "conflicts": conflicts})

    def close(self) -> None:
        """Close all files."""
        self.fleet.close()
