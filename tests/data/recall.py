"""Recall: fifty invented people among 20,000, and what somebody may type to find each of them.

`recall_cases/people.tsv` has the people, `recall_cases/queries.tsv` what is typed, whom it means,
and the place in the list by which that person is there: 1 where what was typed says who it is, more
where others fit as well (exact spelling first, then the given name, then the rest).

The others are a province from a seed, so that common names are as common as they are.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.people import FindPeople
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.storage.records import Reader
from tests.data.province import province

COUNT = 20_000
SEED = 29
PLACES = (1, 10, 20)
"""How far down the list is looked."""
_FOLDER = Path(__file__).parent / "recall_cases"
_CHUNK_ROWS = 5_000
_Find = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Query:
    """What is typed, whom it means, and by which place (from 1) that person is listed."""

    category: str
    typed: str
    who: str
    rank: int


@dataclass(frozen=True)
class Found:
    """A query and the place at which a search listed the person; None: not within the last."""

    query: Query
    place: int | None

    def is_within(self, places: int) -> bool:
        """Return whether the person is among the first."""
        return self.place is not None and self.place <= places

    @property
    def is_as_expected(self) -> bool:
        """Whether the person is where the query says."""
        return self.is_within(self.query.rank)


def queries() -> list[Query]:
    """Return all queries, by category in the order of the file."""
    return [
        Query(row["category"], row["typed"], row["who"], int(row["rank"]))
        for row in _rows("queries.tsv")
    ]


def fill(desk: Desk, count: int = COUNT) -> dict[str, str]:
    """Put the people and *count* others into an empty book; return the ids by key."""
    ids: dict[str, str] = {}
    others = [(place.code, values) for place, values in province(count, seed=SEED)]
    for start in range(0, count, _CHUNK_ROWS):
        with desk.store.write(by="province", label="Fill") as work:
            for scope, values in others[start : start + _CHUNK_ROWS]:
                work.insert("person", work.ambient.new_id(), scope, values)
            work.commit()
    with desk.store.write(by="province", label="Fill") as work:
        for row in _rows("people.tsv"):
            known: dict[str, Plain] = {name: value for name, value in row.items() if value}
            key, scope = str(known.pop("key")), str(known.pop("commune"))
            number = known.pop("case_number", None)
            ids[key] = work.ambient.new_id()
            work.insert("person", ids[key], scope, known | {"groups": "NCT"})
            if number:
                case: dict[str, Plain] = {"person_id": ids[key], "number": number}
                case |= {"opened_on": "2026-03-02", "status": "THUCHIEN"}
                work.insert("case", work.ambient.new_id(), scope, case)
        work.commit()
    return ids


def ours(desk: Desk, ids: dict[str, str]) -> list[Found]:
    """Return what the search of the window finds."""
    bus = Bus(desk)
    return _places(
        lambda typed: [hit.id for hit in bus.send(FindPeople(typed, PLACES[-1])).result], ids
    )


def like(desk: Desk, ids: dict[str, str]) -> list[Found]:
    """Return what LIKE finds of the same text in the same fields, by name."""
    with desk.read() as reader:
        return _places(lambda typed: _like(reader, typed), ids)


def share(found: Iterable[Found], is_found: Callable[[Found], bool]) -> float:
    """Return the percentage of *found* for which *is_found* says yes."""
    judged = [is_found(one) for one in found]
    return 100 * sum(judged) / len(judged)


def by_category(found: Iterable[Found]) -> dict[str, list[Found]]:
    """Return what was found of each category, in the order of the file."""
    parts: dict[str, list[Found]] = {}
    for one in found:
        parts.setdefault(one.query.category, []).append(one)
    return parts


def table(ours_found: list[Found], like_found: list[Found]) -> str:
    """Return recall by category beside LIKE as lines to read, in percent."""
    rivals = by_category(like_found)
    head = f"{'recall, %':<34}{'queries':>8}{'@1':>6}{'@10':>6}{'@20':>6}{'as expected':>13}"
    lines = [f"{head}{'LIKE @1':>12}{'@10':>6}{'@20':>6}"]
    parts = {**by_category(ours_found), "all": ours_found}
    for category, found in parts.items():
        rival = rivals.get(category, like_found)
        line = f"{category:<34}{len(found):>8}"
        line += "".join(f"{share(found, _within(n)):>6.0f}" for n in PLACES)
        line += f"{share(found, lambda one: one.is_as_expected):>13.0f}"
        line += f"{share(rival, _within(1)):>12.0f}"
        line += "".join(f"{share(rival, _within(n)):>6.0f}" for n in PLACES[1:])
        lines.append(line)
    return "\n".join(lines)


def _within(places: int) -> Callable[[Found], bool]:
    return lambda one: one.is_within(places)


def _places(find: _Find, ids: dict[str, str]) -> list[Found]:
    found = []
    for query in queries():
        hits = list(find(query.typed))
        place = hits.index(ids[query.who]) + 1 if ids[query.who] in hits else None
        found.append(Found(query, place))
    return found


def _like(reader: Reader, typed: str) -> list[str]:
    fields = [field.name for field in reader.tables.types["person"].searched]
    anywhere = " OR ".join(f"p.{name} LIKE :typed" for name in [*fields, "name_fold"])
    statement = text(
        "SELECT DISTINCT p.id, p.sort_key FROM person AS p LEFT JOIN 'case' AS c "
        f"ON c.person_id = p.id WHERE p.deleted_at IS NULL AND ({anywhere} "
        f"OR c.number LIKE :typed) ORDER BY p.sort_key LIMIT {PLACES[-1]}"
    )
    sought = f"%{unicodedata.normalize('NFC', typed.strip())}%"
    return list(reader.connection.execute(statement, {"typed": sought}).scalars())


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, dialect="excel-tab", quoting=csv.QUOTE_NONE)
