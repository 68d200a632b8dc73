"""Sync over a line: ours beside PouchDB ↔ express-pouchdb, same rows, same proxy, one run.

    make bench-sync                    at full speed and at 256 kbit/s with 400 ms there and back
    make bench-sync args="--fast"      at full speed only
    make bench-sync args="--default"   the rival as it comes, too (a quarter of an hour more)

Ours is the real client over real HTTPS against the real server on PostgreSQL, with real encrypted
files.  Compared are application bytes, that is HTTP with its headers: the rival speaks no TLS, ours
is counted inside TLS, and what TLS adds is told apart.  Times are whole: our first download holds
the handshakes of TCP and TLS; later the connection waits between syncs as it does in an opened book
(ADR-0027), with the rival as its agent keeps it.  History (who changed what, when) has no like at
the rival and is told apart, too.

Source: design §9; reference/sync.md §6.
"""

from __future__ import annotations

import argparse
import json
import ssl
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import msgspec

from ctxh_desktop.ambient import system
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.security import certificates
from ctxh_desktop.server.province import Settings, create, load_rank
from ctxh_desktop.server.serve import Served, start_in_thread
from ctxh_desktop.sync.kept import Kept
from ctxh_desktop.sync.province import Province
from tests.benchmarks import books, corpus, pouch, provinces
from tests.benchmarks.corpus import Mix
from tests.benchmarks.measure import Figure, table
from tests.data.fault_proxy import GOOD, Fault, Line, line_to
from tests.data.province import HUE
from tests.data.province_server import Laptop

PEOPLE = 5_000
EDITS = 200
SEED = 10
SLOW = Fault(rate=256_000, delay_s=0.2)
LINES = {"full speed": GOOD, "256 kbit/s, 400 ms": SLOW}
STEPS = ("first download", f"push of {EDITS} edits", "nothing to do", f"pull of {EDITS} changes")
BUDGET_KB = dict(zip(STEPS, (1250, 13, 0.4, 23), strict=True))
BUDGET_S = dict(zip(STEPS, (42, 1.6, 0.8, 2), strict=True))
"""On the slow line; "nothing to do" is budgeted as 2 round trips."""
SIZES = (1, 10)
SIZES_LARGE = (1, 10, 100)
ROUNDS = 5
HEAD_END = b"\r\n\r\n"

Edit = tuple[str, str, dict[str, Plain]]
"""Record type, id of the row, new values."""


@dataclass(frozen=True)
class Step:
    """What one step cost.

    Units: seconds, bytes; `up` and `down` are of the application, `heads` the heads of HTTP among
    it, `tls` what came on top; `trips` are round trips, with those of TCP and TLS.
    """

    seconds: float
    up: int
    down: int
    heads: int = 0
    tls: int = 0
    requests: int = 0
    trips: int = 0
    history: int = 0

    @property
    def kb(self) -> float:
        """Both ways, without history."""
        return (self.up + self.down - self.history) / 1000


class Counted(ssl.SSLSocket):
    """A TLS connection that counts what goes in and comes out in clear."""

    up = down = requests = heads = 0

    def send(self, data: Any, flags: int = 0) -> int:
        sent = super().send(data, flags)
        Counted.up += sent
        Counted.requests += bytes(data[:5]) == b"POST "
        Counted.heads += _head(bytes(data[:sent]), b"POST ")
        return sent

    def read(self, len: int = 1024, buffer: Any = None) -> Any:  # noqa: A002 (its name there)
        found = super().read(len, buffer)
        content = found if buffer is None else bytes(buffer[:found])
        Counted.down += content.__len__()  # "len" has another name here
        Counted.heads += _head(content, b"HTTP/")
        return found


def _head(content: bytes, start: bytes) -> int:
    """Return how long the head of an HTTP message is that begins here."""
    return content.index(HEAD_END) + len(HEAD_END) if content.startswith(start) else 0


@contextmanager
def counting() -> Iterator[None]:
    """Count the application bytes of all connections to a province."""
    usual = certificates.client_context

    def counted(ca_pem: str) -> ssl.SSLContext:
        context = usual(ca_pem)
        context.sslsocket_class = Counted
        return context

    certificates.client_context = counted
    try:
        yield
    finally:
        certificates.client_context = usual


def measured(line: Line, action: Callable[[], float | None]) -> Step:
    """Run one step; *action* may know better how long it took (without starting a program)."""
    line.count()
    line.round_trips = 0
    Counted.up = Counted.down = Counted.requests = Counted.heads = 0
    begun = perf_counter()
    told = action()
    seconds = perf_counter() - begun if told is None else told
    trips = line.round_trips
    up, down, _ = line.count()
    if not Counted.requests:
        return Step(seconds, up, down)
    tls = up + down - Counted.up - Counted.down
    return Step(seconds, Counted.up, Counted.down, Counted.heads, tls, Counted.requests, trips)


# ------------------------------------------------------------------ the same work for both


def edits_of(rows: Sequence[Row], seed: int) -> list[Edit]:
    """Return changes as people make them: phones, notes, plans, steps done."""
    rng = Random(seed)
    kinds = corpus.CHANGED
    chosen = {kind: rng.sample([r for r in rows if r.type == kind], EDITS) for kind in kinds}
    found: list[Edit] = []
    for number in range(EDITS):
        kind = kinds[number % 4]
        found.append((kind, chosen[kind][number].id, corpus.change(rng, kind)))
    return found


def document(row: Row, changes: dict[str, Plain] | None = None) -> dict[str, Any]:
    """Return a row as a document of the rival, without what is empty."""
    values = {**row.values, **(changes or {}), "created_at": row.created_at,
              "created_by": row.created_by}  # fmt: skip
    return {"_id": f"{row.type}:{row.id}", **{n: v for n, v in values.items() if v is not None}}


# ------------------------------------------------------------------ ours


@contextmanager
def filled(rows: Sequence[Row]) -> Iterator[Served]:
    """Run a real server with a PostgreSQL of its own, on disk, that holds these rows."""
    with tempfile.TemporaryDirectory(prefix="ctxh-line-") as folder:
        Path(folder).chmod(0o755)
        province = create(Path(folder) / "p", Settings(HUE), system())
        with start_in_thread(province, system()) as served:
            provinces.fill(served.store, iter(rows))
            yield served


@contextmanager
def laptop(served: Served, url: str, name: str) -> Iterator[Laptop]:
    """Enrol a laptop that calls *url*."""
    with ExitStack() as stack:
        folder = stack.enter_context(books.scratch())
        made = Laptop(folder, served, name, system())
        made.url = url
        made.kept = stack.enter_context(closing(Kept(system().now)))
        try:
            yield made
        finally:
            made.store.close()


def save_all(who: Laptop, edits: Sequence[Edit]) -> None:
    """Save each edit by itself, as a person does."""
    for kind, row_id, values in edits:
        who.patch(row_id, kind, **values)


def ours(served: Served, rows: Sequence[Row], fault: Fault, seed: int) -> list[Step]:
    """Measure the four steps of a laptop on this line."""
    with ExitStack() as stack:
        line = stack.enter_context(line_to(served.url, fault))
        mine = stack.enter_context(laptop(served, line.url, "mine"))
        other = stack.enter_context(laptop(served, served.url, "other"))
        first = measured(line, lambda: _sync(mine))
        assert len(mine.rows()) == len([row for row in rows if row.type == "person"])
        _sync(mine)  # hands the last token back, once
        save_all(mine, edits_of(rows, seed))
        pushed = measured(line, lambda: _sync(mine))
        _sync(mine)
        nothing = measured(line, lambda: _sync(mine))
        other.sync()
        save_all(other, edits_of(rows, seed + 1))
        other.sync()
        asked = Province(served.store, load_rank())
        history = provinces.history_bytes(asked, mine.store, mine.key)
        pulled = replace(measured(line, lambda: _sync(mine)), history=history)
    return [first, pushed, nothing, pulled]


def _sync(who: Laptop) -> None:
    who.sync()


# ------------------------------------------------------------------ the rival


def rival(rows: Sequence[Row], fault: Fault, seed: int, *, is_tuned: bool) -> list[Step]:
    """Measure the same four steps with PouchDB; its first, empty push is not counted."""
    known = {row.id: row for row in rows}
    docs = [[document(known[i], c) for _, i, c in edits_of(rows, s)] for s in (seed, seed + 1)]
    with books.scratch() as folder, ExitStack() as stack:
        base, edits = folder / "rows.jsonl", folder / "edits.jsonl"
        base.write_bytes(b"".join(msgspec.json.encode(document(row)) + b"\n" for row in rows))
        edits.write_bytes(b"".join(msgspec.json.encode(doc) + b"\n" for doc in docs[0]))
        print(f"  rival's rows: {base.stat().st_size / 1e6:.2f} MB of JSON", file=sys.stderr)
        server = stack.enter_context(pouch.server(base))
        line = stack.enter_context(line_to(server, fault))

        def step(what: str, docs: int | None = None) -> float:
            done = pouch.step(what, line.url, folder / "client", edits, is_tuned=is_tuned)
            assert docs is None or done["docs"] == docs, (what, done)
            return float(done["ms"]) / 1000

        first = measured(line, lambda: step("pull", len(rows)))
        line.fault = GOOD
        step("push", 0)
        step("edit", EDITS)
        line.fault = fault
        pushed = measured(line, lambda: step("push", EDITS))
        line.fault = GOOD
        step("pull")
        line.fault = fault
        nothing = measured(line, lambda: step("sync", 0))
        pouch.edit_at_server(server, docs[1])
        pulled = measured(line, lambda: step("pull", EDITS))
    return [first, pushed, nothing, pulled]


# ------------------------------------------------------------------ flat in the size


def flat(served: Served, rows: Sequence[Row], sizes: Sequence[int]) -> list[Figure]:
    """Measure a pull of 200 changes while the province grows by other communes' rows."""
    figures: list[Figure] = []
    with (
        laptop(served, served.url, "reader") as mine,
        laptop(served, served.url, "writer") as other,
    ):
        mine.sync()
        other.sync()
        size = 1
        for wanted in sizes:
            provinces.grow(served.store, range(size, wanted))
            size, seconds = wanted, []
            for number in range(ROUNDS):
                save_all(other, edits_of(rows, 1000 * wanted + number))
                begun = perf_counter()
                other.sync()
                mine.sync()
                seconds.append(perf_counter() - begun)
            base = figures[0].ours if figures else seconds
            name = f"{EDITS} changes pushed and pulled, {wanted * len(rows):,} rows"
            figures.append(Figure(name, seconds, base, "1×", "s", "ratio", 1.25, "flat: ≤ 1.25×"))
    return figures


# ------------------------------------------------------------------ the table


def compared(where: str, mine: list[Step], theirs: list[Step], rival_name: str) -> list[Figure]:
    """Return bytes and times of the four steps on one line."""
    figures: list[Figure] = []
    is_slow = where != "full speed"
    for number, name in enumerate(STEPS):
        step = mine[number]
        their_kb = [theirs[number].kb] if theirs else []
        their_s = [theirs[number].seconds] if theirs else []
        history = f", history {step.history / 1000:.1f} kB apart" if step.history else ""
        note = f"({step.up / 1000:.2f} kB up, {step.requests} requests, {step.trips} round trips, {step.heads} B heads, TLS {step.tls / 1000:.1f} kB apart{history})"  # noqa: E501
        limit = BUDGET_KB[name]
        figures.append(Figure(f"{name}, {where}", [step.kb], their_kb, rival_name, "kB",
                              "median", limit, f"≤ {limit:,} kB", note))  # fmt: skip
        limit_s = BUDGET_S[name]
        figures.append(Figure(f"{name}, {where}", [step.seconds], their_s, rival_name, "s",
                              "median" if is_slow else "none", limit_s,
                              f"≤ {limit_s} s" if is_slow else "–"))  # fmt: skip
    return figures


def main() -> int:
    """Measure and print; a missing Node leaves the rival out and says so."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.sync_line")
    parser.add_argument("--fast", action="store_true", help="at full speed only")
    parser.add_argument("--alone", action="store_true", help="without the rival")
    parser.add_argument("--default", action="store_true", help="the rival untuned, too (slow)")
    parser.add_argument("--large", action="store_true", help="a province of 100×, too (minutes)")
    parser.add_argument("--json", type=Path, help="write the figures to a file, too")
    asked = parser.parse_args()
    missing = "by wish" if asked.alone else pouch.install()
    print(f"rival left out: {missing}" if missing else "rival: PouchDB 9.0.0, gzip")
    rows = list(corpus.rows(PEOPLE, Mix(1, 1, 1), seed=31, is_one_commune=True, is_numbered=False))
    figures: list[Figure] = []
    for where, fault in LINES.items():
        if asked.fast and fault != GOOD:
            continue
        with counting(), filled(rows) as served:
            mine = ours(served, rows, fault, SEED)
        for is_tuned in (True, False) if asked.default else (True,):
            name = "PouchDB, tuned" if is_tuned else "PouchDB, default"
            theirs = [] if missing else rival(rows, fault, SEED, is_tuned=is_tuned)
            found = compared(where, mine, theirs, name if theirs else "–")
            print(f"\n{table(found)}", flush=True)
            figures += found
    with filled(rows) as served:
        found = flat(served, rows, SIZES_LARGE if asked.large else SIZES)
    print(f"\n{table(found)}", flush=True)
    if asked.json:
        kept = [{**msgspec.to_builtins(f), "verdict": f.verdict} for f in (*figures, *found)]
        asked.json.write_text(json.dumps(kept, indent=1, ensure_ascii=False))
    over = [f"{f.name} ({f.unit})" for f in (*figures, *found) if f.verdict == "over"]
    print(f"\nover budget: {', '.join(over) or 'nothing'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
