"""Search as you type: each keystroke of typical queries, on an encrypted file."""

from __future__ import annotations

from random import Random

from sqlalchemy import text

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.people import FindPeople
from ctxh_desktop.domain import words
from ctxh_desktop.storage import finding
from ctxh_desktop.storage.records import Reader
from tests.benchmarks import books
from tests.benchmarks.measure import Figure, Options, timed_ms
from tests.data.province import province

LIMIT_MS = 20.0
LIMIT = 50
LIKE_EVERY = 24
RIVAL = "LIKE over all text"


def run(options: Options) -> list[Figure]:
    """Measure at 20,000 people and at 300,000."""
    figures: list[Figure] = []
    for count in dict.fromkeys((20_000, options.people(300_000))):
        figures += _at(count, options)
    return figures


def keystrokes(count: int, seekers: int) -> list[str]:
    """Return what stands in the search field after each key, for typical queries."""
    rng = Random(5)
    known = list(province(count, seed=books.SEED))
    typed: list[str] = []
    for number in range(seekers):
        _, person = rng.choice(known)
        typed += _prefixes(_query(number, {name: str(v) for name, v in person.items()}))
    return typed


def _query(number: int, person: dict[str, str]) -> str:
    name = person["full_name"]
    last = name.split()[-1]
    digits = person.get("id_number", "").strip() or person.get("phone", "0905123456")
    queries = (
        words.fold(name),
        name,
        last,
        f"{last} {person['born'][:4]}",
        digits,
        digits[-4:],
        f"{words.fold(name)} {words.fold(person['village'])}",
        " ".join(name.split()[-2:]),
    )
    return queries[number % len(queries)]


def _prefixes(query: str) -> list[str]:
    return [query[:end] for end in range(1, len(query) + 1)]


def _at(count: int, options: Options) -> list[Figure]:
    ids: list[float] = []
    lines: list[float] = []
    likes: list[float] = []
    with books.opened(books.book(count)) as desk, desk.read() as reader:
        bus = Bus(desk)
        typed = keystrokes(count, options.rounds(80))
        for key in typed[: len(typed) // 10]:
            _find_ids(reader, key)
        for number, key in enumerate(typed):
            ids.append(timed_ms(lambda key=key: _find_ids(reader, key)))  # type: ignore[misc]
            lines.append(timed_ms(lambda key=key: bus.send(FindPeople(key, LIMIT))))  # type: ignore[misc]
            if number % LIKE_EVERY == 0:
                likes.append(timed_ms(lambda key=key: _like(reader, key)))  # type: ignore[misc]
    budget = f"p95 ≤ {LIMIT_MS:.0f} ms"
    return [
        Figure(f"search {count:,}, ids", ids, likes, RIVAL, "ms", "p95", LIMIT_MS, budget),
        Figure(f"search {count:,}, lines of the list", lines, likes, RIVAL, "ms",
               "p95", LIMIT_MS, budget),
    ]  # fmt: skip


def _find_ids(reader: Reader, typed: str) -> list[str]:
    tables = reader.tables
    declared, table = tables.types["person"], tables.records["person"]
    return finding.find_ids(reader.connection, declared, table, typed, LIMIT)


def _like(reader: Reader, typed: str) -> list[str]:
    fields = [field.name for field in reader.tables.types["person"].searched]
    anywhere = " OR ".join(f"{name} LIKE :typed" for name in [*fields, "name_fold"])
    statement = text(
        f"SELECT id FROM person WHERE deleted_at IS NULL AND ({anywhere}) LIMIT {LIMIT}"
    )
    return list(reader.connection.execute(statement, {"typed": f"%{typed}%"}).scalars())
