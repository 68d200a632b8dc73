"""The conflict cases that ODK and Zotero publish, as `docs/conflict-cases.md` restates them.

The table there is the test: each line's steps are played with two laptops and a province, and its
outcome is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ctxh_desktop
from tests.data.invariants import check_all
from tests.data.laptops import Fleet, operations_of, rows_of
from tests.data.lines import Lossy, Repeating
from tests.data.province_db import ProvinceDb

TABLE = Path(ctxh_desktop.__file__).parent / "docs" / "conflict-cases.md"
LINE = re.compile(r"\| (\d+) \| (ODK|Zotero) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|")
CASES = [
    match.groups() for match in map(LINE.fullmatch, TABLE.read_text("utf-8").split("\n")) if match
]
START = {"full_name": "Hồ Thị Lài", "groups": "NCT", "phone": "0"}


class Play:
    """One line of the table, played step by step."""

    def __init__(self, fleet: Fleet, steps: str) -> None:
        self.fleet, self.who = fleet, dict(zip("AB", fleet.laptops, strict=True))
        self.parcels: dict[str, bytes] = {}
        self.row_id = ""
        if " new" not in steps.split(";", maxsplit=1)[0]:
            self.row_id = self.who["A"].add(**START)
            fleet.settle()
        self.before = len(operations_of(fleet.province))

    def step(self, words: str) -> None:
        """Do what one step says."""
        who, verb, *rest = words.split()
        values = dict(word.split("=") for word in rest if "=" in word)
        values = {name: value.replace("_", " ") for name, value in values.items()}
        if who == "P":
            self._province(verb, rest, values)
            return
        laptop = self.who[who]
        if verb == "new":
            self.row_id = laptop.add(**{**START, **values})
        elif verb == "set":
            laptop.patch(self.row_id, **values)
        elif verb == "delete":
            laptop.delete(self.row_id)
        elif verb == "undelete":
            laptop.patch(self.row_id, deleted_at=None, deleted_reason=None)
        elif verb == "sync":
            laptop.sync()
        elif verb == "lost":
            assert not laptop.try_sync(Lossy(answers=1))
        elif verb == "thrice":
            laptop.sync(Repeating(3))
        elif verb == "give":
            self.parcels[rest[0]] = laptop.give()
        elif verb == "choose":
            (conflict,) = [row for row in laptop.rows("conflict") if row["state"] == "open"]
            laptop.resolve(conflict, "value" if values else "province", **values)
        else:
            raise AssertionError(words)

    def _province(self, verb: str, rest: list[str], values: dict[str, str]) -> None:
        if verb == "read":
            self.fleet.answer("A", self.parcels[rest[0]])
            return
        with self.fleet.at_province() as work:
            if verb == "delete":
                work.delete("person", self.row_id, "double")
            else:
                assert verb == "set"
                work.patch("person", self.row_id, values)

    def outcome(self, fields: list[str]) -> str:
        """Let all sync until quiet, check that all hold the same, and say what came of it."""
        self.fleet.settle()
        check_all(self.fleet)
        rows = rows_of(self.fleet.province)
        row = rows["person", self.row_id]
        told = [f"{name}={str(row[name]).replace(' ', '_')}" for name in fields]
        told.append("deleted" if row.deleted_at else "there")
        is_open = [r for r in rows.values() if r.type == "conflict" and r["state"] == "open"]
        told.append(f"conflicts={len(is_open)}")
        made = operations_of(self.fleet.province)
        told.append(f"held={len({op['group_id'] for op in made if op['status'] == 'held'})}")
        of_person = [op for op in made[self.before :] if op["record_type"] == "person"]
        return " ".join([*told, f"operations={len(of_person)}"])


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    yield made
    made.close()


def test_the_table_is_read_whole() -> None:
    lines = [line for line in TABLE.read_text("utf-8").split("\n") if line.startswith("| ")]
    assert [int(number) for number, *_ in CASES] == list(range(1, len(lines)))


@pytest.mark.parametrize(
    ("steps", "outcome"),
    [case[3:] for case in CASES],
    ids=[f"{c[0]} {c[1]}: {c[2]}" for c in CASES],
)
def test_case(fleet: Fleet, steps: str, outcome: str) -> None:
    play = Play(fleet, steps)
    for words in steps.split(";"):
        play.step(words)
    fields = [name for name in re.findall(r"(\w+)=", outcome)
              if name not in ("conflicts", "held", "operations")]  # fmt: skip

    assert play.outcome(fields) == outcome
