"""Pull: 20,000 rows arrive as real frames and are applied, while somebody goes on reading."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from sqlcipher3 import dbapi2

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.people import CountPeople, FindPeople
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.storage import inbox
from ctxh_desktop.storage.store import Store
from ctxh_desktop.sync import pull
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.protocol import End, Frame, decode_frames
from tests.benchmarks import books, corpus, provinces
from tests.benchmarks.corpus import Mix
from tests.benchmarks.measure import Figure, Options, timed_ms

ROWS_MAX_S = 3.0
PEOPLE = 5_000
"""With a case, a visit and a step each: 20,000 rows."""
KEY = "5a" * 32
Line = tuple[Frame, bytes]


def run(options: Options) -> list[Figure]:
    """Replay one download into new books, beside the same rows into one bare table."""
    people = PEOPLE // 5 if options.is_quick else PEOPLE
    mix = Mix(cases=1, visits=1, steps=1)
    rows = list(corpus.rows(people, mix, seed=21, is_one_commune=True, is_numbered=False))
    lines = _download(rows)
    ours, kept, applied, bare = [], [], [], []
    for _ in range(options.rounds(5)):
        with books.empty() as desk:
            whole, last = _replay(desk.store, lines)
            ours.append(whole / 1000)
            kept.append((whole - last) / 1000)
            applied.append(last / 1000)
            bare.append(_bare(desk.folder / "bare.db", rows) / 1000)
    name, rival = f"pull {len(rows):,} rows", "executemany into one table"
    limit = ROWS_MAX_S * len(rows) / (4 * PEOPLE)
    return [
        Figure(f"{name}, kept and applied", ours, bare, rival, "s", "median", limit,
               f"≤ {limit:.1f} s"),
        Figure(f"{name}, keeping alone", kept, unit="s"),
        Figure(f"{name}, applying alone", applied, bare, rival, "s"),
        *_reading_meanwhile(lines, len(rows)),
    ]  # fmt: skip


def _download(rows: Sequence[Row]) -> list[Line]:
    with provinces.site() as site, books.empty() as desk:
        site.fill(iter(rows))
        laptop = site.enrol(desk.store)
        client = laptop.client()
        body = client.request()
        answer = list(site.province.handle(client.device_id, body, laptop.signature(body)))
        return list(decode_frames(answer))


def _replay(store: Store, lines: Sequence[Line]) -> tuple[float, float]:
    """Return the milliseconds of the whole, and of the last frame, with which all is applied."""
    client = _new_client(store)
    last = 0.0
    begun = time.perf_counter()
    for frame, line in lines:
        last = timed_ms(lambda frame=frame, line=line: client.feed(frame, line))  # type: ignore[misc]
    whole = (time.perf_counter() - begun) * 1000
    assert client.tally.received == client.tally.downloading > 0
    return whole, last


def _new_client(store: Store) -> Client:
    from ctxh_desktop.security.device import DeviceKey

    with store.write(by=books.USER) as work:
        work.set_local("device_id", "bench")
        inbox.add_scopes(work, [books.COMMUNE])
        work.commit()
    return Client(store, DeviceKey.create(store.ambient))


def _bare(file: object, rows: Sequence[Row]) -> float:
    connection = dbapi2.connect(str(file), isolation_level=None)
    run = connection.execute
    run(f"PRAGMA key = \"x'{KEY}'\"")
    run("PRAGMA journal_mode = WAL").fetchall()
    run("PRAGMA synchronous = FULL")
    run("PRAGMA cache_size = -16384")
    width = 5 + max(len(row.values) for row in rows)
    names = ", ".join(f"c{number}" for number in range(width))
    run(f"CREATE TABLE r (row_no INTEGER PRIMARY KEY, {names}, UNIQUE (c0))")
    plain = [
        [row.id, row.scope, row.seq, row.created_at, row.created_by, *row.values.values()]
        for row in rows
    ]  # fmt: skip
    padded = [tuple(cells + [None] * (width - len(cells))) for cells in plain]

    def write() -> None:
        run("BEGIN IMMEDIATE")
        marks = ", ".join("?" for _ in range(width))
        connection.executemany(f"INSERT INTO r ({names}) VALUES ({marks})", padded)
        run("COMMIT")

    took = timed_ms(write)
    connection.close()
    return took


def _reading_meanwhile(lines: Sequence[Line], rows: int) -> list[Figure]:
    """Search while the rows are applied: each answer is of before or of after, never between."""
    with books.empty() as desk:
        bus = Bus(desk)
        client = _new_client(desk.store)
        for frame, line in lines[:-1]:
            client.feed(frame, line)
        assert isinstance(lines[-1][0], End)
        idle = [timed_ms(lambda: bus.send(FindPeople("nguyen"))) for _ in range(100)]
        sync = threading.Thread(target=client.feed, args=lines[-1])
        sync.start()
        reads, counts, late = [], set(), []
        while sync.is_alive():
            reads.append(timed_ms(lambda: bus.send(FindPeople("nguyen"))))
            counts.add(bus.send(CountPeople()).result)
            late.append(timed_ms(lambda: time.sleep(0.005)) - 5)
        sync.join()
        counts.add(bus.send(CountPeople()).result)
    assert counts <= {0, rows // 4}, "a reader saw a half-applied download"
    return [
        Figure("pull: a search meanwhile", reads, idle, "with nothing applied",
               note="(never half a download)"),
        Figure("pull: a thread wakes late by", late),
    ]  # fmt: skip


assert pull.PAGE_ROWS_MAX <= 20_000, "a download is many pages"
