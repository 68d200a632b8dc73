"""Push: rows a second that one worker of the province takes, beside a raw upsert of the same rows.

"raw" is one `jsonb_to_recordset` upsert in a transaction of its own, into a table like the real
one: its columns and primary key ("bare table"), or its indexes too ("same indexes").  "all books"
writes what a push must leave behind, without reading or judging anything: the rows with their
indexes, one operation and one line of the log for each, the history of what a patch changed, and
the batch as it was signed, in one transaction.  The budget is held against "all
books", since nobody can take a push and leave less (ADR-0011); the others are shown beside it.

A worker collects garbage as `server.serve` says; here the people to be pushed are passed over with
what it has loaded, which no worker holds.
"""

from __future__ import annotations

import gc
import hashlib
import time
from collections.abc import Sequence
from typing import Any

import msgspec
import psycopg

from ctxh_desktop.domain.schema import Row
from ctxh_desktop.server.serve import collect_seldom
from ctxh_desktop.storage import records
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.tables import Role
from ctxh_desktop.sync.protocol import decode_frames
from tests.benchmarks import books, corpus, provinces
from tests.benchmarks.corpus import Mix
from tests.benchmarks.measure import Figure, Options
from tests.benchmarks.provinces import Laptop, Site

BATCH = 500
SHARE_MIN = 0.5
ALL_BOOKS = "all books"
_BOOKS = ("person", "operation", "log", "history", "batch")


def run(options: Options) -> list[Figure]:
    """Push people batch by batch, then patches of the same people."""
    batches = max(6, options.rounds(30))
    made = list(
        corpus.rows(batches * BATCH, Mix(cases=0), seed=51, is_one_commune=True, is_numbered=False)
    )
    parts = [made[start : start + BATCH] for start in range(0, len(made), BATCH)]
    with provinces.site() as site, books.empty() as desk:
        laptop = site.enrol(desk.store)
        raw = {name: _Raw(site, name) for name in ("bare table", "same indexes", ALL_BOOKS)}
        before = gc.get_threshold()
        collect_seldom()
        inserts = _pushes(site, laptop, parts, raw, is_insert=True)
        patches = _pushes(site, laptop, parts, raw, is_insert=False)
        gc.unfreeze()
        gc.set_threshold(*before)
    return [*_figures("inserts", inserts), *_figures("patches", patches)]


def _figures(what: str, found: dict[str, list[float]]) -> list[Figure]:
    ours, budget = found["push"], f"≥ {SHARE_MIN:.0%} of raw"
    name = f"push of {BATCH} {what}"
    return [
        Figure(name, ours, found[ALL_BOOKS], f"raw, {ALL_BOOKS}", "rows/s", "share",
               SHARE_MIN, budget),
        Figure(name, ours, found["same indexes"], "raw, same indexes", "rows/s"),
        Figure(name, ours, found["bare table"], "raw, bare table", "rows/s"),
        Figure(f"{name}, with the answer's pages", found["answered"], unit="rows/s"),
    ]  # fmt: skip


def _pushes(
    site: Site,
    laptop: Laptop,
    parts: Sequence[Sequence[Row]],
    raw: dict[str, Any],
    *,
    is_insert: bool,
) -> dict[str, list[float]]:
    """Return rows per second of each way; the first batch warms up and does not count."""
    found: dict[str, list[float]] = {"push": [], "answered": [], **{name: [] for name in raw}}
    for number, part in enumerate(parts):
        _change(laptop.store, part, is_insert=is_insert)
        client = laptop.client()
        body = client.request()
        signature = laptop.signature(body)
        begun = time.perf_counter()
        answer = site.province.handle(client.device_id, body, signature)
        pushed = time.perf_counter()
        pieces = list(answer)
        answered = time.perf_counter()
        for frame, line in decode_frames(pieces):
            client.feed(frame, line)
        assert client.tally.sent == len(part)
        if number:
            found["push"].append(len(part) / (pushed - begun))
            found["answered"].append(len(part) / (answered - begun))
        for name, rival in raw.items():
            took = rival.upsert(part, is_insert=is_insert)
            if number:
                found[name].append(len(part) / took)
    return found


def _change(store: Store, part: Sequence[Row], *, is_insert: bool) -> None:
    with store.write(by=books.USER, label="ImportPeople") as work:
        work.is_one_group = False
        work.load("person", [row.id for row in part])
        for row in part:
            if is_insert:
                work.insert("person", row.id, row.scope, row.values)
            else:
                work.patch("person", row.id, _patch(row))
        work.commit()


def _patch(row: Row) -> dict[str, str]:
    return {"phone": f"0906{row.id[-6:]}", "phone_of": "CON", "note": f"Hẹn lại {row.id[-4:]}"}


class _Raw:
    """Tables of the same PostgreSQL."""

    def __init__(self, site: Site, name: str) -> None:
        self._connection = psycopg.connect(site.dsn)
        self._tables = site.store.tables
        self._schema, self._name = site.schema, name
        self._has_books = name == ALL_BOOKS
        including = "INCLUDING IDENTITY" if name == "bare table" else "INCLUDING ALL"
        for table in _BOOKS if self._has_books else _BOOKS[:1]:
            self._connection.execute(
                f"CREATE TABLE {self._of(table)} (LIKE {site.schema}.{table} {including})"
            )
        if name == "bare table":
            self._connection.execute(f"ALTER TABLE {self._of('person')} ADD PRIMARY KEY (id)")
        self._connection.commit()
        self._count = 0

    def upsert(self, part: Sequence[Row], *, is_insert: bool) -> float:
        """Write whole rows, and the books where they are asked for; return the seconds."""
        rows = [row if is_insert else row.changed(_patch(row)) for row in part]
        declared = self._tables.types["person"]
        columns = [records.to_columns(declared, row, Role.PROVINCE) for row in rows]
        operations = [self._operation(row, is_insert=is_insert) for row in rows]
        log = [
            {"scope": op["scope"], "record_type": "person", "row_id": op["row_id"],
             "seq": op["no"], "kind": "r"}
            for op in operations
        ]  # fmt: skip
        begun = time.perf_counter()
        self._write("person", columns, ("id",))
        if self._has_books:
            self._write("operation", operations, ("op_id",))
            self._write("log", log, ("scope", "record_type", "row_id"))
            if not is_insert:
                self._write("history", [self._entry(op) for op in operations], ("op_id",))
            self._keep_batch(operations)
        self._connection.commit()
        return time.perf_counter() - begun

    def _operation(self, row: Row, *, is_insert: bool) -> dict[str, Any]:
        self._count += 1
        body = row.values if is_insert else _patch(row)
        return {
            "op_id": f"{row.id}-{self._count}",
            "device": "raw",
            "incarnation": "",
            "no": self._count,
            "group_id": f"{row.id}-{self._count}",
            "recv_at": row.created_at,
            "record_type": "person",
            "row_id": row.id,
            "scope": row.scope,
            "status": "ok",
            "note": "",
            "body": msgspec.json.encode(body).decode(),
        }

    def _entry(self, op: dict[str, Any]) -> dict[str, Any]:
        same = {name: op[name] for name in ("op_id", "record_type", "row_id", "scope", "device")}
        return {**same, "seq": op["no"], "changes": op["body"], "by": "x", "at": op["recv_at"]}

    def _keep_batch(self, operations: list[dict[str, Any]]) -> None:
        body = msgspec.json.encode([op["body"] for op in operations])
        digest = hashlib.sha256(body).hexdigest()
        self._connection.execute(
            f"INSERT INTO {self._of('batch')} (digest, device, signature, body) "
            "VALUES (%s, 'raw', %s, %s)",
            (digest, digest * 2, body),
        )

    def _write(self, table: str, rows: list[dict[str, Any]], key: tuple[str, ...]) -> None:
        columns = self._tables.metadata.tables[table].c
        names = list(rows[0])
        types = ", ".join(f'"{n}" {columns[n].type.compile()}' for n in names)
        listed = ", ".join(f'"{name}"' for name in names)
        updates = ", ".join(f'"{n}" = excluded."{n}"' for n in names if n not in key)
        self._connection.execute(
            f"INSERT INTO {self._of(table)} ({listed}) SELECT {listed} "
            f"FROM jsonb_to_recordset(%s::jsonb) AS r({types}) "
            f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {updates}",
            (msgspec.json.encode(rows).decode(),),
        )

    def _of(self, table: str) -> str:
        return f'{self._schema}."raw {self._name} {table}"'
